"""The law of several countries in one ledger: each question is asked under one of them."""

from typing import Any

import pytest
from builders import Case, change, established, instrument, required
from licence_ledger.domain.faults import QuestionError
from licence_ledger.domain.vocabulary.jurisdictions import law_of

Json = dict[str, Any]
HOME = {"activity": "export", "goods": "ML1", "destination": "US", "origin": "NL"}
UK = {**HOME, "origin": "GB", "jurisdiction": "GB"}


def two_laws() -> Case:
    """In the Netherlands NL1 covers ML1, in the United Kingdom `gb.x.ogel` does."""
    listed = [{"goods": ["ML1"]}]
    abroad = {**established("gb.x.ogel"), "authority": "GB"}
    return Case(
        instrument("home", established("NL1"), required(requires=listed)),
        instrument("gb.x.act", abroad, required("gb.x.list", requires=listed)),
    )


def ask(case: Case, said: Json, **seen: Any) -> Json:
    return case.check("2020-06-01", **{"licence": None, **said, **seen})


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("NL007", "NL"),
        ("gb.ogel.f-35", "GB"),
        ("nl.own", "NL"),
        ("eu.own", "NL"),
        ("zq.own", "NL"),
        ("GB.own", "NL"),
        ("gb-own", "NL"),
        ("gb", "NL"),
    ],
)
def test_a_name_tells_by_its_first_letters_whose_law_it_is(name: str, law: str) -> None:
    assert law_of(name) == law


def test_a_silent_question_is_asked_under_the_home_law() -> None:
    found = ask(two_laws(), HOME)
    assert found["covered_by"] == ["NL1"]
    assert [one["licence"] for one in found["licences"]] == ["NL1"]


def test_under_another_law_only_its_own_licences_cover() -> None:
    found = ask(two_laws(), UK)
    assert (found["verdict"], found["covered_by"]) == ("covered", ["gb.x.ogel"])
    assert ask(two_laws(), {**UK, "jurisdiction": "NL"})["covered_by"] == ["NL1"]


def test_a_law_of_which_nothing_is_recorded_tells_nothing() -> None:
    found = ask(two_laws(), {**HOME, "jurisdiction": "DE"})
    assert (found["verdict"], found["reason"]) == ("undetermined", "no_requirement_recorded")


def test_a_named_licence_is_asked_under_its_own_law() -> None:
    forbidden = required("gb.x.ban", "prohibition", requires=[{"destinations": ["US"]}])
    case = two_laws()
    case.record(instrument("gb.x.sanctions", forbidden))
    assert ask(case, {**HOME, "licence": "gb.x.ogel"})["reason"] == "prohibited"
    assert ask(case, {**HOME, "licence": "NL1"})["reason"] == "permitted"


def test_a_licence_is_not_asked_about_under_another_law() -> None:
    with pytest.raises(QuestionError) as refused:
        ask(two_laws(), {**UK, "licence": "NL1"})
    (fault,) = refused.value.faults
    assert (fault.code, fault.pointer) == ("malformed", "/transaction/jurisdiction")


def test_what_is_complete_under_one_law_is_not_complete_under_another() -> None:
    case = Case(instrument("gb.x.all", change("requirements_complete")))
    assert ask(case, UK)["reason"] == "not_listed"
    assert ask(case, HOME)["reason"] == "no_requirement_recorded"


def test_version_1_knows_one_law_only() -> None:
    found = ask(two_laws(), HOME, answer_version=1)
    assert found["covered_by"] == ["NL1", "gb.x.ogel"]


# -- users who registered before a day ------------------------------------------------------


@pytest.mark.parametrize(
    ("registered_on", "verdict"),
    [
        ("2019-06-19", "covered"),
        ("2019-06-20", "not_covered"),
        ("2019-06-21", "not_covered"),
        ("none", "not_covered"),
    ],
)
def test_a_permit_for_earlier_users_reaches_those_who_registered_before_its_day(
    registered_on: str, verdict: str
) -> None:
    permits = [{"activities": ["export"], "registered_before": ["2019-06-20"]}]
    case = Case(instrument("act", established(permits=permits)))
    asked = {**HOME, "licence": "NL1", "registered_on": registered_on}
    assert ask(case, asked)["verdict"] == verdict


def test_whoever_does_not_say_when_he_registered_is_told_that_it_depends_on_that() -> None:
    permits = [{"activities": ["export"], "registered_before": ["2019-06-20"]}]
    found = ask(Case(instrument("act", established(permits=permits))), {**HOME, "licence": "NL1"})
    assert (found["verdict"], found["depends_on"]) == ("undetermined", ["registered_on"])
