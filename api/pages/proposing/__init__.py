"""A proposal as its page tells it: what people did, what was revised, and the gazette beside it."""
