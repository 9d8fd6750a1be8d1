"""What a file's columns and words mean: proposed, written down, and applied."""
