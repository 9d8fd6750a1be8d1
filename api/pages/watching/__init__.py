"""What is watched, as pages and a feed: which answers changed, on which days, and by what."""
