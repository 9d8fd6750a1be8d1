"""The notes on an answer, and the licences that cover, come with it through files too."""

from __future__ import annotations

import json
import lzma
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from licence_ledger.api.app import create_app
from licence_ledger.api.batch.digests import Digest
from licence_ledger.api.batch.tally import Tally
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.projections.batch import engines, note_counts
from licence_ledger.projections.batch.note_counts import NoteCounts
from licence_ledger.projections.kernel.outcomes import NOTES, Notes
from licence_ledger.projections.register.register import Register
from shipments import F35, SHIPMENTS, Json, read, write
from typer.testing import CliRunner

KEPT = Path(__file__).parents[2] / "data" / "release-0.1.0"
FORMATS = ("csv", "parquet", "ndjson")
DAY = {"date": "2023-05-02", "licence": None, "destination": "US"}
MISSPELT = "no recorded clause names the programme `F-53`; the nearest known is `F-35`"
NO_GOODS = (
    "no recorded clause names the goods `ML010`; the nearest known is `ML10` ("
    '"Aircraft", "lighter-than-air vehicles", "Unmanned Aerial Vehicles" ("UAVs"), aero-engines '
    'and "aircraft" equipment …)'
)
ROWS: list[Json] = [
    {**SHIPMENTS[0], "shipment": "right"},
    {**SHIPMENTS[0], "shipment": "misspelt", "programme": "F-53"},
    {**SHIPMENTS[0], "shipment": "both", "programme": "F-53", "goods": "ML010"},
    {**SHIPMENTS[0], "shipment": "in doubt", "date": "2024-02-17"},
    {"shipment": "no licence", **DAY, **F35},
    {**SHIPMENTS[5], "shipment": "faulty", "programme": "F-53"},
]


@pytest.fixture
def run(built_in_database: str) -> Any:
    """Run the command against the built-in record."""

    def run_with(*arguments: object, exits: int = 0) -> Any:
        env = {"LEDGER_DATABASE": built_in_database}
        done = CliRunner().invoke(command, [str(one) for one in arguments], env=env)
        assert done.exit_code == exits, done.output
        return done

    return run_with


NOTHING: Json = {"covered_by": [], "notes": [], "assumed": []}
"""The lists that a row is given, empty."""


def alone(database: str, row: Json, known_on: str | None) -> Json:
    """What the single question answers to a row."""
    said = tuple((k, v) for k, v in row.items() if v is not None and k != "shipment")
    return _alone(database, said, row["date"] if known_on == "transaction" else known_on)


@cache
def _alone(database: str, row: tuple[tuple[str, str], ...], known_on: str | None) -> Json:
    ledger = ledger_at(database)
    said, seen = dict(row), {"known_on": known_on}
    answer = Register(ledger).evaluate(said, {k: v for k, v in seen.items() if v})
    ledger.close()
    return {name: answer[name] for name in NOTHING}


def lists(row: Json, into: str) -> Json:
    """The two lists of a row, as a file of this format has them."""
    found = {name: row[name] for name in NOTHING}
    if into == "csv":
        between = {"covered_by": " ", "notes": " | ", "assumed": " "}
        return {
            name: (text or "").split(between[name]) if text else [] for name, text in found.items()
        }
    return found


KNOWN = (None, "2024-02-17", "transaction")
COMPILED = [(into, 0, known_on) for into, known_on in zip(FORMATS, KNOWN, strict=True)]
ONE_BY_ONE = [(into, 3_000, known_on) for into in FORMATS for known_on in KNOWN]
"""What is written knows nothing of what judged it: each of three is compiled for once."""


@pytest.mark.parametrize(("into", "few", "known_on"), [*COMPILED, *ONE_BY_ONE])
def test_a_row_has_the_notes_and_licences_of_the_single_answer(
    into: str,
    few: int,
    known_on: str | None,
    tmp_path: Path,
    run: Any,
    built_in_database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "FEW_ROWS", few)
    source, target = write(tmp_path / f"in.{into}", ROWS), tmp_path / f"out.{into}"
    run("evaluate", source, "-o", target, *(["--known-on", known_on] if known_on else []))
    found = read(target)
    for row, asked in zip(found[:-1], ROWS[:-1], strict=True):
        assert lists(row, into) == alone(built_in_database, asked, known_on)
    assert lists(found[-1], into) == NOTHING, "of a faulty row nothing"
    assert found[1]["notes"] and found[4]["covered_by"]
    assert (known_on is None) == (not found[3]["notes"]), "what may have been public is told"
    assert list(found[0])[-4:] == ["error", "covered_by", "notes", "assumed"]


def test_the_summary_and_the_receipt_count_rows_by_note(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "in.csv", ROWS)
    done = run("evaluate", source, "-o", tmp_path / "out.csv")
    assert "2 rows have notes" in done.stdout
    assert f"{MISSPELT} 2 2" in " ".join(done.stdout.split())
    told = json.loads((tmp_path / "out.csv.receipt.json").read_text())["answer"]
    assert told["noted"] == 2
    assert told["notes"] == [{"note": MISSPELT, "rows": 2}, {"note": NO_GOODS, "rows": 1}]
    done = run("evaluate", source, "-o", tmp_path / "out.csv", "--json")
    assert [one["first_row"] for one in json.loads(done.stdout)["notes"]] == [2, 3]


def test_a_receipt_tells_notes_apart(tmp_path: Path, run: Any) -> None:
    """Another misspelling comes to the same verdict, and is another answer."""
    source = write(tmp_path / "in.csv", ROWS[1:2])
    run("evaluate", source, "-o", tmp_path / "out.csv")
    receipt = tmp_path / "out.csv.receipt.json"
    assert "0 differences" in run("replay", receipt, source).stdout
    other = write(tmp_path / "other.csv", [{**ROWS[1], "programme": "F-54"}])
    assert "answer.sha256" in run("replay", receipt, other, exits=1).stdout


