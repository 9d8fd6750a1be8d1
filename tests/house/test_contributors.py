"""The pages for contributors: every path and name in them is there, and no room is left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from contracts import ROOT

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
PAGES = {"architecture": ARCHITECTURE, "contributing": CONTRIBUTING}
STOREYS = ("domain", "projections", "api")


def words(text: str) -> list[str]:
    """What stands in backticks, outside of blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def paths(text: str) -> list[str]:
    """The paths among them: with a folder, or with a name's ending."""
    return [
        one
        for one in words(text)
        if re.fullmatch(r"[\w.-]+(/[\w.-]*)+|[\w-]+\.(md|toml|txt)", one) and one != "/v1"
    ]


def names(text: str) -> list[str]:
    """The names in code among them: functions with brackets, classes and their methods, tables."""
    found = (re.fullmatch(r"((?:[A-Z]\w*\.)?[a-z_]\w*)\(\)|([A-Z]\w+)", one) for one in words(text))
    return [one[1] or one[2] for one in found if one]


def defined(path: Path) -> Iterator[str]:
    """The names that a module defines, methods with their class."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{node.name}.{inner.name}"
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def passages(page: str) -> list[str]:
    """A page by its list items, table rows and paragraphs."""
    return re.split(r"\n\n|\n(?=\d+\. |\| )", page)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_path_that_a_page_names_is_there(page: str) -> None:
    assert len(paths(page)) > 25
    assert [one for one in paths(page) if not (ROOT / one).exists()] == []


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_name_is_defined_where_the_page_says(page: str) -> None:
    found, lost = 0, []
    for passage in passages(page):
        modules = [ROOT / one for one in paths(passage) if one.endswith(".py")]
        there = {name for path in modules if path.exists() for name in defined(path)}
        wanted = names(passage) if modules else []
        found += len(wanted)
        lost += [name for name in wanted if name not in there]
    assert found > 5
    assert lost == []


def test_the_page_has_a_line_for_every_room() -> None:
    rooms = {
        f"{path.parent.relative_to(ROOT)}/"
        for storey in STOREYS
        for path in (ROOT / storey).glob("*/**/__init__.py")
    }
    told = set(re.findall(r"^\| `([\w/]+/)` \|", ARCHITECTURE, flags=re.MULTILINE))
    assert told == rooms
