"""A destination is excluded, and the conditions under which it is let back in are set.

Each condition is met while the change that says so runs, and asked no more once a court annuls it.
Of Israel, the letter of 24 June 2025 told what must change; in the record nothing of it is met yet.
"""

from __future__ import annotations

from typing import Any

import pytest
from acts import annulled, israel, licensed, lifted, withdrawn
from builders import Case, change, excluded, instrument
from licence_ledger.projections.register.timelines import Timelines

Json = dict[str, Any]
DAY = "2020-06-01"


TERMS = change(
    "reinstatement_conditions_set",
    target="b#1",
    from_="2018-01-01",
    conditions=[{"key": "report", "text": "A report."}, {"key": "visit", "text": "A visit."}],
    review_by="2019-01-01",
)


def with_terms(*acts: Json) -> Case:
    """An exclusion (`b#1`) with two conditions for its end (`t#1`)."""
    return licensed(instrument("b", excluded("IL")), instrument("t", TERMS), *acts)


def test_before_they_are_set_there_are_no_conditions() -> None:
    assert with_terms().licence("2017-12-31")["reinstatement"] == []


def test_reinstatement_conditions_are_shown_with_which_are_met() -> None:
    met = change(
        "reinstatement_condition_met",
        target="t#1/report",
        evidence="The report.",
        from_="2018-06-01",
        until="2019-06-01",
    )
    case = with_terms(instrument("m", met))

    def shown(on: str) -> list[tuple[str, str]]:
        (terms,) = case.licence(on)["reinstatement"]
        assert (terms["target"], terms["review_by"]) == ("b#1", "2019-01-01")
        return [(one["entry"], one["met"]) for one in terms["conditions"]]

    assert shown("2018-05-31") == [("t#1/report", "no"), ("t#1/visit", "no")]
    assert shown("2018-06-01") == [("t#1/report", "yes"), ("t#1/visit", "no")]
    assert shown("2019-06-01") == [("t#1/report", "no"), ("t#1/visit", "no")]


def test_a_destination_is_let_back_in_once_its_conditions_are_met() -> None:
    back_in = instrument("c", lifted("b#1", "2019-01-01"))
    case = with_terms()
    assert case.refused(back_in) == [("conditions_unmet", "/changes/0/target")]
    for condition in ("report", "visit"):
        met = change(
            "reinstatement_condition_met",
            target=f"t#1/{condition}",
            evidence="Seen.",
            from_="2018-06-01",
        )
        case.record(instrument(condition, met))
    case.record(back_in)
    assert israel(case, "2018-12-31") == "excluded"
    assert israel(case, "2019-01-01") == "permitted"


def test_a_condition_that_may_be_met_is_undetermined() -> None:
    met = change("reinstatement_condition_met", target="t#1/report", evidence="It.", from_="2020")
    (terms,) = with_terms(instrument("m", met)).licence(DAY)["reinstatement"]
    assert [one["met"] for one in terms["conditions"]] == ["undetermined", "no"]


def test_an_annulled_condition_is_asked_no_more() -> None:
    case = with_terms(instrument("m", annulled("t#1/visit")))
    (terms,) = case.licence(DAY)["reinstatement"]
    assert terms["conditions"] == [{"entry": "t#1/report", "text": "A report.", "met": "no"}]


def test_conditions_for_reinstatement_can_be_set_on_a_withdrawal() -> None:
    case = licensed(instrument("b", withdrawn()), instrument("t", TERMS))
    (terms,) = case.licence(DAY)["reinstatement"]
    assert terms["target"] == "b#1"


@pytest.mark.parametrize(
    ("licence", "exclusion"),
    [("NL007", "stcrt-2025-11446#2"), ("NL010", "stcrt-2025-11446#3")],
    ids=["NL007", "NL010"],
)
def test_what_must_change_for_israel_is_told_from_the_day_of_the_letter(
    licence: str, exclusion: str, register: Timelines
) -> None:
    def targets(on: str) -> list[str]:
        state = register.licence(licence, {"valid_on": on})
        return [one["target"] for one in state["reinstatement"] if one["conditions"]]

    assert (targets("2025-06-23"), targets("2025-06-24")) == ([], [exclusion])


@pytest.mark.parametrize(
    ("licence", "exclusion"),
    [("NL007", "stcrt-2025-11446#2"), ("NL010", "stcrt-2025-11446#3")],
    ids=["NL007", "NL010"],
)
def test_the_conditions_for_letting_israel_back_in_are_unmet(
    licence: str, exclusion: str, register: Timelines
) -> None:
    (terms,) = register.licence(licence, {})["reinstatement"]
    assert terms["target"] == exclusion
    assert {condition["met"] for condition in terms["conditions"]} == {"no"}
