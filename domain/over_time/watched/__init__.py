"""Questions that somebody keeps, asked of the record as it read before and as it reads now."""
