"""What a command loads before it answers: what it needs, and no more."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer
from licence_ledger.api import terminal
from licence_ledger.api.terminal.cli import ROOMS

FOR_FILES_AND_SERVING = ("numpy", "pyarrow", "numba", "fastapi", "uvicorn", "jinja2")
FOR_RECORDING = ("cryptography", "pycountry", "yaml", "jwt", "pydantic", "eventsourcing")
STARTED = """
import sys
from licence_ledger.api.terminal.cli import app
try:
    app(sys.argv[1:])
except SystemExit as end:
    loaded = [name for name in {heavy} if name in sys.modules]
    print(end.code, loaded, file=sys.stderr)
"""


@pytest.mark.parametrize("room", ROOMS)
def test_the_commands_of_a_module_are_those_of_the_table(room: str) -> None:
    loaded = import_module(f"{terminal.__name__}.{room}")
    assert tuple(typer.main.get_group(loaded.commands).commands) == ROOMS[room]


def test_every_module_with_commands_is_in_the_table() -> None:
    (folder,) = terminal.__path__
    written = {
        f"{one.parent.name}.{one.stem}"
        for one in Path(folder).glob("*/*.py")
        if "commands = typer.Typer(" in one.read_text(encoding="utf-8")
    }
    assert written == set(ROOMS)


@pytest.mark.parametrize(
    "line",
    [
        ["check", "--date", "2024-02-25", "--licence", "NL009", "--database"],
        ["show", "NL007", "--database"],
        ["timeline", "NL009", "--database"],
        ["history", "NL009", "--database"],
    ],
    ids=lambda line: line[0],
)
def test_a_question_loads_nothing_that_is_for_files_of_shipments_or_for_serving(
    line: list[str], built_in_database: str
) -> None:
    program = STARTED.format(heavy=FOR_FILES_AND_SERVING)
    asked = [sys.executable, "-c", program, *line, built_in_database]
    found = subprocess.run(asked, capture_output=True, text=True, timeout=120)
    assert found.stderr == "0 []\n"
    assert found.stdout


def test_a_sound_transaction_is_judged_without_what_checks_instruments_or_signs(
    built_in_database: str,
) -> None:
    program = STARTED.format(heavy=FOR_RECORDING)
    line = ["check", "--date", "2024-02-25", "--licence", "NL009", "--database", built_in_database]
    asked = [sys.executable, "-c", program, *line]
    found = subprocess.run(asked, capture_output=True, text=True, timeout=120)
    assert found.stderr == "0 []\n"


def test_a_server_begins_without_the_compiler() -> None:
    program = (
        "import sys\n"
        "from licence_ledger.api.serving import one_server\n"
        "from licence_ledger.api.pages import mounting\n"
        "print([name for name in ('numba', 'llvmlite') if name in sys.modules])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (found.stdout, found.returncode) == ("[]\n", 0), found.stderr


def test_portable_cases_are_asked_without_what_reads_tokens_or_speaks_to_a_database() -> None:
    program = (
        "import sys\n"
        "for name in ('jwt', 'backports.zstd', 'psycopg', 'opentelemetry.sdk', 'jinja2', 'babel',\n"
        "             'charset_normalizer', 'python_calamine', 'xlsxwriter'):\n"
        "    sys.modules[name] = None\n"
        "from licence_ledger.api.terminal.cli import app\n"
        "app(['conformance', sys.argv[1]])\n"
    )
    cases = Path(__file__).parents[2] / "conformance" / "lists.json"
    asked = [sys.executable, "-c", program, str(cases)]
    found = subprocess.run(asked, capture_output=True, text=True, timeout=120)
    assert (found.returncode, found.stdout.rpartition(", ")[2]) == (0, "0 differences\n")


def test_a_file_is_judged_without_mappings_pages_or_pandas(
    built_in_database: str, tmp_path: Path
) -> None:
    file = tmp_path / "one.csv"
    file.write_text("date,licence,goods\n2024-02-25,NL009,ML10\n", encoding="utf-8")
    unneeded = ("yaml", "pandas", "xlsxwriter", "python_calamine", "jinja2", "numba")
    program = STARTED.format(heavy=unneeded).replace("import app", "import run_command")
    program = program.replace("app(sys.argv[1:])", "run_command()")
    line = ["evaluate", str(file), "-o", str(tmp_path / "out.csv"), "--database", built_in_database]
    asked = [sys.executable, "-c", program, *line]
    found = subprocess.run(asked, capture_output=True, text=True, timeout=120)
    assert (found.returncode, found.stderr.splitlines()[-1]) == (0, "0 []")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").count("\n") == 2
