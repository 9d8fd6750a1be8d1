"""The days on which the verdict on one transaction can change, found without trying every day."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, change, established, excluded, group, instrument, required
from decisions import SOME_DAY, given_of, head, outcome
from examples import examples
from histories import PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.over_time.bearing import days_that_bear
from licence_ledger.domain.vocabulary.dates import day, day_text

Json = dict[str, Any]


def bearing(
    case: Case, licence: str | None = "NL1", known_on: str | None = None, **given: str
) -> Any:
    """The days that bear on a transaction."""
    known = None if known_on is None else day(known_on)
    return [day_text(one) for one in days_that_bear(head(case), licence, given, known)]


@settings(max_examples=examples(80))
@given(
    histories(),
    transactions() | transactions(licence=False),
    st.sampled_from((None, *PUBLISHED)),
    SOME_DAY,
)
def test_between_two_days_that_bear_no_verdict_changes(
    acts: list[Json], asked: Json, known_on: str | None, on: int
) -> None:
    case = Case()
    case.recorded(acts)
    history, known = head(case), None if known_on is None else day(known_on)
    days = days_that_bear(history, asked.get("licence"), given_of(asked), known)
    since = max((one for one in days if one <= on), default=1)
    assert outcome(history, on, known, asked) == outcome(history, since, known, asked)


def nl1() -> Case:
    """A licence from which a country, a group and a programme are taken, on a day each."""
    return Case(
        instrument("eu", group("EU", "FR")),
        instrument("mk", change("member_admitted", group="EU", members=["MK"], from_="2015-05-01")),
        instrument("a", established(from_="2012-01-01", holder="E1")),
        instrument("il", excluded("IL", from_="2016-01-01")),
        instrument("us", excluded("US", from_="2017-01-01")),
        instrument("group", excluded("@EU", from_="2018-01-01")),
        instrument("nl2", established("NL2", from_="2013-01-01", permits=[{"goods": ["ML1"]}])),
    )


FACTS = [
    pytest.param({"destination": "IL"}, ["2012-01-01", "2016-01-01"], id="its own country"),
    pytest.param({"destination": "BR"}, ["2012-01-01"], id="a country that nothing names"),
    pytest.param(
        {"destination": "MK"},
        ["2000-01-01", "2012-01-01", "2015-05-01", "2018-01-01"],
        id="a member",
    ),
    pytest.param({}, ["2012-01-01", "2016-01-01", "2017-01-01", "2018-01-01"], id="no country"),
]


@pytest.mark.parametrize(("given_", "expected"), FACTS)
def test_only_what_may_match_the_transaction_bears_on_it(
    given_: dict[str, str], expected: list[str]
) -> None:
    assert bearing(nl1(), activity="export", **given_) == expected


def test_what_is_not_published_does_not_bear() -> None:
    case = nl1().record(
        instrument("late", excluded("IL", from_="2019-01-01"), published_on="2021-01-01")
    )
    assert bearing(case, destination="IL")[-1] == "2019-01-01"
    assert bearing(case, destination="IL", known_on="2020-12-31")[-1] == "2016-01-01"


def test_what_stops_a_part_bears_with_it_and_a_prohibition_on_every_licence() -> None:
    case = nl1().record(
        instrument("lift", change("exclusion_lifted", target="il#1", from_="2019-02-01")),
        instrument(
            "ban", required("ban", "prohibition", from_="2014", requires=[{"goods": ["ML1"]}])
        ),
        instrument("list", required(from_="2010-01-01", requires=[{"goods": ["ML1"]}])),
    )
    days = ["2012-01-01", "2014-01-01", "2014-12-31", "2016-01-01", "2019-02-01"]
    assert bearing(case, destination="IL", goods="ML1") == days
    assert bearing(case, destination="IL", goods="ML2") == [
        one for one in days if not one.startswith("2014")
    ]


def test_without_a_licence_those_bear_that_may_cover() -> None:
    case = nl1().record(
        instrument(
            "list", required(from_="2010-01-01", requires=[{"goods": ["ML"], "origins": ["NL"]}])
        )
    )
    asked = {"activity": "export", "destination": "IL", "exporter": "E2", "goods": "ML1"}
    assert bearing(case, None, **asked, origin="NL") == ["2013-01-01"]
    assert bearing(case, None, **{**asked, "goods": "ML2"}, origin="NL") == []
