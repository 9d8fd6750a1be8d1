"""The command `licence-ledger`."""
