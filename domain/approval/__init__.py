"""Who may do what, and how several people make one recording: pure decisions over events."""
