"""The record, read at one size of the log.

A `Book` holds everything recorded so far, in order, and is only ever added to: its first
N records are a viewpoint. `Book.at(N)` is the `History` at that size, with the corrections
among those N records carried out (contract §2: from its place in the log on a correction
makes its target read otherwise, or never have been there).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from .changes import SUBJECTS, Change, clauses_in, read_change
from .clauses import programme_name
from .dates import day
from .truth import Truth


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal act, judgment or letter: its own record, the last of its records.

    `position` is that record's place in the log; `changes` are the ids of its changes.
    """

    id: str
    position: int
    content: Mapping[str, Any]
    changes: tuple[str, ...]
    published_on: int
    recorded_at: str = ""
    recorded_by: str = ""

    def read_otherwise(self, restated: Mapping[str, Any]) -> Instrument:
        """The instrument with some of its fields corrected."""
        content = {**self.content, **restated}
        return replace(self, content=content, published_on=day(content["published_on"]))


def read_instrument(
    instrument_id: str,
    position: int,
    content: Mapping[str, Any],
    changes: Iterable[str],
    recorded_at: str = "",
    recorded_by: str = "",
) -> Instrument:
    """An instrument from its recorded fields (without its changes)."""
    published_on = day(content["published_on"])
    return Instrument(
        instrument_id, position, content, tuple(changes), published_on, recorded_at, recorded_by
    )


class Stream:
    """The changes of one subject, in log order, as they read after their corrections."""

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        self.corrections: dict[str, Change] = {}
        self._naming: dict[str, dict[str, Change]] = {}
        self._by_type: dict[str, dict[str, Change]] = {}
        self._own: set[int] | None = None
        self._days: list[int] | None = None
        self._partial: bool | None = None

    def extended(self, more: Iterable[Change]) -> Stream:
        """This stream and what was recorded since; this one stays as it was."""
        stream = Stream()
        stream.changes = dict(self.changes)
        stream.corrections = dict(self.corrections)
        stream._naming = dict(self._naming)
        stream._by_type = dict(self._by_type)
        stream._own = set()
        for change in more:
            stream.add(change)
        return stream

    def add(self, change: Change) -> None:
        """Put the next record at the end, or carry the correction out that it is."""
        self._days = self._partial = None
        if change.type.name != "record_corrected":
            self._put(change)
            return
        self.corrections[change.id] = change
        if target := self.changes.get(change.target or ""):
            self._take(target)
            if restated := change.content.get("restated"):
                self._put(read_change(target.id, target.position, target.stream, restated))

    @property
    def days(self) -> list[int]:
        """The days on which anything in it begins or ends, or may; between two nothing does."""
        if self._days is None:
            dates = (d for c in self.changes.values() for d in (c.starting, c.ending) if d)
            self._days = sorted({day for date in dates for day in (date.first, date.last)})
        return self._days

    @property
    def has_partial_stops(self) -> bool:
        """Whether something in it is stopped for some transactions only."""
        if self._partial is None:
            changes = self.changes.values()
            self._partial = any(c.type.stops and c.clause is not None for c in changes)
        return self._partial

    def of_type(self, *names: str) -> list[Change]:
        """The changes of these types, in log order."""
        found = [change for name in names for change in self._by_type.get(name, {}).values()]
        return sorted(found, key=lambda change: change.position)

    def naming(self, target: str) -> Iterable[Change]:
        """The changes whose `target` is this change or entry."""
        return self._naming.get(target, {}).values()

    def stops_of(self, target: str) -> list[Change]:
        """The changes that stop this change or entry while they run."""
        return [change for change in self.naming(target) if change.type.stops]

    def _put(self, change: Change) -> None:
        self.changes[change.id] = change
        self._writable(self._by_type, change.type.name)[change.id] = change
        if change.target is not None:
            self._writable(self._naming, change.target)[change.id] = change

    def _take(self, change: Change) -> None:
        del self.changes[change.id]
        del self._writable(self._by_type, change.type.name)[change.id]
        if change.target is not None:
            del self._writable(self._naming, change.target)[change.id]

    def _writable(self, index: dict[str, dict[str, Change]], name: str) -> dict[str, Change]:
        """The part of an index to write to; a part shared with an earlier stream is copied."""
        part = index.setdefault(name, {})
        if self._own is not None and id(part) not in self._own:
            part = index[name] = dict(part)
            self._own.add(id(part))
        return part


