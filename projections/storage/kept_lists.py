"""Lists of what is recorded, kept whole in memory once they were asked for, and held on reading.

A list is what the index holds of it and what the tail adds; from then on it grows with each
record that is taken in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from itertools import islice

from ...domain.history.changes import Change
from ...domain.history.mentions import corrected_id, may_be_listed, mentions, orders_named
from .ports import IndexList, Record

SUBJECTS_OF, NAMED_BY, CARRYING_OUT, MENTIONING = "subjects", "names", "orders", "mentions"
ListKey = tuple[str, str, str]
"""Which of the four, of which kind, and of which name (none of the first two)."""


def list_entries(record: Record) -> list[tuple[ListKey, str]]:
    """What a record adds to lists, if it is not there; ordered."""
    if isinstance(record, Change) and not may_be_listed(record.content):
        return []
    found = list[tuple[ListKey, str]]()
    for what, name, by in mentions(record):
        found.append(((MENTIONING, what, name), by))
        if name:
            found.append(((NAMED_BY, what, ""), name))
    if isinstance(record, Change):
        if record.type.establishes:
            found.append(((SUBJECTS_OF, record.type.subject, ""), record.subject))
        for order in orders_named(record):
            found.append(((CARRYING_OUT, "", order), corrected_id(record)))
    return sorted(set(found)) if len(found) > 1 else found


class KeptList:
    """Items with their positions, in log order; of names only the first time counts."""

    def __init__(self, key: ListKey, stored: IndexList, recent: IndexList) -> None:
        self.items = list(stored)
        self._first: dict[str, int] | None = None
        if key[0] in (SUBJECTS_OF, NAMED_BY):
            self._first = {name: position for position, name in reversed(stored)}
        self._names = sorted(self._first or ())
        for position, item in recent:
            self.put(position, item)

    def put(self, position: int, item: str) -> None:
        """Put an item at the end; a name that is there stays where it was first."""
        if self._first is not None:
            if item in self._first:
                return
            self._first[item] = position
            insort(self._names, item)
        self.items.append((position, item))

    def between(self, after: int, before: int) -> Sequence[tuple[int, str]]:
        """The items after one position and before another."""
        start = bisect_right(self.items, after, key=lambda one: one[0])
        end = bisect_left(self.items, before, key=lambda one: one[0])
        return self.items[start:end]

    def names(self, before: int, after: str, limit: int | None) -> list[str]:
        """The names before a position, in their order, after one."""
        first = self._first or {}
        rest = islice(self._names, bisect_right(self._names, after), None)
        return list(islice((name for name in rest if first[name] < before), limit))
