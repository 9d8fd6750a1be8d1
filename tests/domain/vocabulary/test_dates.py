"""Legal dates: what may be written, when a date has been reached, and half-open periods."""

from __future__ import annotations

from datetime import date

import pytest
from builders import Case, change, established, excluded, instrument
from licence_ledger.domain.vocabulary.dates import day, day_text, legal_date
from licence_ledger.domain.vocabulary.truth import NO, UNDETERMINED, YES, Truth

UNDERSTOOD = [
    pytest.param("2016", "2016-01-01", "2016-12-31", id="a year"),
    pytest.param("2023-04", "2023-04-01", "2023-04-30", id="a month of thirty days"),
    pytest.param("2024-02", "2024-02-01", "2024-02-29", id="February of a leap year"),
    pytest.param("1900-02", "1900-02-01", "1900-02-28", id="February of no leap year"),
    pytest.param("2016-12", "2016-12-01", "2016-12-31", id="the last month"),
    pytest.param("2016-07-04", "2016-07-04", "2016-07-04", id="a day"),
    pytest.param("2024-02-29", "2024-02-29", "2024-02-29", id="a leap day"),
    pytest.param("[2009-08-27..2025-04-06]", "2009-08-27", "2025-04-06", id="within bounds"),
    pytest.param("[2016-07-04..2016-07-04]", "2016-07-04", "2016-07-04", id="equal bounds"),
    pytest.param("0001", "0001-01-01", "0001-12-31", id="the first year there is"),
    pytest.param("9999-12", "9999-12-01", "9999-12-31", id="the last month there is"),
]

NOT_UNDERSTOOD = [
    pytest.param("", id="nothing"),
    pytest.param(" ", id="a space"),
    pytest.param("16", id="two digits"),
    pytest.param("0000", id="the year nought"),
    pytest.param("0000-01-01", id="a day in the year nought"),
    pytest.param("12016", id="five digits"),
    pytest.param("-2016", id="a year before the first"),
    pytest.param("+2016", id="a sign"),
    pytest.param("2016-00", id="the month nought"),
    pytest.param("2016-13", id="a thirteenth month"),
    pytest.param("2016-7", id="a month of one digit"),
    pytest.param("2016-7-4", id="a day of one digit"),
    pytest.param("2016-07-00", id="the day nought"),
    pytest.param("2015-02-29", id="a leap day in no leap year"),
    pytest.param("2016-04-31", id="the thirty-first of April"),
    pytest.param("20160704", id="a day without dashes"),
    pytest.param("04-07-2016", id="the day first"),
    pytest.param("2016-W27", id="a week"),
    pytest.param("2016-186", id="a day of the year"),
    pytest.param("2016-07-04T00:00:00Z", id="a moment"),
    pytest.param("2016-07-04 ", id="a space behind"),
    pytest.param(" 2016-07-04", id="a space before"),
    pytest.param("2016-07-04\n", id="a line break behind"),
    pytest.param("2016?", id="an uncertain year"),
    pytest.param("2016~", id="an approximate year"),
    pytest.param("201X", id="an unspecified digit"),
    pytest.param("2016/2017", id="an interval"),
    pytest.param("..", id="no bounds at all"),
    pytest.param("[..]", id="open on both sides"),
    pytest.param("[2009-08-27..]", id="an open end"),
    pytest.param("[2009..2016]", id="bounds in years"),
    pytest.param("[2009-08..2016-07]", id="bounds in months"),
    pytest.param("[2025-04-06..2009-08-27]", id="bounds in the wrong order"),
    pytest.param("[2015-02-29..2016-01-01]", id="a bound that is no day"),
    pytest.param("[2009-08-27...2025-04-06]", id="three dots"),
    pytest.param("[2009-08-27,2025-04-06]", id="a set of days"),
    pytest.param("2009-08-27..2025-04-06", id="no brackets"),
    pytest.param("[2009-08-27..2025-04-06", id="a bracket not closed"),
    pytest.param("２０１６", id="digits of another script"),
    pytest.param("today", id="a word"),
]

