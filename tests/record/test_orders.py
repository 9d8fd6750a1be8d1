"""What a release adds to the built-in record can be recorded in both orders, with one answer.

A new ledger takes the folder in the order of its file names; a ledger of the release before
takes what it lacks after all that it has. `shipped.txt` names what the release before shipped,
with a hash of each file: none is ever edited, only corrected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from licence_ledger.api.files.built_in import lacking, record_lacking
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.register.register import Register
from licence_questions import NATIONAL, UNION
from licence_questions import QUESTIONS as OF_LICENCES
from record_files import instruments_of
from record_questions import BOUNDARIES, Question
from record_questions import QUESTIONS as OF_FOUR

RECORD = Path(__file__).parents[2] / "record"
SHIPPED = {
    name: digest
    for digest, name in (
        line.split() for line in (Path(__file__).parent / "shipped.txt").read_text().splitlines()
    )
}
DAYS = (
    "1995-01-01", "2009-08-27", "2010-06-01", "2012-01-07", "2012-07-01", "2016-07-15",
    "2018-06-01", "2019-06-01", "2020-06-01", "2021-01-01", "2021-09-08", "2021-09-09",
    "2022-05-05", "2023-10-20", "2024-02-15", "2024-08-01", "2024-12-01", "2025-04-08",
    "2025-06-30", "2025-10-04", "2026-06-01",
)  # fmt: skip
KNOWN = (None, "2020-12-25", "2021-07-01", "2024-02-15", "2025-06-26")
ASKED = [*OF_FOUR.values(), *BOUNDARIES.values(), *OF_LICENCES.values(), *UNION.values()]


def _empty() -> Ledger:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    return open_ledger(":memory:", lambda: date(2026, 11, 21), lambda: now)


@pytest.fixture(scope="module")
def by_file_name() -> Register:
    """The whole folder in a new ledger."""
    ledger = _empty()
    for found in instruments_of(RECORD):
        ledger.record(found.content, "built-in")
    return Register(ledger)


@pytest.fixture(scope="module")
def added_later() -> Register:
    """What the release before shipped, and after it what the ledger lacks."""
    ledger = _empty()
    for name in sorted(SHIPPED):
        for found in instruments_of(RECORD / name):
            ledger.record(found.content, "built-in")
    record_lacking(ledger)
    assert lacking(ledger) == []
    return Register(ledger)


def _without_place(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer, but for what tells how the log came about: its size and root."""
    return {name: value for name, value in answer.items() if name != "viewpoint"}


def _viewpoints() -> Iterator[dict[str, str]]:
    for day in DAYS:
        for seen_on in KNOWN:
            yield {"valid_on": day, **({"known_on": seen_on} if seen_on else {})}


def test_what_a_release_has_shipped_is_never_edited() -> None:
    found = {name: hashlib.sha256((RECORD / name).read_bytes()).hexdigest() for name in SHIPPED}
    assert found == SHIPPED


def test_both_orders_hold_the_same_instruments(
    by_file_name: Register, added_later: Register
) -> None:
    assert by_file_name.ledger.size == added_later.ledger.size
    assert len(SHIPPED) < len(list(RECORD.glob("*.yaml")))


def test_every_licence_reads_the_same_in_both_orders(
    by_file_name: Register, added_later: Register
) -> None:
    names = [one["licence"] for one in by_file_name.licences({}, 1_000)["licences"]]
    assert {"NL001", "NL900", "EU001", "EU008"} < set(names)
    for name in names:
        for seen in _viewpoints():
            one, other = (each.licence(name, seen) for each in (by_file_name, added_later))
            assert _without_place(one) == _without_place(other), (name, seen)


@pytest.mark.parametrize(
    "group", ["EU", "NATO", "NATO-plus", "lidstaat", "arms-embargo", "eu001-destinations"]
)
def test_every_group_reads_the_same_in_both_orders(
    group: str, by_file_name: Register, added_later: Register
) -> None:
    for seen in _viewpoints():
        one, other = (each.group(group, seen) for each in (by_file_name, added_later))
        assert _without_place(one) == _without_place(other), seen


@pytest.mark.parametrize("question", [*ASKED, *NATIONAL.values()], ids=lambda asked: asked.asks)
def test_every_question_gets_the_same_answer_in_both_orders(
    question: Question, by_file_name: Register, added_later: Register
) -> None:
    one, other = (question.put_to(each) for each in (by_file_name, added_later))
    assert _without_place(one) == _without_place(other)
