"""The command: tables for people, JSON for programs, errors that say what to do."""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest
from builders import correction, established, excluded, instrument
from licence_ledger.api.terminal.cli import app
from running import COMMAND, run, serving
from typer.core import TyperCommand
from typer.main import get_command


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


F35 = (
    "check --licence NL009 --activity export --goods ML10 --origin NL --destination IL "
    "--programme F-35 "
)


def answer(line: str, database: str) -> dict:
    done = run(f"{line} --json", database)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


# -- the question the ledger was made for ----------------------------------------------


def test_today_the_shipment_reads_excluded_and_the_order_annulled(built_in_database: str) -> None:
    found = answer(F35 + "--date 2024-02-25", built_in_database)
    assert (found["verdict"], found["reason"]) == ("not_covered", "excluded")
    assert found["decided_by"].startswith("stcrt-2024-5435#")
    (order,) = found["court_orders"]
    assert (order["order"], order["state"]) == ("ghdha-2024-191#1", "annulled")
    assert order["carried_out_by"] == [found["decided_by"]]


def test_as_known_in_january_2025_the_order_is_implemented(built_in_database: str) -> None:
    found = answer(F35 + "--date 2024-02-25 --known-on 2025-01-01", built_in_database)
    assert found["reason"] == "excluded"
    assert [order["state"] for order in found["court_orders"]] == ["implemented"]


def test_as_known_before_publication_it_is_covered_and_the_order_overdue(
    built_in_database: str,
) -> None:
    found = answer(F35 + "--date 2024-02-25 --known-on 2024-02-15", built_in_database)
    assert (found["verdict"], found["reason"]) == ("covered", "permitted")
    assert [order["state"] for order in found["court_orders"]] == ["overdue"]


def test_after_the_quashing_the_exclusion_still_runs(built_in_database: str) -> None:
    found = answer(F35 + "--date 2025-10-04", built_in_database)
    assert found["reason"] == "excluded"
    assert found["court_orders"][0]["state"] == "annulled"


def test_a_table_says_the_same_to_people(built_in_database: str) -> None:
    done = run(F35 + "--date 2024-02-25", built_in_database)
    assert done.exit_code == 0
    assert done.stdout.startswith("not covered  excluded, by stcrt-2024-5435#2")
    assert "annulled" in done.stdout
    assert "on 2024-02-25, as known now, at log size" in done.stdout


# -- show and history --------------------------------------------------------------------


def test_show_lists_the_register(built_in_database: str) -> None:
    done = run("show", built_in_database)
    for licence in ("NL002", "NL007", "NL009", "NL010"):
        assert licence in done.stdout
    assert "withdrawn" in done.stdout


def test_show_a_licence_a_group_and_a_policy(built_in_database: str) -> None:
    assert "in force" in run("show NL007 --valid-on 2018-01-01", built_in_database).stdout
    assert "GB" in run("show group EU --valid-on 2019-01-01", built_in_database).stdout
    done = run("show policy nothing", built_in_database)
    assert done.exit_code == 2
    assert "unknown_policy" in done.stderr


def test_what_was_recorded_is_found_by_its_words(built_in_database: str) -> None:
    found = answer("search f35 isräel", built_in_database)["hits"]
    assert "stcrt-2024-5435" in [one["id"] for one in found[:4]]
    before = answer("search f35 israel --known-on 2023-01-01", built_in_database)["hits"]
    assert all(one["published_on"] <= "2023-01-01" for one in before)
    assert (
        "NL007 and NL009 no longer for F-35 goods"
        in run("search F-35 Israel", built_in_database).stdout
    )
    assert "has all these words" in run("search xyzzy", built_in_database).stdout


def test_groups_and_policies_are_listed_with_the_days_on_which_they_stood(
    built_in_database: str,
) -> None:
    shown = run("show groups", built_in_database).stdout
    assert "EU                  runs        27       from 1958-01-01" in shown
    listed = answer("show policies --valid-on 2024-01-01", built_in_database)["policies"]
    ended = next(one for one in listed if one["policy"] == "presumption-of-denial")
    assert (ended["running"], ended["ran"][-1]["until"]) == ("no", "2023-07-14")


def test_a_policy_that_has_ended_says_when_it_ran(built_in_database: str) -> None:
    line = "show policy presumption-of-denial --valid-on 2024-01-01"
    assert (
        "it ran perhaps always until 2016-07-04; from 2016-07-04 until 2023-07-14"
        in run(line, built_in_database).stdout
    )
    assert answer(line, built_in_database)["ran"][-1]["until"] == "2023-07-14"
    assert "ran" not in answer(f"{line} --answer-version 1", built_in_database)


