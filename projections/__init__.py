"""What is kept, and what follows from it: the log on disk, and the answers read from it."""
