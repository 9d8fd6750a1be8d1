"""Questions that somebody keeps with a ledger, and which of them what is recorded changes."""
