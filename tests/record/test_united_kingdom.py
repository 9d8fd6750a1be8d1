"""The pack of the United Kingdom: what is asked of it, and what the built-in record still says."""

from __future__ import annotations

from typing import Any

import pytest
from builders import NOW, TODAY, Case
from dossier_cases import bag, judged
from licence_ledger.api.files import built_in
from licence_ledger.api.files.pack_recording import record_pack
from licence_ledger.api.files.packs import Pack, pack_named
from licence_ledger.domain.dossier.findings import HOLDS
from united_kingdom_questions import F35, QUESTIONS, Question

Json = dict[str, Any]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return pack_named("united-kingdom")


@pytest.fixture(scope="module")
def alone(pack: Pack) -> Case:
    """The pack in a ledger of its own."""
    case = Case()
    record_pack(case.ledger, pack, None, lambda: NOW)
    return case


@pytest.fixture(scope="module")
def beside(pack: Pack) -> Case:
    """The pack, recorded before the built-in record."""
    case = Case()
    record_pack(case.ledger, pack, None, lambda: NOW)
    case.ledger.record_all([one.content for one in built_in.built_in()], "the test")
    return case


def ask(case: Case, question: Question) -> Json:
    seen = {"known_on": question.known_on} if question.known_on else {}
    return case.register.evaluate({"date": question.date, **question.said}, seen)


def test_every_question_has_a_name_of_its_own_and_there_are_at_least_twenty() -> None:
    assert len({one.name for one in QUESTIONS}) == len(QUESTIONS) >= 20


@pytest.mark.parametrize("question", QUESTIONS, ids=[one.name for one in QUESTIONS])
def test_a_question_has_the_answer_that_the_sources_give(alone: Case, question: Question) -> None:
    found = ask(alone, question)
    assert (found["verdict"], found["reason"]) == (question.verdict, question.reason)
    expected = question.expect or {}
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("question", QUESTIONS, ids=[one.name for one in QUESTIONS])
def test_beside_the_built_in_record_the_answer_is_the_same(
    alone: Case, beside: Case, question: Question
) -> None:
    names = ("viewpoint", "notes")
    one, other = ask(alone, question), ask(beside, question)
    assert {**one, **dict.fromkeys(names)} == {**other, **dict.fromkeys(names)}


def test_the_built_in_record_answers_as_if_the_pack_were_not_there(beside: Case) -> None:
    home = Case()
    home.ledger.record_all([one.content for one in built_in.built_in()], "the test")
    asked = [
        {"licence": "NL009", "goods": "ML10", "destination": "IL", "programme": "F-35"},
        {"goods": "ML10", "destination": "US"},
        {"goods": "5A002", "destination": "FR", "origin": "GB"},
        {"goods": "ML10", "origin": "GB", "destination": "US", "registered_on": "2019-01-01"},
    ]
    for said in asked:
        for date in ("2019-12-05", "2021-01-01", "2024-09-02"):
            question = {"date": date, "activity": "export", **said}
            one = home.register.evaluate(question, {}, with_stands=True)
            other = beside.register.evaluate(question, {}, with_stands=True)
            assert {**one, "viewpoint": None} == {**other, "viewpoint": None}


def test_every_fact_is_cited_with_an_address(pack: Pack) -> None:
    for found in pack.instruments:
        assert all("url" in cite for cite in found.content["cites"]), found.where


def test_the_register_shows_whose_licences_they_are(beside: Case) -> None:
    found = beside.register.licences({"valid_on": str(TODAY)}, limit=1000)["licences"]
    by_name = {one["licence"]: one["authority"] for one in found}
    assert by_name[F35] == "GB"
    assert by_name["NL009"] == "NL"


@pytest.mark.parametrize(
    "name",
    [
        "which licence covers parts for the United States?",
        "for exhibition in Saudi Arabia, by an earlier user",
        "to Turkey, in the week in which it is removed",
    ],
)
def test_a_dossier_of_an_answer_holds(beside: Case, name: str) -> None:
    question = next(one for one in QUESTIONS if one.name == name)
    found = bag(beside, {"transaction": {"date": question.date, **question.said}})
    assert judged(found).status == HOLDS
