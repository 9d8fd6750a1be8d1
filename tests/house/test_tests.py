"""The tests lie as the rooms do, and stand by themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from contracts import ROOT

TESTS = ROOT / "tests"
STOREYS = ("domain", "projections", "api")


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, by the first part of their names."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_no_test_imports_a_test() -> None:
    tests = {path.stem: path for path in TESTS.rglob("test_*.py")}
    assert len(tests) == len(list(TESTS.rglob("test_*.py")))
    found = [(path, name) for path in TESTS.rglob("*.py") for name in imported(path)]
    assert [(path, name) for path, name in found if name in tests] == []


def test_the_folders_of_tests_are_those_of_the_rooms() -> None:
    folders = {
        path.parent.relative_to(TESTS)
        for storey in STOREYS
        for path in (TESTS / storey).rglob("*.py")
    }
    assert [folder for folder in folders if not list((ROOT / folder).glob("*.py"))] == []


def test_above_the_rooms_stands_only_what_holds_one_release_against_another() -> None:
    assert [path.name for path in TESTS.glob("test_*.py")] == ["test_earlier_releases.py"]


def test_what_tests_share_is_in_support() -> None:
    shared = [
        path
        for path in TESTS.rglob("*.py")
        if not path.name.startswith("test_") and path.name != "conftest.py"
    ]
    assert shared
    assert {path.parent for path in shared} == {TESTS / "support"}
