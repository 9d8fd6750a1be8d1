"""What is true: the rules of the ledger, without a clock, a file, SQL or HTTP."""
