"""Every different text of every column of a file, with how often it occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow.compute as pc

from ..meanings.meaning import tidy
from .table_rows import TableRows

MOST = 100_000
"""So many different texts of a column are counted; of more it is told that they are many."""


@dataclass
class Counted:
    """What was counted of some files: rows, and for each column its texts but empty ones;
    `many`: columns that have more than are counted; `above`: columns with cells over several rows;
    `unread`: lines that hold no object."""

    headings: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Counter[str]] = field(default_factory=dict)
    many: set[str] = field(default_factory=set)
    above: set[str] = field(default_factory=set)
    rows: int = 0
    unread: int = 0

    def take(self, rows: TableRows) -> None:
        """Count some more rows."""
        self.rows += rows.count
        self.unread += len(rows.unread)
        self.above |= set(rows.above)
        for name, heading in rows.headings.items():
            self.headings.setdefault(name, heading)
            if name not in self.many:
                self._count(name, rows)

    def _count(self, name: str, rows: TableRows) -> None:
        found = self.texts.setdefault(name, Counter())
        counts = pc.value_counts(rows.texts(name))
        for text, times in zip(
            counts.field(0).to_pylist(), counts.field(1).to_pylist(), strict=True
        ):
            if text is not None and (plain := tidy(text)):
                found[plain] += times
        if len(found) > MOST:
            self.many.add(name)
            found.clear()


def words_counted(portions: Iterable[TableRows]) -> Counted:
    """Everything that some rows say."""
    found = Counted()
    for rows in portions:
        found.take(rows)
    return found
