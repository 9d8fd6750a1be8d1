"""The built-in record answers what lawyers and members of parliament asked.

Each case is one question about NL002, NL007, NL009 or NL010, in our own short words, with
the whole answer: verdict, reason and the change that decides it, or the report, statement
or condition that holds what was asked. `docs/record.md` explains the codes chosen and the
answers that the record cannot give. Unless a case says otherwise the question is put as on
the day of the letter to parliament, 24 June 2025.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.register import Register
from record_files import instruments_of
from record_questions import (
    BOUNDARIES,
    FOUND,
    NOW,
    QUESTIONS,
    RECORD,
    TODAY,
    Question,
    _recorded,
)


@pytest.fixture(scope="module")
def register() -> Register:
    """The register over the built-in record; an instrument that is refused fails the tests."""
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: NOW)
    for found in instruments_of(RECORD):
        ledger.record(found.content, "built-in")
    return Register(ledger)


def _assert_answered(question: Question, register: Register) -> None:
    answer = question.put_to(register)
    found = (answer["verdict"], answer["reason"], answer["decided_by"])
    assert found == (question.verdict, question.reason, question.decided_by), question.asks
    assert answer["required"] == question.required
    assert tuple(answer["depends_on"]) == question.depends_on
    assert {o["order"]: o["state"] for o in answer["court_orders"]} == question.orders


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_transaction_gets_the_verdict_that_the_sources_give(
    question: Question, register: Register
) -> None:
    _assert_answered(question, register)


@pytest.mark.parametrize("question", BOUNDARIES.values(), ids=BOUNDARIES.keys())
def test_the_verdict_turns_on_the_right_day(question: Question, register: Register) -> None:
    _assert_answered(question, register)


# -- questions that a report, a statement or a condition answers ------------------------


@pytest.mark.parametrize("found", FOUND.values(), ids=FOUND.keys())
def test_the_record_holds_what_was_asked(
    found: Callable[[Register], None], register: Register
) -> None:
    found(register)


# -- what comes with the answers ---------------------------------------------------------


def test_the_figures_33_and_37_are_both_kept(register: Register) -> None:
    assert _recorded(register, "NL002", "kst-22054-458#1")["transactions"] == 33
    disputes = QUESTIONS["Q001"].put_to(register)["disputes"]
    assert "37 times" in next(d for d in disputes if d["about"] == "kst-22054-458#1")["says"]


def test_iran_leaves_the_un_embargo_and_stays_under_the_eu_one(register: Register) -> None:
    def members(group: str) -> dict[str, str]:
        answer = register.group(group, {"valid_on": "2022-01-01"})
        return {one["member"]: one["present"] for one in answer["members"]}

    assert "IR" not in members("embargo-UN")
    assert members("embargo-EU")["IR"] == members("arms-embargo")["IR"] == "yes"


def test_each_licence_says_when_its_sources_were_last_looked_at(register: Register) -> None:
    checked = {
        name: register.licence(name, {})["last_checked"]["on"]
        for name in ("NL002", "NL007", "NL009", "NL010")
    }
    assert checked == {
        "NL002": "2025-06-24",
        "NL007": "2026-04-01",
        "NL009": "2026-04-01",
        "NL010": "2025-06-24",
    }


@pytest.mark.parametrize("path", sorted(RECORD.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_file_is_named_for_its_instrument_and_its_day(path: Path) -> None:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert path.stem == f"{content['published_on']}_{content['instrument']}"
