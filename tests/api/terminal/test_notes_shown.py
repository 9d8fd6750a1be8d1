"""A note that qualifies a change stands with it, wherever the change is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import change, established, excluded, instrument
from licence_ledger.api.databases import ledger_at
from running import run

NOTED = "Parts bound for elsewhere stay allowed."
SAID = "True of whole licences only."
QUASHED = "The judgment is not published."


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('notes') / 'ledger.db'}"
    ledger = ledger_at(address)
    acts = [
        instrument("a", established(note="No destination is named.")),
        instrument("b", excluded("IL", from_="2020-01-01", note=NOTED)),
        instrument(
            "c",
            change("statement_recorded", about="NL1", says="No.", by="A", disputes=True, note=SAID),
            change("use_reported", licence="NL1", period="2020", transactions=3, note=QUASHED),
        ),
    ]
    ledger.record_all(acts, "somebody")
    ledger.close()
    return address


def told(line: str, database: str) -> str:
    """What a command prints, in one line."""
    found = run(line, database, COLUMNS="200")
    assert found.exit_code == 0, found.output
    return " ".join(found.output.split())


def test_beside_the_change_that_decides_a_verdict(database: str, tmp_path: Path) -> None:
    said = told("check --date 2021-01-01 --licence NL1 --destination IL", database)
    assert f"note: {NOTED}" in said
    assert SAID in said


def test_beside_the_parts_of_a_licence(database: str) -> None:
    said = told("show NL1 --valid-on 2021-01-01", database)
    assert all(note in said for note in ("No destination is named.", NOTED, SAID, QUASHED))


def test_beside_what_was_said_and_reported(database: str) -> None:
    assert f"note: {SAID}" in told("show statements NL1", database)
    assert f"note: {QUASHED}" in told("show reports NL1", database)


def test_only_from_where_the_change_can_be_seen(database: str) -> None:
    assert NOTED not in told("check --date 2019-01-01 --licence NL1 --destination FR", database)
