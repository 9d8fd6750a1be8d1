"""What is looked up of the records, held against what is made anew of them."""

from __future__ import annotations

from collections.abc import Iterator

from ..storage.ports import Record, Row, StoredLog
from ..storage.records import read_row


def lookups_held(every: StoredLog) -> list[str]:
    """What of the index is not as made anew, and what the store finds wrong with itself."""
    return [*every.unsound(), *every.other_lookups(_records)]


def _records(stored: StoredLog, count: int) -> Iterator[Record]:
    """The first so many records."""
    for page in stored.rows():
        for number, stream, version, topic, record in page:
            if number > count:
                return
            yield read_row(Row(number - 1, stream, version, topic, record))
