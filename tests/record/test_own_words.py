"""The built-in record in the words of its sources: conditions, orders, and what acts are called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.recordings import Recordings
from licence_ledger.projections.register.register import Register
from record_files import instruments_of

RECORD = Path(__file__).parents[2] / "record"
NATIONAL = ("NL003", "NL004", "NL005", "NL006", "NL007", "NL008", "NL010")
NO_TEXT = {"ammunition", "limited-list"}
"""The keys of conditions of which no text was at hand."""


@pytest.fixture(scope="module")
def register() -> Iterator[Recordings]:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    ledger = open_ledger(":memory:", lambda: date(2026, 11, 21), lambda: noon)
    for found in instruments_of(RECORD):
        ledger.record(found.content, "built-in")
    yield Recordings(ledger)
    ledger.close()


def on(day: str, version: int = 2) -> dict[str, Any]:
    return {"valid_on": day, "answer_version": version}


@pytest.mark.parametrize("licence", NATIONAL)
def test_every_condition_of_a_national_licence_tells_the_law_s_own_words(
    licence: str, register: Register
) -> None:
    conditions = register.licence(licence, on("2025-04-07"))["conditions"]
    assert conditions
    for one in conditions:
        assert one["key"] in NO_TEXT or one["text_nl"], one["entry"]


def test_a_licence_is_called_as_its_regulation_calls_it(register: Register) -> None:
    answer = register.licence("NL003", on("2013-01-01"))
    assert answer["title"] == "Transfer of military goods to armed forces"
    assert answer["title_nl"] == (
        "Algemene overdrachtsvergunning NL003 voor leveringen aan strijdkrachten"
    )
    assert [one["title_nl"] for one in answer["because"]] == [
        "Regeling algemene overdrachtsvergunning NL003"
    ]


def test_version_1_of_an_answer_knows_none_of_it(register: Register) -> None:
    told = str(register.licence("NL007", on("2025-04-07", 1)))
    assert "_nl" not in told
    assert "text_nl" in str(register.licence("NL007", on("2025-04-07")))


def test_an_order_stands_in_the_words_of_the_court(register: Recordings) -> None:
    order = register.changes_called(["ghdha-2024-191#1"], {})["ghdha-2024-191#1"]
    assert order["content"]["order_nl"].startswith("Het hof beveelt de Staat")


def test_nothing_else_of_nl002_differs_but_a_condition_that_is_in_none_of_its_texts(
    register: Register,
) -> None:
    keys = [one["key"] for one in register.licence("NL002", on("2010-01-01"))["conditions"]]
    assert "established-in-the-netherlands" not in keys
    assert {"registration", "no-free-zone", "no-weapons-of-mass-destruction"} <= set(keys)
