"""Asks the same of a ledger at every door, in a process of its own: `doors.py NAME FOLDER`.

From standard input comes what is recorded and asked; the answers go to standard output as JSON.
A question names a licence, what its transaction says, and the policy to ask likewise.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
DAY = "2020-05-01"
TODAY = date(2026, 11, 21)


def over_http(instruments: list[Json], questions: list[Json], _: Path) -> list[Any]:
    """Recorded and asked over HTTP: verdicts, and values of policies."""
    from fastapi.testclient import TestClient
    from licence_ledger.api.app import create_app
    from licence_ledger.projections.ledger import open_ledger

    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    ledger = open_ledger(":memory:", lambda: TODAY, lambda: now)
    client = TestClient(create_app(ledger, "token", "the test"))
    for one in instruments:
        told = client.post("/v1/instruments", json=one, headers={"Authorization": "Bearer token"})
        assert told.status_code == 201, told.text
    found = []
    for one in questions:
        transaction = {"date": DAY, "licence": one["licence"], **one["said"]}
        said = client.post("/v1/evaluations", json={"transaction": transaction}).json()
        asked = client.get(f"/v1/policies/{one['policy']}", params={"valid_on": DAY, **one["said"]})
        found.append([said["verdict"], asked.json()["value"]])
    return found


def by_command(instruments: list[Json], questions: list[Json], folder: Path) -> list[Any]:
    """Recorded and asked by the command, with options."""
    done = _recorded(instruments, folder)
    found = []
    for one in questions:
        options = [part for n, v in one["said"].items() for part in (f"--{n}", v)]
        check = done("check", "--licence", one["licence"], "--date", DAY, *options, "--json")
        show = done("show", "policy", one["policy"], "--valid-on", DAY, *options, "--json")
        found.append([json.loads(check)["verdict"], json.loads(show)["value"]])
    return found


def in_a_file(times: int) -> Callable[[list[Json], list[Json], Path], list[Any]]:
    """Asked as the rows of a CSV file, each so many times."""

    def ask(instruments: list[Json], questions: list[Json], folder: Path) -> list[Any]:
        from licence_ledger.projections.batch.engines import FEW_ROWS

        done = _recorded(instruments, folder)
        names = ["date", "licence", *dict.fromkeys(n for one in questions for n in one["said"])]
        with (folder / "rows.csv").open("w", newline="") as file:
            rows = csv.DictWriter(file, names)
            rows.writeheader()
            for one in questions:
                for _ in range(times):
                    rows.writerow({"date": DAY, "licence": one["licence"], **one["said"]})
        done("evaluate", str(folder / "rows.csv"), "-o", str(folder / "judged.csv"))
        with (folder / "judged.csv").open(newline="") as file:
            judged = list(csv.DictReader(file))
        assert not any(row.get("error") for row in judged), judged[0]
        several = [
            {row["verdict"] for row in judged[first : first + times]}
            for first in range(0, len(judged), times)
        ]
        assert (len(judged) > FEW_ROWS) == (times > 1), "not judged as was meant"
        assert all(len(verdicts) == 1 for verdicts in several), several
        return [verdicts.pop() for verdicts in several]

    return ask


def in_other_tests(instruments: list[Json], questions: list[Json], folder: Path) -> list[Any]:
    """Asked with the pytest plugin: by a fixture, and in a file of questions."""
    (folder / "law.json").write_text(json.dumps(instruments))
    (folder / "questions.json").write_text(json.dumps(questions))
    (folder / "test_theirs.py").write_text(
        "import json, pathlib\n"
        "HERE = pathlib.Path(__file__).parent\n"
        "def test_it(new_ledger):\n"
        "    law = json.loads((HERE / 'law.json').read_text())\n"
        f"    seen = new_ledger(record=law, today='{TODAY}').seen(valid_on='{DAY}')\n"
        "    found = []\n"
        "    for one in json.loads((HERE / 'questions.json').read_text()):\n"
        "        verdict = seen.check(licence=one['licence'], **one['said'])\n"
        "        value = seen.policy(one['policy'], **one['said'])['value']\n"
        "        found.append([verdict.verdict, value])\n"
        "    (HERE / 'found.json').write_text(json.dumps(found))\n"
    )
    _pytest(folder)
    found: list[Any] = json.loads((folder / "found.json").read_text())
    file = {
        "today": str(TODAY),
        "instruments": instruments,
        "questions": [
            {
                "transaction": {"date": DAY, "licence": one["licence"], **one["said"]},
                "expect": {"verdict": verdict},
            }
            for one, (verdict, _) in zip(questions, found, strict=True)
        ],
    }
    (folder / "theirs.ledger.yaml").write_text(yaml.safe_dump(file))
    assert f"{len(questions) + 1} passed" in _pytest(folder)
    return found


def _pytest(folder: Path) -> str:
    others = ("cacheprovider", "hypothesispytest", "schemathesis", "xdist", "anyio")
    without = [part for one in others for part in ("-p", f"no:{one}")]
    command = [sys.executable, "-m", "pytest", "-q", *without, "--rootdir", folder]
    done = subprocess.run([*command, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _recorded(instruments: list[Json], folder: Path) -> Callable[..., str]:
    """The command, run against a ledger in which these are recorded."""
    from licence_ledger.api.terminal.cli import app
    from typer.testing import CliRunner

    env = {"LEDGER_DATABASE": f"sqlite:///{folder / 'ledger.db'}"}

    def done(*arguments: str) -> str:
        result = CliRunner().invoke(app, arguments, env=env)
        assert result.exit_code == 0, result.output
        return result.output

    (folder / "law.json").write_text(json.dumps(instruments))
    done("record", str(folder / "law.json"))
    return done


DOORS = {
    "HTTP": over_http,
    "the command": by_command,
    "a file, one by one": in_a_file(1),
    "a file, compiled": in_a_file(300),
    "the pytest plugin": in_other_tests,
}

if __name__ == "__main__":
    given = json.loads(sys.stdin.read())
    answers = DOORS[sys.argv[1]](given["instruments"], given["questions"], Path(sys.argv[2]))
    print(json.dumps(answers))
