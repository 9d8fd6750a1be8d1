"""The ledger as a library: opened, asked, and answered in typed values."""
