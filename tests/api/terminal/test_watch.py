"""Files and pairs that are watched by the command, and what it reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import Case, established, excluded, instrument
from licence_ledger.api.terminal.cli import app
from typer.testing import CliRunner, Result

ROWS = """order,date,activity,destination,licence
A1,2026-12-01,export,US,NL1
A2,,export,US,NL1
A3,,export,FR,NL1
"""


class Desk:
    """A ledger in a file, and whoever sits before it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ledger.db"
        self.rows = folder / "orders.csv"
        self.rows.write_text(ROWS)
        self.record(instrument("a", established()))

    def record(self, *instruments: Any) -> int:
        case = Case(*instruments, database=str(self.file))
        try:
            return case.size
        finally:
            case.ledger.close()

    def watch(self, *said: str) -> Result:
        given = ["watch", *said, "--database", f"sqlite:///{self.file}"]
        return CliRunner().invoke(app, given, catch_exceptions=False)

    def told(self, *said: str) -> Any:
        return json.loads(self.watch(*said, "--json").stdout)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_file_is_watched_and_a_report_tells_what_changed_once(desk: Desk) -> None:
    added = desk.watch("add", str(desk.rows), "--label", "order")
    assert added.exit_code == 0 and "watched as orders: 3 questions, 1 of them" in added.stdout
    assert desk.watch("report", "orders", "--exit-code").exit_code == 0
    desk.record(instrument("b", excluded("US", from_="2027-01-01")))
    peeked = desk.told("report", "orders", "--peek")
    assert [one["label"] for one in peeked["changed"]] == ["A2"]
    report = desk.watch("report", "orders", "--exit-code")
    assert report.exit_code == 1
    assert all(one in report.stdout for one in ("A2", "2027-01-01", "b#1", "not covered"))
    assert "A3" not in report.stdout
    again = desk.watch("report", "--exit-code")
    assert again.exit_code == 0 and "nothing changed" in again.stdout


def test_a_report_between_two_sizes_leaves_the_watch_as_it_is(desk: Desk) -> None:
    desk.watch("add", str(desk.rows), "--label", "order")
    size = desk.record(instrument("b", excluded("US", from_="2027-01-01")))
    between = ("--since-log-size", "2", "--log-size", str(size), "--valid-on", "2026-11-21")
    first = desk.told("report", "orders", *between)
    desk.record(instrument("c", excluded("FR", from_="2027-01-01")))
    assert desk.told("report", "orders", *between) == first
    changed = desk.told("report", "orders")["changed"]
    assert [one["label"] for one in changed] == ["A2", "A3"]


def test_every_pair_of_goods_and_countries_is_watched_shown_and_removed(desk: Desk) -> None:
    goods, countries = ("--goods", "ML1", "--goods", "ML2"), ("--destination", "FR")
    desk.watch("add", "--name", "pairs", *goods, *countries, "--activity", "export")
    shown = desk.told("show", "pairs")
    assert [one["asked"]["goods"] for one in shown["asked"]] == ["ML1", "ML2"]
    assert all(one["asked"]["activity"] == "export" for one in shown["asked"])
    assert "pairs" in desk.watch("list").stdout
    assert desk.watch("remove", "pairs").exit_code == 0
    assert desk.told("list") == {"watches": []}


def test_a_file_as_it_is_kept_is_watched_by_its_mapping(desk: Desk, tmp_path: Path) -> None:
    kept = tmp_path / "zendingen.csv"
    kept.write_text(
        "Order;Datum;Activiteit;Bestemming;Vergunning\n"
        "A1;13-02-2027;uitvoer;Verenigde Staten;NL1\nA2;14-02-2027;uitvoer;Canada;NL1\n"
    )
    prepared = CliRunner().invoke(app, ["prepare", str(kept)], catch_exceptions=False)
    assert prepared.exit_code == 0, prepared.stdout
    mapping = f"{kept.with_suffix('')}.mapping.yaml"
    assert desk.watch("add", str(kept), "--label", "Order").exit_code == 2
    added = desk.watch("add", str(kept), "--label", "Order", "--mapping", mapping)
    assert "2 questions, 2 of them" in added.stdout, added.stderr
    desk.record(instrument("b", excluded("US", from_="2027-01-01")))
    changed = desk.told("report", "zendingen")["changed"]
    assert [one["label"] for one in changed] == ["A1"]


def test_a_faulty_row_is_told_with_its_number_and_nothing_is_kept(desk: Desk) -> None:
    desk.rows.write_text(ROWS + "A4,2026-13-01,export,IL,NL1\nA5,,export,Israel,NL1\n")
    refused = desk.watch("add", str(desk.rows), "--label", "order")
    assert refused.exit_code == 2
    assert "row 4, date" in refused.stderr and "row 5, destination" in refused.stderr
    assert desk.told("list") == {"watches": []}


@pytest.mark.parametrize(
    "said",
    [
        ("add",),
        ("add", "--name", "x"),
        ("add", "--name", "x", "--goods", "ML1"),
        ("add", "nowhere.csv"),
        ("report", "nothing"),
        ("show", "nothing"),
        ("remove", "nothing"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence(desk: Desk, said: tuple[str, ...]) -> None:
    ended = desk.watch(*said)
    assert ended.exit_code in (1, 2) and ended.stderr.strip()


def test_a_copy_takes_watches_along_and_says_which_it_left(desk: Desk, tmp_path: Path) -> None:
    def copy(target: str) -> Result:
        said = ["copy", str(desk.file), "--database", f"sqlite:///{tmp_path / target}"]
        return CliRunner().invoke(app, said, catch_exceptions=False)

    assert "watches" not in copy("none.db").stdout
    desk.watch("add", str(desk.rows), "--label", "order")
    carried = copy("new.db")
    assert (carried.exit_code, "watches: 1 carried" in carried.stdout) == (0, True)
    Case(instrument("other", established("NL2")), database=str(tmp_path / "old.db")).ledger.close()
    left = copy("old.db")
    assert (left.exit_code, "the watch orders was left" in left.stderr) == (1, True)
