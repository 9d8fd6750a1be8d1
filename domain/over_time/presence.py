"""The periods in which a part of the record is there: a change, or an entry of one.

A part depends on no other changes than those that stop or extend it, or do so to those. Nothing
about it changes but on a day on which one of them begins, ends, or becomes known. When it is
there says `Seen`, asked on each of those days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..history.changes import Change, Entry
from ..history.history import History
from ..history.in_memory import InMemorySource
from ..history.instruments import Instrument
from ..vocabulary.change_types import CHANGE_TYPES
from ..vocabulary.clauses import Clause
from ..vocabulary.dates import BEFORE_ALL_DAYS, LegalDate
from ..vocabulary.truth import Truth
from .knowledge import Known
from .periods import FIRST_DAY, Period, periods

ALIKE_KEPT = 100_000
"""So many parts that are not alike are remembered."""
_PART, _GONE = "part", "gone"
_STREAM = "licence/"
_DAY_ONE = FIRST_DAY + 1
"""The first of the days by their order; before it nothing has been reached."""


class _Bearing(NamedTuple):
    """All that the law looks at in a change that bears on a part.

    Changes are named by their place, the part itself by `_PART`, what is not there by `_GONE`;
    days are counted by their order. Of the law nothing else is given: a rule that looks at
    more of a change finds nothing there and fails, instead of taking for alike what is not.
    """

    type: str
    target: str | None
    amends: str | None
    partial: bool
    starting: tuple[int, int] | None
    ending: tuple[int, int] | None
    published: int | None
    """The day it became known; None if it is not visible."""

    def change(self, place: int) -> Change:
        """The change that the law is asked about in place of the recorded one."""
        return Change(
            str(place),
            str(place),
            0,
            place,
            _STREAM,
            CHANGE_TYPES[self.type],
            {} if self.amends is None else {"amends": self.amends},
            LegalDate("", *self.starting) if self.starting else None,
            LegalDate("", *self.ending) if self.ending else None,
            self.target,
            Clause({}) if self.partial else None,
            (),
        )


class Presence:
    """When parts are there, by one history.

    Of two parts that are alike the law says the same: it is asked once, about no more than what
    they have in common (`_Bearing`), and what it says holds between the same days of each.
    """

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self._of_alike: dict[object, list[tuple[int, int, Truth]]] = {}

    def of(self, change: Change, entry: Entry, bearing: Sequence[Change]) -> list[Period[Truth]]:
        """The periods in which an entry is present, may be, or is not; `bearing` is what bears
        on it, the change itself first."""
        days = sorted(day for day in self.known.days(self.history, bearing) if day > FIRST_DAY)
        places = {entry.id: _PART, **{one.id: str(n) for n, one in enumerate(bearing)}}
        part = places[entry.id]
        reduced = tuple(self._reduced(bearing, places, days))
        alike = (part, reduced)
        found = self._of_alike.get(alike)
        if found is None:
            if len(self._of_alike) >= ALIKE_KEPT:
                self._of_alike.clear()
            found = self._of_alike[alike] = _asked(part, reduced, len(days), self.known)
        bounds: list[int | None] = [*days, None]
        return [Period(bounds[begins], bounds[ends], value) for begins, ends, value in found]

    def _reduced(
        self, bearing: Sequence[Change], places: Mapping[str, str], days: Sequence[int]
    ) -> Iterator[_Bearing]:
        order = {day: _DAY_ONE + place for place, day in enumerate(days)}
        for one in bearing:
            amends = one.content.get("amends")
            yield _Bearing(
                one.type.name,
                places.get(one.target or ""),
                None if amends is None else places.get(amends, _GONE),
                one.clause is not None,
                _ordered(one.starting, order),
                _ordered(one.ending, order),
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


def _asked(
    part: str, bearing: Sequence[_Bearing], days: int, known: Known
) -> list[tuple[int, int, Truth]]:
    """What the law says of a part, between which of its days (the places of two; that of none
    after the last)."""
    changes = [one.change(place) for place, one in enumerate(bearing)]
    source = InMemorySource()
    for change in changes:
        source.add_change(change)
    for place, one in enumerate(bearing):
        if one.published is not None:
            source.add_instrument(
                Instrument(str(place), len(bearing) + place, {}, (), one.published)
            )
    head, visible = source.head(), Known(own_day=known.own_day)
    entry = Entry(part, "", "", None, {})
    seen = periods(
        lambda day: visible.seen(head, day).present(changes[0], entry),
        range(_DAY_ONE, _DAY_ONE + days),
    )
    return [(_place(one.begins, days), _place(one.ends, days), one.value) for one in seen]


def _place(day: int | None, days: int) -> int:
    """The place of a day among so many; of none that after the last."""
    return days if day is None else day - _DAY_ONE


def _ordered(date: LegalDate | None, order: Mapping[int, int]) -> tuple[int, int] | None:
    """A date's first and last possible days by their order; before all days, if it is before
    all of them."""
    if date is None:
        return None
    return order.get(date.first, BEFORE_ALL_DAYS), order.get(date.last, BEFORE_ALL_DAYS)


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
