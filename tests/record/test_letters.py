"""What the letters say is found by its topic, with its speaker, once a correction is read too.

Each case is a question that a reader of the letters can answer, in our own short words.
"""

from __future__ import annotations

from typing import Any

import pytest
from letter_questions import CORRECTED, SAID
from licence_ledger.projections.register.claims import Claims
from policy_questions import RECORD, register_of


@pytest.fixture(scope="module")
def claims() -> Claims:
    """The statements of the built-in record, in the order of its file names."""
    return Claims(register_of(sorted(RECORD.glob("*.yaml"))).ledger)


def _statement(claims: Claims, change: str, about: str) -> dict[str, Any]:
    """A statement as it is listed under its topic."""
    listed = claims.statements({}, about)["statements"]
    return next(one for one in listed if one["change"] == change)


@pytest.mark.parametrize(("change", "about", "words"), SAID.values(), ids=SAID.keys())
def test_what_was_said_is_listed_under_its_topic(
    change: str, about: str, words: str, claims: Claims
) -> None:
    said = _statement(claims, change, about)
    assert words in said["says"]
    assert said["by"]


@pytest.mark.parametrize(
    ("change", "about", "words", "gone"), CORRECTED.values(), ids=CORRECTED.keys()
)
def test_what_was_misread_reads_as_its_source_has_it(
    change: str, about: str, words: str, gone: str, claims: Claims
) -> None:
    said = _statement(claims, change, about)
    assert words in said["says"]
    assert gone not in str(said)


def test_claims_of_four_organisations_and_the_replies_have_their_own_speakers(
    claims: Claims,
) -> None:
    listed = claims.statements({}, "treaty on export control in the defence field")["statements"]
    speakers = [one["by"] for one in listed if one["change"].startswith("kst-22054-401-claims")]
    assert speakers == [
        "Stop Wapenhandel, PAX, WO=MEN and Oxfam Novib",
        "Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking",
    ]


def test_a_statement_of_an_undated_text_says_that_it_may_have_been_known(claims: Claims) -> None:
    found = claims.statements({"known_on": "2022-05-01"}, "EU008")
    assert found["statements"] == []
    assert any("published between 2022-01-10 and 2022-09-09" in note for note in found["notes"])
