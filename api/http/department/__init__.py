"""The doors of several people: proposals, and who has right of entry."""
