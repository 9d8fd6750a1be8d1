"""Every setting stands in one table, which the command lists."""

from __future__ import annotations

import json
import re
from pathlib import Path

from licence_ledger.api.http.limits import ConnectionLimits, WorkerLimits
from licence_ledger.api.settings import SETTINGS, current, number, setting, unknown
from running import run

ROOT = Path(__file__).parents[3]
_NAME = re.compile(r"LEDGER_[A-Z]+(?:_[A-Z]+)*(?![A-Z_*])")


def named_in(*folders: str) -> set[str]:
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    texts = [path.read_text("utf-8") for path in files if path != ROOT / "api/settings.py"]
    return {name for text in texts for name in _NAME.findall(text)}


def test_what_the_code_reads_of_the_environment_is_the_table_and_nothing_else() -> None:
    assert named_in("api", "projections") == {one.name for one in SETTINGS}


def test_each_setting_is_listed_with_its_value_default_and_meaning() -> None:
    listed = json.loads(run("settings --json", LEDGER_PORT="8080").stdout)["settings"]
    assert [one["name"] for one in listed] == [one.name for one in SETTINGS]
    (port,) = [one for one in listed if one["name"] == "LEDGER_PORT"]
    assert port == {
        "name": "LEDGER_PORT",
        "value": "8080",
        "default": "8000",
        "meaning": setting("LEDGER_PORT").meaning,
    }


def test_a_secret_is_not_shown_nor_a_password_in_an_address() -> None:
    address = "postgresql://ledger:geheim@db.example/ledger"
    listed = run("settings --json", address, LEDGER_TOKEN="geheim-2").output
    assert "geheim" not in listed and "(set, not shown)" in listed
    assert "postgresql://ledger:***@db.example/ledger" in listed


def test_a_name_that_is_no_setting_is_told_with_the_nearest_and_the_command_goes_on() -> None:
    found = run("settings --json", LEDGER_PROT="8080")
    assert found.exit_code == 0
    assert "LEDGER_PROT is set, and is no setting; did you mean LEDGER_PORT?" in found.stderr
    assert list(unknown({"LEDGER_ZZZ": "1", "OTHER": "2"})) == [
        "LEDGER_ZZZ is set, and is no setting"
    ]


def test_an_empty_value_says_nothing() -> None:
    assert current(setting("LEDGER_PORT"), {"LEDGER_PORT": ""}) == "8000"


def test_bounds_hold_alike_for_the_command_and_for_an_application_made_without_it() -> None:
    limits, connections = WorkerLimits(), ConnectionLimits()
    assert number("LEDGER_POOL") == limits.workers
    assert number("LEDGER_QUEUE") == limits.queue
    assert number("LEDGER_TIME_LIMIT") == limits.seconds
    assert number("LEDGER_MEMORY_LIMIT") == limits.megabytes
    assert number("LEDGER_CONNECTIONS") == connections.connections
    assert number("LEDGER_CLIENT_CONNECTIONS") == connections.of_client
