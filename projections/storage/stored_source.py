"""The record as questions read it: streams from the log, all else from what is looked up.

A `StoredSource` is a source of histories over a log of any size: a stream is read when a
question first needs it and kept while there is room.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from ...domain.history.changes import Change
from ...domain.history.history import INSTRUMENTS_KEPT, STREAMS_KEPT, History
from ...domain.history.instruments import Instrument
from ...domain.history.mentions import corrects_instrument, speaks_of
from ...domain.history.streams import EMPTY, Stream
from ...domain.history.topics import INSTRUMENT_TOPIC
from ...domain.proof.growing_map import GrowingMap
from ...domain.proof.sparse_map import COMPLETIONS, stream_key
from ...domain.vocabulary.bounds import NAME
from ...domain.vocabulary.plain_words import Term
from .errors import not_there, not_whole
from .held import Committed
from .kept import Kept, StreamRead
from .lookups import TAIL_MOST, Advance, Lookups, rebuild_index
from .ports import Record, Store
from .records import read_row, read_stored

_PAGE = 5_000
"""How many records are read at a time."""


class StoredSource:
    """Everything recorded. Several threads may read while one takes in what is new: what is read
    at a size stays as it is.

    A stream, or an instrument, is held against what the log commits to when it is first read.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._streams: Kept[str, StreamRead] = Kept(STREAMS_KEPT)
        self._instruments: Kept[str, Instrument] = Kept(INSTRUMENTS_KEPT)
        self._homes: Kept[str, str] = Kept(INSTRUMENTS_KEPT)
        self._missing: set[str] = set()
        self._committed = Committed(store)
        self._lookups = Lookups(store, self._committed, self.home_at, self._lock)
        self._size = self._lookups.size
        self._completions_held = False
        self.at: Callable[[int], History] = lru_cache(maxsize=16)(self._at)

    # -- keeping in step ---------------------------------------------------------------

    @property
    def size(self) -> int:
        """How many records were taken in, up to where an instrument ends."""
        return self._size

    @property
    def last_recorded_at(self) -> str:
        """When the last instrument was recorded; empty before the first."""
        return self._lookups.last_recorded_at

    @property
    def unindexed(self) -> int:
        """How many records stand in memory only."""
        return self._lookups.unindexed

    def begin(self, size: int) -> None:
        """Take in all up to a size of the log, and bring the index there."""
        for _ in self._taking(size, TAIL_MOST):
            self._lookups.bring_forward()

    def catch_up(self, size: int) -> None:
        """Take in all up to a size of the log, where an instrument ends. Nothing is written."""
        for _ in self._taking(size, _PAGE):
            pass
        self._lookups.let_tail_go(at_least=TAIL_MOST)

    def saved(self, size: int) -> None:
        """What was taken in stands saved up to this size, where an instrument ends."""
        self._committed.size = size

    def _taking(self, size: int, page: int) -> Iterator[None]:
        """Take in all up to a size, an instrument at a time: so whoever reads a stream for the
        first time reads all of it that was taken in. Each page of records is told."""
        place, together = self._lookups.size, list[Record]()
        if place >= size:
            self.saved(max(self._committed.size, size))
        while place < size:
            end = min(size, place + page)
            for row in self._store.rows_between(place, end):
                if row.position != place:
                    break
                place += 1
                together.append(read_row(row))
                if isinstance(together[-1], Instrument):
                    self.take_saved(together)
                    together = []
            if place != end:
                raise not_there(f"record {place}")
            yield

    def take_saved(self, records: Sequence[Record]) -> None:
        """Take in the next instrument of the log: the records of its changes, and its own."""
        with self._lock:
            self.take(records)
            self.saved(self._size)

    def take(self, records: Sequence[Record]) -> None:
        """Take in the next instrument of the log, or one about to be saved: if it is not, this
        source is of no more use."""
        with self._lock:
            self._lookups.take(records)
            for record in records:
                if isinstance(record, Instrument):
                    self._instruments.keep(record.id, record)
                    self._missing.discard(record.id)
                    self._size = record.position + 1
                elif read := self._streams.used(record.stream):
                    read.records.append(record)

    def bring_forward(self, at_least: int = 1) -> None:
        """Put so many records, that stand in memory only, into the index, if it may be written."""
        self._lookups.bring_forward(at_least)

    def rebuild(self, advance: Advance) -> None:
        """Make the index again from the log."""
        rebuild_index(self._store, self._store.index(), advance)

    @property
    def address(self) -> str | None:
        """Where another process finds the same; None if it is held in memory."""
        return self._store.address

    @property
    def is_whole(self) -> bool:
        """All that was recorded can be read."""
        return True

    # -- histories, and their streams --------------------------------------------------

    def _at(self, size: int) -> History:
        return History(self, size)

    def head(self) -> History:
        """The history as recorded up to now."""
        return self.at(self.size)

    def stream_at(self, name: str, size: int) -> Stream:
        """One stream as its records before `size` leave it."""
        with self._lock:
            read = self._read(name)
            if not read.records or read.records[-1].position < size:
                return read.stream
            return EMPTY.extended(_before(size, read.records))

    def recorded_in(self, name: str, size: int) -> list[Change]:
        """The records of a stream before `size`, as they were recorded, none corrected."""
        with self._lock:
            return _before(size, self._read(name).records)

    def version_of(self, stream: str, size: int) -> int:
        """How many records a stream has before `size`."""
        with self._lock:
            count = _count_before(size, self._read(stream).records)
        kind, _, name = stream.partition("/")
        its_own = kind == "instrument" and self.instrument_at(name, size) is not None
        return count + its_own

    def _read(self, name: str) -> StreamRead:
        read = self._streams.used(name)
        if read is None:
            ((_, records),) = self._records_of([name])
            changes = [one for one in records if isinstance(one, Change)]
            read = StreamRead(changes)
            if changes or len(name) <= NAME:  # whoever asks names what he likes
                self._streams.keep(name, read)
            self._read_instruments({change.instrument for change in changes}, standing=True)
        return read

    def _records_of(self, streams: Sequence[str]) -> Iterator[tuple[str, list[Record]]]:
        """The records of streams: the saved ones, which are held to be whole, and after them those
        that were taken in and are not saved yet."""
        found: dict[str, list[Record]] = {name: [] for name in streams}
        for position, stream, _, topic, record in self._store.rows_of(
            streams, self._committed.size
        ):
            found[stream].append(read_stored(position, topic, record))
        for name, records in found.items():
            self._committed.hold_stream(name, records)
            yield name, records + self._lookups.taken_from(name, self._committed.size)

    def _read_instruments(self, names: Iterable[str], standing: bool = False) -> None:
        """Read instruments together; an error if one is not there whose changes are `standing`:
        whoever reads a change asks for its own."""
        unread = [f"instrument/{name}" for name in names if name not in self._instruments]
        missing = list[str]()
        for stream, records in self._records_of(unread):
            name = stream.partition("/")[2]
            if found := self._instrument_in(records):
                self._instruments.keep(name, found)
            else:
                missing.append(name)
        for name in missing if standing else self._lookups.instruments_among(missing):
            raise not_there(f"the instrument {name}")

    def _instrument_in(self, records: Iterable[Record]) -> Instrument | None:
        """The own record among those of an instrument's stream. What is looked up of the others
        before that stream is read must be there."""
        found: Instrument | None = None
        summary = self._lookups.summary
        for record in records:
            if isinstance(record, Instrument):
                found = record
            elif corrects_instrument(record) and record.target not in summary.corrected:
                raise not_whole(f"the list of corrected instruments, without {record.target},")
            elif (name := speaks_of(record)) is not None and name not in summary.spoken_of:
                raise not_whole(f"the list of instruments that are spoken of, without {name},")
        return found

    @contextmanager
    def known_by(self, newest: GrowingMap | None) -> Iterator[None]:
        """While it lasts, what is read is held against this map, if there is one, of all that was
        taken in; it does not change meanwhile. Without one it is held against what is stored."""
        if newest is None:
            yield
            return
        with self._lock:
            self._committed.know_by(newest)
        try:
            yield
        finally:
            with self._lock:
                self._committed.know_by(None)

    def look_for(self, instruments: Iterable[str], streams: Iterable[str]) -> None:
        """Look for many instruments and streams at once, so that it is known of each whether
        it is recorded, and what stands in it."""
        with self._lock:
            wanted = set(instruments)
            if len(wanted) > 1:
                self._read_instruments(wanted)
                self._missing = {name for name in wanted if name not in self._instruments}
            self._read_streams(streams)

    def read_ahead(self, streams: Iterable[str]) -> None:
        """Read many streams at once, and the instruments in which their changes stand."""
        with self._lock:
            found = self._read_streams(streams)
            names = {change.instrument for changes in found for change in changes}
            self._read_instruments(names, standing=True)

    def let_go(self) -> None:
        """Keep nothing of what was read: it will hardly be asked for again."""
        with self._lock:
            self._streams.clear()
            self._instruments.clear()

    def _read_streams(self, streams: Iterable[str]) -> Collection[Sequence[Change]]:
        """Read those of these streams that were not read, together."""
        unread = dict.fromkeys(name for name in streams if name not in self._streams)
        found = list[Sequence[Change]]()
        for name, records in self._records_of(list(unread)):
            changes = [one for one in records if isinstance(one, Change)]
            self._streams.keep(name, StreamRead(changes))
            found.append(changes)
        return found

    def instrument_at(self, instrument_id: str, size: int) -> Instrument | None:
        """An instrument as it was recorded before `size`."""
        found = self._instrument(instrument_id)
        return found if found and found.position < size else None

    def instruments_at(self, names: Sequence[str], size: int) -> list[Instrument | None]:
        """The same of many."""
        with self._lock:
            found = list(map(self._instruments.get, names))
            for place in [place for place, one in enumerate(found) if one is None]:
                found[place] = self._instrument(names[place])
        return [one if one and one.position < size else None for one in found]

    def _instrument(self, instrument_id: str) -> Instrument | None:
        with self._lock:
            if instrument_id in self._missing:
                return None
            if instrument_id not in self._instruments:
                self._read_instruments([instrument_id])
            return self._instruments.used(instrument_id)

    def corrections_at(self, instrument_id: str, size: int) -> list[Change]:
        """The corrections of an instrument's own fields before `size`, in log order."""
        if instrument_id not in self._lookups.summary.corrected:
            return []
        recorded = self.recorded_in(f"instrument/{instrument_id}", size)
        return [one for one in recorded if corrects_instrument(one) and one.target == instrument_id]

    def corrected_among(self, names: Iterable[str]) -> Collection[str]:
        """Those of these instruments of which some own field was corrected."""
        return self._lookups.summary.corrected.intersection(names)

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        """Whether a subject was ever established before `size`: a subject's first record
        establishes it."""
        stream = f"{kind}/{name}"
        with self._lock:
            if stream not in self._streams:
                if self._lookups.knows_at(kind, name, size):
                    return True
                if self._committed.value(stream_key(stream)) is None:
                    return False
                if self._committed.size <= size:
                    return True
            records = self._read(stream).records
            return bool(records) and records[0].position < size

    # -- what is looked up -------------------------------------------------------------

    def home_at(self, change_id: str, size: int) -> str | None:
        """The stream in which a change was recorded before `size`: its instrument's own record
        tells its place in the log, and what stands there its stream."""
        with self._lock:
            if home := self._lookups.home_at(change_id, size):
                return home
            name, _, number = change_id.partition("#")
            found = self._instrument(name) if number.isdecimal() else None
            if found is None or change_id not in found.changes:
                return None
            position = found.position - len(found.changes) + int(number) - 1
            return self._stream_of(change_id, position) if position < size else None

    def _stream_of(self, change_id: str, position: int) -> str:
        home = self._homes.used(change_id)
        if home is None:
            for row in self._store.rows_between(position, position + 1):
                record = read_row(row)
                if isinstance(record, Change) and record.id == change_id:
                    home = self._homes.keep(change_id, record.stream)
        if home is None:
            raise not_there(f"the change {change_id}")
        return home

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        """The names of a kind that were established before `size`, in their order."""
        return self._lookups.subjects_at(kind, size, after, limit)

    def naming_order_at(self, order: str, size: int) -> list[str]:
        """The ids of the changes that say, or said, that they carry out an order."""
        return self._lookups.naming_order_at(order, size)

    def spoken_of_at(self, size: int) -> Collection[str]:
        """The instruments that a statement or proceedings can be about; maybe later ones too."""
        return self._lookups.spoken_of_at(size)

    def completions_at(self, size: int) -> list[str]:
        """The streams that hold a `requirements_complete`."""
        with self._lock:
            if not self._completions_held:
                self._hold_completions()
                self._completions_held = True
        return self._lookups.completions_at(size)

    def _hold_completions(self) -> None:
        """An error unless the streams that hold one are those that the log commits to."""
        found = [
            (one.position, name)
            for name in self._lookups.summary.completions
            for one in self.recorded_in(name, self._committed.size)
            if one.type.name == "requirements_complete"
        ]
        found.sort()
        self._committed.hold_list(COMPLETIONS, [name for _, name in found])
        first = {name: position for position, name in reversed(found)}
        stored = self._lookups.summary.completions.items()
        if first != {name: at for name, at in stored if at < self._committed.size}:
            raise not_whole(f"the list `{COMPLETIONS}`")

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        """The goods or programmes that recorded clauses name: as compared, as written."""
        return self._lookups.words_at(dimension, size)

    def instruments_like_at(self, name: str, size: int) -> list[str]:
        """The ids of instruments recorded before `size` that are near this one in the alphabet, to
        offer instead of it."""
        return self._lookups.instruments_like_at(name, size)

    def subjects_like_at(self, kind: str, name: str, size: int) -> list[str]:
        """The names of a kind established before `size` that are near this one in the alphabet, to
        offer instead of it."""
        return self._lookups.subjects_like_at(kind, name, size)

    def mentioned_like_at(self, what: str, name: str, size: int) -> list[str]:
        """The names mentioned before `size` that are near this one in the alphabet, to offer
        instead of it."""
        return self._lookups.mentioned_like_at(what, name, size)

    def mentioned(self, what: str, size: int) -> Iterator[str]:
        """Every name that is mentioned before a size, each once."""
        return self._lookups.mentioned(what, size)

    def mentioning(
        self, what: str, name: str, size: int, after: int = -1, limit: int | None = None
    ) -> list[tuple[int, str]]:
        """The position and id of what mentions a name (`domain.mentions`), in log order."""
        return self._lookups.mentioning(what, name, size, after, limit)

    def with_words(self, terms: Sequence[Term], size: int, limit: int) -> list[Record]:
        """The records before a size that have all that is looked for, as they were recorded, the
        latest first."""
        found = self._lookups.with_words(terms, size, limit)
        rows = (
            row for position in found for row in self._store.rows_between(position, position + 1)
        )
        return [read_row(row) for row in rows]

    # -- in the order of recording -----------------------------------------------------

    def instruments_after(self, position: int, size: int, limit: int) -> list[str]:
        """The ids of instruments in the order of recording, after one's own record: each begins
        where the one before it ends."""
        end, names = position + 1, list[str]()
        for row in self._store.instruments(position, size, limit):
            found = read_row(row)
            if not isinstance(found, Instrument) or found.position - len(found.changes) != end:
                break
            end = found.position + 1
            names.append(found.id)
        if end < size and len(names) < limit:
            raise not_whole(f"the list of instruments from position {end} on")
        return names

    def size_at(self, moment: str) -> int:
        """The size of the log after the last instrument recorded by a moment (as recorded):
        recording times never decrease."""
        low, high = 0, self._committed.size
        while low < high:
            middle = (low + high + 1) // 2
            end = self._store.ends_around(middle)[1]
            if self._own_record(end).recorded_at <= moment:
                low = end
            else:
                high = self._store.ends_around(middle - 1)[0]
        self.instruments_after(low - 1, self._committed.size, 1)  # the next one begins there
        return low

    def ends_at(self, size: int) -> bool:
        """Whether an instrument ends at a size of the log, by its records."""
        rows = self._store.rows_between(size - 1, size)
        return any(row.topic == INSTRUMENT_TOPIC for row in rows)

    def _own_record(self, end: int) -> Instrument:
        for row in self._store.rows_between(end - 1, end):
            record = read_row(row)
            if isinstance(record, Instrument):
                return record
        raise not_whole(f"that an instrument ends at size {end}")


def _before(size: int, records: list[Change]) -> list[Change]:
    return records[: _count_before(size, records)]


def _count_before(size: int, records: list[Change]) -> int:
    if not records or records[-1].position < size:
        return len(records)
    return bisect_left(records, size, key=lambda change: change.position)
