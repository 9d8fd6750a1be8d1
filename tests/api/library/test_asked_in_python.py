"""What is asked in Python is answered as everywhere: the same JSON, as typed values."""

from __future__ import annotations

import datetime as dt
import doctest
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from pathlib import Path

import licence_ledger
import polars
import pytest
from licence_ledger.api.app import create_app
from licence_ledger.api.databases import NoLedgerError, ledger_at
from licence_ledger.api.http.limits import ConnectionLimits
from licence_ledger.api.library import opened as of_opened
from licence_ledger.api.library.on_a_server import ServerError
from licence_ledger.api.library.opened import OpenLedger
from licence_ledger.api.library.questions import ClosedLedgerError
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.domain.faults import QuestionError
from served_here import served_here
from typer.testing import CliRunner

ROOT = Path(__file__).parents[3]
SHIPMENT = {
    "licence": "NL009",
    "activity": "export",
    "goods": "ML10",
    "origin": "NL",
    "destination": "IL",
    "programme": "F-35",
    "date": "2024-02-25",
}


@pytest.fixture(scope="module")
def kept(built_in_database: str) -> Iterator[OpenLedger]:
    """A ledger in a file, by its path."""
    with licence_ledger.open(built_in_database.removeprefix("sqlite:///")) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def on_server(built_in_database: str) -> Iterator[OpenLedger]:
    """The same ledger, served."""
    ledger = ledger_at(built_in_database)
    with served_here(create_app(ledger, None, ""), ConnectionLimits()) as (host, port):
        yield licence_ledger.open(f"http://{host}:{port}/")
    ledger.close()


def test_a_server_judges_a_table_as_the_ledger_itself_does(
    kept: OpenLedger, on_server: OpenLedger
) -> None:
    rows = polars.DataFrame(
        [SHIPMENT, {**SHIPMENT, "date": "25-02-2024"}, {**SHIPMENT, "goods": "ML9"}]
    )
    assert on_server.evaluate(rows).equals(kept.evaluate(rows))


def printed(database: str, *line: str) -> dict[str, object]:
    """What a command prints with `--json`."""
    asked = [*line, "--json", "--database", database]
    return dict(json.loads(CliRunner().invoke(command, asked).stdout))


def test_a_check_says_what_the_command_says(kept: OpenLedger, built_in_database: str) -> None:
    line = [part for name, value in SHIPMENT.items() for part in (f"--{name}", value)]
    answer = kept.check(**SHIPMENT, known_on=dt.date(2024, 2, 15))
    told = printed(built_in_database, "check", *line, "--known-on", "2024-02-15")
    assert answer.to_dict() == told
    assert (answer.verdict, answer.decided_by) == (told["verdict"], told["decided_by"])
    assert answer.covered and not answer.not_covered


def test_a_licence_and_its_timeline_say_what_the_commands_say(
    kept: OpenLedger, built_in_database: str
) -> None:
    licence = kept.licence("NL007", valid_on="2018-01-01")
    assert licence.to_dict() == printed(
        built_in_database, "show", "NL007", "--valid-on", "2018-01-01"
    )
    over_time = kept.timeline("NL007", after=dt.date(2012, 1, 1), limit=2)
    assert over_time.to_dict() == printed(
        built_in_database, "timeline", "NL007", "--after", "2012-01-01", "--limit", "2"
    )
    assert over_time.periods[0].from_ == "2012-07-01"
    assert over_time.next is not None


def test_a_server_answers_the_same(kept: OpenLedger, on_server: OpenLedger) -> None:
    seen = {"known_on": "2025-01-01", "log_size": kept.log_size}
    assert on_server.log_size == kept.log_size
    for one, other in (
        (kept.check(**SHIPMENT, **seen), on_server.check(**SHIPMENT, **seen)),
        (
            kept.licence("NL009", valid_on="2024-02-25"),
            on_server.licence("NL009", valid_on="2024-02-25"),
        ),
        (kept.timeline("NL010", **seen), on_server.timeline("NL010", **seen)),
        (kept.group("EU", valid_on="2020-02-01"), on_server.group("EU", valid_on="2020-02-01")),
        (
            kept.policy("validity-military", destination="TR", valid_on="2024-01-01"),
            on_server.policy("validity-military", destination="TR", valid_on="2024-01-01"),
        ),
    ):
        assert one.to_dict() == other.to_dict()
        assert one == other
    assert kept.licences(valid_on="2020-01-01") == on_server.licences(valid_on="2020-01-01")
    assert kept.history("NL007") == on_server.history("NL007")


def test_a_servers_fault_is_the_fault(kept: OpenLedger, on_server: OpenLedger) -> None:
    told = []
    for ledger in (kept, on_server):
        with pytest.raises(QuestionError) as error:
            ledger.check(**{**SHIPMENT, "licence": "NL7", "destination": "Israel"})
        told.append([(one.code, one.detail) for one in error.value.faults])
    assert told[0] == told[1]


def test_the_built_in_record_is_that_of_the_release(
    opened_record: OpenLedger, kept: OpenLedger
) -> None:
    one, other = opened_record.check(**SHIPMENT), kept.check(**SHIPMENT)
    assert one.viewpoint.root_hash == other.viewpoint.root_hash
    assert one == other


def test_an_answer_is_had_again_from_its_viewpoint_and_never_changed(
    opened_record: OpenLedger,
) -> None:
    answer = opened_record.licence("NL009", valid_on="2024-02-25", known_on="2024-02-15")
    assert opened_record.licence("NL009", **answer.viewpoint.to_dict()) == answer
    with pytest.raises(FrozenInstanceError):
        answer.status = "withdrawn"  # type: ignore[misc]
    answer.to_dict()["permits"].clear()
    assert answer.to_dict()["permits"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"date": "25-02-2024"}, "malformed"),
        ({"known_on": "soon"}, "malformed"),
        ({"log_size": -1}, "malformed"),
        ({"destinaton": "IL"}, "unknown_field"),
        ({"date": None}, "missing"),
    ],
)
def test_a_faulty_question_is_told_and_not_answered(
    opened_record: OpenLedger, asked: dict[str, object], said: str
) -> None:
    with pytest.raises(QuestionError) as error:
        opened_record.check(**{**SHIPMENT, **asked})  # type: ignore[typeddict-item]
    assert said in {one.code for one in error.value.faults}


def test_what_is_no_part_of_a_viewpoint_is_told(opened_record: OpenLedger) -> None:
    with pytest.raises(QuestionError, match="`valid_in` is no field of a viewpoint"):
        opened_record.licence("NL007", valid_in="2018-01-01")  # type: ignore[call-arg]


def test_a_ledger_that_is_not_there_closed_or_out_of_reach_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoLedgerError, match="no ledger"):
        licence_ledger.open(str(tmp_path / "none.db"))
    with licence_ledger.open() as ledger:
        pass
    with pytest.raises(ClosedLedgerError):
        ledger.licence("NL007")
    with pytest.raises(ServerError, match="cannot be asked"):
        licence_ledger.open("http://127.0.0.1:9").licence("NL007")


def test_importing_the_package_loads_nothing() -> None:
    program = (
        "import sys, licence_ledger; "
        "print([one for one in sys.modules if one.startswith('licence_ledger.')])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert found.stdout == "[]\n"


def test_the_examples_of_the_page_and_of_the_docstrings_hold() -> None:
    page = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False)
    assert (page.failed, page.attempted > 15) == (0, True)
    for module in (of_opened, licence_ledger):
        found = doctest.testmod(module)
        assert (found.failed, found.attempted > 1) == (0, True)
