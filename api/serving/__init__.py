"""A server's processes: one or several that serve, what they tell of themselves, and their end."""
