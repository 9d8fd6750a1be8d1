"""The law written out as lines: for whoever judges many transactions at once.

What a verdict can rest on are parts: establishments, permits, exclusions, gaps in the
record, requirements. Each is there on some days and asks a clause. A *line* is one part on
the days between which nothing about it changes. The lines of a licence stand in the order
in which they decide: the first that a transaction matches holds its verdict.

No rule is written here a second time. When a part is there says `Seen`; what it decides
says `UnderLicences`, asked of a transaction that is supposed to match this part and no other.
Where that cannot say it (something may be there, or may match, or is stopped for some
transactions only) the line is open: the rule function judges the transaction itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import chain, pairwise
from typing import Any, NamedTuple

from ..history.changes import Change, Entry
from ..history.history import History
from ..history.ranked import RankedStream
from ..law.evaluation import Decision, Part, UnderLicences, holder_clause
from ..law.groups import Groups
from ..law.licence import TYPES_WITH, Licence
from ..law.requirements import WITH_ENTRIES
from ..law.running import Seen
from ..vocabulary.clauses import Clause
from ..vocabulary.dates import BEFORE_ALL_DAYS
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth
from .knowledge import Known, periods_of
from .likeness import DAY_ONE, GONE, ClausePlace, Told, entry_id, licence_of
from .periods import END, FIRST_DAY, Period, between
from .presence import Presence, bearing_on, ordered


class Kind(IntEnum):
    """What it means that a transaction matches a line."""

    DECIDES = 0
    """The verdict, unless a line before it is open."""
    REMEMBERS = 1
    """The verdict, if no line after it is open: a gap in the record, whatever is permitted."""
    OPENS = 2
    """Only the rule function can say; also where it merely may match."""
    ASKED = 3
    """Nothing by itself; the rule function looks at it when it is asked."""


class Line(NamedTuple):
    """One part from `begins` until `ends`: who matches it, and what that means.

    Without `clause` everybody matches; `negated`: who does not match the clause does.
    """

    begins: int
    ends: int
    kind: Kind
    part: str
    present: Truth
    clause: Clause | None = None
    negated: bool = False
    verdict: Decision | None = None
    change: str | None = None
    """The change whose part it is."""
    place: int = -1
    """Where that change stands in rank, among those of its licence."""
    decided_by: str | None = None
    """The change that decides, by its id; that of the verdict may be of a licence that is alike."""
    role: Hashable = None
    """All else that the rule function looks at of it, whichever licence it is of: what lines of
    the same roles, of changes in the same order, come to is the same, but for the changes' names.
    None: it looks at more."""


# -- a licence ---------------------------------------------------------------------


ALIKE_KEPT = 20_000
"""The lines of so many licences that are not alike are remembered."""
MOST_ALIKE = 64
"""A licence of more changes is taken to be like no other."""


class LicenceLines:
    """The lines of licences, one after the other. They are written once for all that are alike."""

    def __init__(self, history: History, known: Known) -> None:
        self.presence = Presence(history, known)
        self._of_alike: dict[tuple[Told, ...], list[_Pattern]] = {}

    def of(self, name: str) -> list[Line]:
        """A licence's lines, those of one day in the order in which they decide."""
        reading = self.presence.history.reading(f"licence/{name}")
        if len(reading.ranked) > MOST_ALIKE:
            return self.anew(name)
        own = _Own(reading, self.presence.known, self.presence.history)
        found = self._of_alike.get(own.told)
        if found is None:
            if len(self._of_alike) >= ALIKE_KEPT:
                self._of_alike.clear()
            found = self._of_alike[own.told] = self._patterns(own.told)
        return [own.line(pattern) for pattern in found]

    def anew(self, name: str) -> list[Line]:
        """The same, written for this licence alone."""
        return list(_Written(name, self.presence).lines())

    def _patterns(self, told: tuple[Told, ...]) -> list[_Pattern]:
        reduced = licence_of([Told(*one) for one in told])
        lines = _Written("", self.presence.of_reduced(reduced)).lines()
        return [_pattern(one) for n, line in enumerate(lines) for one in _with_roles(line, n, told)]


