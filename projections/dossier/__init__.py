"""Evidence bundles made from a ledger, with the verifier and the report that they carry."""