def test_a_country_first_tells_what_is_left_and_what_leaves_nothing(
    built_in_database: str,
) -> None:
    line = "show destination IL --valid-on 2025-06-01"
    left = {one["licence"]: one for one in answer(line, built_in_database)["licences"]}
    assert left["NL007"]["covers"] == left["NL002"]["covers"] == "nothing"
    assert left["NL009"]["covers"] == "some"
    shown = " ".join(run(line, built_in_database).stdout.split())
    assert "excluded by stcrt-2025-11446#2" in shown
    assert "NL002" in shown.partition("licences that leave nothing")[2]


def test_the_days_of_a_country_tell_what_changed_and_by_what(built_in_database: str) -> None:
    line = "show destination IL --timeline --after 2025-04-01 --limit 1"
    (day,) = answer(line, built_in_database)["days"]
    assert day["on"] == "2025-04-08"
    assert [one["licence"] for one in day["licences"]] == ["NL002", "NL007", "NL010"]
    assert {one["change"] for one in day["changes"]} == {
        f"stcrt-2025-11446#{number}" for number in (1, 2, 3)
    }
    assert "- permit bwbr0026717#1/permit-1" in run(line, built_in_database).stdout


def test_what_comes_for_a_country_is_told_before_it_comes(built_in_database: str) -> None:
    coming = answer("show destination IL --valid-on 2025-04-07", built_in_database)["upcoming"]
    assert (coming[0]["on"], coming[0]["licences"]) == ("2025-04-08", ["NL002", "NL007", "NL010"])


def test_a_country_s_name_is_told_with_its_code(built_in_database: str) -> None:
    done = run("show destination Israel", built_in_database)
    assert (done.exit_code, "`IL` (Israel)" in done.output) == (2, True)


def test_history_lists_every_change(built_in_database: str) -> None:
    found = answer("history NL009", built_in_database)
    assert "stcrt-2024-5435#2" in [one["change"] for one in found["history"]]
    assert "stcrt-2016-44509#1" in run("history NL009", built_in_database).stdout


# -- faulty questions and wrong usage ------------------------------------------------------

FAULTY = [
    pytest.param("show NL9", "unknown_licence", id="an unknown licence"),
    pytest.param("show NL009 --valid-on 2024-02", "malformed", id="a month"),
    pytest.param("show NL009 --valid-on ''", "malformed", id="an empty day"),
    pytest.param("show NL009 --log-size 1", "inside_instrument", id="inside an instrument"),
    pytest.param("check --date 2024-02-30", "malformed", id="a day that is none"),
    pytest.param(
        "check --date 2024-02-20 --destination Israel", "did you mean `IL`", id="a country's name"
    ),
    pytest.param("check --date 2024-02-20 --activity smuggling", "malformed", id="no activity"),
    pytest.param("check --licence NL009", "--date", id="no date"),
    pytest.param("show NL009 --destination IL", "is for policies", id="a dimension to a licence"),
    pytest.param("show licence NL009", "write a licence", id="a kind that is none"),
    pytest.param("record", "name files or folders", id="nothing to record"),
    pytest.param("nonsense", "nonsense", id="no such command"),
]


@pytest.mark.parametrize(("line", "told"), FAULTY)
def test_a_faulty_question_is_told_on_standard_error(
    line: str, told: str, built_in_database: str
) -> None:
    done = run(line, built_in_database)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert told in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sqlite:///nowhere/ledger.db", "there is no ledger at nowhere/ledger.db"),
        ("postgresql://localhost:1/ledger", "database cannot be used"),
        ("ledger.db", "is no address of a ledger"),
    ],
)
def test_a_ledger_that_cannot_be_read_is_a_clear_error(address: str, told: str) -> None:
    done = run("show NL009", address)
    assert done.exit_code == 1
    assert told in " ".join(done.stderr.split())


COMMANDS = list(get_command(app).commands.items())


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_help_teaches_with_an_example(name: str, command: TyperCommand) -> None:
    done = run(f"{name} --help")
    assert done.exit_code == 0
    assert f"licence-ledger {name}" in " ".join(done.stdout.split())
    assert "Example" in done.stdout
    assert command.epilog


def test_the_examples_of_the_questions_can_be_pasted(built_in_database: str) -> None:
    """Each is answered on the built-in record (1: a diff that differs)."""
    pasted = 0
    for name, command in COMMANDS:
        if name in ("check", "show", "history", "timeline", "diff"):
            said = command.epilog.partition(": ")[2]
            for example in said.split("; "):
                line = example.removeprefix("licence-ledger ")
                done = run(line, built_in_database)
                assert done.exit_code in ((0, 1) if name == "diff" else (0,)), example
                assert done.stdout
                pasted += 1
    assert pasted >= 7


