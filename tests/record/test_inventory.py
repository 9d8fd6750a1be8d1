"""Every row of the inventory in `docs/record.md` is answered, and its examples are true.

A row's examples stand in its last column: a command and, after the arrow, a line that it
prints (or the beginning of one; blanks count once), or a change and words that it says.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from licence_ledger.api.terminal.cli import app as command
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
INVENTORY = PAGE[PAGE.index("## The inventory") :]
ROWS_OF = {"A": 13, "B": 18, "C": 15, "D": 9, "E": 5, "F": 12, "G": 8, "H": 9, "I": 4}
"""How many rows each section has: what the sources name, and the gaps in them."""

COMMAND = re.compile(r"`licence-ledger ([^`]+)` → `([^`]+)`")
SAYING = re.compile(r'`([a-z0-9.-]+#[0-9]+)` says "([^"]+)"')


@dataclass(frozen=True)
class Row:
    """One thing that the sources name: what became of it, and the examples."""

    section: str
    name: str
    answer: str
    example: str


def rows() -> list[Row]:
    """The rows of every table of the inventory."""
    found: list[Row] = []
    for section in re.split(r"(?m)^### ", INVENTORY)[1:]:
        for line in section.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if line.startswith("| ") and cells[0] not in ("what", "---"):
                assert len(cells) == 3, line
                found.append(Row(section[0], *cells))
    return found


ROWS = rows()
COMMANDS = [(row, *found) for row in ROWS for found in COMMAND.findall(row.example)]
SAYINGS = [(row, *found) for row in ROWS for found in SAYING.findall(row.example)]


def test_every_row_is_there() -> None:
    counted: dict[str, int] = {}
    for row in ROWS:
        counted[row.section] = counted.get(row.section, 0) + 1
    assert counted == ROWS_OF
    assert len({(row.section, row.name) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_has_an_answer_and_an_example_that_is_run(row: Row) -> None:
    assert len(row.answer) > 10
    examples = row.example.split("<br>")
    assert all(COMMAND.fullmatch(one) or SAYING.fullmatch(one) for one in examples), examples


@pytest.mark.parametrize(
    ("row", "arguments", "expected"), COMMANDS, ids=[f"{one[0].name}: {one[1]}" for one in COMMANDS]
)
def test_a_command_of_the_inventory_prints_its_line(
    row: Row, arguments: str, expected: str, built_in_database: str
) -> None:
    env = {"LEDGER_DATABASE": built_in_database}
    done = CliRunner().invoke(command, shlex.split(arguments), env=env)
    printed = [" ".join(line.split()) for line in (done.stdout + done.stderr).splitlines()]
    assert [line for line in printed if line.startswith(expected)], printed


@pytest.fixture(scope="module")
def changes() -> Mapping[str, Mapping[str, Any]]:
    """Every change of the built-in record by its id, as its file says it."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in (ROOT / "record").glob("*.yaml"):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for number, change in enumerate(content["changes"], 1):
            found[f"{content['instrument']}#{number}"] = change
    return found


@pytest.mark.parametrize(
    ("row", "change", "words"), SAYINGS, ids=[f"{one[0].name}: {one[1]}" for one in SAYINGS]
)
def test_a_change_of_the_inventory_says_its_words(
    row: Row, change: str, words: str, changes: Mapping[str, Mapping[str, Any]]
) -> None:
    said = changes[change]
    allowed = ("statement_recorded", "policy_amended", "application_decided")
    assert said["type"] in allowed, change
    assert words in f"{said.get('says', '')} {said.get('note', '')}", change
