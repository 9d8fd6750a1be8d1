"""The law as arrays: lines that rows of transactions are tested against at once."""
