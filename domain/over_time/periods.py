"""Periods of days in which something stays the same, and the days on which it can change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Generic, TypeVar

from ..history.changes import Change
from ..vocabulary.dates import day_text, legal_date

Json = dict[str, Any]
T = TypeVar("T")

FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()
END = LAST_DAY + 1


@dataclass(frozen=True, slots=True)
class Period(Generic[T]):
    """The days from `begins` until `ends` on which something has one value.

    `begins` None: from before all days; `ends` None: for good.
    """

    begins: int | None
    ends: int | None
    value: T

    def bounds(self) -> Json:
        """The first day it applies and the first day it no longer does, as answered."""
        return {
            "from": None if self.begins is None else day_text(self.begins),
            "until": None if self.ends is None else day_text(self.ends),
        }


def periods(
    value_on: Callable[[int], T], days: Sequence[int], after: int | None = None
) -> Iterator[Period[T]]:
    """The periods of one value, where it can change on `days` only: all, or those that begin
    after a day. They are found as they are asked for, the earliest first."""
    start = FIRST_DAY if after is None else after
    begins, value, wanted = None, value_on(start), after is None
    for day in days:
        if day > start and (found := value_on(day)) != value:
            if wanted:
                yield Period(begins, day, value)
            begins, value, wanted = day, found, True
    if wanted:
        yield Period(begins, None, value)


def days_of(changes: Iterable[Change]) -> set[int]:
    """The days on which a date of these changes is first or certainly reached, or passed."""
    found = set[int]()
    for change in changes:
        for dated in (change.starting, change.ending):
            if dated is not None:
                found.add(dated.first)
                found.add(dated.last)
        if "comply_by" in change.content:
            found.add(legal_date(change.content["comply_by"]).last + 1)
    return {day for day in found if FIRST_DAY <= day <= LAST_DAY}


def between(days: Iterable[int]) -> list[tuple[int, int]]:
    """All days, cut at these: (first day, first day no longer)."""
    cuts = sorted({FIRST_DAY, END, *(day for day in days if FIRST_DAY < day <= LAST_DAY)})
    return list(pairwise(cuts))
