"""All parts of a licence at once, as the bits of numbers: what is there, and what that decides."""
