"""The periods in which a part of the record is there: a change, or an entry of one.

A part depends on no other changes than those that stop or extend it, or do so to those. Nothing
about it changes but on a day on which one of them begins, ends, or becomes known. When it is
there says `Seen`, asked on each of those days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from ..history.changes import Change, Entry
from ..history.history import History
from ..law.running import Seen
from ..vocabulary.dates import LegalDate
from ..vocabulary.truth import Truth
from .knowledge import Known, periods_of
from .periods import FIRST_DAY, Period

T = TypeVar("T")
ALIKE_KEPT = 100_000
"""So many parts that are not alike are remembered."""


class Presence:
    """When parts are there, by one history.

    Of two parts that are alike the law says the same: it is asked about the first, on its days,
    and what it said holds between the same days of the other. Alike is what agrees in all that
    the law looks at (`_likeness`), days by their order and changes by their place.
    """

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self._of_alike: dict[object, list[tuple[int, int, Truth]]] = {}

    def of(self, change: Change, entry: Entry, bearing: Sequence[Change]) -> list[Period[Truth]]:
        """The periods in which an entry is present, may be, or is not; `bearing` is what bears
        on it."""
        days = sorted(day for day in self.known.days(self.history, bearing) if day > FIRST_DAY)
        alike = tuple(self._likeness(bearing, entry, days))
        found = self._of_alike.get(alike)
        if found is None:
            asked = periods_of(self.history, self.known, bearing, _presence(change, entry))
            found = [(_place(days, one.begins), _place(days, one.ends), one.value) for one in asked]
            if len(self._of_alike) >= ALIKE_KEPT:
                self._of_alike.clear()
            self._of_alike[alike] = found
        bounds: list[int | None] = [*days, None]
        return [Period(bounds[begins], bounds[ends], value) for begins, ends, value in found]

    def _likeness(
        self, bearing: Sequence[Change], entry: Entry, days: Sequence[int]
    ) -> Iterator[object]:
        """What the law looks at in each change: its kind, what it stops or amends, whether for
        some transactions only, and its days."""
        places = {entry.id: -1, **{one.id: number for number, one in enumerate(bearing)}}
        order = {day: number for number, day in enumerate(days)}
        for one in bearing:
            instrument = self.history.instrument(one.instrument)
            yield one.type.name
            yield places.get(one.target or "")
            yield places.get(one.content["amends"], "") if "amends" in one.content else None
            yield one.clause is None
            yield _order(one.starting, order)
            yield _order(one.ending, order)
            if instrument is None:
                yield None
            elif self.known.own_day:
                yield order.get(instrument.published_on, -1)
            else:
                yield self.known.on is None or instrument.published_on <= self.known.on


def _presence(change: Change, entry: Entry) -> Callable[[Seen], Truth]:
    return lambda seen: seen.present(change, entry)


def _place(days: Sequence[int], day: int | None) -> int:
    """The place of a day among these; of none that after the last."""
    return len(days) if day is None else days.index(day)


def _order(date: LegalDate | None, order: dict[int, int]) -> tuple[int, int] | None:
    """Where a date's first and last possible days stand among these; -1 before all of them."""
    return (order.get(date.first, -1), order.get(date.last, -1)) if date else None


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