REACHED = [
    pytest.param("2016-07-04", "2016-07-03", NO, id="a day: the day before"),
    pytest.param("2016-07-04", "2016-07-04", YES, id="a day: that day"),
    pytest.param("2016-07-04", "2016-07-05", YES, id="a day: the day after"),
    pytest.param("2016-02", "2016-01-31", NO, id="a month: the day before"),
    pytest.param("2016-02", "2016-02-01", UNDETERMINED, id="a month: its first day"),
    pytest.param("2016-02", "2016-02-28", UNDETERMINED, id="a month: its last day but one"),
    pytest.param("2016-02", "2016-02-29", YES, id="a month: its last day"),
    pytest.param("2016-02", "2016-03-01", YES, id="a month: the day after"),
    pytest.param("2016", "2015-12-31", NO, id="a year: the day before"),
    pytest.param("2016", "2016-01-01", UNDETERMINED, id="a year: its first day"),
    pytest.param("2016", "2016-12-30", UNDETERMINED, id="a year: its last day but one"),
    pytest.param("2016", "2016-12-31", YES, id="a year: its last day"),
    pytest.param("2016", "2017-01-01", YES, id="a year: the day after"),
    pytest.param("[2009-08-27..2009-08-29]", "2009-08-26", NO, id="bounds: the day before"),
    pytest.param("[2009-08-27..2009-08-29]", "2009-08-27", UNDETERMINED, id="bounds: first day"),
    pytest.param("[2009-08-27..2009-08-29]", "2009-08-28", UNDETERMINED, id="bounds: between"),
    pytest.param("[2009-08-27..2009-08-29]", "2009-08-29", YES, id="bounds: the last day"),
    pytest.param("[2009-08-27..2009-08-29]", "2009-08-30", YES, id="bounds: the day after"),
    pytest.param("[2009-08-27..2009-08-27]", "2009-08-26", NO, id="equal bounds: the day before"),
    pytest.param("[2009-08-27..2009-08-27]", "2009-08-27", YES, id="equal bounds: that day"),
    pytest.param("[..2012-06-30]", "0001-01-01", UNDETERMINED, id="open beginning: long before"),
    pytest.param(
        "[..2012-06-30]", "2012-06-29", UNDETERMINED, id="open beginning: day before last"
    ),
    pytest.param("[..2012-06-30]", "2012-06-30", YES, id="open beginning: the last day"),
]


@pytest.mark.parametrize(("text", "first", "last"), UNDERSTOOD)
def test_a_legal_date_is_the_span_of_days_on_which_it_can_have_been(
    text: str, first: str, last: str
) -> None:
    understood = legal_date(text)
    assert (day_text(understood.first), day_text(understood.last)) == (first, last)
    assert understood.text == text


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_is_no_legal_date_is_refused_where_it_stands(text: str) -> None:
    case = Case(instrument("a", established()))
    assert case.refused(instrument("b", excluded("IL", from_=text))) == [
        ("malformed", "/changes/0/from")
    ]
    with pytest.raises(ValueError):
        legal_date(text)


@pytest.mark.parametrize("field", ["from", "until", "review_by"])
def test_every_legal_date_of_a_change_may_be_imprecise(field: str) -> None:
    case = Case(instrument("a", established()))
    for n, text in enumerate(("2020", "2020-04", "2020-04-01", "[2020-04-01..2020-06-30]")):
        act = instrument(f"b{n}", {**excluded("IL", from_="2016"), field: text})
        assert case.refused(act) == []


@pytest.mark.parametrize("text", ["2020", "2020-04", "[2020-01-01..2020-04-01]", "[..2020-04-01]"])
@pytest.mark.parametrize("field", ["published_on", "published_not_before"])
def test_publication_is_always_on_a_full_day(field: str, text: str) -> None:
    act = instrument("a", established(), **{field: text})
    assert Case().refused(act) == [("malformed", f"/{field}")]


@pytest.mark.parametrize("text", ["2020", "2020-04", "2020-04-01", "[..2020-04-01]"])
def test_a_decision_may_have_been_taken_on_an_imprecise_date(text: str) -> None:
    assert Case().refused(instrument("a", established(), decided_on=text)) == []


