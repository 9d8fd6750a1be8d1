"""An evidence bundle: what it holds, and how it is verified without trusting who made it."""
