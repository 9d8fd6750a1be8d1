"""A ledger of regulatory change: export-control licences, on any day, as known on any day."""
