"""What is installed without its parts answers all that they are not needed for, and names them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from licence_ledger.api.parts import PARTS, missing_part
from licence_ledger.api.terminal.cli import ROOMS

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
TAKEN = [module for modules in PARTS.values() for module in modules if module != "markdown_it"]
"""What no part brings is not there: but for what a terminal needs too."""
OF_OTHER_SYSTEMS = ("fcntl", "resource")
"""What Windows does not have."""
WITHOUT = """
import contextlib, io, json, sys
for name in {taken}:
    sys.modules[name] = None
from licence_ledger.api.terminal.cli import app
for line in json.load(sys.stdin):
    out, told, status = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            app(line)
        except SystemExit as end:
            status = end.code
    print(json.dumps([status, out.getvalue(), told.getvalue()]))
"""


def without_parts(
    lines: list[list[str]], cwd: Path, there: tuple[str, ...] = ()
) -> list[tuple[int, str, str]]:
    """What commands come to where no part is installed but what is `there`: status, output,
    errors."""
    taken = [one for one in TAKEN if one not in there]
    program = WITHOUT.format(taken=[*taken, *OF_OTHER_SYSTEMS, "pycountry"])
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(lines),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


CHECK = ["check", "--licence", "NL009", "--activity", "export", "--goods", "ML10", "--origin", "NL"]
CHECK += ["--destination", "IL", "--programme", "F-35", "--date", "2024-02-25"]
DOSSIER = [
    "dossier",
    "d.zip",
    "--licence",
    "NL009",
    "--from",
    "2024-02-19",
    "--until",
    "2024-02-20",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of one shipment."""
    path = tmp_path_factory.mktemp("without")
    (path / "in.csv").write_text("date,goods\n2024-02-25,ML10\n")
    (path / "case.json").write_text("[]")
    return path


def test_every_command_helps_without_any_part(folder: Path) -> None:
    names = [name for several in ROOMS.values() for name in several]
    lines = [["--help"], *([name, "--help"] for name in names)]
    for line, (status, said, told) in zip(lines, without_parts(lines, folder), strict=True):
        assert (status, told) == (0, ""), line
        assert "Usage" in said or "usage" in said.lower(), line


def test_files_are_judged_with_the_part_of_files_alone(folder: Path) -> None:
    at = ["--database", f"sqlite:///{folder}/files.db"]
    (folder / "kept.csv").write_text("Datum;Vergunning\n25-02-2024;NL009\n")
    lines = [
        ["record", "--built-in", *at],
        ["evaluate", "in.csv", "-o", "out.parquet", *at],
        ["prepare", "kept.csv"],
        ["evaluate", "kept.csv", "--mapping", "kept.mapping.yaml", "-o", "out.xlsx", *at],
        ["evaluate", "in.csv", "-o", "people.csv", "--for-excel", "nl", *at],
        ["watch", "add", "in.csv", *at],
    ]
    for line, (status, _, told) in zip(
        lines, without_parts(lines, folder, PARTS["files"]), strict=True
    ):
        assert status == 0, (line, told)
    assert (folder / "out.xlsx").stat().st_size > 0


def test_the_law_is_recorded_asked_proven_and_carried_without_any_part(folder: Path) -> None:
    at = ["--database", f"sqlite:///{folder}/own.db"]
    lines = [
        ["record", "--built-in", *at],
        [*CHECK, *at],
        ["show", "NL007", *at],
        ["timeline", "NL007", *at],
        ["search", "F-35", *at],
        ["verify", *at],
        [*DOSSIER, *at],
    ]
    for line, (status, said, told) in zip(lines, without_parts(lines, folder), strict=True):
        assert status == 0, (line, said, told)
        assert "Traceback" not in told


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (["evaluate", "in.csv", "-o", "out.csv"], "files"),
        (["impact", "in.csv", "--from", "valid_on=2024-01-01", "--to", "now"], "files"),
        (["serve", "--port", "1"], "serve"),
        (["conformance", "case.json"], "serve"),
        (["show", "NL007", "--database", "postgresql://nobody@127.0.0.1:1/none"], "postgresql"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else one,
)
def test_a_command_that_needs_a_part_says_which(
    line: list[str], part: str, folder: Path, built_in_database: str
) -> None:
    if "--database" not in line and line[0] != "conformance":
        line = [*line, "--database", built_in_database]
    ((status, said, told),) = without_parts([line], folder)
    assert (status, said) == (2, ""), told
    assert f'this needs the part "{part}"' in told
    assert f"pip install 'licence-ledger[{part}]'" in told
    assert len(told.splitlines()) == 1
    assert not (folder / "out.csv").exists()


def test_the_library_and_the_plugin_need_no_part(folder: Path) -> None:
    (folder / "test_theirs.py").write_text(
        "import licence_ledger, pytest\n"
        "from licence_ledger.api.parts import MissingPartError\n"
        "def test_law(built_in_ledger):\n"
        "    assert built_in_ledger.seen('2018-01-01').licence('NL007')['status'] == 'in_force'\n"
        "def test_library():\n"
        "    with licence_ledger.open() as ledger:\n"
        "        assert ledger.licence('NL007', valid_on='2018-01-01').status == 'in_force'\n"
        "        with pytest.raises(MissingPartError, match='files'):\n"
        "            ledger.evaluate([])\n"
    )
    (folder / "conftest.py").write_text(
        f"import sys\nfor name in {[*TAKEN, *OF_OTHER_SYSTEMS]}:\n    sys.modules[name] = None\n"
    )
    alone = ["-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:schemathesis"]
    command = [sys.executable, "-m", "pytest", "-q", *alone, "--rootdir", ".", "test_theirs.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_every_part_is_an_extra_and_knows_what_it_brings() -> None:
    extras, brought = PROJECT["optional-dependencies"], defaultdict(set)
    for module, names in packages_distributions().items():
        for name in names:
            brought[plain_name(name)].add(module)
    for part, modules in PARTS.items():
        known = {one.partition(".")[0] for one in modules}
        for name in map(plain_name, extras[part]):
            assert name == "licence-ledger" or not brought[name] or brought[name] & known, name
    assert set(re.findall(r"[a-z]+", extras["all"][0].partition("[")[2])) == set(PARTS) - {"spark"}


def plain_name(needed: str) -> str:
    """The name of what is needed, as names of packages are compared."""
    return re.split(r"[^A-Za-z0-9._-]", needed)[0].lower().replace("_", "-").replace(".", "-")


def test_what_no_part_brings_is_pythons_own_error() -> None:
    assert missing_part(ImportError("no", name="json5")) is None
    assert missing_part(ImportError("no", name="pyarrow.parquet")) is not None
