"""The log made again from its records, by other means than those that wrote it."""
