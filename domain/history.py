"""The record, read at one size of the log.

A `Book` holds everything recorded so far, in order, and is only ever added to: its first
N records are a viewpoint. `Book.at(N)` is the `History` at that size, with the corrections
among those N records carried out (contract §2: from its place in the log on a correction
makes its target read otherwise, or never have been there).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from .changes import SUBJECTS, Change, clauses_in, read_change
from .clauses import programme_name
from .dates import day


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

    def extended(self, more: Iterable[Change]) -> Stream:
        """This stream and what was recorded since; this one stays as it was."""
        stream = Stream()
        stream.changes = dict(self.changes)
        stream.corrections = dict(self.corrections)
        stream._naming = {name: dict(changes) for name, changes in self._naming.items()}
        stream._by_type = {name: dict(changes) for name, changes in self._by_type.items()}
        for change in more:
            stream.add(change)
        return stream

    def add(self, change: Change) -> None:
        """Put the next record at the end, or carry the correction out that it is."""
        if change.type.name != "record_corrected":
            self._put(change)
            return
        self.corrections[change.id] = change
        if target := self.changes.get(change.target or ""):
            self._take(target)
            if restated := change.content.get("restated"):
                self._put(read_change(target.id, target.position, target.stream, restated))

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
        self._by_type.setdefault(change.type.name, {})[change.id] = change
        if change.target is not None:
            self._naming.setdefault(change.target, {})[change.id] = change

    def _take(self, change: Change) -> None:
        del self.changes[change.id]
        del self._by_type[change.type.name][change.id]
        if change.target is not None:
            del self._naming[change.target][change.id]


_EMPTY = Stream()


class Book:
    """Everything recorded, in order; only ever added to."""

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
        if kind.name == "record_corrected" and "#" not in content["target"]:
            self._instrument_corrections.setdefault(content["target"], []).append(change)
        for said in (content, content.get("restated", {})):
            if "ordered_by" in said:
                self._carriers.setdefault(said["ordered_by"], []).append(change)
            self._learn(said, change.position)
        self.size = change.position + 1

    def add_instrument(self, instrument: Instrument) -> None:
        """Put an instrument's own record after those of its changes."""
        self._instruments[instrument.id] = instrument
        self._order.append(instrument.id)
        self.size = instrument.position + 1
        self._ends.append(self.size)

    def _learn(self, content: Mapping[str, Any], position: int) -> None:
        for clause in clauses_in(content):
            for code in clause.get("goods", ()):
                self._words["goods"].setdefault(code, (position, code))
            for name in clause.get("programmes", ()):
                self._words["programmes"].setdefault(programme_name(name), (position, name))

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


class History:
    """What the rules read: the record at one size of the log."""

    def __init__(self, book: Book, size: int) -> None:
        self.book = book
        self.size = size
        self._read: dict[str, Instrument | None] = {}

    def stream(self, name: str) -> Stream:
        """A subject's stream (`licence/NL009`), empty if nothing was recorded in it."""
        return self.book.stream_at(name, self.size)

    def home(self, change_id: str) -> str | None:
        """The stream in which a change stands, corrected away or not; None if unrecorded."""
        position, home = self.book._home.get(change_id, (self.size, ""))
        return home if position < self.size else None

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
            self._read[instrument_id] = self._corrected(instrument_id)
        return self._read[instrument_id]

    def recorded_instrument(self, instrument_id: str) -> Instrument | None:
        """An instrument as it was recorded, whatever was corrected since."""
        found = self.book._instruments.get(instrument_id)
        return found if found and found.position < self.size else None

    def _corrected(self, instrument_id: str) -> Instrument | None:
        found = self.recorded_instrument(instrument_id)
        for correction in self.instrument_corrections(instrument_id):
            restated = correction.content.get("restated")
            found = found.read_otherwise(restated) if found and restated else None
        return found

    def instrument_corrections(self, instrument_id: str) -> Iterator[Change]:
        """The corrections of an instrument's own fields, in log order."""
        for correction in self.book._instrument_corrections.get(instrument_id, ()):
            if correction.position < self.size:
                yield correction

    def subjects(self, kind: str) -> list[str]:
        """The names of every licence, group, requirement or policy ever established."""
        return [name for name in self.book._subjects[kind] if self.knows(kind, name)]

    def knows(self, kind: str, name: str) -> bool:
        """Whether a subject of this kind and name was ever established."""
        return self.book._first.get(f"{kind}/{name}", self.size) < self.size

    def carriers(self, order: str) -> list[Change]:
        """The changes, of any subject, that carry out a court's order."""
        ids = dict.fromkeys(
            change.target if change.type.name == "record_corrected" else change.id
            for change in self._naming_order(order)
        )
        found = (self.change(change_id) for change_id in ids if change_id)
        return [change for change in found if change and change.content.get("ordered_by") == order]

    def _naming_order(self, order: str) -> list[Change]:
        return [c for c in self.book._carriers.get(order, ()) if c.position < self.size]

    def completions(self) -> list[Change]:
        """Every `requirements_complete`, in log order."""
        return [
            change
            for name, first in self.book._completions.items()
            if first < self.size
            for change in self.stream(name).of_type("requirements_complete")
        ]

    def words(self, dimension: str) -> dict[str, str]:
        """The goods or programmes that recorded clauses name: as compared, as written."""
        return {
            compared: written
            for compared, (position, written) in self.book._words[dimension].items()
            if position < self.size
        }


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

    def subjects(self, kind: str) -> list[str]:
        own = {change.subject for change in self._establishing(kind)}
        return sorted({*self.base.subjects(kind), *own})

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

    def _naming_order(self, order: str) -> list[Change]:
        own = [
            change
            for change in self.added
            for said in (change.content, change.content.get("restated", {}))
            if said.get("ordered_by") == order
        ]
        return self.base._naming_order(order) + own
