"""The record, read at one size of the log: what the rules ask.

The first N records of a log are a viewpoint. A `History` reads them with the corrections
among them carried out (contract §2: from its place in the log on a correction makes its
target read otherwise, or never have been there); a `Draft` adds an instrument that is not
recorded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator

from ..vocabulary.change_types import Change
from ..vocabulary.truth import Truth
from .ranked import Reading
from .streams import (
    Instrument,
    Source,
    Stream,
    corrected_id,
    corrects_instrument,
    orders_named,
    speaks_of,
)

STREAMS_KEPT = 50_000
INSTRUMENTS_KEPT = 200_000
MEMOS_KEPT = 100_000
"""How much of what was read and derived a history keeps, before it does so again."""


class Memo:
    """What was derived of one stream between two of its days, as known between two others."""

    __slots__ = ("may_run", "present", "running")

    def __init__(self) -> None:
        self.running: dict[str, Truth] = {}
        self.present: dict[str, Truth] = {}
        self.may_run: dict[tuple[str, ...], list[Change]] = {}


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
        self._readings: dict[str, Reading] = {}
        self._memos: dict[tuple[str, int, int], Memo] = {}

    def memo(self, name: str, valid_on: int, known_on: int | None) -> Memo:
        """Where to keep what is derived of a stream; the same for all days between two of its
        days, since the same has been reached and is visible on all of them."""
        reading = self.reading(name)
        reached = bisect_right(reading.stream.days, valid_on)
        days = reading.days
        known = len(days) if known_on is None else bisect_right(days, known_on)
        memo = self._memos.get((name, reached, known))
        if memo is None:
            if len(self._memos) >= MEMOS_KEPT:
                self._memos.clear()
            memo = self._memos[name, reached, known] = Memo()
        return memo

    def reading(self, name: str) -> Reading:
        """A subject's stream in rank, and found by day."""
        reading = self._readings.get(name)
        if reading is None:
            reading = self._readings[name] = Reading(self.stream(name), self.instrument)
        return reading

    def stream(self, name: str) -> Stream:
        """A subject's stream (`licence/NL009`), empty if nothing was recorded in it."""
        stream = self._streams.get(name)
        if stream is None:
            if len(self._streams) >= STREAMS_KEPT:
                self._streams.clear()
                self._readings.clear()
            stream = self._streams[name] = self.book.stream_at(name, self.size)
        return stream

    def read_ahead(self, streams: Iterable[str]) -> None:
        """Read these streams together: they will all be asked for."""
        self.book.read_ahead(streams)

    def let_go(self) -> None:
        """Keep nothing of what was read: it will hardly be asked for again."""
        for kept in (self._streams, self._readings, self._memos, self._read):
            kept.clear()
        self.book.let_go()

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

    def knows_instrument(self, name: str) -> bool:
        """Whether an instrument is recorded, corrected away or not."""
        return self.recorded_instrument(name) is not None

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

    def spoken_of(self) -> Collection[str]:
        """The instruments that a statement or proceedings can be about."""
        return self.book.spoken_of_at(self.size)

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

    def instruments_like(self, name: str) -> list[str]:
        """The recorded instruments near an unknown one, among which the nearest is looked for."""
        return self.book.instruments_like(name)

    def recorded_in(self, stream: str) -> list[Change]:
        """The records of a stream, as they were recorded."""
        return self.book.recorded_in(stream, self.size)


class Draft(History):
    """A history and, after it, an instrument not recorded: judged before it is, or tried out."""

    def __init__(self, base: History, instrument: Instrument) -> None:
        super().__init__(base.book, base.size)
        self.base = base
        self.draft = instrument
        self.added: list[Change] = []
        self._own_streams: dict[str, Stream] = {}
        self._waiting: dict[str, list[Change]] = {}
        self._own_home: dict[str, str] = {}
        self._corrects = False

    def add(self, change: Change) -> None:
        """Put the draft's next change after what is recorded."""
        self._waiting.setdefault(change.stream, []).append(change)
        self._own_home[change.id] = change.stream
        self.added.append(change)
        self._read.clear()
        self._readings.clear()
        self._memos.clear()
        self._corrects = self._corrects or corrects_instrument(change)

    def memo(self, name: str, valid_on: int, known_on: int | None) -> Memo:
        """One for each day: a draft is asked on few days, and what reads more of it is dear."""
        return self._memos.setdefault(
            (name, valid_on, -1 if known_on is None else known_on), Memo()
        )

    def reading(self, name: str) -> Reading:
        if name in self._own_streams or name in self._waiting or self._corrects:
            return super().reading(name)
        return self.base.reading(name)

    def stream(self, name: str) -> Stream:
        own = self._own_streams.get(name)
        if waiting := self._waiting.pop(name, ()):
            if own is None:
                own = self._own_streams[name] = self.base.stream(name).extended(())
            for change in waiting:
                own.add(change)
        return own or self.base.stream(name)

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

    def spoken_of(self) -> Collection[str]:
        return {*self.base.spoken_of(), *filter(None, map(speaks_of, self.added))}

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