def _with_roles(line: Line, number: int, told: tuple[Any, ...]) -> Iterator[Line]:
    """A line of licences that are alike; where the rule function looks at more of it than of one
    part, on each of the days between which nothing of such a licence changes."""
    if line.role is not None:
        yield line
        return
    cuts = {line.begins, line.ends}
    if line.kind is not Kind.DECIDES:
        cuts |= {day for day in _days_told(told) if line.begins < day < line.ends}
    for begins, ends in pairwise(sorted(cuts)):
        yield line._replace(begins=begins, ends=ends, role=(number, begins, told))


def _days_told(told: tuple[Any, ...]) -> Iterator[int]:
    for one in (Told(*change) for change in told):
        yield one.published
        yield from one.starting or ()
        yield from one.ending or ()


class _Pattern(NamedTuple):
    """A line of all licences that are alike: which clause it asks for, and which change is
    meant, by their places."""

    line: Line
    clause: tuple[int, int] | None
    holder: int | None
    change: int | None
    decided_by: int | None


def _pattern(line: Line) -> _Pattern:
    clause = holder = None
    if line.clause is not None:
        says = line.clause.says
        if isinstance(says, ClausePlace):
            clause = says.place
        else:
            holder = int(says["exporters"][0])
    change = None if line.change is None else int(line.change)
    decided_by = None if line.decided_by is None else int(line.decided_by)
    return _Pattern(line, clause, holder, change, decided_by)


class _Own:
    """What is a licence's own, beside what it has in common with those that are alike (`told`)."""

    def __init__(self, reading: RankedStream, known: Known, history: History) -> None:
        self.changes = [one for one in reading.ranked if _is_known(one, reading, known)]
        days = sorted(day for day in known.days(history, self.changes) if day > FIRST_DAY)
        self.days = days
        self.told = tuple(
            self._told(reading, known, {day: n for n, day in enumerate(days, DAY_ONE)})
        )

    def _told(
        self, reading: RankedStream, known: Known, order: Mapping[int, int]
    ) -> Iterator[tuple[Any, ...]]:
        names = self._names()
        clauses, holders = list[object](), list[object]()
        for change in self.changes:
            content = change.content
            amends, target, clause = content.get("amends"), change.target, change.clause
            holder = content.get("holder")
            published = reading.published(change) if known.own_day else BEFORE_ALL_DAYS
            clauses.append(clause)
            holders.append(holder)
            yield (
                change.type.name,
                None if target is None else names.get(target, GONE),
                None if amends is None else names.get(amends, GONE),
                None if clause is None else clauses.index(clause),
                None if holder is None else holders.index(holder),
                ordered(change.starting, order),
                ordered(change.ending, order),
                order.get(published, BEFORE_ALL_DAYS),
                tuple([(e.kind, e.id == change.id, e.clause is not None) for e in change.entries]),
            )

    def _names(self) -> dict[str, str]:
        names = dict[str, str]()
        for place, change in enumerate(self.changes):
            for number, entry in enumerate(change.entries):
                names[entry.id] = entry_id(place, number, entry.id == change.id)
            names[change.id] = str(place)
        return names

    def line(self, pattern: _Pattern) -> Line:
        """The line of this licence, of those that are alike."""
        line, clause, holder, change, decided_by = pattern
        return Line(
            self._day(line.begins),
            self._day(line.ends),
            line.kind,
            line.part,
            line.present,
            line.clause and self._clause(clause, holder),
            line.negated,
            line.verdict,
            None if change is None else self.changes[change].id,
            line.place,
            None if decided_by is None else self.changes[decided_by].id,
            line.role,
        )

    def _day(self, day: int) -> int:
        return day if day == END or day < DAY_ONE else self.days[day - DAY_ONE]

    def _clause(self, clause: tuple[int, int] | None, holder: int | None) -> Clause | None:
        if clause is None:
            return holder_clause(self.changes[holder or 0])
        change, entry = self.changes[clause[0]], clause[1]
        return change.clause if entry < 0 else change.entries[entry].clause


