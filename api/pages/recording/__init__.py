"""Instruments written, checked and tried out in the browser."""
