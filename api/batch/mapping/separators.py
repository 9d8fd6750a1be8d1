"""What separates values in a line, and how it is said."""

from __future__ import annotations

TAB = "tab"
"""In place of the letter, which nobody sees."""
SEPARATORS = (";", ",", "\t", "|")


def separator_said(text: str) -> str:
    """The separator that a word or a letter says."""
    return "\t" if text == TAB else text
