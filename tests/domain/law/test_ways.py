"""Every way: what each licence says of a transaction that names none."""

from __future__ import annotations

from typing import Any

from builders import Case, change, established, excluded, instrument, required
from histories import PUBLISHED, histories, transactions
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.law.evaluation import MOST_NAMED
from licence_ledger.domain.law.ways import WAYS_SHOWN

Json = dict[str, Any]
DAY = "2020-06-01"
NEED = instrument("need", required(requires=[{"activities": ["export", "transit"]}]))
FIELDS = ("verdict", "reason", "decided_by", "depends_on", "misses")
BESIDE = ("conditions", "court_orders", "disputes")


def register(key: str = "register") -> Json:
    return {"key": key, "kind": "registration", "text": "Register first."}


def test_each_licence_says_what_an_evaluation_against_it_says() -> None:
    case = Case(
        NEED,
        instrument("a", established("NL1", conditions=[register()])),
        instrument("b", established("NL2"), excluded("IL", licence="NL2")),
        instrument(
            "c", established("NL3", permits=[{"activities": ["transit"], "origins": ["US"]}])
        ),
        instrument(
            "d", established("NL4"), change("licence_withdrawn", target="d#1", from_="2015")
        ),
        instrument("e", established("NL5", holder="E9")),
    )
    answer = case.check(DAY, None, activity="export", destination="IL", origin="NL")
    assert [(one["licence"], one["verdict"], one["reason"]) for one in answer["licences"]] == [
        ("NL1", "covered", "permitted"),
        ("NL2", "not_covered", "excluded"),
        ("NL3", "not_covered", "out_of_scope"),
        ("NL4", "not_covered", "withdrawn"),
    ], "a licence whose holder is not known to be the exporter is none to judge against"
    assert [one["key"] for one in answer["licences"][0]["conditions"]] == ["register"]
    assert answer["licences"][2]["misses"] == [
        {"entry": "c#1/permit-1", "dimensions": ["activities", "origins"]}
    ]
    assert answer["conditions"] == answer["court_orders"] == answer["disputes"] == []
    assert answer["misses"] == [] and answer["licences_more"] == 0


def test_there_are_no_ways_where_none_is_required_or_a_prohibition_may_stand() -> None:
    exempt = required(requires=[{"activities": ["export"]}], exempts=[{"destinations": ["FR"]}])
    ban = required("ban", "prohibition", requires=[{"destinations": ["IR"], "goods": ["ML1"]}])
    case = Case(instrument("n", exempt), instrument("a", established()), instrument("b", ban))
    asked = {"activity": "export", "goods": "none"}
    assert case.check(DAY, None, destination="FR", **asked)["licences"] == []
    assert len(case.check(DAY, None, destination="IR", **asked)["licences"]) == 1
    assert case.check(DAY, None, activity="export", destination="IR")["licences"] == []
    assert case.check(DAY, None, activity="export", destination="IR", goods="ML1")["licences"] == []


def test_where_no_requirement_is_recorded_the_ways_are_told_all_the_same() -> None:
    answer = Case(instrument("a", established())).check(DAY, None, activity="export")
    assert (answer["verdict"], answer["reason"]) == ("undetermined", "no_requirement_recorded")
    assert [one["licence"] for one in answer["licences"]] == ["NL1"]


def test_the_nearest_permit_comes_first() -> None:
    permits = [
        {"activities": ["transit"], "goods": ["ML1"], "destinations": ["US"]},
        {"activities": ["transit"], "goods": ["ML10"], "destinations": ["US"]},
        {"goods": ["ML10"]},
    ]
    case = Case(instrument("a", established(permits=permits)))
    answer = case.check(DAY, activity="export", goods="ML10", destination="US")
    assert (answer["verdict"], answer["misses"]) == ("covered", [])
    answer = case.check(DAY, activity="export", goods="ML2", destination="US")
    assert [one["dimensions"] for one in answer["misses"]] == [
        ["goods"],
        ["activities", "goods"],
        ["activities", "goods"],
    ]


def test_of_many_licences_those_stand_there_that_say_most() -> None:
    many = [established(f"A{n:03}", permits=[{"activities": ["transit"]}]) for n in range(205)]
    maybe = established("B1", permits=[{"goods": ["ML1"]}])
    case = Case(NEED, instrument("a", *many, maybe, established("C1")))
    answer = case.check(DAY, None, activity="export")
    names = [one["licence"] for one in answer["licences"]]
    assert len(names) == WAYS_SHOWN and answer["licences_more"] == 7
    assert names[:3] == ["C1", "B1", "A000"] and names[3:] == sorted(names[3:])


def test_lists_of_more_than_a_thousand_are_cut_and_say_so() -> None:
    many = [established(f"A{n:04}") for n in range(MOST_NAMED + 3)]
    case = Case(NEED, instrument("a", *many))
    answer = case.check(DAY, None, activity="export")
    assert len(answer["covered_by"]) == len(answer["because"]) == MOST_NAMED
    assert "`covered_by` names 1000 of 1003" in answer["notes"]
    assert "`because` names 1000 of 1003" in answer["notes"]
    transaction = {"date": DAY, "activity": "export"}
    first = case.register.evaluate(transaction, {"answer_version": 1})
    assert len(first["covered_by"]) == MOST_NAMED + 3 and first["notes"] == []


@given(histories(), transactions(licence=False), st.sampled_from((None, *PUBLISHED)))
def test_a_way_is_the_evaluation_against_that_licence(
    acts: list[Json], transaction: Json, known_on: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    seen = {"known_on": known_on}
    for way in case.register.evaluate(transaction, seen)["licences"]:
        alone = case.register.evaluate({**transaction, "licence": way["licence"]}, seen)
        assert {name: way[name] for name in (*FIELDS, *BESIDE)} == {
            name: alone[name] for name in (*FIELDS, *BESIDE)
        }
        assert way["because"] == [one["change"] for one in alone["because"]]
