"""The days on which a term that an act sets cannot end."""

from __future__ import annotations

from datetime import date

import pytest
from licence_ledger.domain.law.applications.public_holidays import (
    can_end,
    easter,
    is_public_holiday,
)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1818, date(1818, 3, 22)),
        (1943, date(1943, 4, 25)),
        (2000, date(2000, 4, 23)),
        (2024, date(2024, 3, 31)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_is_on_its_day(year: int, sunday: date) -> None:
    assert easter(year) == sunday


def test_the_holidays_of_a_year_are_those_of_the_act() -> None:
    every = range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    assert [date.fromordinal(day).isoformat() for day in every if is_public_holiday(day)] == [
        *("2026-01-01", "2026-01-02", "2026-04-03", "2026-04-06", "2026-04-27", "2026-05-05"),
        *("2026-05-14", "2026-05-15", "2026-05-25", "2026-12-25", "2026-12-26"),
    ]


@pytest.mark.parametrize(
    ("day", "can"),
    [
        pytest.param("2025-04-26", False, id="king's day is on Saturday where the 27th is Sunday"),
        pytest.param("2025-04-28", True, id="and the Monday after is an ordinary day"),
        pytest.param("2013-04-30", False, id="queen's day before 2014"),
        pytest.param("2013-04-26", True, id="which was not in that week before"),
        pytest.param("2024-12-27", False, id="a day put on a par by decree"),
        pytest.param("2025-04-18", False, id="good Friday"),
        pytest.param("2025-12-31", True, id="new year's eve is an ordinary day"),
        pytest.param("2025-05-10", False, id="a Saturday"),
        pytest.param("2025-05-11", False, id="a Sunday"),
    ],
)
def test_a_term_ends_on_ordinary_days(day: str, can: bool) -> None:
    assert can_end(date.fromisoformat(day).toordinal()) is can