# -- recording -------------------------------------------------------------------------------


def test_a_folder_is_recorded_and_again_changes_nothing(tmp_path: Path, database: str) -> None:
    folder = tmp_path / "acts"
    folder.mkdir()
    (folder / "1.json").write_text(json.dumps(instrument("a", established())))
    (folder / "2.ndjson").write_text(json.dumps(instrument("b", excluded("IL"))) + "\n")
    first = run(f"record {folder} --by 'A. Jansen'", database)
    assert first.exit_code == 0
    assert "2 recorded, 0 already there, 0 refused" in first.stdout
    again = run(f"record {folder}", database)
    assert "0 recorded, 2 already there, 0 refused" in again.stdout
    assert answer("history NL1", database)["viewpoint"]["log_size"] == 4


def test_a_refused_file_is_told_with_every_fault_and_exits_1(tmp_path: Path, database: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(instrument("a", excluded("XX"), excluded("@NONE"))))
    done = run(f"record {path}", database)
    assert done.exit_code == 1
    told = " ".join(done.stderr.split())
    for code in ("unknown_country", "unknown_subject", "unknown_group"):
        assert code in told
    as_json = run(f"record {path} --json", database)
    assert len(json.loads(as_json.stdout)["refused"][0]["errors"]) == 4


def test_the_recorder_is_named_by_or_is_the_systems_user(tmp_path: Path, database: str) -> None:
    for name, by in (("a", "--by 'A. Jansen'"), ("b", "")):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(instrument(name, established(f"NL{name}"))))
        assert run(f"record {path} {by}", database, LOGNAME="douane").exit_code == 0
    with serving("--empty", database) as url:
        page = json.load(urllib.request.urlopen(f"{url}/v1/instruments"))
    assert [one["recorded_by"] for one in page["instruments"]] == ["A. Jansen", "douane"]


def test_the_built_in_record_is_added_where_it_lacks(database: str, tmp_path: Path) -> None:
    assert run("record --built-in", database).exit_code == 0
    size = answer("show NL009", database)["viewpoint"]["log_size"]
    path = tmp_path / "c.json"
    gone = correction("own-correction", "bz-2025-11-14#1")
    path.write_text(json.dumps(gone))
    assert run(f"record {path}", database).exit_code == 0
    again = run("record --built-in", database)
    assert "0 recorded" in again.stdout
    assert answer("show NL009", database)["viewpoint"]["log_size"] == size + 2


# -- serving -----------------------------------------------------------------------------------


def test_a_first_start_records_the_built_in_record_and_a_second_finds_it(database: str) -> None:
    sizes = []
    for _ in range(2):
        with serving("", database) as url:
            answered = json.load(urllib.request.urlopen(f"{url}/v1/licences/NL009"))
            assert answered["status"] == "in_force"
            sizes.append(answered["viewpoint"]["log_size"])
    assert sizes[0] == sizes[1] > 0


def test_an_empty_ledger_stays_empty_on_request(database: str) -> None:
    with serving("--empty", database) as url:
        assert json.load(urllib.request.urlopen(f"{url}/v1/licences"))["licences"] == []


def test_a_taken_port_is_a_clear_error(database: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*COMMAND, "serve", "--port", str(port), "--database", database]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"cannot serve on 127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_records_while_a_server_serves(database: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(instrument("a", established())))
    with serving("--empty", database) as url:
        assert run(f"record {path}", database).exit_code == 0
        answered = json.load(urllib.request.urlopen(f"{url}/v1/licences/NL1"))
    assert answered["status"] == "in_force"


def test_conformance_prints_a_difference_and_exits_1(tmp_path: Path) -> None:
    case = {
        "name": "wrong",
        "instruments": [instrument("a", established())],
        "questions": [
            {
                "after": 1,
                "known_on": None,
                "licence": "NL1",
                "valid_on": "2020-01-01",
                "expect": {"status": "withdrawn"},
            }
        ],
    }
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([case]))
    done = run(f"conformance {path}")
    assert done.exit_code == 1
    assert 'expected "withdrawn", got "in_force"' in done.stdout
    assert done.stdout.splitlines()[-1] == "1 cases, 1 asked, 1 differences"
    case["questions"][0]["expect"] = {"status": "in_force"}
    path.write_text(json.dumps([case]))
    assert run(f"conformance {path}").exit_code == 0
