"""The ledger over HTTP: doors, problems, and the shapes of answers."""
