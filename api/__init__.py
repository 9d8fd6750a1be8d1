"""Who is asking: HTTP, the terminal, files, tests."""
