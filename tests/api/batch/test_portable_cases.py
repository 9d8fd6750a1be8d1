"""Portable cases, row by row through files: what they expect of verdict, reason and the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from examples import ASKED, SHOWN
from licence_ledger.api.terminal.cli import app as command
from portable import cases, differences
from typer.testing import CliRunner

Json = dict[str, Any]
EVERY = 3 if ASKED == SHOWN else 1
"""Of the cases that were made up `make test` judges every third here; `make test-long` all."""
RANDOM = [(name, case) for name, case in cases() if name.startswith("random: ")]
NAMED = [one for one in cases() if one not in RANDOM]
CASES = [pytest.param(case, id=name) for name, case in (*NAMED, *RANDOM[::EVERY])]


def judged(database: str, source: Path, target: Path, seen: list[str]) -> list[Json]:
    arguments = ["evaluate", str(source), "-o", str(target), *seen]
    done = CliRunner().invoke(command, arguments, env={"LEDGER_DATABASE": database})
    assert done.exit_code in (0, 1), done.output
    return [json.loads(line) for line in target.read_text().splitlines()]


@pytest.mark.parametrize("case", CASES)
def test_a_file_of_a_portable_case_is_judged_as_it_expects(case: Json, tmp_path: Path) -> None:
    assert differences(case, tmp_path, judged) == []
