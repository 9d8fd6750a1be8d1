"""Seventy-six further questions that a reader of the letters can answer get their answers."""

from __future__ import annotations

from typing import Any

import pytest
from further_questions import ASKED, SAID
from licence_ledger.projections.register.claims import Claims
from licence_ledger.projections.register.register import Register
from policy_questions import RECORD, register_of

Json = dict[str, Any]
KNOWN = {"known_on": "2025-06-24"}
ELSEWHERE = {"M003", "M035", "M037", "M051", "M121"}


@pytest.fixture(scope="module")
def register() -> Register:
    """The register over the built-in record, in the order of its file names."""
    return register_of(sorted(RECORD.glob("*.yaml")))


@pytest.fixture(scope="module")
def claims(register: Register) -> Claims:
    """The statements of the same record."""
    return Claims(register.ledger)


@pytest.mark.parametrize("cases", ASKED.values(), ids=ASKED.keys())
def test_transactions_get_the_verdicts_that_the_letters_give(
    cases: list[tuple[Json, Json]], register: Register
) -> None:
    for transaction, expected in cases:
        answer = register.evaluate(transaction, KNOWN)
        assert {name: answer[name] for name in expected} == expected, (transaction, answer)


@pytest.mark.parametrize(("change", "about", "words"), SAID.values(), ids=SAID.keys())
def test_what_the_letters_say_is_listed_under_its_topic(
    change: str, about: str, words: str, claims: Claims
) -> None:
    listed = claims.statements({}, about)["statements"]
    said = {one["change"]: one["says"] for one in listed}
    assert words in said[change]


def test_the_amending_regulation_is_found_by_its_place_in_the_gazette(register: Register) -> None:
    cites = register.instrument("stcrt-2025-11446", {})["content"]["cites"]
    assert "Stcrt. 2025, 11446" in [one["source"] for one in cites]


def test_the_order_of_the_court_binds_while_cassation_is_pending(register: Register) -> None:
    asked = {"valid_on": "2025-06-24", **KNOWN}
    answer = register.licence("NL009", asked)
    states = {one["order"]: one["state"] for one in answer["court_orders"]}
    assert states == {"ghdha-2024-191#1": "implemented"}
    assert "Hoge Raad" in {one["court"] for one in answer["pending"]}


def test_a_global_licence_for_the_whole_world_cannot_name_israel(register: Register) -> None:
    found = register.policy(
        "global-licence-destination", {"destination": "IL"}, {"valid_on": "2025-06-24"}
    )
    assert "wereldbestemmingen" in found["value"]


def test_four_organisations_are_named(claims: Claims) -> None:
    listed = claims.statements({}, "treaty on export control in the defence field")["statements"]
    said_by = {one["by"] for one in listed}
    assert "Stop Wapenhandel, PAX, WO=MEN and Oxfam Novib" in said_by


def test_every_question_of_the_reader_is_asked() -> None:
    numbers = {name.split()[0] for name in (*ASKED, *SAID)} | ELSEWHERE
    assert len(numbers) == 76
