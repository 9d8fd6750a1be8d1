"""The command that reads a file as it is, and what it tells of it."""
