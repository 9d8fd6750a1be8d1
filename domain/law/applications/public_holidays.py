"""On which day a term that an act sets can end (Algemene termijnenwet, BWBR0002448).

Art. 1(1): a term set in an act that ends on a Saturday, a Sunday or a generally recognised
holiday runs on to the end of the next day that is none of these. The act does not ask whose term
it is: that of an authority to decide (Awb 4:13(2), 7:10(1)) is one, as that of a citizen to object
(Awb 6:7) is. It is not for a term of more than twelve weeks (art. 4(a)), nor for one that the
authority itself names, since no act sets that.
"""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5
EQUATED = frozenset(
    date.fromisoformat(one).toordinal()
    for one in (
        *("2023-04-28", "2023-05-19", "2024-05-10", "2024-12-27", "2025-05-30"),
        *("2026-01-02", "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26"),
    )
)
"""Days put on a par with holidays by royal decree (art. 3(3)): those of 2023 to 2025 by one decree,
those of 2026 to 2028 by the next."""
EQUATED_YEARS = range(2023, 2029)
"""The years of which such days are known here; of others a term may end a day later."""
_KINGS_BIRTHDAY = 2014
"""The first year in which the king's birthday was kept, on 27 April; before, 30 April."""


def is_public_holiday(day: int) -> bool:
    """Whether a day is a generally recognised holiday, or one put on a par (art. 3).

    New Year's Day, Easter Monday, Whit Monday, both days of Christmas, Ascension Day, the day on
    which the King's birthday is kept, 5 May; Good Friday (art. 3(2)); days by decree (art. 3(3)).
    """
    found = date.fromordinal(day)
    if (found.month, found.day) in ((1, 1), (5, 5), (12, 25), (12, 26)):
        return True
    from_easter = (found - easter(found.year)).days
    return from_easter in (-2, 1, 39, 50) or found == kings_day(found.year) or day in EQUATED


def can_end(day: int) -> bool:
    """Whether a term that an act sets can end on a day."""
    return date.fromordinal(day).weekday() < SATURDAY and not is_public_holiday(day)


def kings_day(year: int) -> date:
    """The day on which the King's, before 2014 the Queen's, birthday is kept: the day before,
    where it would be a Sunday."""
    kept = date(year, 4, 27 if year >= _KINGS_BIRTHDAY else 30)
    return kept - timedelta(days=1) if kept.isoweekday() == 7 else kept


def easter(year: int) -> date:
    """Easter Sunday of a year, by the Gregorian computus (the rule of 1582, as Butcher wrote it
    down in 1876)."""
    golden, (century, in_century) = year % 19, divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moved = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moved + 15) % 30
    to_sunday = (32 + 2 * rest + 2 * (in_century // 4) - epact - in_century % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
