"""Where records are kept, and what the application asks of a store."""