@pytest.mark.parametrize(("text", "on", "expected"), REACHED)
def test_a_date_has_been_reached_for_certain_from_its_last_possible_day(
    text: str, on: str, expected: Truth
) -> None:
    assert legal_date(text).reached(day(on)) is expected


@pytest.mark.parametrize("text", [case.values[0] for case in UNDERSTOOD] + ["[..2012-06-30]"])
def test_a_date_once_reached_stays_reached(text: str) -> None:
    asked = legal_date(text)
    around = range(max(asked.first, 1) - 2, asked.last + 3)
    found = [asked.reached(one) for one in around]
    assert found == sorted(found)
    assert found[-1] is YES


def test_every_month_ends_on_its_last_day() -> None:
    for year in (1999, 2000, 2023, 2024, 2100):
        for month in range(1, 13):
            last = legal_date(f"{year}-{month:02}").last
            assert date.fromordinal(last).month == month
            assert date.fromordinal(last + 1).day == 1


PERIODS = [
    pytest.param("2015-12-31", "no", id="the day before"),
    pytest.param("2016-01-01", "yes", id="the first day"),
    pytest.param("2016-12-31", "yes", id="the last day"),
    pytest.param("2017-01-01", "no", id="the day after"),
]


@pytest.mark.parametrize(("on", "expected"), PERIODS)
def test_a_period_holds_its_first_day_and_not_its_until(on: str, expected: str) -> None:
    case = Case(instrument("a", established(from_="2016-01-01", until="2017-01-01")))
    assert case.licence(on)["in_force"] == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("2015-12-31", None, id="before it can have begun"),
        pytest.param("2016-01-01", "undetermined", id="the first day it can have begun"),
        pytest.param("2016-12-30", "undetermined", id="the day before it has surely begun"),
        pytest.param("2016-12-31", "yes", id="surely begun"),
        pytest.param("2018-02-28", "yes", id="the day before it can have ended"),
        pytest.param("2018-03-01", "undetermined", id="the first day it can have ended"),
        pytest.param("2018-03-30", "undetermined", id="the day before it has surely ended"),
        pytest.param("2018-03-31", None, id="surely ended"),
    ],
)
def test_an_imprecise_period_is_sure_only_between_its_dates(on: str, expected: str | None) -> None:
    case = Case(
        instrument("a", established()),
        instrument("b", excluded("IL", from_="2016", until="2018-03")),
    )
    assert case.present(on).get("b#1") == expected


@pytest.mark.parametrize(
    ("on", "present"),
    [
        pytest.param("2016-12-31", "yes", id="the day before the suspension"),
        pytest.param("2017-01-01", None, id="the first day of the suspension"),
        pytest.param("2017-05-31", None, id="the last day of the suspension"),
        pytest.param("2017-06-01", "yes", id="the day after the suspension"),
    ],
)
def test_a_stop_with_an_end_stops_on_the_days_of_its_period_only(
    on: str, present: str | None
) -> None:
    halt = change("effect_suspended", target="b#1", from_="2017-01-01", until="2017-06-01")
    case = Case(
        instrument("a", established()), instrument("b", excluded("IL")), instrument("c", halt)
    )
    assert case.present(on).get("b#1") == present


def test_without_a_from_a_change_has_always_applied() -> None:
    gap = change("history_incomplete", licence="NL1")
    case = Case(instrument("a", established(from_="0001-01-01")), instrument("b", gap))
    assert case.verdict("0001-01-01", activity="export") == ("undetermined", "incomplete_history")


def test_an_unbounded_beginning_leaves_every_earlier_day_open() -> None:
    case = Case(instrument("a", established(from_="[..2012-06-30]")))
    assert case.licence("0001-01-01")["status"] == "undetermined"
    assert case.licence("2012-06-29")["status"] == "undetermined"
    assert case.licence("2012-06-30")["status"] == "in_force"


def test_the_last_day_of_the_calendar_can_be_asked() -> None:
    case = Case(instrument("a", established()))
    assert case.licence("9999-12-31")["status"] == "in_force"
