"""A dimension is declared once: a row of the table, and it can be recorded and asked anywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from builders import change, established, group, instrument
from licence_ledger.api.testing import ledger as in_tests
from licence_ledger.domain.vocabulary.dimensions import DIMENSIONS, FIELDS
from licence_ledger.projections.kernel.array_layout import GIVEN

ROOT = next(p for p in Path(__file__).parents if (p / "pyproject.toml").exists())
Json = dict[str, Any]

ROWS = """
    Dimension(
        "packings",
        "packing",
        says="Whether the goods are put into another ship.",
        asks="Whether the goods are put into another ship",
        words=("with", "without"),
        ordinary="with",
    ),
    Dimension("carriers", "carrier", says="Carriers by name.", asks="Who carries the goods."),
    Dimension(
        "stopovers",
        "stopover",
        says="Countries on the way.",
        asks="A country on the way.",
        compared=Comparison.COUNTRY,
    ),
    Dimension(
        "tariffs",
        "tariff",
        says="Codes of the customs tariff.",
        asks="A code of the customs tariff.",
        compared=Comparison.CODE,
    ),
    Dimension(
        "projects",
        "project",
        says="Projects by name.",
        asks="A project.",
        compared=Comparison.PROGRAMME,
    ),
)
"""
"""A dimension of each kind that there is."""

ASKED: dict[str, tuple[list[str], str, Mapping[str | None, str]]] = {
    "packings": (
        ["without"],
        "packing",
        {"without": "covered", "with": "not_covered", None: "not_covered"},
    ),
    "carriers": (
        ["Blue Line", "Red Line"],
        "carrier",
        {"Red Line": "covered", "Green Line": "not_covered", None: "undetermined"},
    ),
    "stopovers": (
        ["NO", "@G"],
        "stopover",
        {"NO": "covered", "IL": "covered", "US": "not_covered", None: "undetermined"},
    ),
    "tariffs": (
        ["9306.10"],
        "tariff",
        {"9306.10.a": "covered", "9307": "not_covered", "9306": "undetermined"},
    ),
    "projects": (["A-1"], "project", {"a1": "covered", "B-2": "not_covered"}),
}
"""Of each the words of a clause, and what is covered by a licence for them."""

_VALUE = {"covered": "ours", "not_covered": "theirs", "undetermined": None}


def law() -> list[Json]:
    """For each dimension a licence that permits some words of it, and a policy of two values."""
    found = [instrument("group", group("G", "IL", "FR"))]
    for number, (name, (words, _, _)) in enumerate(ASKED.items(), 1):
        permits = [{"activities": ["export"], name: words}]
        values = [{"when": {name: words}, "value": "ours"}, {"value": "theirs"}]
        policy = change(
            "policy_adopted", policy=f"P{number}", title="Who", from_="2012-01-01", values=values
        )
        found.append(instrument(f"act-{number}", established(f"NL{number}", permits=permits)))
        found.append(instrument(f"policy-{number}", policy))
    return found


def questions() -> tuple[list[Json], list[str]]:
    """What is asked of these, and the verdicts."""
    asked, verdicts = [], []
    for number, (_, field, said) in enumerate(ASKED.values(), 1):
        for word, verdict in said.items():
            saying = {"activity": "export", **({} if word is None else {field: word})}
            asked.append({"licence": f"NL{number}", "policy": f"P{number}", "said": saying})
            verdicts.append(verdict)
    return asked, verdicts


@pytest.fixture(scope="module")
def with_more_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the package, in which the table alone is another: it has more rows.

    What was compiled to machine code is copied too: it must not hold what the table says.
    """
    folder = tmp_path_factory.mktemp("more")
    package = folder / "licence_ledger"
    package.mkdir()
    for name in ("domain", "projections", "api", "record"):
        shutil.copytree(ROOT / name, package / name)
    for path in (*ROOT.glob("*.py"), ROOT / "pyproject.toml", ROOT / "py.typed"):
        shutil.copy(path, package)
    table = package / "domain" / "vocabulary" / "dimensions.py"
    told, end, rest = table.read_text().partition("\n)\n\nRARE = ")
    assert end
    table.write_text(told + ROWS.rstrip() + end.removeprefix("\n)") + rest)
    return folder


def run_with(package: Path, *arguments: object, said: str = "") -> str:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        input=said,
        env={**os.environ, "PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def asked_at(door: str, package: Path, folder: Path) -> list[Any]:
    given = json.dumps({"instruments": law(), "questions": questions()[0]})
    script = ROOT / "tests" / "support" / "doors.py"
    found: list[Any] = json.loads(run_with(package, script, door, folder, said=given))
    return found


@pytest.mark.parametrize("door", ["HTTP", "the command", "the pytest plugin"])
def test_a_dimension_of_the_table_is_asked_alone_and_of_policies(
    with_more_rows: Path, tmp_path: Path, door: str
) -> None:
    verdicts = questions()[1]
    found = asked_at(door, with_more_rows, tmp_path)
    assert found == [[verdict, _VALUE[verdict]] for verdict in verdicts]


@pytest.mark.parametrize("door", ["a file, one by one", "a file, compiled"])
def test_a_dimension_of_the_table_is_a_column_of_files(
    with_more_rows: Path, tmp_path: Path, door: str
) -> None:
    assert asked_at(door, with_more_rows, tmp_path) == questions()[1]


def test_a_dimension_of_the_table_is_in_the_schema_and_explained(with_more_rows: Path) -> None:
    command = "from licence_ledger.api.terminal.cli import app; app()"
    made = json.loads(run_with(with_more_rows, "-c", command, "lint", "--schema"))
    for part in ("Clause", "destination_excluded", "court_amendment_ordered"):
        fields = made["$defs"][part]["properties"]
        assert fields["carriers"]["description"] == "Carriers by name.", part
    help_text = run_with(with_more_rows, "-c", command, "check", "--help")
    assert "--packing" in help_text
    assert "Who carries the goods." in " ".join(help_text.replace("│", " ").split())


def test_a_row_that_says_an_ordinary_word_says_one_of_its_words() -> None:
    for one in DIMENSIONS:
        assert one.ordinary is None or not one.words or one.ordinary in one.words


def test_one_dimension_has_too_many_words_for_a_set_of_bits() -> None:
    assert [one.name for one in DIMENSIONS if one.many] == ["exporters"]


def test_which_fields_leave_a_line_open_fits_a_number_of_the_kernel() -> None:
    """Two bits say whether a line matches; each field has one for lacking and one for given."""
    assert 2 + 2 * GIVEN < 64


def test_the_names_spelled_out_for_type_checkers_are_those_of_the_table() -> None:
    assert list(in_tests.Dimensions.__annotations__) == list(FIELDS)
