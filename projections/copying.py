"""A ledger carried into another: its instruments, judged anew, or its log as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ..domain.faults import RefusedError
from ..domain.recording.events import EVENTS, Event, NewEvent
from .ledger import Approval, Ledger, open_ledger
from .storage.log import open_store
from .storage.ports import EMPTY_HEAD, MapParts
from .storage.postgresql.address import is_postgresql
from .storage.sqlite.earlier_formats import Handed, instruments_as_submitted, instruments_of


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of one instrument: `recorded`, `already there` or `refused`."""

    instrument: str
    outcome: str
    said: str = ""


def copied(source: str, target: str, today: Callable[[], date]) -> Iterator[Copied]:
    """Record the instruments of a ledger, in a file of an earlier format too, into another ledger,
    each judged anew and with its own recorder, approvals and time of recording: where none is
    refused, the new log has the same records and the same roots. Proposals stay where they
    are."""
    recorded_at = [datetime.min]
    ledger = open_ledger(target, today, lambda: recorded_at[0])
    try:
        for submitted, moment, by, consent in _instruments_at(source):
            recorded_at[0] = datetime.fromisoformat(moment)
            try:
                already = ledger.record(submitted, by, Approval(consent)).already
                outcome = "already there" if already else "recorded"
                yield Copied(submitted["instrument"], outcome)
            except RefusedError as error:
                yield Copied(submitted["instrument"], "refused", str(error))
    finally:
        ledger.close()


def _instruments_at(source: str) -> Iterator[Handed]:
    """The instruments of a ledger as they were handed in, when and by whom."""
    if not is_postgresql(source):
        yield from instruments_of(Path(source))
        return
    with closing(open_store(source, read_only=True)) as store, store.stored() as every:
        records = (row[4] for page in every.rows() for row in page)
        yield from instruments_as_submitted(records)


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
        ledger.log.append([_new(one) for one in found.events], EMPTY_HEAD, found.maps)


def _new(event: Event) -> NewEvent:
    return NewEvent(type(event), event.originator_id, event.originator_version, event.said)