_EMPTY = Stream()


class Source(Protocol):
    """Where a history reads the records: everything recorded, asked for at a size of the log."""

    def stream_at(self, name: str, size: int) -> Stream:
        """One stream as its records before `size` leave it."""

    def recorded_in(self, name: str, size: int) -> list[Change]:
        """The records of a stream before `size`, as they were recorded, none corrected."""

    def home_at(self, change_id: str, size: int) -> str | None:
        """The stream in which a change was recorded before `size`."""

    def instrument_at(self, instrument_id: str, size: int) -> Instrument | None:
        """An instrument as it was recorded before `size`."""

    def corrections_at(self, instrument_id: str, size: int) -> list[Change]:
        """The corrections of an instrument's own fields before `size`, in log order."""

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        """The names of a kind that were established before `size`, in their order."""

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        """Whether a subject was ever established before `size`."""

    def naming_order_at(self, order: str, size: int) -> list[str]:
        """The ids of the changes that say, or said, that they carry out an order."""

    def completions_at(self, size: int) -> list[str]:
        """The streams that hold a `requirements_complete`."""

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        """The goods or programmes that recorded clauses name: as compared, as written."""

    def instruments_like(self, name: str) -> list[str]:
        """The ids of instruments near this one in the alphabet, to offer instead of it."""

    def subjects_like(self, kind: str, name: str) -> list[str]:
        """The names of a kind near this one in the alphabet, to offer instead of it."""


