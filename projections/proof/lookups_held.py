"""What is looked up of the records, held against what is made anew of them."""

from __future__ import annotations

from collections.abc import Iterator

from ..storage.ports import AddedToIndex, StoredLog
from ..storage.records import added_to_index


def lookups_held(every: StoredLog) -> list[str]:
    """What of the index is not as made anew."""
    return every.other_lookups(_added)


def _added(stored: StoredLog, count: int) -> Iterator[AddedToIndex]:
    """What the first so many records add to the index, a page at a time."""
    for page in stored.rows():
        ends = page[-1][0] >= count
        yield added_to_index([row for row in page if row[0] <= count] if ends else page)
        if ends:
            return
