"""The rooms: none too full, none for a single module, each with its one sentence."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from contracts import PACKAGE, ROOT

STOREYS = ("domain", "projections", "api")
ROOMS = sorted(
    {path.parent.relative_to(ROOT) for one in STOREYS for path in (ROOT / one).rglob("*.py")}
)
OF_MANY = 16
"""How many modules a room holds at most."""

FACE = Path("api/testing")
"""The one room whose `__init__.py` is published: others import from it."""


def modules(room: Path) -> list[Path]:
    """The modules in a room, not counting its `__init__.py`."""
    return sorted(set((ROOT / room).glob("*.py")) - {ROOT / room / "__init__.py"})


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_a_room_holds_several_modules_and_not_too_many(room: Path) -> None:
    assert len(modules(room)) <= OF_MANY
    assert len(modules(room)) >= 2 or str(room) in STOREYS


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_a_room_says_in_one_sentence_what_is_in_it(room: Path) -> None:
    tree = ast.parse((ROOT / room / "__init__.py").read_text())
    sentence = ast.get_docstring(tree) or ""
    assert re.fullmatch(r"[^\n]+\.", sentence), sentence
    assert len(tree.body) == 1 or room == FACE


def test_every_room_is_in_the_wheel() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    rooms = {f"{PACKAGE}.{'.'.join(room.parts)}" for room in ROOMS}
    of_data = {f"{PACKAGE}.{name}" for name in ("docs", "record")}
    assert set(built) == {PACKAGE} | of_data | rooms
    assert len(built) == len(set(built))


# -- names -----------------------------------------------------------------------------------


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every module by its path, read."""
    for room in ROOMS:
        for path in modules(room):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def registers(decorator: ast.expr) -> bool:
    """Whether a decorator hands over to a framework: `@router.get("/…")`, `@commands.command()`."""
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)


def defined(tree: ast.Module) -> Iterator[str]:
    """The public classes and functions of a module that another can import and mean.

    Those handed to a framework (a route, a command) nobody imports: they go by path or word.
    """
    for node in tree.body:
        named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if not named or node.name.startswith("_") or any(map(registers, node.decorator_list)):
            continue
        yield node.name


def test_no_public_name_is_defined_in_two_modules() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path, tree in trees():
        for name in defined(tree):
            found[name].append(path)
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
