"""A stored row, read as the record that it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...domain.audit.stored_json import said_by_stored
from ...domain.history.instruments import read_record
from ...domain.history.searchable import words_to_find_said
from ...domain.history.topics import TOPICS
from .errors import LedgerFileError, unknown_topic
from .indexing import adds_rows
from .ports import AddedToIndex, Record, Row


def read_row(row: Row) -> Record:
    """A record from its stored row; `LedgerFileError` if this release cannot read it,
    `MemoryError` if there is no memory left to."""
    return read_stored(row.position, row.topic, row.record)


def read_stored(position: int, topic: str, record: bytes) -> Record:
    """The same of the bytes that stand at a position under a topic."""
    if topic not in TOPICS:
        raise unknown_topic(topic)
    try:
        return read_record(position, said_by_stored(record))
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(position, error) from error


def added_to_index(rows: Iterable[Sequence[Any]]) -> AddedToIndex:
    """What records add to the index, from their rows (number, stream, version, topic, bytes);
    errors as of `read_row`."""
    found = AddedToIndex([], [])
    words, adding = found.words.append, found.adding.append
    for number, _, _, topic, record in rows:
        if topic not in TOPICS:
            raise unknown_topic(topic)
        try:
            said = said_by_stored(record)
            words((number - 1, words_to_find_said(said)))
            if adds_rows(said):
                adding(read_record(number - 1, said))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unreadable(number - 1, error) from error
    return found


def _unreadable(position: int, error: Exception) -> LedgerFileError:
    return LedgerFileError(
        f"record {position} of the ledger cannot be read ({error}); "
        "restore the ledger from a backup"
    )
