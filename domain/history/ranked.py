"""A stream as one history reads it: in rank, and found by day.

The law (`running`) decides change by change. On a subject of many thousand changes it need
not be asked about all of them: what has not begun, has ended, or is stopped for good by a
plain stop (no `until`, no clause, itself named by nothing) certainly does not run. A reading
leaves those out by their days alone; whatever is left the law decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from ..vocabulary.dates import BEFORE_ALL_DAYS, LegalDate, day
from .changes import Change
from .instruments import Instrument
from .interval_tree import IntervalTree
from .streams import Stream

Rank = tuple[int, int, int, str, int]

_NEVER = BEFORE_ALL_DAYS - 1
"""Before the first possible day of any date."""
_FOR_GOOD = 4_000_000
"""After all days."""


class Unsure(NamedTuple):
    """An instrument that may have been public from a day on, and certainly was from another."""

    first: int
    until: int
    instrument: Instrument


class RankedStream:
    """The changes of a stream whose instruments read, in rank, with what is asked of their days."""

    def __init__(self, stream: Stream, instrument: Callable[[str], Instrument | None]) -> None:
        self.stream = stream
        self.instruments: dict[str, Instrument] = {}
        for name in {change.instrument for change in stream.changes.values()}:
            if found := instrument(name):
                self.instruments[name] = found
        changes = (one for one in stream.changes.values() if one.instrument in self.instruments)
        self.ranked = sorted(changes, key=self.rank)
        self._places = {change.id: place for place, change in enumerate(self.ranked)}
        self._of: dict[tuple[str, ...], list[Change]] = {}
        self._found_by_day: dict[tuple[str, ...], _ByDay] = {}

    def published(self, change: Change) -> int:
        """The day on which a change of this stream was made known."""
        return self.instruments[change.instrument].published_on

    def rank(self, change: Change) -> Rank:
        """The place of a change of this stream among several."""
        return rank(change, self.instruments[change.instrument])

    @cached_property
    def days(self) -> Sequence[int]:
        """The days on which something of it becomes known, ordered."""
        return sorted({one.published_on for one in self.instruments.values()})

    @cached_property
    def known_early(self) -> Sequence[Instrument]:
        """The instruments of which the day of publication is not certain."""
        names = dict.fromkeys(change.instrument for change in self.stream.changes.values())
        found = (self.instruments.get(name) for name in names)
        return [one for one in found if one and "published_not_before" in one.content]

    @cached_property
    def unsure(self) -> Sequence[Unsure]:
        """The same, each with the days on which it is not certain whether it was public."""
        first = (day(one.content["published_not_before"]) for one in self.known_early)
        return [
            Unsure(begins, one.published_on, one)
            for begins, one in zip(first, self.known_early, strict=True)
        ]

    @cached_property
    def reviewing(self) -> Sequence[Change]:
        """The changes that conclude a review, or say when there is to be one; in rank."""
        return [
            change
            for change in self.ranked
            if change.type.name == "review_concluded" or "review_by" in change.content
        ]

    def of_type(self, *types: str) -> Sequence[Change]:
        """The changes of these types, in rank."""
        found = self._of.get(types)
        if found is None:
            found = self._of[types] = self._sorted(self.stream.of_type(*types))
        return found

    def may_run(self, day: int, known_on: int | None, *types: str) -> list[Change]:
        """The changes of these types that may run on a day, as known on a day, in rank; what
        is left out is not visible, or certainly does not run."""
        by_day = self._found_by_day.get(types)
        if by_day is None:
            by_day = self._found_by_day[types] = _ByDay(self, self.of_type(*types))
        return self._sorted(by_day.may_run(day, known_on))

    @cached_property
    def ahead(self) -> Ahead:
        """What is still to begin or to end."""
        return Ahead(self)

    def place(self, change: Change) -> int:
        """The place of a change of this stream in rank."""
        return self._places[change.id]

    def _sorted(self, changes: Iterable[Change]) -> list[Change]:
        places = self._places
        return sorted(
            (change for change in changes if change.id in places),
            key=lambda change: places[change.id],
        )

    def plain_stop(self, change: Change) -> Change | None:
        """The plain stop of a change that begins first, if it has one: from the last possible
        day of its `from` on, whoever sees it knows that the change does not run."""
        plain = [
            stop
            for stop in self.stream.stops_of(change.id)
            if stop.instrument in self.instruments
            and stop.clause is None
            and stop.ending is None
            and not self.stream.naming(stop.id)
        ]
        return min(plain, key=_certain_from, default=None)

    def certain_end(self, change: Change) -> int:
        """The day from which a change has certainly ended, unless it is extended."""
        extended = any(n.type.name == "period_extended" for n in self.stream.naming(change.id))
        return change.ending.last if change.ending and not extended else _FOR_GOOD


def rank(change: Change, instrument: Instrument | None) -> Rank:
    """The place among several (contract §2): by `from`, then publication, then instrument,
    then number."""
    starting = change.starting
    return (
        starting.first if starting else _NEVER,
        starting.last if starting else _NEVER,
        instrument.published_on if instrument else 0,
        change.instrument,
        change.number,
    )


class _ByDay:
    """Changes found by the days on which they may run, and by those on which their stop is
    not known yet."""

    def __init__(self, reading: RankedStream, changes: Iterable[Change]) -> None:
        self.reading = reading
        running: list[tuple[int, int, Change]] = []
        unknown: list[tuple[int, int, tuple[int, Change]]] = []
        for change in changes:
            first = change.starting.first if change.starting else _NEVER
            end = reading.certain_end(change)
            stop = reading.plain_stop(change)
            stopped = max(first, min(end, _certain_from(stop))) if stop else end
            if first < stopped:
                running.append((first, stopped, change))
            if stop and stopped < end:
                known = reading.published(change), reading.published(stop)
                if known[0] < known[1]:
                    unknown.append((*known, (stopped, change)))
        self._running = IntervalTree(running)
        self._unknown = IntervalTree(unknown)

    def may_run(self, day: int, known_on: int | None) -> Iterator[Change]:
        """Those that may run on a day, as known on a day; in no order."""
        if known_on is None:
            yield from self._running.holding(day)
            return
        published = self.reading.published
        for change in self._running.holding(day):
            if published(change) <= known_on:
                yield change
        for stopped, change in self._unknown.holding(known_on):
            if stopped <= day:
                yield change


class Ahead:
    """The changes of a stream that are still to begin or to end, found by day.

    Apart stand the few of which a stop, or an odd order of their dates, may say otherwise
    before their last day: whoever asks must look at each.
    """

    def __init__(self, reading: RankedStream) -> None:
        beginning: list[tuple[int, int, Change]] = []
        ending: list[tuple[int, int, Change]] = []
        apart: list[tuple[int, int, Change]] = []
        for place, change in enumerate(reading.ranked):
            begins, ends = _last(change.starting), _last(change.ending)
            last = max(begins, ends)
            stops = [stop for stop in reading.stream.stops_of(change.id) if stop.clause is None]
            odd = change.ending is not None and ends < begins
            if odd or any(_certain_from(stop) < last for stop in stops):
                apart.append((_NEVER, last, change))
                continue
            if change.starting:
                beginning.append((begins, place, change))
            if begins < ends:
                ending.append((begins, ends, change))
        beginning.sort(key=lambda one: one[:2])
        self._days = [day for day, _, _ in beginning]
        self._beginning = [change for _, _, change in beginning]
        self._published = [reading.published(change) for change in self._beginning]
        self._ending = IntervalTree(ending)
        self._apart = IntervalTree([one for one in apart if one[1] > _NEVER])

    def to_begin(self, day: int, known_on: int | None, most: int) -> tuple[list[Change], int]:
        """The first of those that have not certainly begun, by day and rank, and how many."""
        start = bisect_right(self._days, day)
        if known_on is None:
            return self._beginning[start : start + most], len(self._days) - start
        public = list(map(known_on.__ge__, self._published[start:]))
        found: list[Change] = []
        place = -1
        while len(found) < most:
            try:
                place = public.index(True, place + 1)
            except ValueError:
                break
            found.append(self._beginning[start + place])
        return found, sum(public)

    def to_end(self, day: int) -> Iterator[Change]:
        """Those that have certainly begun and not certainly ended, in no order."""
        return self._ending.holding(day)

    def apart(self, day: int) -> Iterator[Change]:
        """Those to be looked at one by one, in no order."""
        return self._apart.holding(day)


def _last(when: LegalDate | None) -> int:
    return when.last if when else _NEVER


def _certain_from(stop: Change) -> int:
    """The day from which a stop has certainly begun; one without `from` always has."""
    return _last(stop.starting)
