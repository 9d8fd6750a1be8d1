"""The record, read at one size of the log: what the rules ask.

The first N records of a log are a viewpoint. A `History` reads them with the corrections
among them carried out (contract §2: from its place in the log on a correction makes its
target read otherwise, or never have been there); a `Draft` adds an instrument that is not
recorded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from functools import cached_property
from typing import Any, Self, TypeVar

from ..faults import DamagedRecordError
from ..vocabulary.bounds import NAME
from ..vocabulary.clauses import Clause
from ..vocabulary.jurisdictions import law_of
from .changes import Change, clauses_in
from .clause_index import ClauseIndex, PlacedClauses
from .instruments import Instrument
from .ranked import RankedStream, Unsure
from .sources import Source
from .streams import RareClause, Stream

STREAMS_KEPT = 50_000
INSTRUMENTS_KEPT = 200_000
DERIVED_KEPT = 100_000
TOGETHER_KEPT, TOGETHER_MOST = 2_000, 500
"""How much of what was read and derived a history keeps, before it does so again; of so many
subjects of a kind at most it keeps what follows from all of them together."""


DERIVED_OF_REQUIREMENTS = frozenset(
    (
        *("rare_in_requirements", "rare_by_rest", "lists_in_requirements"),
        *("requiring", "forbidding", "completing", "partial_in_requirements"),
        *("unsure_beside_requirements", "unsure_in_requirements"),
    )
)
"""What a history keeps of all requirements together."""
_OF_ONE_LAW = ("licence", "requirement", "group", "list")
_FORBIDS = "prohibition"
T = TypeVar("T")
Stretch = tuple[str, int, int]
"""A stream, and the places of two days among its own."""
_ALL_DAYS: Stretch = ("", -1, -1)


class History:
    """What the rules read: the record at one size of the log.

    What was read is kept up to a number. Nothing is kept under a name longer than any that is
    recorded: whoever asks names what he likes.
    """

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self.size = size
        self._streams: dict[str, Stream] = {}
        self._read: dict[str, Instrument | None] = {}
        self._every: dict[str, list[str]] = {}
        self._known: dict[tuple[str, str], bool] = {}
        self._words: dict[str, dict[str, str]] = {}
        self._readings: dict[str, RankedStream] = {}
        self._derived: dict[tuple[Callable[[], Any], Stretch], Any] = {}
        self._under: dict[str, Self] = {}
        self._law: str | None = None
        self._completions: list[Change] | None = None
        self._all_days: dict[str, tuple[Sequence[int] | None, Sequence[int]]] = {}
        self._together: dict[tuple[Callable[[], Any], Stretch], Any] = {}
        self._spoken: dict[str, Collection[str]] = {}
        self._unsure: dict[str, Sequence[Unsure]] = {}

    def under(self, law: str) -> Self:
        """The same record, of which one country's law alone says what requires, forbids, is
        complete, and which licences there are. Whatever is asked for by its name is there."""
        found = self if law == self._law else self._under.get(law)
        if found is None:
            found = self._under[law] = self._only(law)
        return found

    def _only(self, law: str) -> Self:
        found = copy(self)
        found._law, found._every, found._under, found._completions = law, {}, {}, None
        found._all_days, found._together = {}, {}
        for derived in DERIVED_OF_REQUIREMENTS:
            found.__dict__.pop(derived, None)
        return found

    @property
    def address(self) -> str | None:
        """From where another process can read the same; None if it cannot."""
        return self._source.address

    @property
    def is_whole(self) -> bool:
        """Whether all of the record can be read, whatever is asked."""
        return self._source.is_whole

    def stretch(self, name: str, valid_on: int, known_on: int | None) -> Stretch:
        """Between which two days of a stream a viewpoint lies: on all days between them the
        same has been reached and is visible."""
        reading = self.reading(name)
        days = reading.days
        known = len(days) if known_on is None else bisect_right(days, known_on)
        return name, bisect_right(reading.stream.days, valid_on), known

    def _days_of_all(self, kind: str) -> tuple[Sequence[int] | None, Sequence[int]]:
        """The days on which something of a kind can change, and those on which some becomes
        known."""
        found = self._all_days.get(kind)
        if found is None:
            every = self.subjects(kind)
            if len(every) > TOGETHER_MOST:
                found = self._all_days[kind] = None, ()
                return found
            names = [f"{kind}/{name}" for name in every]
            days = {day for one in names for day in self.stream(one).days}
            public = {day for one in names for day in self.reading(one).days}
            found = self._all_days[kind] = sorted(days), sorted(public)
        return found

    def stretch_of_group(self, name: str, valid_on: int, known_on: int | None) -> Stretch:
        """The same of a group together with all groups that are ever named in it, and in those."""
        stream = f"group/{name}"
        found = self._all_days.get(stream)
        days, public = self.days_of_group(name) if found is None else found
        known = len(public) if known_on is None else bisect_right(public, known_on)
        return stream, bisect_right(days or (), valid_on), known

    def days_of_group(self, name: str) -> tuple[Sequence[int], Sequence[int]]:
        """The days on which a group can change, with all groups that are ever named in it and in
        those; and the days on which something of them becomes known."""
        every = self.groups_within(name)
        days = {day for one in every for day in self.stream(one).days}
        public = {day for one in every for day in self.reading(one).days}
        found = self._all_days[f"group/{name}"] = sorted(days), sorted(public)
        return found

    def groups_within(self, name: str) -> set[str]:
        """The streams of a group and of all that are ever named in it, and in those."""
        found, waiting = set[str](), [f"group/{name}"]
        while waiting:
            stream = waiting.pop()
            if stream not in found:
                found.add(stream)
                changes = self.stream(stream).changes.values()
                labels = (entry.label for change in changes for entry in change.entries)
                waiting += [f"group/{label[1:]}" for label in labels if label[:1] == "@"]
        return found

    def derived(self, stretch: Stretch, begin: Callable[[], T]) -> T:
        """What whoever asks derives on a stretch and keeps here, begun where nothing is kept:
        it is forgotten with what was read."""
        kept: T | None = self._derived.get((begin, stretch))
        if kept is None:
            if len(self._derived) >= DERIVED_KEPT:
                self._derived.clear()
            kept = self._derived[begin, stretch] = begin()
        return kept

    def derived_of_all(
        self, kind: str, valid_on: int, known_on: int | None, begin: Callable[[], T]
    ) -> T:
        """The same of all subjects of a kind together, between two days on which any of them
        changes: of those that are of the law read."""
        stretch = self._stretch_of_all(kind, valid_on, known_on)
        return begin() if stretch is None else self._kept_together(stretch, begin)

    def derived_of_words(self, begin: Callable[[], T]) -> T:
        """The same of the words that anything recorded names, on whatever day: under the law
        read."""
        return self._kept_together(_ALL_DAYS, begin)

    def _kept_together(self, stretch: Stretch, begin: Callable[[], T]) -> T:
        kept: T | None = self._together.get((begin, stretch))
        if kept is None:
            if len(self._together) >= TOGETHER_KEPT:
                self._together.clear()
            kept = self._together[begin, stretch] = begin()
        return kept

    def _stretch_of_all(self, kind: str, valid_on: int, known_on: int | None) -> Stretch | None:
        """None where there are so many that reading them all would cost more than it saves."""
        days, public = self._days_of_all(kind)
        if days is None:
            return None
        known = len(public) if known_on is None else bisect_right(public, known_on)
        return kind, bisect_right(days, valid_on), known

    def reading(self, name: str) -> RankedStream:
        """A subject's stream in rank, and found by day."""
        reading = self._readings.get(name)
        if reading is None:
            reading = self._readings[name] = RankedStream(self.stream(name), self.instrument)
        return reading

    def stream(self, name: str) -> Stream:
        """A subject's stream (`licence/NL009`), empty if nothing was recorded in it."""
        stream = self._streams.get(name)
        if stream is None:
            if len(self._streams) >= STREAMS_KEPT:
                self._streams.clear()
                self._readings.clear()
                self._spoken.clear()
                self._unsure.clear()
            stream = self._source.stream_at(name, self.size)
            if stream.changes or len(name) <= NAME:
                self._streams[name] = stream
        return stream

    def read_ahead(self, streams: Iterable[str]) -> None:
        """Read these streams together: they will all be asked for."""
        self._source.read_ahead(streams)

    def let_go(self) -> None:
        """Keep nothing of what was read: it will hardly be asked for again."""
        for kept in (self._streams, self._readings, self._derived, self._together, self._read):
            kept.clear()
        self._spoken.clear()
        self._unsure.clear()
        self._source.let_go()

    def home(self, change_id: str) -> str | None:
        """The stream in which a change stands, corrected away or not; None if unrecorded."""
        return self._source.home_at(change_id, self.size)

    def change(self, change_id: str) -> Change | None:
        """A change as it reads now; None if it was never recorded, or corrected away."""
        home = self.home(change_id)
        found = self.stream(home).changes.get(change_id) if home else None
        return found if found and self.instrument(found.instrument) else None

    def recorded_change(self, change_id: str) -> Change | None:
        """A change as it was recorded, whatever was corrected since."""
        recorded = self._source.recorded_in(self.home(change_id) or "", self.size)
        return next((change for change in recorded if change.id == change_id), None)

    def recorded_changes(self, change_ids: Sequence[str]) -> list[Change]:
        """Changes as they were recorded, those of them that were: each stream is read once."""
        found: dict[str, Change] = {}
        for home in dict.fromkeys(filter(None, map(self.home, change_ids))):
            found |= {one.id: one for one in self._source.recorded_in(home, self.size)}
        return [found[one] for one in change_ids if one in found]

    def instrument(self, instrument_id: str) -> Instrument | None:
        """An instrument as it reads now; None if never recorded, or corrected away."""
        try:  # looked for once: another thread may read it in the meantime
            return self._read[instrument_id]
        except KeyError:
            found = self._corrected(instrument_id)
        if len(self._read) >= INSTRUMENTS_KEPT:
            self._read.clear()
        if found is not None or len(instrument_id) <= NAME:
            self._read[instrument_id] = found
        return found

    def instruments(self, names: Iterable[str]) -> list[Instrument | None]:
        """The same of many that are hardly asked for again: what is read is not kept."""
        every = list(names)
        found = self._source.instruments_at(every, self.size)
        if corrected := self._source.corrected_among(every):
            for place, name in enumerate(every):
                if name in corrected:
                    found[place] = self._corrected(name)
        return found

    def instrument_of(self, change: Change) -> Instrument:
        """The instrument that a visible change stands in; `DamagedRecordError` without one."""
        found = self.instrument(change.instrument)
        if found is None:
            raise DamagedRecordError(change.instrument)
        return found

    def recorded_instrument(self, instrument_id: str) -> Instrument | None:
        """An instrument as it was recorded, whatever was corrected since."""
        return self._source.instrument_at(instrument_id, self.size)

    def knows_instrument(self, name: str) -> bool:
        """Whether an instrument is recorded, corrected away or not."""
        return self.recorded_instrument(name) is not None

    def _corrected(self, instrument_id: str) -> Instrument | None:
        found = self.recorded_instrument(instrument_id)
        for correction in self.instrument_corrections(instrument_id):
            restated = correction.content.get("restated")
            found = found.read_otherwise(restated) if found and restated else None
        return found

    def instrument_corrections(self, instrument_id: str) -> Iterable[Change]:
        """The corrections of an instrument's own fields, in log order."""
        return self._source.corrections_at(instrument_id, self.size)

    def subjects(self, kind: str, after: str = "", limit: int | None = None) -> list[str]:
        """The names of every licence, group, requirement or policy ever established, ordered;
        under one law only the licences, groups, requirements and control lists that are of it."""
        if self._law is None or kind not in _OF_ONE_LAW:
            return self._subjects(kind, after, limit)
        every = self._subjects(kind, after, None)
        return [name for name in every if self._holds(name)][:limit]

    def _holds(self, name: str) -> bool:
        """Whether a name is of the law under which this is read, if it is of one."""
        return self._law is None or law_of(name) == self._law

    def _subjects(self, kind: str, after: str, limit: int | None) -> list[str]:
        if after or limit is not None or kind == "licence":
            return self._source.subjects_at(kind, self.size, after, limit)
        found = self._every.get(kind)
        if found is None:
            found = self._every[kind] = self._source.subjects_at(kind, self.size, "", None)
        return found

    def knows(self, kind: str, name: str) -> bool:
        """Whether a subject of this kind and name was ever established."""
        known = self._known.get((kind, name))
        if known is None:
            if len(self._known) >= STREAMS_KEPT:
                self._known.clear()
            known = self._source.knows_at(kind, name, self.size)
            if known or len(name) <= NAME:
                self._known[kind, name] = known
        return known

    def spoken_of(self) -> Collection[str]:
        """The instruments that a statement or proceedings can be about."""
        return self._source.spoken_of_at(self.size)

    def spoken_of_in(self, stream: str) -> Collection[str]:
        """Of the instruments that a stream's changes stand in those that a statement or
        proceedings can be about."""
        found = self._spoken.get(stream)
        if found is None:
            found = self.reading(stream).instruments.keys() & self.spoken_of()
            if len(stream) <= NAME:
                self._spoken[stream] = found
        return found

    def carriers(self, order: str) -> list[Change]:
        """The changes, of any subject, that carry out a court's order."""
        found = (self.change(change_id) for change_id in dict.fromkeys(self._naming_order(order)))
        return [change for change in found if change and change.content.get("ordered_by") == order]

    def _naming_order(self, order: str) -> list[str]:
        return self._source.naming_order_at(order, self.size)

    def completions(self) -> list[Change]:
        """Every `requirements_complete`, in log order."""
        if self._completions is None:
            self._completions = [
                change
                for name in self._completing()
                for change in self.stream(name).of_type("requirements_complete")
                if self._holds(change.instrument)
            ]
        return self._completions

    def _completing(self) -> Iterable[str]:
        """The streams in which any was recorded, each once."""
        return self._source.completions_at(self.size)

    @cached_property
    def rare_in_requirements(self) -> Sequence[RareClause]:
        """The clauses that name rare facts, of all by which a licence is required or not."""
        names = [f"requirement/{name}" for name in self.subjects("requirement")]
        streams = dict.fromkeys((*names, *(change.stream for change in self.completions())))
        return [clause for one in streams for clause in self.stream(one).rare]

    @cached_property
    def rare_by_rest(self) -> ClauseIndex:
        """The same, in the same order, found by what they say of all else."""
        return ClauseIndex([one.rest for one in self.rare_in_requirements])

    @cached_property
    def requiring(self) -> PlacedClauses:
        """The clauses of all parts of requirements, found by the words of a transaction."""
        streams = (self.stream(f"requirement/{name}") for name in self.subjects("requirement"))
        changes = (change for one in streams for change in one.changes.values())
        return PlacedClauses(
            (entry.id, entry.clause) for change in changes for entry in change.entries
        )

    @cached_property
    def forbidding(self) -> ClauseIndex | None:
        """The clauses by which requirements forbid that were ever imposed as prohibitions, found by
        the words of a transaction; None without any."""
        streams = (self.stream(f"requirement/{name}") for name in self.subjects("requirement"))
        changes = [
            change
            for one in streams
            if any(c.content["basis"] == _FORBIDS for c in one.of_type("requirement_imposed"))
            for change in one.changes.values()
        ]
        entries = (entry for change in changes for entry in change.entries)
        found = [entry.clause for entry in entries if entry.kind == "require"]
        return ClauseIndex(found) if found else None

    @cached_property
    def completing(self) -> ClauseIndex:
        """The clauses of every `requirements_complete`, in log order, found by the words of a
        transaction."""
        return ClauseIndex([change.clause for change in self.completions()])

    @cached_property
    def unsure_beside_requirements(self) -> Sequence[Unsure]:
        """The instruments of which it is not certain when they were made public, of those that tell
        of groups and lists by which a licence is required or not."""
        names = [f"requirement/{name}" for name in self.subjects("requirement")]
        streams = {*names, *(change.stream for change in self.completions())}
        return [one for stream in streams for one in self.unsure_beside(stream)]

    @cached_property
    def unsure_in_requirements(self) -> Sequence[Unsure]:
        """The same of the instruments that tell of requirements themselves."""
        readings = (self.reading(f"requirement/{name}") for name in self.subjects("requirement"))
        return [one for reading in readings for one in reading.unsure]

    def unsure_beside(self, stream: str) -> Sequence[Unsure]:
        """The same of the groups and lists that the clauses of one stream name, and of the groups
        in these."""
        found = self._unsure.get(stream)
        if found is None:
            changes = self.stream(stream).changes.values()
            clauses = [Clause(says) for one in changes for says in clauses_in(one.content)]
            named = {f"list/{name}" for clause in clauses for name in clause.lists()}
            for group in {group for clause in clauses for group in clause.groups()}:
                named |= self.groups_within(group)
            found = [one for name in named for one in self.reading(name).unsure]
            if len(stream) <= NAME:
                self._unsure[stream] = found
        return found

    @cached_property
    def partial_in_requirements(self) -> bool:
        """Whether something of a requirement is stopped for some transactions only."""
        names = self.subjects("requirement")
        return any(self.stream(f"requirement/{name}").has_partial_stops for name in names)

    @cached_property
    def lists_in_requirements(self) -> frozenset[str]:
        """The control lists of which clauses of requirements name all that is on them."""
        streams = (self.stream(f"requirement/{name}") for name in self.subjects("requirement"))
        return frozenset(name for one in streams for name in one.lists_named)

    def words(self, dimension: str) -> dict[str, str]:
        """The goods or programmes that recorded clauses name: as compared, as written."""
        found = self._words.get(dimension)
        if found is None:
            found = self._words[dimension] = self._source.words_at(dimension, self.size)
        return found

    def like(self, kind: str, name: str) -> list[str]:
        """The known names near an unknown one, among which the nearest is looked for."""
        return self._source.subjects_like_at(kind, name, self.size)

    def instruments_like(self, name: str) -> list[str]:
        """The recorded instruments near an unknown one, among which the nearest is looked for."""
        return self._source.instruments_like_at(name, self.size)

    def recorded_in(self, stream: str) -> list[Change]:
        """The records of a stream, as they were recorded."""
        return self._source.recorded_in(stream, self.size)

    def records_in(self, stream: str) -> list[Change]:
        """The records of a stream that this history reads, corrections among them."""
        return self.recorded_in(stream)
