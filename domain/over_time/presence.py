"""The periods in which a part of the record is there: a change, or an entry of one.

A part depends on no other changes than those that stop or extend it, or do so to those. Nothing
about it changes but on a day on which one of them begins, ends, or becomes known. When it is
there says `Seen`, asked on each of those days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..history.changes import Change, Entry
from ..history.history import History
from ..vocabulary.dates import BEFORE_ALL_DAYS, LegalDate
from ..vocabulary.truth import Truth
from .knowledge import Known
from .likeness import DAY_ONE, GONE, PART, Bearing, presence_of
from .periods import FIRST_DAY, Period

ALIKE_KEPT = 100_000
"""So many parts that are not alike are remembered."""


class Presence:
    """When parts are there, by one history.

    Of two parts that are alike the law says the same: it is asked once, about no more than what
    they have in common (`Bearing`), and what it says holds between the same days of each.
    """

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self._of_alike: dict[object, list[tuple[int, int, Truth]]] = {}

    def of_reduced(self, history: History) -> Presence:
        """The same by a history that was reduced to what licences have in common: of days by
        their order, and of what is known at all."""
        found = Presence(history, replace(self.known, on=None))
        found._of_alike = self._of_alike
        return found

    def of(self, change: Change, entry: Entry, bearing: Sequence[Change]) -> list[Period[Truth]]:
        """The periods in which an entry is present, may be, or is not; `bearing` is what bears
        on it, the change itself first."""
        alike, days = self.alike(entry.id, bearing)
        found = self._of_alike.get(alike)
        if found is None:
            if len(self._of_alike) >= ALIKE_KEPT:
                self._of_alike.clear()
            found = self._of_alike[alike] = presence_of(*alike, len(days))
        bounds: list[int | None] = [*days, None]
        return [Period(bounds[begins], bounds[ends], value) for begins, ends, value in found]

    def alike(
        self, name: str, bearing: Sequence[Change]
    ) -> tuple[tuple[str, tuple[Bearing, ...]], list[int]]:
        """All that the law is given of a part of this name, the same for all that are alike; and
        the days whose order it is told in."""
        days = sorted(day for day in self.known.days(self.history, bearing) if day > FIRST_DAY)
        places = {name: PART, **{one.id: str(n) for n, one in enumerate(bearing)}}
        return (places[name], tuple(self._reduced(bearing, places, days))), days

    def _reduced(
        self, bearing: Sequence[Change], places: Mapping[str, str], days: Sequence[int]
    ) -> Iterator[Bearing]:
        order = {day: DAY_ONE + place for place, day in enumerate(days)}
        for one in bearing:
            amends = one.content.get("amends")
            yield Bearing(
                one.type.name,
                places.get(one.target or ""),
                None if amends is None else places.get(amends, GONE),
                one.clause is not None,
                ordered(one.starting, order),
                ordered(one.ending, order),
                self._published(one, order),
            )

    def _published(self, change: Change, order: Mapping[int, int]) -> int | None:
        """The day from which a change is visible, by its order; None if it is not."""
        instrument = self.history.instrument(change.instrument)
        if instrument is None:
            return None
        if self.known.own_day:
            return order.get(instrument.published_on, BEFORE_ALL_DAYS)
        known = self.known.on is None or instrument.published_on <= self.known.on
        return BEFORE_ALL_DAYS if known else None


def ordered(date: LegalDate | None, order: Mapping[int, int]) -> tuple[int, int] | None:
    """A date's first and last possible days by their order. The first day of all is reached on
    every day, as one before all days is, but stands after that in rank: both stay what they are."""
    if date is None:
        return None
    return order.get(date.first, date.first), order.get(date.last, date.last)


def bearing_on(history: History, change: Change, entry: Entry | None = None) -> list[Change]:
    """A change and all that can stop or extend it or its entry, or what does so to those; the
    establishment that it amends, likewise."""
    found = {change.id: change}
    waiting = [(change, change.id), *([(change, entry.id)] if entry else [])]
    while waiting:
        one, named = waiting.pop()
        more = [
            other
            for other in history.stream(one.stream).naming(named)
            if other.type.stops or other.type.name == "period_extended"
        ]
        if "amends" in one.content and (amended := history.change(one.content["amends"])):
            more.append(amended)
        for other in more:
            if other.id not in found:
                found[other.id] = other
                waiting.append((other, other.id))
    return list(found.values())


def days_of_groups(names: Iterable[str], history: History, known: Known) -> set[int]:
    """The days on which a country can enter or leave one of these groups."""
    days, waiting, entered = set[int](), list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in entered:
            entered.add(name)
            changes = list(history.stream(f"group/{name}").changes.values())
            days |= known.days(history, changes)
            labels = (entry.label for change in changes for entry in change.entries)
            waiting += [label[1:] for label in labels if label[0] == "@"]
    return days


def days_of_lists(names: Iterable[str], history: History, known: Known) -> set[int]:
    """The days on which goods can come onto one of these control lists or leave it, or it becomes
    known or unknown what is on it."""
    days = set[int]()
    for name in names:
        days |= known.days(history, list(history.stream(f"list/{name}").changes.values()))
    return days
