"""Names of columns, each once, of whatever stands in a row of headings."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ....projections.kernel.outcomes import COLUMNS
from ..meanings.meaning import tidy

READ_AS, SHEET, ROW = "read_as", "sheet", "row"
ADDED = (*COLUMNS, READ_AS, SHEET, ROW)
"""The columns that are added to a file that is judged by a mapping."""


def sole_names(headings: Sequence[str], taken: Collection[str] = ADDED) -> dict[str, str]:
    """A name for each column, and the heading that it stands for: the heading without what nobody
    sees; a second of the same, or one that the answer itself needs, gets a number; one without a
    heading its letter."""
    found: dict[str, str] = {}
    for n, heading in enumerate(headings):
        name = tidy(heading) or f"column {letters(n)}"
        number = 2 if name in taken else 1
        while (one := name if number == 1 else f"{name} ({number})") in found:
            number += 1
        found[one] = heading
    return found


def letters(column: int) -> str:
    """A column by its letters, as a spreadsheet has it; the first is 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
