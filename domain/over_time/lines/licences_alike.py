"""The lines of licences, written once for all that are alike.

Of two licences of which the same is `told` the law says the same, but for the days, the clauses and
the changes that are each one's own: the law is asked about no more than what they have in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ...history.changes import Change
from ...history.history import History
from ...history.ranked import RankedStream
from ...law.licence import holder_clause
from ...vocabulary.clauses import Clause
from ...vocabulary.dates import BEFORE_ALL_DAYS
from ..knowledge import Known
from ..likeness import DAY_ONE, GONE, ClausePlace, InCommon, entry_id, licence_of
from ..periods import END, FIRST_DAY
from ..presence import Presence, ordered
from .licence_lines import WrittenLicence
from .line import Kind, Line

_TellsOf = tuple[Any, ...]
"""What is told of a change, in the order of the fields of `InCommon`."""
ALIKE_KEPT = 20_000
"""The lines of so many licences that are not alike are remembered."""
MOST_ALIKE = 64
"""A licence of more changes is taken to be like no other."""


class LicenceLines:
    """The lines of licences, one after the other. They are written once for all that are alike."""

    def __init__(self, history: History, known: Known) -> None:
        self.presence = Presence(history, known)
        self._of_alike: dict[tuple[_TellsOf, ...], list[LinePattern]] = {}

    def of(self, name: str) -> list[Line]:
        """A licence's lines, those of one day in the order in which they decide."""
        reading = self.presence.history.reading(f"licence/{name}")
        if len(reading.ranked) > MOST_ALIKE:
            return self.anew(name)
        own = self._own(reading)
        return [own.line(pattern) for pattern in self._alike(own)]

    def patterns(self, name: str) -> Sequence[LinePattern]:
        """The lines of a licence of at most `MOST_ALIKE` changes, and of all that are alike."""
        return self._alike(self._own(self.presence.history.reading(f"licence/{name}")))

    def _own(self, reading: RankedStream) -> _Own:
        return _Own(reading, self.presence.known, self.presence.history)

    def _alike(self, own: _Own) -> Sequence[LinePattern]:
        found = self._of_alike.get(own.told)
        if found is None:
            if len(self._of_alike) >= ALIKE_KEPT:
                self._of_alike.clear()
            found = self._of_alike[own.told] = self._patterns(own.told)
        return found

    def anew(self, name: str) -> list[Line]:
        """The same, written for this licence alone."""
        return list(WrittenLicence(name, self.presence).lines())

    def _patterns(self, told: tuple[_TellsOf, ...]) -> list[LinePattern]:
        reduced = licence_of([InCommon(*one) for one in told])
        lines = WrittenLicence("", self.presence.of_reduced(reduced)).lines()
        return [_pattern(one) for n, line in enumerate(lines) for one in _with_roles(line, n, told)]


def _with_roles(line: Line, number: int, told: tuple[_TellsOf, ...]) -> Iterator[Line]:
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


def _days_told(told: tuple[_TellsOf, ...]) -> Iterator[int]:
    for one in (InCommon(*change) for change in told):
        yield one.published
        yield from one.starting or ()
        yield from one.ending or ()


class LinePattern(NamedTuple):
    """A line of all licences that are alike: which clause it asks for (of which change's which
    entry, -1: its own; or of whose holder), which change is meant and which decides, by their
    places in rank; its days are counted by their order, from `DAY_ONE` on."""

    line: Line
    clause: tuple[int, int] | None
    holder: int | None
    change: int | None
    decided_by: int | None


def _pattern(line: Line) -> LinePattern:
    clause = holder = None
    if line.clause is not None:
        says = line.clause.says
        if isinstance(says, ClausePlace):
            clause = says.place
        else:
            holder = int(says["exporters"][0])
    change = None if line.change is None else int(line.change)
    decided_by = None if line.decided_by is None else int(line.decided_by)
    return LinePattern(line, clause, holder, change, decided_by)


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
    ) -> Iterator[_TellsOf]:
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

    def line(self, pattern: LinePattern) -> Line:
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
