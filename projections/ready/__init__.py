"""Answers put together of ready bytes: what of a licence does not hang on the day is made once."""
