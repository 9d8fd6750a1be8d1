"""The columns that a person reads behind his own, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ..terms import marked
from .reader import Reader

Cell = str | date | int | float | Decimal | None
"""A cell: a text, a day, or a number; nothing."""
HEADINGS = {
    "verdict": marked("verdict"),
    "why": marked("why"),
    "until": marked("until when"),
    "to_do": marked("what to do"),
    "covered_by": marked("covered by"),
    "source": marked("source"),
    "decided_by": marked("decided by"),
    "required": marked("licence needed"),
    "notes": marked("notes"),
    "assumed": marked("taken as usual"),
    "error": marked("what is wrong"),
    "repeats": marked("the same as row"),
}
"""What is told of each row, in this order."""


def headings(own: Sequence[str], reader: Reader) -> list[str]:
    """What the columns are called that are put behind a file's own: no name stands twice."""
    found: list[str] = []
    for said in HEADINGS.values():
        name = reader.text(said)
        while name in own or name in found:
            name = f"{name} *"
        found.append(name)
    return found
