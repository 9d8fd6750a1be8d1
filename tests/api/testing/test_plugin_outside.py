"""Installed from the wheel, the plugin works in a project with packages of the same names.

The project has packages `domain` and `api` of its own, tests that use a fixture of ours, and
a file of questions; it does nothing to switch the plugin on.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from wheels import second_python_for_all

THEIR_TEST = """
import api, domain
import licence_ledger
from domain.shipments import SHIPMENT


def test_their_packages_stay_theirs():
    assert (api.WHOSE, domain.WHOSE) == ("theirs", "theirs")
    assert "site-packages" in licence_ledger.__file__


def test_their_shipment(built_in_ledger):
    assert built_in_ledger.seen("2024-02-25", known_on="2024-02-15").check(**SHIPMENT).covered
    assert built_in_ledger.seen("2024-02-25").check(**SHIPMENT).not_covered
"""
SHIPMENT = """
SHIPMENT = {
    "licence": "NL009", "activity": "export", "goods": "ML10", "origin": "NL",
    "destination": "IL", "programme": "F-35",
}
"""
QUESTIONS = """
built_in: true
questions:
  - name: an export to Israel, as known ten days before
    known_on: 2024-02-15
    transaction: {date: 2024-02-25, licence: NL009, activity: export, goods: ML10, origin: NL,
                  destination: IL, programme: F-35}
    expect: {verdict: covered}
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a virtual environment with the wheel."""
    return second_python_for_all(tmp_path_factory)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Somebody's project."""
    for package in ("domain", "api"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("WHOSE = 'theirs'\n")
    (tmp_path / "domain" / "shipments.py").write_text(SHIPMENT)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_theirs.py").write_text(THEIR_TEST)
    (tmp_path / "tests" / "f-35.ledger.yaml").write_text(QUESTIONS)
    return tmp_path


def outcome(python: Path, project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the project's tests come to."""
    others = ("cacheprovider", "hypothesispytest", "schemathesis", "xdist", "anyio")
    alone = (*(part for one in others for part in ("-p", f"no:{one}")), "--rootdir", str(project))
    command = [str(python), "-m", "pytest", "-v", *alone, *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_tests_and_questions_are_collected_and_pass(python: Path, project: Path) -> None:
    done = outcome(python, project, "tests/test_theirs.py", "tests/f-35.ledger.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout
    assert "f-35.ledger.yaml::an export to Israel, as known ten days before PASSED" in done.stdout
    assert "warning" not in done.stdout


def test_they_pass_in_whichever_way_the_project_imports_its_tests(
    python: Path, project: Path
) -> None:
    done = outcome(python, project, "--import-mode=importlib")
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_a_wrong_expectation_fails_with_what_the_law_said(python: Path, project: Path) -> None:
    path = project / "tests" / "f-35.ledger.yaml"
    path.write_text(path.read_text().replace("    known_on: 2024-02-15\n", ""))
    done = outcome(python, project)
    assert done.returncode == 1
    for line in (
        '  verdict: expected "covered", got "not_covered"',
        "not_covered: excluded",
        "  stcrt-2024-5435#2  destination_excluded, from 2024-02-20, published 2024-02-19",
        "    “NL007 and NL009 no longer for F-35 goods with end destination Israel”",
    ):
        assert line in done.stdout.splitlines()
    assert "1 failed" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_project_that_does_not_use_it_imports_nothing_of_the_ledger(
    python: Path, project: Path
) -> None:
    (project / "tests" / "f-35.ledger.yaml").unlink()
    (project / "tests" / "test_theirs.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    ours = {name for name in sys.modules if name.startswith('licence_ledger')}\n"
        "    assert ours == {'licence_ledger', 'licence_ledger.api',\n"
        "                    'licence_ledger.api.pytest_plugin'}\n"
    )
    done = outcome(python, project)
    assert done.returncode == 0, done.stdout


TYPED = """
from licence_ledger.api.pytest_plugin import NewLedger
from licence_ledger.api.testing import LedgerInTests


def test_typed(ledger: LedgerInTests, new_ledger: NewLedger) -> None:
    verdict = ledger.seen("2024-02-25").check(licence="NL009")
    reveal_type(verdict)
    reveal_type(new_ledger(built_in=True))
    verdict.coverd
"""


def test_a_type_checker_sees_the_types_of_the_plugin(python: Path, project: Path) -> None:
    path = project / "tests" / "test_typed.py"
    path.write_text(TYPED)
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-incremental"]
    command = [*mypy, "--python-executable", str(python), str(path)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    notes = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    assert notes[0] == 'note: Revealed type is "licence_ledger.api.testing.verdict.Verdict"', (
        done.stdout
    )
    assert notes[1] == 'note: Revealed type is "licence_ledger.api.testing.ledger.LedgerInTests"'
    assert '"Verdict" has no attribute "coverd"; maybe "covered"?' in notes[2]
    assert len(notes) == 4