class Book:
    """Everything recorded, in order; only ever added to. A source held in memory."""

    def __init__(self) -> None:
        self.size = 0
        self._records: dict[str, list[Change]] = {}
        self._instruments: dict[str, Instrument] = {}
        self._instrument_corrections: dict[str, list[Change]] = {}
        self._ends: list[int] = [0]
        self._order: list[str] = []
        self._home: dict[str, tuple[int, str]] = {}
        self._subjects: dict[str, list[str]] = {kind: [] for kind in SUBJECTS}
        self._first: dict[str, int] = {}
        self._carriers: dict[str, list[Change]] = {}
        self._completions: dict[str, int] = {}
        self._words: dict[str, dict[str, tuple[int, str]]] = {"goods": {}, "programmes": {}}
        self._streams: dict[str, tuple[int, Stream]] = {}
        self.at = lru_cache(maxsize=8)(self._at)

    # -- adding --------------------------------------------------------------------

    def add_change(self, change: Change) -> None:
        """Put the next record of the log at the end of its subject's stream."""
        content, kind = change.content, change.type
        self._home[change.id] = (change.position, change.stream)
        self._records.setdefault(change.stream, []).append(change)
        if kind.establishes and change.stream not in self._first:
            self._first[change.stream] = change.position
            insort(self._subjects[kind.subject], change.subject)
        if kind.name == "requirements_complete":
            self._completions.setdefault(change.stream, change.position)
        if corrects_instrument(change):
            self._instrument_corrections.setdefault(content["target"], []).append(change)
        for order in orders_named(change):
            self._carriers.setdefault(order, []).append(change)
        for dimension, compared, written in words_of(change):
            self._words[dimension].setdefault(compared, (change.position, written))
        self.size = change.position + 1

    def add_instrument(self, instrument: Instrument) -> None:
        """Put an instrument's own record after those of its changes."""
        self._instruments[instrument.id] = instrument
        self._order.append(instrument.id)
        self.size = instrument.position + 1
        self._ends.append(self.size)

    # -- reading -------------------------------------------------------------------

    @property
    def ends(self) -> Sequence[int]:
        """The sizes at which an instrument ends, and 0: the valid sizes of a viewpoint."""
        return self._ends

    def instruments(self) -> Sequence[str]:
        """The ids of all instruments, in the order of recording."""
        return self._order

    def _at(self, size: int) -> History:
        return History(self, size)

    def head(self) -> History:
        """The history as recorded up to now."""
        return self.at(self.size)

    def stream_at(self, name: str, size: int) -> Stream:
        """One stream as its records before `size` leave it."""
        records = self._records.get(name)
        if records is None:
            return _EMPTY
        count = bisect_left(records, size, key=lambda change: change.position)
        kept, stream = self._streams.get(name, (0, _EMPTY))
        if count < kept:
            return _EMPTY.extended(records[:count])
        if count > kept:
            stream = stream.extended(records[kept:count])
            self._streams[name] = (count, stream)
        return stream

    def recorded_in(self, name: str, size: int) -> list[Change]:
        """The records of a stream before `size`, as they were recorded, none corrected."""
        return [change for change in self._records.get(name, ()) if change.position < size]

    def home_at(self, change_id: str, size: int) -> str | None:
        position, home = self._home.get(change_id, (size, ""))
        return home if position < size else None

    def instrument_at(self, instrument_id: str, size: int) -> Instrument | None:
        found = self._instruments.get(instrument_id)
        return found if found and found.position < size else None

    def corrections_at(self, instrument_id: str, size: int) -> list[Change]:
        corrections = self._instrument_corrections.get(instrument_id, ())
        return [one for one in corrections if one.position < size]

    def subjects_at(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        names = self._subjects[kind]
        known = (n for n in names[bisect_right(names, after) :] if self.knows_at(kind, n, size))
        return list(islice(known, limit))

    def knows_at(self, kind: str, name: str, size: int) -> bool:
        return self._first.get(f"{kind}/{name}", size) < size

    def naming_order_at(self, order: str, size: int) -> list[str]:
        changes = [one for one in self._carriers.get(order, ()) if one.position < size]
        return [corrected_id(change) for change in changes]

    def completions_at(self, size: int) -> list[str]:
        return [name for name, first in self._completions.items() if first < size]

    def words_at(self, dimension: str, size: int) -> dict[str, str]:
        return {
            compared: written
            for compared, (position, written) in self._words[dimension].items()
            if position < size
        }

    def instruments_like(self, name: str) -> list[str]:
        return around(sorted(self._order), name)

    def subjects_like(self, kind: str, name: str) -> list[str]:
        return around(self._subjects[kind], name)


NEAR = 500
"""How many names before and after an unknown one are looked at for the nearest."""


def around(names: Sequence[str], name: str) -> list[str]:
    """The names next to one in an ordered list."""
    place = bisect_left(names, name)
    return list(names[max(0, place - NEAR) : place + NEAR])


def corrects_instrument(change: Change) -> bool:
    """Whether a record corrects an instrument's own fields (not one of its changes)."""
    return change.type.name == "record_corrected" and "#" not in (change.target or "")


def corrected_id(change: Change) -> str:
    """The change that a record tells of: the corrected one's id for a correction, or its own."""
    return change.target or "" if change.type.name == "record_corrected" else change.id


def orders_named(change: Change) -> Iterator[str]:
    """The court's orders that a record, or what it restates, carries out."""
    for said in (change.content, change.content.get("restated", {})):
        if "ordered_by" in said:
            yield said["ordered_by"]


def words_of(change: Change) -> Iterator[tuple[str, str, str]]:
    """The goods and programmes that a record's clauses name: dimension, compared, written."""
    for said in (change.content, change.content.get("restated", {})):
        for clause in clauses_in(said):
            yield from (("goods", code, code) for code in clause.get("goods", ()))
            for name in clause.get("programmes", ()):
                yield "programmes", programme_name(name), name


STREAMS_KEPT = 50_000
INSTRUMENTS_KEPT = 200_000
MEMOS_KEPT = 100_000
"""How much of what was read and derived a history keeps, before it does so again."""


class Memo:
    """What was derived of one stream between two of its days, as known between two others."""

    __slots__ = ("present", "running", "visible")

    def __init__(self) -> None:
        self.running: dict[str, Truth] = {}
        self.present: dict[str, Truth] = {}
        self.visible: dict[tuple[str, ...], list[Change]] = {}


class History:
    """What the rules read: the record at one size of the log."""

    def __init__(self, book: Source, size: int) -> None:
        self.book = book
        self.size = size
        self._streams: dict[str, Stream] = {}
        self._read: dict[str, Instrument | None] = {}
        self._every: dict[str, list[str]] = {}
        self._known: dict[tuple[str, str], bool] = {}
        self._words: dict[str, dict[str, str]] = {}
        self._published: dict[str, list[int]] = {}
        self._memos: dict[tuple[str, int, int], Memo] = {}

    def memo(self, name: str, valid_on: int, known_on: int | None) -> Memo:
        """Where to keep what is derived of a stream; the same for all days between two of its
        days, since the same has been reached and is visible on all of them."""
        reached = bisect_right(self.stream(name).days, valid_on)
        published = self._published_in(name)
        known = len(published) if known_on is None else bisect_right(published, known_on)
        memo = self._memos.get((name, reached, known))
        if memo is None:
            if len(self._memos) >= MEMOS_KEPT:
                self._memos.clear()
            memo = self._memos[name, reached, known] = Memo()
        return memo

    def _published_in(self, name: str) -> list[int]:
        """The days on which something of a stream became known, ordered."""
        days = self._published.get(name)
        if days is None:
            ids = {change.instrument for change in self.stream(name).changes.values()}
            found = (self.instrument(one) for one in ids)
            days = sorted({one.published_on for one in found if one})
            self._published[name] = days
        return days

    def stream(self, name: str) -> Stream:
        """A subject's stream (`licence/NL009`), empty if nothing was recorded in it."""
        stream = self._streams.get(name)
        if stream is None:
            if len(self._streams) >= STREAMS_KEPT:
                self._streams.clear()
                self._published.clear()
            stream = self._streams[name] = self.book.stream_at(name, self.size)
        return stream

    def home(self, change_id: str) -> str | None:
        """The stream in which a change stands, corrected away or not; None if unrecorded."""
        return self.book.home_at(change_id, self.size)

    def change(self, change_id: str) -> Change | None:
        """A change as it reads now; None if it was never recorded, or corrected away."""
        home = self.home(change_id)
        found = self.stream(home).changes.get(change_id) if home else None
        return found if found and self.instrument(found.instrument) else None

    def recorded_change(self, change_id: str) -> Change | None:
        """A change as it was recorded, whatever was corrected since."""
        recorded = self.book.recorded_in(self.home(change_id) or "", self.size)
        return next((change for change in recorded if change.id == change_id), None)

    def instrument(self, instrument_id: str) -> Instrument | None:
        """An instrument as it reads now; None if never recorded, or corrected away."""
        if instrument_id not in self._read:
            if len(self._read) >= INSTRUMENTS_KEPT:
                self._read.clear()
            self._read[instrument_id] = self._corrected(instrument_id)
        return self._read[instrument_id]

    def recorded_instrument(self, instrument_id: str) -> Instrument | None:
        """An instrument as it was recorded, whatever was corrected since."""
        return self.book.instrument_at(instrument_id, self.size)

    def _corrected(self, instrument_id: str) -> Instrument | None:
        found = self.recorded_instrument(instrument_id)
        for correction in self.instrument_corrections(instrument_id):
            restated = correction.content.get("restated")
            found = found.read_otherwise(restated) if found and restated else None
        return found

    def instrument_corrections(self, instrument_id: str) -> Iterator[Change]:
        """The corrections of an instrument's own fields, in log order."""
        yield from self.book.corrections_at(instrument_id, self.size)

    def subjects(self, kind: str, after: str = "", limit: int | None = None) -> list[str]:
        """The names of every licence, group, requirement or policy ever established, ordered."""
        if after or limit is not None or kind == "licence":
            return self.book.subjects_at(kind, self.size, after, limit)
        if kind not in self._every:
            self._every[kind] = self.book.subjects_at(kind, self.size, "", None)
        return self._every[kind]

    def knows(self, kind: str, name: str) -> bool:
        """Whether a subject of this kind and name was ever established."""
        known = self._known.get((kind, name))
        if known is None:
            if len(self._known) >= STREAMS_KEPT:
                self._known.clear()
            known = self._known[kind, name] = self.book.knows_at(kind, name, self.size)
        return known

    def carriers(self, order: str) -> list[Change]:
        """The changes, of any subject, that carry out a court's order."""
        found = (self.change(change_id) for change_id in dict.fromkeys(self._naming_order(order)))
        return [change for change in found if change and change.content.get("ordered_by") == order]

    def _naming_order(self, order: str) -> list[str]:
        return self.book.naming_order_at(order, self.size)

    def completions(self) -> list[Change]:
        """Every `requirements_complete`, in log order."""
        return [
            change
            for name in self.book.completions_at(self.size)
            for change in self.stream(name).of_type("requirements_complete")
        ]

    def words(self, dimension: str) -> dict[str, str]:
        """The goods or programmes that recorded clauses name: as compared, as written."""
        if dimension not in self._words:
            self._words[dimension] = self.book.words_at(dimension, self.size)
        return self._words[dimension]

    def like(self, kind: str, name: str) -> list[str]:
        """The known names near an unknown one, among which the nearest is looked for."""
        return self.book.subjects_like(kind, name)


class Draft(History):
    """A history and, after it, an instrument not recorded: judged before it is, or tried out."""

    def __init__(self, base: History, instrument: Instrument) -> None:
        super().__init__(base.book, base.size)
        self.base = base
        self.draft = instrument
        self.added: list[Change] = []
        self._own_streams: dict[str, Stream] = {}
        self._own_home: dict[str, str] = {}

    def add(self, change: Change) -> None:
        """Put the draft's next change after what is recorded."""
        own = self._own_streams.get(change.stream)
        if own is None:
            own = self._own_streams[change.stream] = self.base.stream(change.stream).extended(())
        own.add(change)
        self._own_home[change.id] = change.stream
        self.added.append(change)
        self._read.clear()
        self._published.clear()
        self._memos.clear()

    def stream(self, name: str) -> Stream:
        return self._own_streams.get(name) or self.base.stream(name)

    def home(self, change_id: str) -> str | None:
        return self._own_home.get(change_id) or self.base.home(change_id)

    def recorded_instrument(self, instrument_id: str) -> Instrument | None:
        if instrument_id == self.draft.id:
            return self.draft
        return self.base.recorded_instrument(instrument_id)

    def instrument_corrections(self, instrument_id: str) -> Iterator[Change]:
        yield from self.base.instrument_corrections(instrument_id)
        for change in self.added:
            if change.type.name == "record_corrected" and change.target == instrument_id:
                yield change

    def subjects(self, kind: str, after: str = "", limit: int | None = None) -> list[str]:
        own = {one.subject for one in self._establishing(kind) if one.subject > after}
        return sorted({*self.base.subjects(kind, after, limit), *own})[:limit]

    def like(self, kind: str, name: str) -> list[str]:
        own = [change.subject for change in self._establishing(kind)]
        return [*self.base.like(kind, name), *own]

    def knows(self, kind: str, name: str) -> bool:
        return self.base.knows(kind, name) or any(
            change.subject == name for change in self._establishing(kind)
        )

    def completions(self) -> list[Change]:
        own = [change for change in self.added if change.type.name == "requirements_complete"]
        return self.base.completions() + own

    def _establishing(self, kind: str) -> Iterator[Change]:
        for change in self.added:
            if change.type.establishes and change.type.subject == kind:
                yield change

    def _naming_order(self, order: str) -> list[str]:
        own = [corrected_id(one) for one in self.added if order in orders_named(one)]
        return self.base._naming_order(order) + own
