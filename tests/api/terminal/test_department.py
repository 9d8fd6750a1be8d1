"""Four eyes on a terminal: let in, proposed, looked at, approved, refused, recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import established, excluded, instrument
from running import run
from typer.testing import Result

ASKED = {"LEDGER_APPROVALS": "2", "COLUMNS": "140"}


class Office:
    """A ledger at which the command works, and an instrument in a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = f"sqlite:///{folder / 'ledger.db'}"
        self.file = self.written("b", instrument("b", excluded("IL")))
        first = self.written("a", instrument("a", established()))
        assert run(f"record {first}", self.database).exit_code == 0

    def written(self, name: str, content: Any) -> Path:
        """An instrument in a file."""
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(content))
        return path

    def does(self, line: str, **environment: str) -> Result:
        """What comes of a command where two must approve."""
        return run(line, self.database, **{**ASKED, **environment})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office."""
    return Office(tmp_path)


def test_it_is_proposed_approved_by_two_and_recorded(office: Office) -> None:
    assert "proposal 1 (b) is open" in office.does(f"propose {office.file} --by ann").output
    own = office.does("approve 1 --yes --by ann")
    assert (own.exit_code, "somebody else approves" in own.output) == (1, True)
    first = office.does("approve 1 --yes --by bob")
    assert "what it would change now" in first.output
    assert "proposal 1 (b) is open" in first.output
    assert "1 of 2 that are asked for" in office.does("proposals 1").output
    assert "proposal 1 (b) is recorded" in office.does("approve 1 --yes --by cas").output
    shown = json.loads(office.does("proposals 1 --json").stdout)
    assert {one["by"] for one in shown["approvals"]} == {"bob", "cas"}
    assert office.does("verify").exit_code == 0


def test_who_says_no_approves_nothing(office: Office) -> None:
    office.does(f"propose {office.file} --by ann")
    assert office.does("approve 1 --by bob").exit_code == 1  # nobody is there to answer
    assert json.loads(office.does("proposals 1 --json").stdout)["approvals"] == []


def test_what_is_refused_is_revised(office: Office) -> None:
    office.does(f"propose {office.file} --by ann")
    assert "is refused" in office.does("refuse 1 --reason 'another day' --by bob").output
    assert "bob: another day" in office.does("proposals 1").output
    better = office.written("c", instrument("b", excluded("IL"), title="Better"))
    assert "is open" in office.does(f"propose {better} --revises 1 --by ann").output
    assert "Better" in office.does("proposals --state open").output
    assert "is withdrawn" in office.does("withdraw 1 --by ann").output


def test_who_records_around_it_must_say_so_and_the_record_says_it(office: Office) -> None:
    refused = office.does(f"record {office.file}")
    assert (refused.exit_code, "--unapproved" in refused.output) == (2, True)
    assert office.does(f"record {office.file} --unapproved --by rik").exit_code == 0
    assert office.does("verify").exit_code == 0


def test_a_faulty_file_is_told_with_every_fault(office: Office) -> None:
    faulty = office.written("c", instrument("c", excluded("XX")))
    done = office.does(f"propose {faulty}")
    assert (done.exit_code, "unknown_country" in done.output) == (1, True)


def test_nothing_is_due(office: Office) -> None:
    assert "nothing is approved and due" in office.does("proposals record-due").output


def test_where_nobody_asks_for_approvals_nothing_is_proposed(office: Office) -> None:
    done = office.does(f"propose {office.file}", LEDGER_APPROVALS="0")
    assert (done.exit_code, "LEDGER_APPROVALS" in done.output) == (1, True)
    wrong = office.does(f"propose {office.file}", LEDGER_APPROVALS="two")
    assert (wrong.exit_code, "from 0 to 100" in wrong.output) == (1, True)


def test_with_a_file_of_people_each_acts_by_his_own_token(office: Office) -> None:
    people = {"LEDGER_ACCESS": str(office.folder / "people.json")}
    trail = office.folder / "trail.jsonl"

    def token(name: str, role: str) -> dict[str, str]:
        made = office.does(f"access add {name} --role {role} --until 2099-01-01", **people)
        assert made.exit_code == 0, made.output
        return {**people, "LEDGER_PERSON_TOKEN": made.stdout.strip(), "LEDGER_TRAIL": str(trail)}

    ann, bob = token("ann", "proposer"), token("bob", "approver")
    nobody = office.does(f"propose {office.file} --by ann", **people)
    assert (nobody.exit_code, "LEDGER_PERSON_TOKEN" in nobody.output) == (1, True)
    assert office.does(f"propose {office.file}", **bob).exit_code == 1
    assert office.does(f"propose {office.file} --by bob", **ann).exit_code == 1
    assert office.does(f"propose {office.file}", **ann).exit_code == 0
    assert office.does("approve 1 --yes", **bob).exit_code == 0
    assert "1 token ended" in office.does("access end bob", **people).output
    assert office.does("refuse 1 --reason x", **bob).exit_code == 1
    listed = office.does("access list", **people).output
    assert "ann" in listed
    assert "ended" in listed
    assert [json.loads(line)["event"] for line in trail.read_text().splitlines()] == [
        "proposed",
        "approved",
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("access add ann --role king --until 2099-01-01", "is no role"),
        ("access add ann --until yesterday", "is no day"),
        ("access add ann --until 2000-01-01", "is past"),
        ("access add ' ' --until 2099-01-01", "1 to 200 letters"),
        ("access list", "there is no file"),
    ],
)
def test_a_wrong_line_about_people_says_what_to_do(office: Office, line: str, why: str) -> None:
    done = office.does(line, LEDGER_ACCESS=str(office.folder / "none.json"))
    assert done.exit_code == 2
    assert why in done.output
