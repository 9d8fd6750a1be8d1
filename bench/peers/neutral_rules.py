"""The law of the built-in general licences as a table that any engine can be given.

A transaction is covered if a permit of its licence matches and no forbidding rule does, be it of
its licence or, without one, of all. A rule holds from a day until a day and names values of
the fields that are asked about; a field that it does not name may hold anything. Groups, control
lists, withdrawals, suspensions, lifted exclusions are resolved: the rules are the lines that
`LicenceLines` writes and the prohibitions, as seen from one viewpoint.

What may be so and may not (an imprecise date, a gap in the record) stands in no rule: the table
tells the truth of those transactions only of which the ledger says yes or no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.groups import Groups
from licence_ledger.domain.law.requirements import WITH_ENTRIES
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.over_time.knowledge import Known, periods_of
from licence_ledger.domain.over_time.lines.licences_alike import LicenceLines
from licence_ledger.domain.over_time.lines.line import Kind, Line
from licence_ledger.domain.over_time.periods import END, FIRST_DAY, Period, between
from licence_ledger.domain.over_time.presence import (
    Presence,
    bearing_on,
    days_of_groups,
    days_of_lists,
)
from licence_ledger.domain.shapes.countries import country_names
from licence_ledger.domain.vocabulary.clauses import Clause
from licence_ledger.domain.vocabulary.dimensions import DIMENSION_BY_NAME, DIMENSIONS
from licence_ledger.domain.vocabulary.truth import UNDETERMINED, YES, Truth
from question import ACTIVITIES, ASKED, FACTS, FIRST, LAST, ORIGINS, PROGRAMMES

PERMIT, FORBID = "permit", "forbid"
_EFFECTS = {"permitted": PERMIT, "excluded": FORBID}
_GOODS = ("goods", "lists")
"""The dimensions of a clause that are compared together."""
_BOUNDS = FIRST.toordinal(), LAST.toordinal()


class Rule(NamedTuple):
    """A row of the table. `licence` None: of every licence; a field None: any value. Days are
    counted as `date.toordinal()` does; the last is the first on which it no longer holds."""

    licence: str | None
    effect: str
    part: str
    begins: int
    ends: int
    activity: tuple[str, ...] | None = None
    goods: tuple[str, ...] | None = None
    origin: tuple[str, ...] | None = None
    destination: tuple[str, ...] | None = None
    programme: tuple[str, ...] | None = None

    def matches(self, transaction: Mapping[str, Any], day: int) -> bool:
        """Whether a transaction of this day falls under it."""
        return (
            self.licence in (None, transaction["licence"])
            and self.begins <= day < self.ends
            and all(
                values is None or transaction[field] in values
                for field, values in zip(ASKED, self[5:], strict=True)
            )
        )


def covered(rules: Iterable[Rule], transaction: Mapping[str, Any], day: int) -> bool:
    """What the table says of a transaction: the meaning that every engine is held against."""
    effects = {rule.effect for rule in rules if rule.matches(transaction, day)}
    return effects == {PERMIT}


class Table(NamedTuple):
    """The rules, and which values the fields that are asked about can have."""

    licences: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]

    def as_json(self) -> dict[str, Any]:
        """The table for engines in other processes."""
        named = [rule._asdict() for rule in self.rules]
        return {"licences": self.licences, "values": self.values, "rules": named}


def table_of(history: History, known: Known | None = None) -> Table:
    """The table of all general licences of a record, at its end, or as known then."""
    known = known or Known()
    lines = [line for name in _general(history) for line in _licence_lines(name, history, known)]
    lines += [(None, FORBID, line) for line in _prohibitions(history, known)]
    values = {
        "activity": ACTIVITIES,
        "goods": _goods(lines, history, known),
        "origin": ORIGINS,
        "destination": tuple(sorted(country_names())),
        "programme": PROGRAMMES,
    }
    written = _Written(history, known, values)
    rules = [rule for one in lines for rule in written.rules(*one)]
    return Table(tuple(_general(history)), values, tuple(rules))


_Found = tuple[str | None, str, Line]


def _general(history: History) -> Iterator[str]:
    for name in history.subjects("licence"):
        opened = history.stream(f"licence/{name}").of_type("licence_established")
        if opened and all(one.content["kind"] == "general" for one in opened):
            yield name


def _licence_lines(name: str, history: History, known: Known) -> Iterator[_Found]:
    for line in LicenceLines(history, known).of(name):
        effect = _EFFECTS.get(line.verdict.reason) if line.verdict else None
        if line.kind is Kind.DECIDES and effect and line.present is YES:
            yield name, effect, line


def _prohibitions(history: History, known: Known) -> Iterator[Line]:
    """The parts of prohibitions on the days on which they forbid; `ValueError` for one that has
    exemptions, which no table of permits and forbidding rules can say."""
    for name in history.subjects("requirement"):
        stream = history.stream(f"requirement/{name}")
        imposed = stream.of_type("requirement_imposed")
        if imposed and imposed[-1].content["basis"] == "prohibition":
            standing = [one for change in imposed for one in _running(history, known, change)]
            for change in stream.of_type(*WITH_ENTRIES):
                for entry in change.entries:
                    if entry.kind == "exempt":
                        raise ValueError(f"{name} has exemptions")
                    bearing = bearing_on(history, change, entry)
                    for span in Presence(history, known).of(change, entry, bearing):
                        yield from _both(entry.id, entry.clause, span, standing)


def _running(history: History, known: Known, change: Any) -> Iterator[Period[Truth]]:
    def runs(seen: Seen) -> Truth:
        return seen.runs(change)

    yield from periods_of(history, known, bearing_on(history, change), runs)


def _both(
    part: str, clause: Clause | None, span: Period[Truth], standing: Iterable[Period[Truth]]
) -> Iterator[Line]:
    for other in standing:
        begins = max(span.begins or FIRST_DAY, other.begins or FIRST_DAY)
        ends = min(span.ends or END, other.ends or END)
        if begins < ends and span.value is YES and other.value is YES:
            yield Line(begins, ends, Kind.DECIDES, part, YES, clause)


def _goods(lines: Iterable[_Found], history: History, known: Known) -> tuple[str, ...]:
    """The codes that the clauses name, but those that name too little for another clause."""
    clauses = [line.clause for _, _, line in lines if line.clause]
    named = {code for clause in clauses for code in clause.says.get("goods", ())}
    groups = Groups(known.seen(history, LAST.toordinal()))
    goods = [_part(clause, *_GOODS) for clause in clauses]

    def is_told(code: str) -> bool:
        return all(one.matches({"goods": code}, groups) is not UNDETERMINED for one in goods)

    return tuple(sorted(code for code in named if is_told(code)))


def _part(clause: Clause, *dimensions: str) -> Clause:
    return Clause({name: clause.says[name] for name in dimensions if name in clause.says})


class _Written:
    """Lines written as rules: each cut where a group or a control list changes."""

    def __init__(
        self, history: History, known: Known, values: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.history = history
        self.known = known
        self.values = values
        self._groups: dict[int, Groups] = {}

    def rules(self, licence: str | None, effect: str, line: Line) -> Iterator[Rule]:
        """The rules of one line, within the days that are asked about."""
        if line.negated:
            raise ValueError(f"{line.part} is for one holder")
        begins, ends = max(line.begins, _BOUNDS[0]), min(line.ends, _BOUNDS[1])
        clause = line.clause or Clause({})
        if begins < ends and self._holds_of_facts(clause):
            cuts = days_of_groups(clause.groups(), self.history, self.known)
            cuts |= days_of_lists(clause.lists(), self.history, self.known)
            for first, until in between(day for day in cuts if begins < day < ends):
                fields = self._fields(clause, max(first, begins))
                if all(found is None or found for found in fields):
                    days = max(first, begins), min(until, ends)
                    yield Rule(licence, effect, line.part, *days, *fields)

    def _holds_of_facts(self, clause: Clause) -> bool:
        """Whether it names what every transaction says."""
        others = [one.name for one in DIMENSIONS if one.field not in (*ASKED, "list")]
        groups = self._on(LAST.toordinal())
        return _part(clause, *others).matches(FACTS, groups) is YES

    def _fields(self, clause: Clause, day: int) -> list[tuple[str, ...] | None]:
        return [self._matching(clause, field, day) for field in ASKED]

    def _matching(self, clause: Clause, field: str, day: int) -> tuple[str, ...] | None:
        """The values of a field that a clause names on a day; None: all that there can be."""
        names = [name for name in clause.says if DIMENSION_BY_NAME[name].field == field]
        part = _part(clause, *(_GOODS if field == "goods" else names))
        if not part.says:
            return None
        groups = self._on(day)
        return tuple(
            value for value in self.values[field] if part.matches({field: value}, groups) is YES
        )

    def _on(self, day: int) -> Groups:
        if day not in self._groups:
            self._groups[day] = Groups(self.known.seen(self.history, day))
        return self._groups[day]
