"""What is spoken about is found by each of its names, in Dutch and English."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, change, correction, instrument
from licence_ledger.projections.register.claims import Claims, UnknownTopicError
from licence_ledger.projections.register.search import Search

NAMES = ["noodrem", "noodremprocedure", "emergency brake procedure"]


@pytest.fixture
def case() -> Case:
    return Case(
        instrument(
            "letter",
            change(
                "statement_recorded",
                about="emergency brake of the treaty",
                says="A party could object.",
                by="The minister",
            ),
            published_on="2024-02-28",
        ),
        instrument(
            "topics",
            change("topic_named", topic="emergency brake of the treaty", names=NAMES),
            published_on="2024-03-01",
        ),
    )


def said(case: Case, about: str, **asked: Any) -> list[str]:
    return [one["change"] for one in Claims(case.ledger).statements(asked, about)["statements"]]


def hits(case: Case, q: str, **asked: Any) -> set[str]:
    return {one["id"] for one in Search(case.ledger).search(q, asked)["hits"]}


@pytest.mark.parametrize("name", [*NAMES, "Noodrem", "emergency brake"])
def test_a_statement_is_found_by_any_name_of_its_topic(case: Case, name: str) -> None:
    assert said(case, name) == ["letter#1"]
    assert "letter#1" in hits(case, name)


def test_a_name_stands_for_the_others_among_other_words(case: Case) -> None:
    assert "letter#1" in hits(case, "party noodrem")
    assert "letter#1" not in hits(case, "nobody noodrem")


def test_from_before_the_names_were_recorded_it_is_not_found_by_them(case: Case) -> None:
    assert hits(case, "noodrem", log_size=2) == set()
    with pytest.raises(UnknownTopicError):
        said(case, "noodrem", log_size=2)


def test_as_known_before_they_were_published_neither(case: Case) -> None:
    assert "letter#1" not in hits(case, "noodrem", known_on="2024-02-29")


def test_a_name_that_was_corrected_away_names_it_no_longer(case: Case) -> None:
    right = {"type": "topic_named", "topic": "emergency brake of the treaty", "names": ["rem"]}
    case.record(correction("corrected", "topics#1", right))
    assert "letter#1" not in hits(case, "noodrem")
    assert said(case, "rem") == ["letter#1"]
