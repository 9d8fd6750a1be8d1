"""Imports point inwards: api -> projections -> domain; what decides needs no library."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from licence_ledger.projections.dossier.verifier_archive import carried

ROOT = Path(__file__).parents[2]
LAYERS = ("domain", "projections", "api")

FORBIDDEN_IN_DOMAIN = {"sqlite3", "os", "pathlib", "time", "random", "uuid", "socket", "fastapi"}


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """What a module imports: a package of ours as `domain` (and so on), others by name."""
    layer = path.relative_to(ROOT).parts[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            name = (node.module or "").partition(".")[0]
            deep = len(path.relative_to(ROOT).parts)
            inside = node.level and node.level < deep
            yield layer if inside else name, node.lineno


def outward(path: Path) -> list[str]:
    """The imports of a module that point outwards."""
    own = LAYERS.index(path.relative_to(ROOT).parts[0])
    found = []
    for name, line in imports(path):
        if name in LAYERS and LAYERS.index(name) > own:
            found.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
        if own == 0 and name in FORBIDDEN_IN_DOMAIN:
            found.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    return found


def modules(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_inwards(layer: str) -> None:
    assert modules(layer)
    assert [found for path in modules(layer) for found in outward(path)] == []


def test_what_the_verifier_carries_imports_only_the_standard_library() -> None:
    for path in carried():
        if path != "__init__.py":
            others = {module for module, _ in imports(ROOT / path)} - set(LAYERS)
            assert others <= set(sys.stdlib_module_names), path


@pytest.mark.parametrize(
    "line",
    [
        "from ...api.app import create_app",
        "from ...projections.storage.log import Log",
        "import sqlite3",
        "import time",
    ],
)
def test_an_import_that_points_outwards_is_found(line: str, tmp_path: Path) -> None:
    """The test above can fail: the same check, on a module of `domain` with one such line."""
    bad = ROOT / "domain" / "law" / "running.py"
    altered = tmp_path / "altered.py"
    altered.write_text(f"{line}\n{bad.read_text()}")

    class Pretended(type(bad)):  # type: ignore[misc]  # the altered text, at the real place
        def read_text(self, *args: object, **kwargs: object) -> str:
            return altered.read_text()

    assert len(outward(Pretended(bad))) == 1


def test_nothing_in_domain_reads_a_clock() -> None:
    for path in modules("domain"):
        text = path.read_text()
        for call in ("datetime.now(", "date.today(", "utcnow(", "uuid4(", "time.time("):
            assert call not in text, f"{path} calls {call}"
