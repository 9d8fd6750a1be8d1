"""What is looked up of the records, held against what is made anew of them."""

from __future__ import annotations

from collections.abc import Iterator

from ..storage.ports import LookedUp, StoredLog
from ..storage.records import looked_up_of


def lookups_held(every: StoredLog) -> list[str]:
    """What of the index is not as made anew."""
    return every.other_lookups(_looked_up)


def _looked_up(stored: StoredLog, count: int) -> Iterator[LookedUp]:
    """What the first so many records add to the index, a page at a time."""
    for page in stored.rows():
        ends = page[-1][0] >= count
        yield looked_up_of([row for row in page if row[0] <= count] if ends else page)
        if ends:
            return
