"""How lines and conditions stand in arrays: for those who write them and for the kernel."""

from __future__ import annotations

BEGINS, ENDS, KIND, PRESENT, NEGATED, CONDITIONS, CONDITIONS_END, PART, OUTCOME = range(9)
"""The columns of a line: its days, what it means (`domain.lines.Kind`), whether it is there
(`Truth`), whether it asks for who does not match, where its conditions begin and end, which part
of its block it is of, and the number of its verdict (-1: none)."""
LINE_WIDTH = 10

FIELD, WHERE, WIDTH = range(3)
"""The columns of a condition: which field, where its sets stand, how many words (or codes) each
has."""
CONDITION_WIDTH = 3
