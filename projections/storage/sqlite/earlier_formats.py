"""The instruments of a ledger's file, whatever its format: earlier ones are carried over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from ....domain.recording.events import CONSENT_FIELDS
from ..errors import LedgerFileError
from .tables import APPLICATION_ID

Handed = tuple[dict[str, Any], str, str, dict[str, Any]]
"""An instrument as it was handed in, when it was recorded and by whom, and what its record says of
approvals."""


def instruments_of(source: Path) -> Iterator[Handed]:
    """The instruments of a file as they were handed in, when and by whom."""
    try:
        with closing(
            sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
        ) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            if application != APPLICATION_ID:
                raise LedgerFileError(f"{source} is no ledger; name another file")
            yield from _instruments(connection)
    except sqlite3.Error as error:
        raise LedgerFileError(f"{source} cannot be read: {error}") from error


def _instruments(connection: sqlite3.Connection) -> Iterator[Handed]:
    rows = connection.execute("SELECT state FROM stored_events ORDER BY rowid")
    return instruments_as_submitted(state for (state,) in rows)


def instruments_as_submitted(records: Iterable[bytes]) -> Iterator[Handed]:
    """The instruments of a log's records as they were handed in, when, by whom and with which
    approvals."""
    changes: list[Any] = []
    for state in records:
        record = json.loads(state)
        if "change" in record:
            changes.append(record["change"])
            continue
        submitted = {**record["instrument"], "changes": changes}
        consent = {name: record[name] for name in CONSENT_FIELDS if name in record}
        yield submitted, record["recorded_at"], record["recorded_by"], consent
        changes = []
