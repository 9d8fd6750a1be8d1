"""Instruments as files: read with their places, linted, and the built-in record."""
