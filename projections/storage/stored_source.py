"""The record as questions read it: streams from the log, all else from the index.

A `StoredSource` is a source of histories over a log of any size: a stream is read when a
question first needs it and kept while there is room. What was recorded since the index was
last brought forward stands in a small book in memory, the tail.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import Generic, TypeVar

import orjson

from ...domain.history.history import INSTRUMENTS_KEPT, STREAMS_KEPT, History
from ...domain.history.in_memory import Book, Summary
from ...domain.history.mentions import mentions
from ...domain.history.streams import (
    EMPTY,
    Instrument,
    Stream,
    corrects_instrument,
    read_record,
)
from ...domain.recording.events import EVENTS
from ...domain.vocabulary.change_types import Change
from .errors import LedgerFileError, not_there, unknown_topic
from .ports import Record, Row, Store

K = TypeVar("K")
V = TypeVar("V")

_PAGE = 5_000
"""How many records are read at a time."""
TAIL_MOST = 2_000
"""How many records may stand in the tail before the index is brought forward."""


class _Kept(OrderedDict[K, V], Generic[K, V]):
    """The values used last; the one not used for longest goes first."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def used(self, key: K) -> V | None:
        """The value of a key, if it is kept."""
        found = self.get(key)
        if found is not None:
            with suppress(KeyError):  # another thread let it go
                self.move_to_end(key)
        return found

    def keep(self, key: K, value: V) -> V:
        """Keep a value."""
        self[key] = value
        if len(self) > self.most:
            self.popitem(last=False)
        return value


class _Read:
    """A stream as read so far: its records as recorded, and the stream they come to."""

    __slots__ = ("_count", "_stream", "records")

    def __init__(self, records: list[Change]) -> None:
        self.records = records
        self._stream = EMPTY.extended(records)
        self._count = len(records)

    @property
    def stream(self) -> Stream:
        """All of it; a stream handed out before stays as it was."""
        if self._count < len(self.records):
            self._stream = self._stream.extended(self.records[self._count :])
            self._count = len(self.records)
        return self._stream


