"""Files of transactions looked at: what stands in them, and what came of them row by row."""
