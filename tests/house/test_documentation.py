"""Every route, command, change type and error is documented; what the README shows is true."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from builders import Case
from licence_ledger.api.app import create_app
from licence_ledger.api.http.problems import PROBLEMS
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.domain.vocabulary.change_types import ANYTHING, CHANGE_TYPES
from licence_ledger.domain.vocabulary.dimensions import DIMENSION_NAMES
from typer.main import get_command
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
CHANGES = (ROOT / "docs" / "changes.md").read_text()
ERRORS = (ROOT / "docs" / "errors.md").read_text()
RECORD = (ROOT / "docs" / "record.md").read_text()

CONSOLE = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)


def without_root(text: str) -> str:
    """Output as compared: no root (it holds the moment of recording), no blanks at line ends."""
    found = re.sub(r"root [0-9a-f]{12}", "root …", text)
    return "\n".join(line.rstrip() for line in found.strip().splitlines())


def test_the_readme_opens_with_the_question_from_three_viewpoints() -> None:
    assert len(CONSOLE) == 3
    assert README.index("```console") < README.index("## ")


@pytest.mark.parametrize("block", CONSOLE, ids=["today", "January 2025", "before publication"])
def test_a_command_of_the_readme_prints_what_the_readme_shows(
    block: str, built_in_database: str
) -> None:
    line, _, shown = block.replace("\\\n", " ").partition("\n")
    program, *arguments = shlex.split(line.removeprefix("$ "))
    assert program == ".venv/bin/licence-ledger"
    env = {"LEDGER_DATABASE": built_in_database}
    done = CliRunner().invoke(command, arguments, env=env)
    assert done.exit_code == 0
    assert without_root(done.stdout) == without_root(shown)


@pytest.mark.parametrize("kind", CHANGE_TYPES.values(), ids=lambda kind: kind.name)
def test_a_change_type_is_documented_with_its_fields_and_targets(kind) -> None:
    rows = [row for row in CHANGES.splitlines() if row.startswith(f"| `{kind.name}` |")]
    assert len(rows) == 1
    for name in kind.needs:
        assert f"`{name}`" in rows[0]
    for name in kind.may:
        assert f"`{name}?`" in rows[0] or (name in DIMENSION_NAMES and "dimension" in rows[0])
    if kind.stops and kind.targets != ANYTHING:
        for target in kind.targets:
            assert f"`{target}`" in rows[0]
    assert kind.says in rows[0]


def test_every_code_that_the_code_can_give_is_documented() -> None:
    codes: set[str] = set()
    for path in [*(ROOT / "domain").rglob("*.py"), *(ROOT / "projections").rglob("*.py")]:
        codes |= set(re.findall(r'Fault\(\s*"([a-z_]+)"', path.read_text()))
    assert len(codes) > 20
    for code in codes | {"unknown_licence", "unknown_policy"}:
        assert f"`{code}`" in ERRORS, code


def test_every_route_and_command_is_in_the_readme() -> None:
    paths = create_app(Case().ledger, None, "x").openapi()["paths"]
    for path in paths:
        stem = path.partition("/{")[0]
        assert stem in README or path == "/healthz", path
    names = list(get_command(command).commands)
    assert len(names) > 15
    for name in names:
        assert f"licence-ledger {name}" in README or name in ("serve", "conformance"), name


def test_every_command_of_the_page_for_litigation_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "litigation.md").read_text()
    blocks = re.findall(r"```console\n(.*?)```", page, flags=re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    assert len(lines) > 15
    programs = Path(sys.executable).parent
    env = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    for line in lines:
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_every_kind_of_problem_has_a_sentence() -> None:
    for status, error in PROBLEMS.values():
        assert 400 <= status < 600
        assert error.__doc__
        assert error.title


def test_every_instrument_of_the_record_but_members_and_embargoes_is_listed() -> None:
    for path in (ROOT / "record").glob("*.yaml"):
        name = path.stem.partition("_")[2]
        if not re.match(r"(eu|nato|embargo)-", name):
            assert f"`{name}`" in RECORD, name


@pytest.mark.parametrize("path", sorted(ROOT.glob("**/*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    if ".venv" in path.parts:
        return
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
