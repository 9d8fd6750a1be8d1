"""A stored row, read as the record that it is."""

from __future__ import annotations

from ...domain.audit.stored_json import said_by_stored
from ...domain.history.instruments import read_record
from ...domain.history.searchable import words_to_find_said
from ...domain.history.topics import TOPICS
from .errors import LedgerFileError, unknown_topic
from .ports import Record, Row


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


def words_of_stored(position: int, record: bytes) -> set[str]:
    """The words by which a record is found, from its bytes; errors as of `read_row`."""
    try:
        return words_to_find_said(said_by_stored(record))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(position, error) from error


def _unreadable(position: int, error: Exception) -> LedgerFileError:
    return LedgerFileError(
        f"record {position} of the ledger cannot be read ({error}); "
        "restore the ledger from a backup"
    )
