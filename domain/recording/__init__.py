"""What is refused, and what is stored."""
