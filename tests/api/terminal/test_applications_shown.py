"""An application on a terminal: where it stands, by when it must be decided, and over time."""

from __future__ import annotations

import json

import pytest
from applying import asked_to_complete, completed, decided, extended, objected, received
from builders import Case, instrument
from licence_ledger.api.terminal.cli import app as command
from typer.testing import CliRunner


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger in a file with an application that was completed, extended, refused, contested."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    acts = {
        "r": received(applicant="Voorbeeld B.V."),
        "q": asked_to_complete("2025-03-10", "2025-03-24"),
        "c": completed("2025-03-17"),
        "e": extended("2025-04-20", weeks=8),
        "d": decided("2025-06-20", criteria=["criterion 2"]),
        "o": objected("2025-07-10"),
    }
    case = Case(*(instrument(name, act) for name, act in acts.items()), database=str(path))
    case.ledger.close()
    return f"sqlite:///{path}"


def printed(database: str, *arguments: str) -> str:
    """What `show` prints, its blanks made one."""
    env = {"LEDGER_DATABASE": database, "COLUMNS": "160"}
    done = CliRunner().invoke(command, ["show", *arguments], env=env)
    assert done.exit_code == 0, done.output
    return "\n".join(" ".join(line.split()) for line in done.stdout.splitlines())


def test_it_says_where_it_stands_and_how_the_last_day_comes_about(database: str) -> None:
    text = printed(database, "application", "A1", "--valid-on", "2025-05-10")
    assert "in decision, to be decided by 2025-06-29" in text
    for line in (
        "Awb 4:13(2) r#1 application_received 8 weeks",
        "Awb 4:15(1)(a) q#1 completion_requested stands still: 6 days",
        "Awb 4:14(3) e#1 decision_term_extended 8 weeks",
    ):
        assert line in text


def test_while_it_stands_still_the_bounds_are_told(database: str) -> None:
    text = printed(database, "application", "A1", "--valid-on", "2025-03-12")
    assert "awaiting completion, to be decided by 2025-04-30 to 2025-05-12" in text
    assert "stands still: 2 to 14 days" in text


def test_a_decision_and_an_objection_have_tables_of_their_own(database: str) -> None:
    text = printed(database, "application", "A1", "--valid-on", "2025-07-10")
    assert "under objection: refused" in text
    assert "d#1 refused 2025-06-20 yes criterion 2 2025-08-01" in text
    assert "o#1 d#1 2025-07-10 yes 2025-09-12" in text


def test_the_list_and_the_timeline(database: str) -> None:
    assert "A1 Spare parts for radars 2025-03-03 in decision 2025-06-29" in printed(
        database, "applications", "--valid-on", "2025-05-10"
    )
    text = printed(database, "application", "A1", "--timeline")
    assert "2025-03-11 awaiting completion stands still no q#1 (completion_requested)" in text
    assert "2025-06-20 decided 2025-06-29 no refused d#1 (application_decided)" in text


def test_json_is_what_http_answers(database: str) -> None:
    answer = json.loads(
        printed(database, "application", "A1", "--json", "--valid-on", "2025-05-10")
    )
    assert answer["decide_by"] == {"earliest": "2025-06-29", "latest": "2025-06-29"}


def test_an_unknown_one_is_told_with_the_nearest(database: str) -> None:
    env = {"LEDGER_DATABASE": database}
    done = CliRunner().invoke(command, ["show", "application", "A2"], env=env)
    assert done.exit_code == 2
    assert "unknown_application" in done.output and "`A1`" in done.output


def test_every_change_to_it_stands_in_its_history(database: str) -> None:
    text = printed(database, "application", "A1", "--history")
    assert "2 q#1 completion_requested from 2025-03-10 2020-01-01 c#1" in text
    env = {"LEDGER_DATABASE": database}
    done = CliRunner().invoke(command, ["show", "NL1", "--history"], env=env)
    assert done.exit_code == 2 and "history LICENCE" in done.output
