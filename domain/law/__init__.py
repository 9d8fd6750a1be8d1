"""The one law, asked on a day: what runs, what is present, and what follows for a transaction."""
