"""Which countries a licence reaches: the same for many at once as for each alone."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, change, established, excluded, group, instrument, required
from examples import examples
from histories import ASKED_DAYS, COUNTRIES, LICENCES, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.law.destinations import Destination
from licence_ledger.domain.law.reach import reach_answer
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.register.reached import Reached

Json = dict[str, Any]


def seen(case: Case, on: str) -> Seen:
    with case.ledger.reading() as book:
        return Seen(book.head(), day(on), None)


CASE = Case(
    instrument("g", group("EU", "FR", "DE"), group("late", "NO"), published_on="2019-01-01"),
    instrument("a", established(permits=[{"destinations": ["@EU", "IL", "TR", "US", "CA", "NO"]}])),
    instrument(
        "b",
        excluded("IL"),
        excluded("TR", programmes=["F-35"]),
        excluded("US", from_="[2019-01-01..2021-01-01]"),
        change("scope_reduced", target="a#1/permit-1", from_="2016-01-01",
               clause={"destinations": ["CA"], "goods": ["ML1"]}),
    ),
    instrument("s", required("arms", "prohibition", requires=[{"destinations": ["FR"]}])),
)  # fmt: skip


@pytest.mark.parametrize(
    ("country", "reach"),
    [
        ("FR", "reached"),
        ("DE", "reached"),
        ("IL", "excluded"),
        ("TR", "partly"),
        ("CA", "partly"),
        ("US", "undetermined"),
        ("CN", "not_reached"),
    ],
)
def test_a_country_is_reached_in_part_or_not_by_what_says_so(country: str, reach: str) -> None:
    answer = Reached(CASE.ledger).reached("NL1", ["FR", country], {"valid_on": "2020-01-01"})
    assert answer["countries"][1]["reach"] == reach
    assert answer["status"] == "in_force"


def test_each_country_has_the_entries_and_the_prohibitions_that_bear_on_it() -> None:
    by_country = {
        one["country"]: one
        for one in reach_answer("NL1", ["FR", "IL", "CA", "TR"], seen(CASE, "2020-01-01"))
    }
    assert by_country["FR"]["prohibitions"] == ["arms"]
    assert by_country["IL"]["exclusions"] == ["b#1"]
    assert by_country["TR"]["exclusions"] == ["b#2"]
    assert by_country["CA"]["except"] == ["b#4"]
    assert by_country["IL"]["prohibitions"] == []


def test_one_that_is_not_in_force_reaches_nothing() -> None:
    found = reach_answer("NL1", ["FR", "IL"], seen(CASE, "2011-01-01"))
    assert [one["reach"] for one in found] == ["not_reached", "not_reached"]


@settings(max_examples=examples(25), deadline=None)
@given(histories(), st.sampled_from(ASKED_DAYS), st.sampled_from(LICENCES))
def test_all_at_once_says_of_each_what_it_alone_would(
    history: list[Json], on: str, licence: str
) -> None:
    case = Case()
    case.recorded(history)
    then = seen(case, on)
    for one in reach_answer(licence, COUNTRIES, then):
        alone = Destination(one["country"], then)
        prohibiting = [r.name for r in alone.requirements() if r.prohibits]
        expected = {**alone.reach(licence), "prohibitions": prohibiting}
        assert one == {"country": one["country"], **expected}
        if one["reach"] == "reached":
            assert alone.licence(licence)["covers"] != "nothing"
        if one["reach"] in ("excluded", "not_reached"):
            assert alone.licence(licence)["covers"] == "nothing"
