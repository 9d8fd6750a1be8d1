"""A licence as lines: its parts, between the days on which nothing about them changes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain

from ...history.changes import Change, Entry
from ...law.evaluation import Decision, Found, Matching, Part, UnderLicences
from ...law.groups import Groups
from ...law.licence import TYPES_WITH, Licence, holder_clause
from ...law.requirements import NO_REQUIREMENTS
from ...law.running import Seen
from ...vocabulary.clauses import Clause
from ...vocabulary.truth import NO, UNDETERMINED, YES, Truth
from ..periods import END, FIRST_DAY, Period, between
from ..presence import Presence, bearing_on
from .line import Kind, Line


class WrittenLicence:
    """A licence as it is written out: its parts, each with the days it is there."""

    def __init__(self, name: str, presence: Presence) -> None:
        self.name = name
        self.presence = presence
        self.history = presence.history
        self.known = presence.known
        self.reading = self.history.reading(f"licence/{name}")
        self.establishments = self.reading.of_type("licence_established")
        self.gaps = self.reading.of_type("history_incomplete")
        self.bearing = {one.id: self._bearing(one) for one in (*self.establishments, *self.gaps)}
        self.entries = {kind: list(self._entries(kind)) for kind in ("exclude", "permit")}

    def lines(self) -> Iterator[Line]:
        """The lines, between the days on which the licence's own standing changes."""
        for line in self._unplaced():
            change = line.change and self.reading.stream.changes.get(line.change)
            place = self.reading.place(change) if change else -1
            decided_by = line.verdict.decided_by if line.verdict else None
            yield line._replace(place=place, decided_by=decided_by)

    def _unplaced(self) -> Iterator[Line]:
        standing = chain.from_iterable(self.bearing.values())
        for begins, ends in between(self.known.days(self.history, standing)):
            yield from self._lines(begins, ends)

    def _lines(self, begins: int, ends: int) -> Iterator[Line]:
        seen = self.known.seen(self.history, begins)
        standing = [one for one in self.establishments if seen.runs(one) > NO]
        in_force = Licence(self.name, seen).in_force
        holders = {one.id: holder_clause(one) for one in standing}
        if self._is_open(in_force, standing):
            one = standing[0] if standing else self.establishments[0]
            yield Line(begins, ends, Kind.OPENS, self.name, in_force, change=one.id)
            yield from self._asked(begins, ends)
            return
        supposed = _Supposed(self.name, seen, [clause for clause in holders.values() if clause])
        if in_force is YES:
            for holding, clause in holders.items():
                if clause:
                    other = _Supposed(self.name, seen, []).verdict()
                    line = Line(begins, ends, Kind.DECIDES, holding, YES, clause, True, other)
                    yield line._replace(change=holding, role="holder")
            yield from self._deciding(supposed, "exclude", begins, ends)
            yield from self._gaps(supposed, begins, ends)
            yield from self._deciding(supposed, "permit", begins, ends)
        verdict = supposed.verdict()
        line = Line(begins, ends, Kind.DECIDES, self.name, YES, verdict=verdict)
        alone = in_force is YES and len(standing) == 1
        yield line._replace(change=verdict.decided_by, role="standing" if alone else None)

    def _is_open(self, in_force: Truth, standing: Sequence[Change]) -> bool:
        """Whether its standing itself is open: undetermined, different for some transactions,
        or with a holder beside another establishment."""
        return (
            in_force is UNDETERMINED
            or any(_partial(self.bearing[one.id]) for one in self.establishments)
            or (len(standing) > 1 and any(map(holder_clause, standing)))
        )

    def _deciding(self, supposed: _Supposed, kind: str, begins: int, ends: int) -> Iterator[Line]:
        for change, entry, spans, partial in self.entries[kind]:
            if partial:
                yield from self._partial(change, entry, kind, begins, ends)
                continue
            verdict = None
            for first, until, present in _overlapping(spans, begins, ends):
                if present is YES and verdict is None:
                    verdict = supposed.verdict((change, entry))
                what = Kind.DECIDES if present is YES else Kind.OPENS
                yield Line(
                    *(first, until, what, entry.id, present, entry.clause, False, verdict),
                    change=change.id,
                    role=kind,
                )

    def _partial(
        self, change: Change, entry: Entry, kind: str, begins: int, ends: int
    ) -> Iterator[Line]:
        """An entry that is stopped for some transactions only: between the days on which its
        stops change, it and their clauses."""
        bearing = self._bearing(change, entry)
        for first, until, role in self._roles(entry.id, bearing, begins, ends):
            line = Line(first, until, Kind.OPENS, entry.id, UNDETERMINED, entry.clause)
            yield line._replace(change=change.id, role=(kind, *role))
            yield from _stops_asked(bearing, first, until, shared=True)

    def _roles(
        self, part: str, bearing: Sequence[Change], begins: int, ends: int
    ) -> Iterator[tuple[int, int, tuple[Hashable, ...]]]:
        """What a part is as the law sees it, between the days on which what bears on it changes:
        all that parts that are alike have in common, and which of those days were reached."""
        alike, days = self.presence.alike(part, bearing)
        for reached, (first, until) in enumerate(between(days)):
            if max(first, begins) < min(until, ends):
                yield max(first, begins), min(until, ends), (alike, reached)

    def _gaps(self, supposed: _Supposed, begins: int, ends: int) -> Iterator[Line]:
        seen = supposed.seen
        for gap in self.gaps:
            if _partial(self.bearing[gap.id]):
                yield from self._open_gap(gap, begins, ends)
            elif (runs := seen.runs(gap)) > NO:
                clauses = [*supposed.clauses, *([gap.clause] if gap.clause else [])]
                verdict = _Supposed(self.name, seen, clauses).verdict()
                line = Line(begins, ends, Kind.REMEMBERS, gap.id, runs, gap.clause, verdict=verdict)
                yield line._replace(change=gap.id, role="gap")

    def _open_gap(self, gap: Change, begins: int, ends: int) -> Iterator[Line]:
        bearing = self.bearing[gap.id]
        for first, until, role in self._roles(gap.id, bearing, begins, ends):
            line = Line(first, until, Kind.OPENS, gap.id, UNDETERMINED, gap.clause)
            yield line._replace(change=gap.id, role=("gap", *role))
            yield from _stops_asked(bearing, first, until, shared=True)

    def _asked(self, begins: int, ends: int) -> Iterator[Line]:
        """All that the rule function can look at, where the standing itself is open."""
        for one in self.establishments:
            yield Line(begins, ends, Kind.ASKED, one.id, YES, holder_clause(one), change=one.id)
            yield from _stops_asked(self.bearing[one.id], begins, ends)
        for gap in self.gaps:
            yield Line(begins, ends, Kind.ASKED, gap.id, YES, gap.clause, change=gap.id)
            yield from _stops_asked(self.bearing[gap.id], begins, ends)
        for parts in self.entries.values():
            for change, entry, *_ in parts:
                yield from self._of_entry(change, entry, Kind.ASKED, begins, ends)

    def _of_entry(
        self, change: Change, entry: Entry, kind: Kind, begins: int, ends: int
    ) -> Iterator[Line]:
        line = Line(begins, ends, kind, entry.id, UNDETERMINED, entry.clause)
        yield line._replace(change=change.id)
        yield from _stops_asked(self._bearing(change, entry), begins, ends)

    def _entries(self, kind: str) -> Iterator[tuple[Change, Entry, list[Period[Truth]], bool]]:
        """The entries of a kind in rank, with the periods in which each is present, and whether
        a stop of it is partial."""
        for change in self.reading.of_type(*TYPES_WITH[kind]):
            for entry in change.entries:
                if entry.kind == kind:
                    bearing = self._bearing(change, entry)
                    spans = self.presence.of(change, entry, bearing)
                    yield change, entry, spans, _partial(bearing)

    def _bearing(self, change: Change, entry: Entry | None = None) -> list[Change]:
        return bearing_on(self.history, change, entry)


