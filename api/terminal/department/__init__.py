"""What several people do with one ledger: propose, approve, and let each other in."""
