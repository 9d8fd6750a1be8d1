"""Licences written out together: what is their own by columns, all else by a pattern of numbers."""
