"""The arithmetic of terms: days that stand still are passed over, each once."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.law.applications.public_holidays import can_end
from licence_ledger.domain.law.applications.term_ends import (
    NO_END,
    TermEnd,
    as_one,
    last_day,
    running_on,
)
from licence_ledger.domain.vocabulary.dates import legal_date
from licence_ledger.domain.vocabulary.truth import NO, UNDETERMINED, YES

START = date(2025, 1, 1).toordinal()
days = st.integers(START, START + 200)
stretches = st.lists(
    st.tuples(days, st.integers(1, 40)).map(lambda one: (one[0], one[0] + one[1])), max_size=6
).map(as_one)


def counted_one_by_one(after: int, term: int, still: list[tuple[int, int]]) -> int:
    """The same day, found by counting."""
    day = after
    while term:
        day += 1
        term -= not any(first <= day < until for first, until in still)
    return day


@given(after=days, term=st.integers(1, 120), still=stretches)
def test_a_term_is_counted_without_the_days_on_which_it_stands_still(
    after: int, term: int, still: list[tuple[int, int]]
) -> None:
    assert last_day(after, term, still) == counted_one_by_one(after, term, still)


@given(after=days, term=st.integers(1, 120), still=stretches, more=stretches)
def test_what_begins_later_or_stands_still_longer_ends_no_earlier(
    after: int, term: int, still: list[tuple[int, int]], more: list[tuple[int, int]]
) -> None:
    end = last_day(after, term, still) or 0
    assert (last_day(after + 1, term, still) or 0) >= end
    assert (last_day(after, term + 1, still) or 0) > end
    assert (last_day(after, term, as_one([*still, *more])) or 0) >= end


@given(after=days, term=st.integers(2, 120), length=st.integers(1, 90), data=st.data())
def test_a_suspension_within_the_term_adds_exactly_its_days(
    after: int, term: int, length: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(after + 1, after + term))
    assert last_day(after, term, [(first, first + length)]) == after + term + length


@given(end=days, still=stretches)
def test_a_term_of_an_act_runs_on_to_the_first_day_that_is_ordinary(
    end: int, still: list[tuple[int, int]]
) -> None:
    found = running_on(end, still)
    assert found is not None and can_end(found) and found >= end
    assert (found == end) is can_end(end)
    standing = {day for first, until in still for day in range(first, until)}
    assert all(not can_end(day) or day in standing for day in range(end, found))


def test_a_term_that_stands_still_for_good_has_no_end() -> None:
    still = [(START + 10, NO_END)]
    assert last_day(START, 30, still) is None
    assert last_day(START, 5, still) == START + 5
    saturday = date(2025, 1, 4).toordinal()
    assert running_on(saturday, [(saturday + 1, NO_END)]) is None


def test_bounds_of_two_ends_hold_both() -> None:
    assert TermEnd(3, 5).or_else(TermEnd(1, 4)) == TermEnd(1, 5)
    assert TermEnd(None, 5).or_else(TermEnd(1, None)) == TermEnd(None, None)


def test_whether_a_term_ran_out_is_three_valued() -> None:
    end = TermEnd(START, START + 2)
    assert [end.passed(START + day) for day in range(4)] == [NO, UNDETERMINED, UNDETERMINED, YES]
    assert TermEnd(None, START).passed(START) is UNDETERMINED
    assert TermEnd(START, None).passed(START) is NO


def test_the_last_day_of_a_term_is_in_time() -> None:
    end = TermEnd(START, START)
    assert end.kept_by(legal_date("2025-01-01")) is YES
    assert end.kept_by(legal_date("2025-01-02")) is NO
    assert end.kept_by(legal_date("2025-01")) is UNDETERMINED
