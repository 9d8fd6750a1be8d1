"""Installed, the package lives beside a project that has packages `domain` and `api` itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from licence_ledger.domain.shapes.schema import instrument_schema
from wheels import OURS, ROOT, built_wheel, run, second_python_for_all, wheel_for_all


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    return wheel_for_all(tmp_path_factory)


OURS += ("LICENSE",)
"""What the wheel is built from."""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a second virtual environment, with the wheel and pytest installed.

    What the wheel needs is taken from this environment's packages by a path file, so that
    nothing is downloaded; the wheel itself is really installed.
    """
    return second_python_for_all(tmp_path_factory)


def test_the_wheel_holds_one_package_and_the_built_in_record(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {
        "licence_ledger"
    }
    parts = ("domain/law/running.py", "api/pages/templates/base.html", "docs/threats.md")
    fonts = ("projections/pictures/fonts/DejaVuSans.ttf", "projections/pictures/fonts/LICENSE.txt")
    for part in (*parts, *fonts, "README.md", "py.typed"):
        assert f"licence_ledger/{part}" in names
    records = [name for name in names if name.startswith("licence_ledger/record/")]
    assert "licence_ledger/record/releases.txt" in records
    records.remove("licence_ledger/record/releases.txt")
    assert len(records) == len(list((ROOT / "record").rglob("*.yaml")))
    assert not [name for name in names if "/tests/" in name or name.endswith(".schema.json")]


def test_it_lives_beside_a_project_with_packages_of_the_same_names(
    python: Path, tmp_path: Path
) -> None:
    for package, text in (("domain", "WHOSE = 'theirs'\n"), ("api", "WHOSE = 'theirs'\n")):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(text)
        (tmp_path / package / "dates.py").write_text("def day(text):\n    return 'theirs'\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_theirs.py").write_text(
        "import api, domain\n"
        "from domain.dates import day\n"
        "import licence_ledger.domain.vocabulary.dates as ours\n"
        "from licence_ledger.api.files.built_in import RECORD_FOLDER\n"
        "\n"
        "def test_each_is_whose_it_is():\n"
        "    assert (domain.WHOSE, api.WHOSE, day('2024-02-20')) == ('theirs',) * 3\n"
        "    assert ours.day('2024-02-20') == 738936\n"
        "    assert 'site-packages' in str(RECORD_FOLDER)\n"
    )
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path]
    assert "1 passed" in run(*command, tmp_path / "tests", cwd=tmp_path)


def test_the_installed_command_makes_the_schema(python: Path, tmp_path: Path) -> None:
    """It is made from the shapes, and not shipped."""
    told = run(python.parent / "licence-ledger", "lint", "--schema", cwd=tmp_path)
    assert json.loads(told) == instrument_schema()


def test_the_installed_command_records_and_answers(python: Path, tmp_path: Path) -> None:
    command = python.parent / "licence-ledger"
    env = {**os.environ, "LEDGER_DATABASE": f"sqlite:///{tmp_path / 'ledger.db'}"}
    for arguments in (["record", "--built-in"], ["show", "NL009"]):
        done = subprocess.run(
            [str(command), *arguments],
            env=env,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert "in force" in done.stdout


def test_the_wheel_is_the_same_bytes_whatever_the_umask(wheel: Path, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        again = built_wheel(tmp_path)
    finally:
        os.umask(before)
    assert again.read_bytes() == wheel.read_bytes()


def test_everything_that_is_installed_is_pinned_by_its_hash_and_its_licence_listed() -> None:
    pinned = (ROOT / "constraints.txt").read_text()
    names = re.findall(r"^([a-z0-9_.-]+)==\S+", pinned, flags=re.MULTILINE)
    assert len(names) > 80
    assert {"pip", "setuptools"} <= set(names)
    for entry in re.split(r"\n(?=[a-z0-9])", pinned.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    listed = (ROOT / "docs" / "licences.md").read_text()
    assert [name for name in names if f"| {name} |" not in listed] == []
