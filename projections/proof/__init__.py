"""What a ledger can prove of itself: checkpoints, keys, witnesses, verification."""
