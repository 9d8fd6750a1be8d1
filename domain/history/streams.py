"""Streams: the changes of one subject, as they read after their corrections.

And what a record tells beside: which instrument it stands in, which words it names. A
`Source` is where all of them are found, asked for at a size of the log.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from ..vocabulary.change_types import Change, clauses_in, read_change
from ..vocabulary.clauses import as_compared
from ..vocabulary.dates import day
from ..vocabulary.dimensions import REMEMBERED


class Instrument(NamedTuple):
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

    def as_recorded(self, recorded_at: str, recorded_by: str) -> Instrument:
        """The instrument as it stands once it is recorded, when and by whom."""
        return Instrument(*self[:5], recorded_at, recorded_by)

    def read_otherwise(self, restated: Mapping[str, Any]) -> Instrument:
        """The instrument with some of its fields corrected."""
        content = {**self.content, **restated}
        return self._replace(content=content, published_on=day(content["published_on"]))


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


def read_record(position: int, content: Mapping[str, Any]) -> Change | Instrument:
    """A record from its JSON: a change, or an instrument's own record."""
    if "instrument" not in content:
        return read_change(content["id"], position, content["stream"], content["change"])
    return read_instrument(
        content["id"],
        position,
        content["instrument"],
        content["changes"],
        content["recorded_at"],
        content["recorded_by"],
    )


class Stream:
    """The changes of one subject, in log order, as they read after their corrections."""

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        self.corrections: dict[str, Change] = {}
        self._naming: dict[str, dict[str, Change]] = {}
        self._by_type: dict[str, dict[str, Change]] = {}
        self._own: set[int] | None = None
        self._stops: dict[str, list[Change]] = {}
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

    def naming(self, target: str) -> Collection[Change]:
        """The changes whose `target` is this change or entry."""
        named = self._naming.get(target)
        return named.values() if named else ()

    def stops_of(self, target: str) -> Sequence[Change]:
        """The changes that stop this change or entry while they run."""
        if target not in self._naming:
            return []
        stops = self._stops.get(target)
        if stops is None:
            stops = [change for change in self._naming[target].values() if change.type.stops]
            self._stops[target] = stops
        return stops

    def _put(self, change: Change) -> None:
        self.changes[change.id] = change
        self._writable(self._by_type, change.type.name)[change.id] = change
        if change.target is not None:
            self._stops.pop(change.target, None)
            self._writable(self._naming, change.target)[change.id] = change

    def _take(self, change: Change) -> None:
        del self.changes[change.id]
        del self._writable(self._by_type, change.type.name)[change.id]
        if change.target is not None:
            self._stops.pop(change.target, None)
            del self._writable(self._naming, change.target)[change.id]

    def _writable(self, index: dict[str, dict[str, Change]], name: str) -> dict[str, Change]:
        """The part of an index to write to; a part shared with an earlier stream is copied."""
        part = index.setdefault(name, {})
        if self._own is not None and id(part) not in self._own:
            part = index[name] = dict(part)
            self._own.add(id(part))
        return part


EMPTY = Stream()


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


def speaks_of(change: Change) -> str | None:
    """The instrument that a statement or proceedings are about; None for any other record."""
    kind, _, name = change.stream.partition("/")
    return name if kind == "instrument" and change.type.subject == "about" else None


def _said_by(change: Change) -> tuple[Mapping[str, Any], ...]:
    """What a record says: its content, and what it restates."""
    restated = change.content.get("restated")
    return (change.content, restated) if restated else (change.content,)


def orders_named(change: Change) -> list[str]:
    """The court's orders that a record, or what it restates, carries out."""
    return [said["ordered_by"] for said in _said_by(change) if "ordered_by" in said]


def words_of(change: Change) -> Iterator[tuple[str, str, str]]:
    """The words that a record's clauses name, of the dimensions whose words are remembered:
    dimension, compared, written."""
    for said in _said_by(change):
        for clause in clauses_in(said):
            for dimension in REMEMBERED:
                for word in clause.get(dimension, ()):
                    yield dimension, as_compared(dimension, word), word


class Source(Protocol):
    """Where a history reads the records: everything recorded, asked for at a size of the log."""

    def read_ahead(self, streams: Iterable[str]) -> None:
        """Read these streams together: they will all be asked for."""
        return

    def let_go(self) -> None:
        """Keep nothing of what was read: it will hardly be asked for again."""
        return

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

    def spoken_of_at(self, size: int) -> Collection[str]:
        """The instruments that a statement or proceedings before `size` can be about; maybe
        some later ones too."""

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
