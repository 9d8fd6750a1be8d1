"""What several answers hold: viewpoints, grounds, entries, what is open about a licence."""
