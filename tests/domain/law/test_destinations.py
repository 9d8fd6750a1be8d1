"""A country first: what is left of each licence once it is the destination."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from builders import Case, change, established, excluded, group, instrument, required
from examples import examples
from histories import ASKED_DAYS, COUNTRIES, LICENCES, PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.law.destinations import Destination
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.over_time.destination_days import DestinationDays
from licence_ledger.domain.vocabulary.clauses import Clause
from licence_ledger.domain.vocabulary.dates import day

Json = dict[str, Any]
known_days = st.sampled_from((None, *PUBLISHED))


def to(case: Case, country: str, on: str, known_on: str | None = None) -> Destination:
    with case.ledger.reading() as book:
        seen = Seen(book.head(), day(on), day(known_on) if known_on else None)
    return Destination(country, seen)


def of_nl1(case: Case, country: str, on: str = "2020-01-01") -> Json:
    return to(case, country, on).licence("NL1")


PERMITS = [
    {"destinations": ["IL", "TR"], "goods": ["ML10"]},
    {"destinations": ["@EU"], "activities": ["transit"]},
    {"goods": ["ML1"]},
]


def test_a_dimension_that_the_country_settles_drops_out_and_what_it_rules_out_is_left_out() -> None:
    case = Case(instrument("eu", group("EU", "FR")), instrument("a", established(permits=PERMITS)))
    clauses = [one["clause"] for one in of_nl1(case, "IL")["permits"]]
    assert clauses == [{"goods": ["ML10"]}, {"goods": ["ML1"]}]
    assert [one["clause"] for one in of_nl1(case, "FR")["permits"]] == [
        {"activities": ["transit"]},
        {"goods": ["ML1"]},
    ]


def test_what_the_record_does_not_tell_stays_and_says_so() -> None:
    case = Case(
        instrument("eu", group("EU", "FR"), published_on="2021-01-01"),
        instrument("a", established(permits=PERMITS)),
    )
    (one,) = [
        one
        for one in to(case, "FR", "2020-01-01", "2020-06-01").licence("NL1")["permits"]
        if one["reaches"] != "yes"
    ]
    assert (one["reaches"], one["clause"]) == ("undetermined", PERMITS[1])


def test_an_exclusion_of_the_country_leaves_nothing_and_one_with_a_programme_leaves_some() -> None:
    case = Case(instrument("a", established()), instrument("b", excluded("IL")))
    assert of_nl1(case, "IL")["covers"] == "nothing"
    assert of_nl1(case, "IL")["exclusions"][0]["clause"] == {}
    assert of_nl1(case, "TR") | {"exclusions": []} == of_nl1(case, "TR")
    other = Case(instrument("a", established(), excluded("IL", programmes=["F-35"])))
    assert of_nl1(other, "IL")["covers"] == "some"
    assert of_nl1(other, "IL")["exclusions"][0]["clause"] == {"programmes": ["F-35"]}


def test_a_partial_stop_that_the_country_settles_takes_the_exclusion_away_for_it() -> None:
    of_israel = {"from_": "2018-01-01", "clause": {"destinations": ["IL"]}}
    lift = change("exclusion_lifted", target="b#1", **of_israel)
    case = Case(instrument("a", established()), instrument("b", excluded("IL", "TR")))
    case.record(instrument("c", lift))
    assert of_nl1(case, "IL")["exclusions"] == []
    assert of_nl1(case, "TR")["exclusions"][0]["except"] == []


def test_no_rare_fact_is_taken_for_ordinary() -> None:
    case = Case(instrument("a", established(permits=[{"knowledge": ["none"]}])))
    assert of_nl1(case, "IL")["covers"] == "some"
    assert of_nl1(case, "IL")["permits"][0]["clause"] == {"knowledge": ["none"]}


def test_a_prohibition_and_a_requirement_reach_it_unless_the_country_is_exempt() -> None:
    case = Case(
        instrument("a", established()),
        instrument("s", required("sanctions", "prohibition", requires=[{"destinations": ["RU"]}])),
        instrument("r", required("list", exempts=[{"destinations": ["FR"]}])),
    )
    reaching = {
        country: [one.name for one in to(case, country, "2020-01-01").requirements()]
        for country in ("RU", "FR", "IL")
    }
    assert reaching == {"RU": ["list", "sanctions"], "FR": [], "IL": ["list"]}


@settings(max_examples=examples(25), deadline=None)
@given(histories(), transactions(), known_days)
def test_what_covers_nothing_covers_no_transaction_and_what_covers_everything_each(
    acts: list[Json], transaction: Json, known_on: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    asked = {"known_on": known_on} if known_on else {}
    for country in COUNTRIES:
        destination = to(case, country, transaction["date"], known_on)
        for name in LICENCES:
            sent = {**transaction, "licence": name, "destination": country}
            found = case.register.evaluate(sent, asked)
            said = destination.licence(name)
            if said["covers"] == "nothing":
                gap = found["reason"] == "incomplete_history"
                assert found["verdict"] == ("undetermined" if gap else "not_covered")
            if said["covers"] == "everything" and found["reason"] != "prohibited":
                prohibited = any(one.prohibits for one in destination.requirements())
                assert found["verdict"] == "covered" or prohibited
            if found["verdict"] == "covered":
                assert said["permits"]


@settings(max_examples=examples(20), deadline=None)
@given(histories(), transactions(), known_days)
def test_what_is_left_of_a_clause_matches_what_the_clause_does(
    acts: list[Json], transaction: Json, known_on: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    given_ = {k: v for k, v in transaction.items() if k not in ("date", "licence")}
    for country in COUNTRIES:
        destination = to(case, country, transaction["date"], known_on)
        sent = {**given_, "destination": country}
        for name in LICENCES:
            left = {one["entry"]: one for one in destination.licence(name)["permits"]}
            stream = destination.seen.history.stream(f"licence/{name}")
            for entry in (entry for one in stream.changes.values() for entry in one.entries):
                if entry.kind == "permit" and entry.clause:
                    whole = entry.clause.matches(sent, destination.groups)
                    if entry.id in left:
                        rest = Clause(left[entry.id]["clause"])
                        assert rest.matches(sent, destination.groups) is whole


@settings(max_examples=examples(25), deadline=None)
@given(histories(), known_days, st.sampled_from(COUNTRIES))
def test_between_two_days_of_its_timeline_nothing_about_a_country_changes(
    acts: list[Json], known_on: str | None, country: str
) -> None:
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        history = book.head()
    over_time = DestinationDays(country, history, day(known_on) if known_on else None)
    found = over_time.days(history.subjects("licence"))
    cuts = {one.day for one in found}
    days = sorted({*map(day, ASKED_DAYS), *(day(one) for one in ("2013-06-30", "2018-12-31"))})
    for first, then in pairwise(days):
        if not any(first < cut <= then for cut in cuts):
            one, other = (over_time.seen(on) for on in (first, then))
            assert one.in_groups() == other.in_groups()
            assert [r.name for r in one.requirements()] == [r.name for r in other.requirements()]
            for name in LICENCES:
                before, after = one.licence(name), other.licence(name)
                if before["permits"] or after["permits"]:
                    assert before == after
    for one in found:
        shown = over_time.shown(one)
        assert shown["changes"], shown
