"""What is looked up of the records, held against what is made anew of them."""

from __future__ import annotations

from collections.abc import Iterator

from ..storage.ports import Record, RecordWords, StoredLog
from ..storage.records import read_stored, words_of_stored


def lookups_held(every: StoredLog) -> list[str]:
    """What of the index but its words is not as made anew, and what the store finds wrong with
    itself."""
    return [*every.unsound(), *every.other_lookups(_records)]


def words_held(every: StoredLog) -> list[str]:
    """What of the words of the index is not as made anew."""
    return every.other_words(_words)


def _words(stored: StoredLog, count: int) -> Iterator[RecordWords]:
    """The words of the first so many records."""
    for page in stored.rows():
        for number, _, _, _, record in page:
            if number > count:
                return
            yield number - 1, words_of_stored(number - 1, record)


def _records(stored: StoredLog, count: int) -> Iterator[Record]:
    """The first so many records."""
    for page in stored.rows():
        for number, _, _, topic, record in page:
            if number > count:
                return
            yield read_stored(number - 1, topic, record)