class _Supposed(UnderLicences):
    """A transaction under one licence, supposed to match some clauses, one entry, and nothing
    else; under no prohibition."""

    def __init__(self, licence: str, seen: Seen, clauses: Sequence[Clause]) -> None:
        super().__init__(seen, _SeenBySupposed(seen, clauses), Groups(seen), {}, NO_REQUIREMENTS)
        self.clauses = clauses
        self._licence = licence
        self._entry: Part | None = None
        self._asked = super()._asked_about(Licence(licence, self.seen))

    def verdict(self, entry: Part | None = None) -> Decision:
        """What is decided of it."""
        self._entry = entry
        return self.against(self._licence)

    def _found_of(self, name: str) -> Found:
        asked = self._asked
        permits, exclusions = (self._matching(asked.licence, one) for one in ("permit", "exclude"))
        return asked._replace(permits=permits, exclusions=exclusions)

    def _matching(self, licence: Licence, kind: str) -> Matching:
        change, entry = self._entry or (None, None)
        return [((change, entry), YES)] if change and entry and entry.kind == kind else []


class _SeenBySupposed(Seen):
    """What runs for a transaction that is supposed to match these clauses and no others."""

    def __init__(self, seen: Seen, clauses: Sequence[Clause]) -> None:
        super().__init__(seen.history, seen.valid_on, seen.known_on)
        self.clauses = clauses

    def matches(self, clause: Clause | None) -> Truth:
        return YES if clause is None or clause in self.clauses else NO


def _overlapping(
    spans: Iterable[Period[Truth]], begins: int, ends: int
) -> Iterator[tuple[int, int, Truth]]:
    """The periods in which it is present or may be, within these days."""
    for span in spans:
        first, until = max(begins, span.begins or FIRST_DAY), min(ends, span.ends or END)
        if first < until and span.value > NO:
            yield first, until, span.value


def _partial(bearing: Iterable[Change]) -> bool:
    """Whether one of these stops for some transactions only."""
    return any(one.type.stops and one.clause is not None for one in bearing)


def _stops_asked(
    bearing: Iterable[Change], begins: int, ends: int, shared: bool = False
) -> Iterator[Line]:
    """The clauses of partial stops, which the rule function looks at; `shared`, where all else
    that it looks at of them stands in the role of what they bear on."""
    for number, stop in enumerate(bearing):
        if stop.type.stops and stop.clause is not None:
            line = Line(begins, ends, Kind.ASKED, stop.id, YES, stop.clause, change=stop.id)
            yield line._replace(role=("stop", number)) if shared else line
