"""A ledger carried into another: its instruments, judged anew, or its log as it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..domain.faults import RefusedError
from ..domain.recording.events import EVENTS, Event
from .ledger import Ledger, open_ledger
from .storage.errors import LedgerFileError
from .storage.log import APPLICATION_ID, MapParts


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of one instrument: `recorded`, `already there` or `refused`."""

    instrument: str
    outcome: str
    said: str = ""


def copied(source: Path, target: str, today: Callable[[], date]) -> Iterator[Copied]:
    """Record the instruments of a ledger's file into another ledger, each judged anew and with
    its own recorder and time of recording."""
    recorded_at = [datetime.min]
    ledger = open_ledger(target, today, lambda: recorded_at[0])
    try:
        for submitted, moment, by in _instruments(source):
            recorded_at[0] = datetime.fromisoformat(moment)
            try:
                already = ledger.record(submitted, by).already
                outcome = "already there" if already else "recorded"
                yield Copied(submitted["instrument"], outcome)
            except RefusedError as error:
                yield Copied(submitted["instrument"], "refused", str(error))
    finally:
        ledger.close()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A log as it is, to begin other ledgers with."""

    events: tuple[Event, ...]
    maps: MapParts


def snapshot(ledger: Ledger) -> Snapshot:
    """The whole log of a ledger."""
    rows = ledger.log.rows_after(0)
    events = tuple(EVENTS[row.topic].read(row.stream, row.version, row.record) for row in rows)
    return Snapshot(events, ledger.commitment.stored())


def begin_with(ledger: Ledger, found: Snapshot) -> None:
    """Make the log of another ledger the beginning of this empty one; nothing is judged."""
    if found.events:
        ledger.log.append(found.events, 0, found.maps)


def _instruments(source: Path) -> Iterator[tuple[dict[str, Any], str, str]]:
    """The instruments of a file as they were handed in, when and by whom."""
    try:
        connection = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
        try:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            if application != APPLICATION_ID:
                raise LedgerFileError(f"{source} is no ledger; name another file")
            changes: list[Any] = []
            for (state,) in connection.execute("SELECT state FROM stored_events ORDER BY rowid"):
                record = json.loads(state)
                if "change" in record:
                    changes.append(record["change"])
                    continue
                submitted = {**record["instrument"], "changes": changes}
                yield submitted, record["recorded_at"], record["recorded_by"]
                changes = []
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise LedgerFileError(f"{source} cannot be read: {error}") from error
