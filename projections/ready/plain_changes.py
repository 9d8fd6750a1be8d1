"""Changes of which days alone tell whether they run.

Most changes of a licence are stopped, if at all, by others that nothing stops in turn. Of those the
law (`domain/law/running.py`) comes to a handful of comparisons, which stand here beside the days;
of every other change the law itself is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...domain.history.changes import Change
from ...domain.history.ranked import RankedStream
from ...domain.vocabulary.truth import NO, UNDETERMINED, YES, Truth

ALWAYS = -1
"""Before all days: what has no `from` has begun on every day."""
NEVER = 4_000_000
"""After all days: what has no `until` ends on none, and what is known now is known on it."""


class PlainDays(NamedTuple):
    """The day on which a change was made known, the first and the last possible day of its
    beginning and of its end, and the same of the beginning of each that stops it."""

    published: int
    first: int
    last: int
    end_first: int
    end_last: int
    stops: Sequence[tuple[int, int, int]]

    def runs(self, day: int, known_on: int) -> Truth:
        """Whether the change runs on a day, as known on a day."""
        published, first, last, end_first, end_last, stops = self
        if published > known_on or day < first or day >= end_last:
            return NO
        found = YES if last <= day < end_first else UNDETERMINED
        for stop_published, stop_first, stop_last in stops:
            if stop_published <= known_on and day >= stop_first:
                if day >= stop_last:
                    return NO
                found = UNDETERMINED
        return found

    def is_stopped(self, day: int, known_on: int) -> bool:
        """Whether something certainly stops it."""
        return any(published <= known_on and day >= last for published, _, last in self.stops)


def plain_days(change: Change, reading: RankedStream) -> PlainDays | None:
    """The days of a change of a stream; None where more than days decides: what stops it is
    stopped or extended in turn, ends, or stops it for some transactions only."""
    stops = list[tuple[int, int, int]]()
    for one in reading.stream.naming(change.id):
        if one.type.name == "period_extended":
            return None
        if not one.type.stops or one.instrument not in reading.instruments:
            continue
        if one.clause is not None or one.ending is not None or _is_borne_on(one, reading):
            return None
        stops.append((reading.published(one), *_possible(one)))
    end = change.ending
    ends = (end.first, end.last) if end else (NEVER, NEVER)
    return PlainDays(reading.published(change), *_possible(change), *ends, tuple(stops))


def _possible(change: Change) -> tuple[int, int]:
    """The first and the last possible day on which a change begins."""
    starting = change.starting
    return (starting.first, starting.last) if starting else (ALWAYS, ALWAYS)


def _is_borne_on(change: Change, reading: RankedStream) -> bool:
    """Whether something stops or extends a change."""
    named = reading.stream.naming(change.id)
    return any(one.type.stops or one.type.name == "period_extended" for one in named)
