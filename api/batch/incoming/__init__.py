"""How a file comes: from an address, and in some encoding."""
