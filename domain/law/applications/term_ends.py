"""The arithmetic of terms: on which day one ends, with bounds where its beginning is imprecise.

A term of so many days after a day ends on the day by which so many days have passed since; days
on which it stands still do not count. So eight weeks after a receipt on a Monday end on a Monday,
and a suspension of five days makes that a Saturday.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ...vocabulary.dates import LegalDate, day_text
from ...vocabulary.truth import NO, UNDETERMINED, YES, Truth
from .public_holidays import can_end

WEEK = 7
NO_END = date.max.toordinal() + 1
"""After the last day that can be written."""
_LAST_COUNTED = date.max.toordinal() - 400
"""A term that would end later is taken to have no end."""

Stretches = Sequence[tuple[int, int]]
"""Days in which a term stands still: the first of each stretch, and the first no longer (`NO_END`
for none); in order, and apart from each other."""


class TermEnd(NamedTuple):
    """The last day of a term: the earliest that it can be, and the latest.

    `earliest` None: no first day is known; `latest` None: it has no end yet.
    """

    earliest: int | None
    latest: int | None

    def passed(self, day: int) -> Truth:
        """Whether on a day the term has run out: yes after its latest possible last day."""
        if self.latest is not None and day > self.latest:
            return YES
        if self.earliest is not None and day <= self.earliest:
            return NO
        return UNDETERMINED

    def kept_by(self, done: LegalDate) -> Truth:
        """Whether something was done before the term ran out, its last day included."""
        if self.earliest is not None and done.last <= self.earliest:
            return YES
        return NO if self.latest is not None and done.first > self.latest else UNDETERMINED

    def or_else(self, other: TermEnd) -> TermEnd:
        """The bounds of this end and another, where either may be the one that counts."""
        firsts = [one.earliest for one in (self, other) if one.earliest is not None]
        lasts = [one.latest for one in (self, other) if one.latest is not None]
        return TermEnd(
            min(firsts) if len(firsts) == 2 else None, max(lasts) if len(lasts) == 2 else None
        )

    def shown(self) -> dict[str, str | None]:
        """As it is answered."""
        return {
            "earliest": None if self.earliest is None else day_text(self.earliest),
            "latest": None if self.latest is None else day_text(self.latest),
        }


UNKNOWN_END = TermEnd(None, None)


def last_day(after: int, days: int, still: Stretches) -> int | None:
    """The day on which so many days have passed since `after`, those apart on which the term
    stands still; None if it stands still for good before."""
    end = after + days
    for first, until in still:
        begins = max(first, after + 1)
        if until <= begins:
            continue
        if begins > end:
            break
        if until >= NO_END:
            return None
        end += until - begins
    return end if end <= _LAST_COUNTED else None


def running_on(end: int | None, still: Stretches) -> int | None:
    """The first day from `end` on, itself included, on which a term that an act sets can end
    (Algemene termijnenwet art. 1(1)); days on which it stands still are none."""
    while end is not None and end <= _LAST_COUNTED and not can_end(end):
        end += 1
        while (until := _still_until(end, still)) is not None:
            if until >= NO_END:
                return None
            end = until
    return end


def _still_until(day: int, still: Stretches) -> int | None:
    """Until when the term stands still on a day; None if it does not."""
    place = bisect_right(still, (day, NO_END)) - 1
    return still[place][1] if place >= 0 and still[place][1] > day else None


def days_in(still: Stretches) -> int | None:
    """How many days these stretches have together; None for no end."""
    if still and still[-1][1] >= NO_END:
        return None
    return sum(until - first for first, until in still)


def as_one(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for first, until in sorted(stretches):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((first, until))
    return found


def year_of(day: int) -> int:
    """The year in which a day lies."""
    return date.fromordinal(day).year
