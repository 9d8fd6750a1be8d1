"""The doors under `/v1`, one file a noun."""