@pytest.mark.parametrize("few", [0, 3_000], ids=["compiled", "one by one"])
def test_a_receipt_of_release_0_1_0_replays(
    few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its digest is over less, and its file may have a column that is added today."""
    monkeypatch.setattr(engines, "FEW_ROWS", few)
    database = tmp_path / "ledger.db"
    database.write_bytes(lzma.decompress((KEPT / "ledger.db.xz").read_bytes()))
    shutil.copy(KEPT / "shipments.csv", tmp_path)
    arguments = [KEPT / "shipments.receipt.json", tmp_path / "shipments.csv"]
    key = (KEPT / "verifier-key.txt").read_text().strip()
    asked = ["replay", *map(str, arguments), "--verifier-key", key]
    env = {"LEDGER_DATABASE": f"sqlite:///{database}"}
    done = CliRunner().invoke(command, asked, env=env)
    assert (done.exit_code, done.stdout) == (0, "9 rows, 0 differences\n"), done.output


def test_a_receipt_over_what_this_release_does_not_know_is_told(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "in.csv", ROWS[:1])
    run("evaluate", source, "-o", tmp_path / "out.csv")
    receipt = tmp_path / "out.csv.receipt.json"
    told = json.loads(receipt.read_text())
    told["question"]["evaluate"]["told"] = ["verdict", "weather"]
    receipt.write_text(json.dumps(told))
    assert "weather" in run("replay", receipt, source, exits=1).output


@pytest.mark.parametrize("name", ["notes", "covered_by"])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_with_such_a_column_already_is_not_judged(
    name: str, ending: str, tmp_path: Path, run: Any
) -> None:
    source = write(tmp_path / f"in.{ending}", [{**ROWS[0], name: "x"}])
    done = run("evaluate", source, "-o", tmp_path / "out.csv", exits=2)
    assert f"`{name}` already" in done.output
    assert not (tmp_path / "out.csv").exists()


# -- impact ------------------------------------------------------------------------------


@pytest.mark.parametrize("into", FORMATS)
def test_impact_carries_the_notes_of_either_side(into: str, tmp_path: Path, run: Any) -> None:
    late = [{**one, "date": "2024-02-27"} for one in (ROWS[0], ROWS[1])]
    source, target = write(tmp_path / f"in.{into}", late), tmp_path / f"out.{into}"
    asked = ("--from", "known_on=2024-02-17", "--to", "now")
    done = run("impact", source, *asked, "-o", target, exits=1)
    assert MISSPELT in done.stdout
    found = read(target)
    (right,) = (row for row in found if row["shipment"] == "right")
    assert "may have been known" in str(right["from_notes"])
    assert not right["to_notes"]
    names = [name for name in right if name != "depends_on"][-7:]
    sides = [f"{side}_{part}" for side in ("from", "to") for part in NOTHING]
    assert names == ["caused_by", *sides]
    noted = json.loads(run("impact", source, *asked, "--json", exits=1).stdout)["noted"]
    assert {"note": MISSPELT, "rows": 1} in noted["from"]["notes"]
    assert noted["to"] == {"noted": 1, "notes": [{"note": MISSPELT, "rows": 1}]}


def test_a_file_with_a_column_that_impact_adds_is_not_judged(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "in.csv", [{**ROWS[0], "to_notes": "x"}])
    done = run("impact", source, "--from", "now", "--to", "now", exits=2)
    assert "`to_notes` already" in done.output


def test_over_http_impact_and_batch_lines_carry_notes(built_in_database: str) -> None:
    client = TestClient(create_app(ledger_at(built_in_database), None, "nobody"))
    lines = [
        json.dumps({k: v for k, v in row.items() if v and k != "shipment"}) for row in ROWS[:5]
    ]
    body = "\n".join(lines)
    found = client.post("/v1/impact?from=known_on=2024-02-17&to=now", content=body).json()
    assert found["noted"]["to"]["noted"] == 2
    assert "may have been known" in found["flipped"][0]["from"]["notes"][0]
    many = client.post("/v1/evaluations/batch", content=body).text.splitlines()
    for line, answer in zip(lines, many, strict=True):
        one = client.post("/v1/evaluations", json={"transaction": json.loads(line)})
        assert json.loads(answer) == one.json()


# -- counting ----------------------------------------------------------------------------


def of(*rows: tuple[str, ...]) -> NoteCounts:
    found = NoteCounts()
    found.take(Notes.on(rows), 0)
    return found


def test_notes_are_counted_with_the_first_row_and_alike_in_pieces() -> None:
    one, other = of((), ("a", "b"), ("a",)), of(("b",), (), ("c",))
    for found in (
        one.of_piece(0).together(other.of_piece(1)),
        other.of_piece(1).together(one.of_piece(0)),
    ):
        assert found.noted == 4
        assert found.shown()["notes"] == [
            {"note": "a", "rows": 2},
            {"note": "b", "rows": 2},
            {"note": "c", "rows": 1},
        ]
        assert [one["first_row"] for one in found.summary({0: 0, 1: 3})["notes"]] == [2, 2, 6]


def test_of_more_notes_than_are_kept_only_how_many_rows_have_any_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So a receipt tells the same, however the rows were cut."""
    monkeypatch.setattr(note_counts, "NOTES_KEPT", 2)
    whole = of(("a",), ("b",), ("c",), ("a",))
    cut = of(("a",), ("b",)).of_piece(0).together(of(("c",), ("a",)).of_piece(1))
    assert whole.shown() == cut.shown() == {"noted": 4, "notes": None}
    assert NOTES in Tally(digest=Digest()).shown()
