"""What is decided of a transaction on a day, asked of the law itself, a day at a time."""

from __future__ import annotations

from typing import Any

from builders import Case
from hypothesis import strategies as st
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.evaluation import Decision, Evaluation
from licence_ledger.domain.vocabulary.dates import day

Json = dict[str, Any]
SOME_DAY = st.integers(day("2011-06-01"), day("2020-06-01"))
"""A day about which random histories say something."""


def head(case: Case) -> History:
    """The record of a case as it stands."""
    with case.ledger.reading() as book:
        return book.head()


def given_of(asked: Json) -> dict[str, str]:
    """A transaction's fields but its day and its licence."""
    return {name: value for name, value in asked.items() if name not in ("date", "licence")}


def decision(history: History, on: int, known_on: int | None, asked: Json) -> Decision:
    """What is decided of a transaction."""
    found = Evaluation(history, on, known_on, given_of(asked))
    licence = asked.get("licence")
    return found.without_licence() if licence is None else found.against(licence)


def outcome(history: History, on: int, known_on: int | None, asked: Json) -> tuple[Any, ...]:
    """Its verdict, its reason and what decides it."""
    found = decision(history, on, known_on, asked)
    return found.verdict, found.reason, found.decided_by
