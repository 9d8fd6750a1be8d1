"""The days on which the law changes for what goes to a country, and by what.

Each subject is looked at by itself, on its own days and those of the groups that its clauses
name: the licences for what is left of them, the requirements and prohibitions for what of them
reaches the country, the groups for whether it is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from ..history.changes import Change, change_of, clauses_in
from ..history.history import History
from ..law.destinations import COVERS, Destination
from ..law.requirements import requirement_for
from ..law.running import Seen
from ..vocabulary.clauses import Clause
from ..vocabulary.originals import with_original
from ..vocabulary.truth import NO
from .contents.between import Between
from .contents.content import Content, Part
from .knowledge import Known
from .periods import Period, days_of, periods
from .presence import days_of_groups
from .timeline import bearing_on_licence

Json = dict[str, Any]
KINDS = ("licence", "requirement", "group")
_LISTS = {
    "permits": "permit",
    "exclusions": "exclusion",
    "conditions": "condition",
    "court_orders": "court_order",
    "requires": "requires",
    "exempts": "exempts",
}
"""Where the parts of a subject stand, and what they are."""
_WORDS = ("status", "covers", "reaches", "present")


@dataclass(slots=True)
class DayOfChange:
    """A day on which something changes, with what became of each subject that did."""

    day: int
    altered: list[tuple[str, str, Json, Json]] = field(default_factory=list[Any])


class DestinationDays:
    """A country over time, as known on a day, at a size of the log."""

    def __init__(self, country: str, history: History, known_on: int | None) -> None:
        self.country = country
        self.history = history
        self.known_on = known_on
        self._on: dict[int, Destination] = {}

    def days(self, licences: Iterable[str], after: int | None = None) -> list[DayOfChange]:
        """The days after one on which anything changes for the country, in these licences, in
        requirements or in groups, in their order."""
        found: dict[int, DayOfChange] = {}
        names = {
            "licence": licences,
            "requirement": self.history.subjects("requirement"),
            "group": self.history.subjects("group"),
        }
        for kind in KINDS:
            for name in names[kind]:
                for was, becomes in self._altered(kind, name, after):
                    day = becomes.begins or 0
                    one = found.setdefault(day, DayOfChange(day))
                    one.altered.append((kind, name, was, becomes.value))
        return [found[day] for day in sorted(found)]

    def _altered(
        self, kind: str, name: str, after: int | None
    ) -> Iterator[tuple[Json, Period[Json]]]:
        """What a subject said before a day, and the period that begins on it."""
        says = _SAYS[kind]
        was = says(self.seen(after), name) if after is not None else None
        days = sorted(self._days_of(kind, name))
        for period in periods(lambda day: says(self.seen(day), name), days, after):
            if was is not None and not (_says_nothing(was) and _says_nothing(period.value)):
                yield was, period
            was = period.value

    def _days_of(self, kind: str, name: str) -> set[int]:
        history, known = self.history, Known(self.known_on)
        if kind == "group":
            return days_of_groups([name], history, known)
        bearing = list(_bearing(kind, name, history))
        return days_of(bearing) | days_of_groups(_groups_named(bearing), history, known)

    def seen(self, day: int) -> Destination:
        """The country on a day."""
        found = self._on.get(day)
        if found is None:
            seen = Seen(self.history, day, self.known_on)
            found = self._on[day] = Destination(self.country, seen)
        return found

    # -- how it is shown -----------------------------------------------------------------

    def briefly(self, one: DayOfChange) -> Json:
        """A day of change in short: which subjects change, and by which changes."""
        told = self.shown(one)
        return {
            "on": told["on"],
            **{f"{kind}s": [part[kind] for part in told[f"{kind}s"]] for kind in KINDS},
            "changes": told["changes"],
        }

    def shown(self, one: DayOfChange) -> Json:
        """A day of change as it is answered: what each subject became, and by which changes."""
        told: dict[str, list[Json]] = {f"{kind}s": [] for kind in KINDS}
        causes: list[Change] = []
        for kind, name, was, becomes in one.altered:
            told[f"{kind}s"].append({kind: name, **_alteration(was, becomes)})
            causes += self._causes(kind, name, was, becomes, one.day)
        between = self._between(one.day, {}, {})
        return {
            "on": Period(one.day, None, None).bounds()["from"],
            **told,
            "changes": [_cause(change, self.history) for change in between.ranked(causes)],
        }

    def _between(self, day: int, was: Json, becomes: Json) -> Between:
        sides = ((day - 1, was), (day, becomes))
        before, after = (Content("", {}, _orders(said), self.seen(on).seen) for on, said in sides)
        return Between(before, after)

    def _causes(self, kind: str, name: str, was: Json, becomes: Json, day: int) -> list[Change]:
        """The changes by which a subject became what it is: its own, or else those of the groups
        that its clauses name."""
        between = self._between(day, was, becomes)
        bearing = list(_bearing(kind, name, self.history))
        if kind != "group":
            differing = sorted(_differing(was, becomes))
            changes = {change_of(one) for one in differing}
            changes |= {one.id for one in bearing if one.type.establishes}
            changes |= {*was.get("incomplete", ())} ^ {*becomes.get("incomplete", ())}
            found = between.causes_of_changes(sorted(changes), differing)
            found += chain.from_iterable(map(between.causes_of, between.differing_parts()))
            if found:
                return found
        named = [name] if kind == "group" else _groups_named(bearing)
        members = dict.fromkeys(self._membership(named))
        return between.causes_of_changes(dict.fromkeys(map(change_of, members)), members)

    def _membership(self, names: Iterable[str]) -> Iterator[str]:
        """The entries by which the country is in one of these groups, or such a group in it."""
        waiting, entered = list(names), set[str]()
        while waiting:
            name = waiting.pop()
            if name in entered:
                continue
            entered.add(name)
            for change in self.history.stream(f"group/{name}").changes.values():
                for entry in change.entries:
                    if entry.label[0] == "@":
                        waiting.append(entry.label[1:])
                    if entry.label[0] == "@" or entry.label == self.country:
                        yield entry.id


def _licence(seen: Destination, name: str) -> Json:
    return seen.licence(name)


def _requirement(seen: Destination, name: str) -> Json:
    asked = requirement_for(name, seen.supposed)
    reaches = {"reaches": COVERS[asked.holds]}
    return {**reaches, **(seen.requirement(asked) if asked.holds > NO else {})}


def _group(seen: Destination, name: str) -> Json:
    established = seen.groups.group(name).established
    return {"present": seen.groups.holds(name, seen.country).word if established else "no"}


_SAYS: Mapping[str, Callable[[Destination, str], Json]] = {
    "licence": _licence,
    "requirement": _requirement,
    "group": _group,
}


def _says_nothing(side: Json) -> bool:
    """Whether a licence leaves nothing that could be excluded, suspended or let back in."""
    return side.get("covers") == "nothing" and not side["permits"]


def _bearing(kind: str, name: str, history: History) -> Iterable[Change]:
    if kind == "licence":
        return bearing_on_licence(name, history)
    return history.stream(f"{kind}/{name}").changes.values()


def _groups_named(changes: Iterable[Change]) -> set[str]:
    clauses = chain.from_iterable(clauses_in(change.content) for change in changes)
    return {name for says in clauses for name in Clause(says).groups()}


def _orders(side: Json) -> dict[Part, Json]:
    return {("court_order", one["order"]): one for one in side.get("court_orders", ())}


def _alteration(was: Json, becomes: Json) -> Json:
    """How a subject differs: in a word on each side, and by its parts."""
    one, other = _parts(was), _parts(becomes)
    both = [name for name in other if name in one and one[name] != other[name]]
    return {
        "before": {name: was[name] for name in _WORDS if name in was},
        "after": {name: becomes[name] for name in _WORDS if name in becomes},
        "added": [part for name, part in other.items() if name not in one],
        "removed": [part for name, part in one.items() if name not in other],
        "altered": [{"before": one[name], "after": other[name]} for name in both],
    }


def _parts(side: Json) -> dict[str, Json]:
    """What a subject has on a side: entries and court orders, by their ids."""
    every = ((listed, part) for listed in _LISTS for part in side.get(listed, ()))
    return {
        part.get("entry") or part["order"]: {"what": _LISTS[listed], **part}
        for listed, part in every
    }


def _differing(was: Json, becomes: Json) -> set[str]:
    """The entries and orders that one side alone has, or that say otherwise on the other."""
    one, other = _parts(was), _parts(becomes)
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def _cause(change: Change, history: History) -> Json:
    instrument = history.instrument_of(change)
    return {
        "change": change.id,
        "type": change.type.name,
        **with_original(instrument.content, "title"),
        "from": change.content.get("from"),
        "until": change.content.get("until"),
    }