def _is_known(change: Change, reading: RankedStream, known: Known) -> bool:
    """Whether a change of the record read is known at all."""
    return known.own_day or known.on is None or reading.published(change) <= known.on


class _Written:
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
            decided_by = line.verdict and line.verdict.decided_by
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
            for one, clause in holders.items():
                if clause:
                    other = _Supposed(self.name, seen, []).verdict()
                    line = Line(begins, ends, Kind.DECIDES, one, YES, clause, True, other)
                    yield line._replace(change=one, role="holder")
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
        super().__init__(seen, _SeenBySupposed(seen, clauses), Groups(seen), {}, ())
        self.clauses = clauses
        self._licence = licence
        self._asked = super()._asked_about(licence)
        self._entry: Part | None = None

    def verdict(self, entry: Part | None = None) -> Decision:
        """What is decided of it."""
        self._entry = entry
        return self.against(self._licence)

    def _asked_about(self, name: str) -> tuple[Licence, dict[str, Truth]]:
        return self._asked

    def _matching(self, licence: Licence, kind: str) -> list[tuple[tuple[Change, Entry], Truth]]:
        change, entry = self._entry or (None, None)
        return [((change, entry), YES)] if change and entry and entry.kind == kind else []


class _SeenBySupposed(Seen):
    """What runs for a transaction that is supposed to match these clauses and no others."""

    def __init__(self, seen: Seen, clauses: Sequence[Clause]) -> None:
        super().__init__(seen.history, seen.valid_on, seen.known_on)
        self.clauses = clauses

    def matches(self, clause: Clause | None) -> Truth:
        return YES if clause is None or clause in self.clauses else NO


# -- requirements ------------------------------------------------------------------


def requirement_lines(history: History, known: Known) -> list[Line]:
    """All that tells whether a licence is required and whether a prohibition stands."""
    return [*_impositions(history, known), *_required_parts(history, known)]


def _impositions(history: History, known: Known) -> Iterator[Line]:
    for name in history.subjects("requirement"):
        for change in history.stream(f"requirement/{name}").of_type("requirement_imposed"):
            bearing = bearing_on(history, change)
            for period in periods_of(history, known, bearing, _standing(change)):
                if period.value is not None:
                    yield _line(period.begins, period.ends, change.id, period.value, None)


def _required_parts(history: History, known: Known) -> Iterator[Line]:
    presence = Presence(history, known)
    for name in history.subjects("requirement"):
        for change in history.stream(f"requirement/{name}").of_type(*WITH_ENTRIES):
            for entry in change.entries:
                bearing = bearing_on(history, change, entry)
                for period in presence.of(change, entry, bearing):
                    if period.value > NO:
                        yield _line(
                            period.begins, period.ends, entry.id, period.value, entry.clause
                        )
    for change in history.completions():
        for period in periods_of(history, known, bearing_on(history, change), _running(change)):
            if period.value > NO:
                yield _line(period.begins, period.ends, change.id, period.value, change.clause)


def _line(
    begins: int | None, ends: int | None, part: str, present: Truth, clause: Clause | None
) -> Line:
    return Line(begins or FIRST_DAY, ends or END, Kind.ASKED, part, present, clause)


def _running(change: Change) -> Callable[[Seen], Truth]:
    return lambda seen: seen.runs(change)


def _standing(change: Change) -> Callable[[Seen], Truth | None]:
    """Whether a change runs; None where it is not visible."""
    return lambda seen: seen.runs(change) if seen.visible(change) else None


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
