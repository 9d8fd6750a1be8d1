"""Legal dates: calendar days in Europe/Amsterdam, imprecise where their source is.

A day is counted as its proleptic Gregorian ordinal (`datetime.date.toordinal`), so that
days compare as numbers. A legal date is the span of days on which it can have been.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .truth import NO, UNDETERMINED, YES, Truth

BEFORE_ALL_DAYS = 0
"""Earlier than any day: the first possible day of `[..2012-06-30]`."""

_KEPT = 10_000
"""How many texts that were read are kept: in a log the same days come again and again."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_SPAN = re.compile(r"\[(?P<first>[0-9-]{10})?\.\.(?P<last>[0-9-]{10})\]")


@dataclass(frozen=True, slots=True)
class LegalDate:
    """A date of law, as its source gives it: `first` and `last` are its possible days."""

    text: str
    first: int
    last: int

    def reached(self, day: int) -> Truth:
        """Whether on `day` this date has been reached: yes from its last possible day on."""
        if day >= self.last:
            return YES
        return NO if day < self.first else UNDETERMINED


@lru_cache(maxsize=_KEPT)
def day(text: str) -> int:
    """The ordinal of a full day written `2024-02-20`; `ValueError` for anything else."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"`{text}` is not a full day, as in 2024-02-20")
    return date.fromisoformat(text).toordinal()


def day_text(ordinal: int) -> str:
    """A day as it is written in answers: `2024-02-20`."""
    return date.fromordinal(ordinal).isoformat()


@lru_cache(maxsize=_KEPT)
def legal_date(text: str) -> LegalDate:
    """A legal date from its EDTF text (ISO 8601-2:2019, levels 0 and 2); else `ValueError`.

    Understood are a year, a month, a day, and one unknown day within bounds:
    `[2009-08-27..2025-04-06]` and, with an open beginning, `[..2012-06-30]`.
    """
    if _DAY.fullmatch(text):
        exact = day(text)
        return LegalDate(text, exact, exact)
    if _MONTH.fullmatch(text):
        year, month = int(text[:4]), int(text[5:])
        if year and 1 <= month <= 12:
            days = monthrange(year, month)[1]
            return LegalDate(text, _ordinal(year, month, 1), _ordinal(year, month, days))
    if _YEAR.fullmatch(text) and int(text):
        return LegalDate(text, _ordinal(int(text), 1, 1), _ordinal(int(text), 12, 31))
    if span := _SPAN.fullmatch(text):
        first = day(span["first"]) if span["first"] else BEFORE_ALL_DAYS
        last = day(span["last"])
        if first <= last:
            return LegalDate(text, first, last)
    raise ValueError(
        f"`{text}` is no date: write 2016, 2023-04, 2016-07-04 or [2009-08-27..2025-04-06]"
    )


def _ordinal(year: int, month: int, day_of_month: int) -> int:
    return date(year, month, day_of_month).toordinal()
