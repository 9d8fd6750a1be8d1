"""On which days answers change, and by which changes."""
