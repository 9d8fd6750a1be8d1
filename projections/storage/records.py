"""A stored row, read as the record that it is."""

from __future__ import annotations

from ...domain.audit.stored_json import said_by_stored
from ...domain.history.instruments import read_record
from ...domain.history.topics import TOPICS
from .errors import LedgerFileError, unknown_topic
from .ports import Record, Row


def read_row(row: Row) -> Record:
    """A record from its stored row; `LedgerFileError` if this release cannot read it,
    `MemoryError` if there is no memory left to."""
    if row.topic not in TOPICS:
        raise unknown_topic(row.topic)
    try:
        return read_record(row.position, said_by_stored(row.record))
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerFileError(
            f"record {row.position} of the ledger cannot be read ({error}); "
            "restore the ledger from a backup"
        ) from error