class StoredSource:
    """Everything recorded, read from the log and the index."""

    def __init__(self, store: Store, writable: bool) -> None:
        self._store = store
        self._index = store.index()
        self._writable = writable
        self._streams: _Kept[str, _Read] = _Kept(STREAMS_KEPT)
        self._instruments: _Kept[str, Instrument] = _Kept(INSTRUMENTS_KEPT)
        self._missing: set[str] = set()
        self.at: Callable[[int], History] = lru_cache(maxsize=16)(self._at)
        self._begin(self._index.open(writable))

    def _begin(self, held: int) -> None:
        """Begin where the index stands."""
        self._held = self.size = held
        self._summary = self._index.summary() if held else Summary()
        self._tail = Book(self._summary)
        self._tail_records: list[Record] = []
        self.last_recorded_at = self._index.last_recorded_at() if held else ""

    # -- keeping in step ---------------------------------------------------------------

    def catch_up(self, size: int, advance: Callable[[int], None] = lambda count: None) -> None:
        """Take in all up to a size of the log; `advance` is told how many at a time."""
        while self.size < size:
            start = self.size
            rows = self._store.rows_between(start, min(size, start + _PAGE))
            for row in rows:
                self.take(read_row(row))
                if len(self._tail_records) >= TAIL_MOST:
                    advance(len(self._tail_records))
                    self.bring_forward()
            if not rows or self.size != start + len(rows):
                raise not_there(f"record {self.size}")
        advance(len(self._tail_records))

    def take(self, record: Record) -> None:
        """Take in the next record of the log, or one about to be saved: `forget` it if it
        is not."""
        self._tail_records.append(record)
        if isinstance(record, Instrument):
            self._tail.add_instrument(record)
            self._instruments.keep(record.id, record)
            self._missing.discard(record.id)
            self.last_recorded_at = record.recorded_at
        else:
            self._tail.add_change(record)
            read = self._streams.used(record.stream)
            if read:
                read.records.append(record)
        self.size = record.position + 1

    def forget(self) -> None:
        """Begin again from what is saved."""
        self._streams.clear()
        self._instruments.clear()
        self._missing.clear()
        self.at = lru_cache(maxsize=16)(self._at)
        self._begin(self._index.open(self._writable))

    def bring_forward(self, at_least: int = 1) -> None:
        """Put a tail of so many records into the index, unless it may not be written or
        somebody else did."""
        if not self._writable or len(self._tail_records) < at_least:
            return
        try:
            if not self._index.add(self._held, self._tail_records, self.size):
                return
        except LedgerFileError:
            return  # the tail serves as well; the next one brings it forward
        self._held = self.size
        self._tail, self._tail_records = Book(self._summary), []

    def rebuild(self, size: int, advance: Callable[[int], None] = lambda count: None) -> None:
        """Throw the index away and make it again from the log."""
        self._index.clear()
        self.forget()
        self.catch_up(size, advance)
        self.bring_forward()

    # -- a source of histories -----------------------------------------------------------

    def _at(self, size: int) -> History:
        return History(self, size)

    def head(self) -> History:
        """The history as recorded up to now."""
        return self.at(self.size)

    def stream_at(self, name: str, size: int) -> Stream:
        read = self._read(name)
        if not read.records or read.records[-1].position < size:
            return read.stream
        return EMPTY.extended(self.recorded_in(name, size))

    def recorded_in(self, name: str, size: int) -> list[Change]:
        records = self._read(name).records
        return records[: bisect_left(records, size, key=lambda change: change.position)]

    def version_of(self, stream: str) -> int:
        """How many records a stream has."""
        kind, _, name = stream.partition("/")
        its_own = kind == "instrument" and self.instrument_at(name, self.size) is not None
        return len(self._read(stream).records) + its_own

    def _read(self, name: str) -> _Read:
        read = self._streams.used(name)
        if read is None:
            rows = self._store.rows_of([name], self.size)
            records = (read_row(row) for row in rows)
            changes = [record for record in records if isinstance(record, Change)]
            read = self._streams.keep(name, _Read(changes))
            self._read_instruments({change.instrument for change in changes})
        return read

    def _read_instruments(self, names: Iterable[str]) -> None:
        """Read the instruments of a stream together: whoever reads a change asks for its own."""
        unread = [f"instrument/{name}" for name in names if name not in self._instruments]
        if len(unread) > 1:
            for row in self._store.rows_of(unread, self.size):
                record = read_row(row)
                if isinstance(record, Instrument):
                    self._instruments.keep(record.id, record)

    def home_at(self, change_id: str, size: int) -> str | None:
        home = self._tail.home_at(change_id, size)
        if home is None and self._held:
            found = self._index.home(change_id)
            home = found[1] if found and found[0] < size else None
        return home

    def look_for(self, instruments: Iterable[str], streams: Iterable[str]) -> None:
        """Look for many instruments and streams at once, so that it is known of each whether
        it is recorded, and what stands in it."""
        wanted = set(instruments)
        self._read_instruments(wanted)
        if len(wanted) > 1:
            self._missing = {name for name in wanted if name not in self._instruments}
        self._read_streams(streams)

    @property
    def address(self) -> str | None:
        """Where another process finds the same; None if it is held in memory."""
        return self._store.address

    def read_ahead(self, streams: Iterable[str]) -> None:
        """Read many streams at once, and the instruments in which their changes stand."""
        found = self._read_streams(streams)
        self._read_instruments({change.instrument for changes in found for change in changes})

    def let_go(self) -> None:
        """Keep nothing of what was read: it will hardly be asked for again."""
        self._streams.clear()
        self._instruments.clear()

    def _read_streams(self, streams: Iterable[str]) -> Collection[Sequence[Change]]:
        """Read those of these streams that were not read, together."""
        unread = {name: list[Change]() for name in streams if name not in self._streams}
        for row in self._store.rows_of(list(unread), self.size):
            record = read_row(row)
            if isinstance(record, Change):
                unread[row.stream].append(record)
        for name, changes in unread.items():
            changes.sort(key=lambda change: change.position)
            self._streams.keep(name, _Read(changes))
        return unread.values()

    def instrument_at(self, instrument_id: str, size: int) -> Instrument | None:
        if instrument_id in self._missing:
            return None
        found = self._instruments.used(instrument_id)
        if found is None:
            for row in self._store.rows_of([f"instrument/{instrument_id}"], self.size):
                record = read_row(row)
                if isinstance(record, Instrument):
                    found = self._instruments.keep(instrument_id, record)
        return found if found and found.position < size else None

    def corrections_at(self, instrument_id: str, size: int) -> list[Change]:
        if instrument_id not in self._summary.corrected:
            return []
        recorded = self.recorded_in(f"instrument/{instrument_id}", size)
        return [one for one in recorded if corrects_instrument(one) and one.target == instrument_id]

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        stored = self._index.subjects(kind, size, after, limit) if self._held else []
        recent = self._tail.subjects_at(kind, size, after, limit)
        return list(islice(_merged(stored, recent), limit))

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        read = self._streams.used(f"{kind}/{name}")
        if read and read.records:
            return read.records[0].position < size  # a subject's first record establishes it
        first = self._index.subject(kind, name) if self._held else None
        return (first is not None and first < size) or self._tail.knows_at(kind, name, size)

    def naming_order_at(self, order: str, size: int) -> list[str]:
        stored = self._index.orders(order, size) if self._held else []
        return stored + self._tail.naming_order_at(order, size)

    def spoken_of_at(self, size: int) -> Collection[str]:
        return self._summary.spoken_of

    def completions_at(self, size: int) -> list[str]:
        return self._summary.completions_at(size)

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        return self._summary.words_at(dimension, size)

    def instruments_like(self, name: str) -> list[str]:
        stored = self._index.instruments_like(name) if self._held else []
        return stored + self._tail.instruments_like(name)

    def subjects_like(self, kind: str, name: str) -> list[str]:
        stored = self._index.subjects_like(kind, name) if self._held else []
        return stored + self._tail.subjects_like(kind, name)

    # -- what is said about others -------------------------------------------------------

    def mentioning(
        self, what: str, name: str, size: int, after: int = -1, limit: int | None = None
    ) -> list[tuple[int, str]]:
        """The position and id of what mentions a name (`domain.mentions`), in log order."""
        stored = self._index.mentioning(what, name, size, after, limit) if self._held else []
        recent = (
            (one.position, by)
            for one in self._tail_records
            if after < one.position < size
            for kind, named, by in mentions(one)
            if (kind, named) == (what, name)
        )
        return list(islice((*stored, *recent), limit))

    def mentioned_like(self, what: str, name: str) -> list[str]:
        """The names near this one in the alphabet that are mentioned, to offer instead of it."""
        stored = self._index.mentioned_like(what, name) if self._held else []
        recent = (
            named
            for one in self._tail_records
            for kind, named, _ in mentions(one)
            if kind == what and named
        )
        return [*stored, *recent]

    # -- instruments and sizes -----------------------------------------------------------

    def instruments_after(self, position: int, size: int, limit: int) -> list[str]:
        """The ids of instruments in the order of recording, after one's own record."""
        stored = self._index.instruments(size, position, limit) if self._held else []
        recent = (
            one.id
            for one in self._tail_records
            if isinstance(one, Instrument) and position < one.position < size
        )
        return list(islice((*stored, *recent), limit))

    def size_at(self, moment: str) -> int:
        """The size of the log after the last instrument recorded by a moment (as recorded)."""
        found = self._index.size_at(moment) if self._held else 0
        for one in self._tail_records:
            if isinstance(one, Instrument) and one.recorded_at <= moment:
                found = max(found, one.position + 1)
        return found


def read_row(row: Row) -> Record:
    """A record from its stored row; `LedgerFileError` if this release cannot read it."""
    if row.topic not in EVENTS:
        raise unknown_topic(row.topic)
    try:
        return read_record(row.position, orjson.loads(row.record))
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerFileError(
            f"record {row.position} of the ledger cannot be read ({error}); "
            "restore the ledger from a backup"
        ) from error


def _merged(one: Iterable[str], other: Iterable[str]) -> Iterator[str]:
    """Two ordered lists as one, each name once."""
    last = None
    for name in heapq.merge(one, other):
        if name != last:
            yield name
        last = name
