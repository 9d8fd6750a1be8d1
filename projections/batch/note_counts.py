"""How many rows have each note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..kernel.outcomes import Notes

NOTES_KEPT = 10_000
"""So many different notes are counted; of more only how many rows have any."""
MOST_FREQUENT = 10

Place = tuple[int, int]
"""A piece of what is read, and a row in it, counted from 1."""


@dataclass
class NoteCounts:
    """The rows that have a note (`noted`), and by note how many, and the first. `complete`: every
    different note is among them."""

    noted: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    first: dict[str, Place] = field(default_factory=dict)
    complete: bool = True

    def take(self, notes: Notes | None, before: int) -> None:
        """Count some more rows, which stand after so many others."""
        if notes is None:
            return
        self.noted += notes.count
        for note, rows, row in notes.counted():
            self._add(note, rows, (0, before + row + 1))

    def _add(self, note: str, rows: int, first: Place) -> None:
        if note not in self.rows and len(self.rows) >= NOTES_KEPT:
            self.complete = False
            return
        self.rows[note] += rows
        self.first[note] = min(first, self.first.get(note, first))

    def of_piece(self, number: int) -> NoteCounts:
        """The same, as those of the piece with this number."""
        first = {note: (number, row) for note, (_, row) in self.first.items()}
        return replace(self, first=first)

    def together(self, other: NoteCounts) -> NoteCounts:
        """These and others, which are of other pieces."""
        whole = self.complete and other.complete
        found = NoteCounts(self.noted + other.noted, complete=whole)
        for counts in (self, other):
            for note, rows in counts.rows.items():
                found._add(note, rows, counts.first[note])
        return found

    def shown(self) -> dict[str, Any]:
        """The counts, the most frequent notes first; no `notes`, if not all could be counted."""
        notes = [{"note": note, "rows": rows} for note, rows in self._most_frequent()]
        return {"noted": self.noted, "notes": notes if self.complete else None}

    def summary(self, before: Mapping[int, int]) -> dict[str, Any]:
        """The same with the first row, where so many rows stand before each piece."""
        notes = []
        for note, rows in self._most_frequent():
            piece, row = self.first[note]
            notes.append({"note": note, "rows": rows, "first_row": before.get(piece, 0) + row})
        return {"noted": self.noted, "notes": notes, "every_note": self.complete}

    def _most_frequent(self) -> list[tuple[str, int]]:
        return sorted(self.rows.items(), key=lambda one: (-one[1], one[0]))[:MOST_FREQUENT]
