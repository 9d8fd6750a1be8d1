"""Files of transactions through the command: read, judged and written, whole or not at all."""

from __future__ import annotations

import json
import resource
import signal
import time
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import TODAY
from fastapi.testclient import TestClient
from licence_ledger.api.app import create_app
from licence_ledger.api.batch.formats import ndjson_rows, parquet_rows
from licence_ledger.api.databases import ledger_at, path_of
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.projections.kernel.outcomes import ADDED
from licence_ledger.projections.proof.keys import key_file_beside, opened_key
from licence_ledger.projections.register.register import Register
from shipments import SHIPMENTS, Json, many, read, started, write
from typer.testing import CliRunner

FAULTY = {"5": "unknown_country", "6": "malformed", "7": "unknown_licence"}
FORMATS = ("csv", "parquet", "ndjson")


@pytest.fixture
def run(built_in_database: str) -> Any:
    """Run the command against the built-in record."""
    env = {"LEDGER_DATABASE": built_in_database}

    def run_with(*arguments: object, exits: int = 0) -> Any:
        done = CliRunner().invoke(command, [str(one) for one in arguments], env=env)
        assert done.exit_code == exits, done.output
        return done

    return run_with


def alone(database: str, row: Json) -> Json:
    """What the single question answers to a row."""
    return _alone(database, tuple((k, v) for k, v in row.items() if v is not None))


@cache
def _alone(database: str, row: tuple[tuple[str, str], ...]) -> Json:
    ledger = ledger_at(database)
    answer = Register(ledger).evaluate({k: v for k, v in row if k != "shipment"}, {})
    ledger.close()
    return {name: answer[name] for name in ADDED}


@pytest.mark.parametrize("into", FORMATS)
@pytest.mark.parametrize("out_of", FORMATS)
def test_every_format_becomes_every_other_with_the_answers_of_single_questions(
    out_of: str, into: str, tmp_path: Path, run: Any, built_in_database: str
) -> None:
    source, target = tmp_path / f"in.{out_of}", tmp_path / f"out.{into}"
    run("evaluate", write(source, SHIPMENTS), "-o", target)
    found = read(target)
    assert [row["shipment"] for row in found] == [row["shipment"] for row in SHIPMENTS]
    for row, asked in zip(found, SHIPMENTS, strict=True):
        if asked["shipment"] in FAULTY:
            assert row["error"].startswith(FAULTY[asked["shipment"]] + ": ")
            assert [row[name] or None for name in ADDED] == [None] * len(ADDED)
        else:
            assert {name: row[name] for name in ADDED} == alone(built_in_database, asked)
            assert row["error"] is None


def test_other_columns_are_carried_through_with_their_types(tmp_path: Path, run: Any) -> None:
    table = pa.table(
        {
            "date": pa.array([TODAY, TODAY], pa.date32()),
            "weight": pa.array([1.5, None], pa.float64()),
            "sent": pa.array([1, 2], pa.timestamp("us", "Europe/Amsterdam")),
            "licence": pa.array(["NL009", "NL007"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    run("evaluate", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet")
    out = pq.read_table(tmp_path / "out.parquet")
    assert out.column_names[:4] == table.column_names
    for name in ("date", "weight", "sent"):
        assert out.column(name).equals(table.column(name))
    assert out.schema.field("verdict").type == pa.string()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_lines_that_say_less_further_on_have_nothing_there(
    tmp_path: Path, run: Any, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ndjson_rows, "LINES", 2)
    source, target = tmp_path / "in.ndjson", tmp_path / f"out.{ending}"
    rows: list[Json] = [{"n": str(n), "note": "x", **SHIPMENTS[0]} for n in range(5)]
    for row in rows[3:]:
        del row["note"]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run("evaluate", source, "-o", target)
    found = read(target)
    assert [row["n"] for row in found] == list("01234")
    assert [row["note"] or None for row in found] == ["x"] * 3 + [None] * 2
    assert [row["verdict"] for row in found] == ["not_covered"] * 5


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), "str")])
def test_many_licences_are_read_whatever_kind_of_text_they_are(
    tmp_path: Path, run: Any, kind: pa.DataType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_rows, "ROWS", 10)
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    names = ["NL009", None, "NL007", "NL099", "NL009"]
    table = pa.table({"date": ["2024-02-25"] * 5, "licence": pa.array(names).cast(kind)})
    pq.write_table(table, source)
    run("evaluate", source, "-o", target)
    found = read(target)
    assert [row["licence"] for row in found] == names
    assert [(row["error"] or "").partition(":")[0] for row in found] == [
        *["", "", "", "unknown_licence", ""]
    ]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_column_that_comes_too_late_is_told_and_nothing_is_written(
    tmp_path: Path, run: Any, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ndjson_rows, "LINES", 2)
    source, target = tmp_path / "in.ndjson", tmp_path / f"out.{ending}"
    rows: list[Json] = [{"n": str(n), **SHIPMENTS[0]} for n in range(5)]
    rows[4]["note"] = "late"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = run("evaluate", source, "-o", target, exits=1)
    assert "`note`" in done.output
    assert not target.exists()


def test_parts_of_parquet_are_read_in_the_order_of_their_names(tmp_path: Path, run: Any) -> None:
    for number, row in enumerate(SHIPMENTS):
        write(tmp_path / f"part-{number}.parquet", [{**row, "destination": "IL"}])
    (tmp_path / "others").mkdir()
    run("evaluate", tmp_path / "part-*.parquet", "-o", tmp_path / "others" / "out.csv")
    found = read(tmp_path / "others" / "out.csv")
    assert [row["shipment"] for row in found] == [row["shipment"] for row in SHIPMENTS]


def test_columns_are_mapped_and_what_is_lacking_is_filled(tmp_path: Path, run: Any) -> None:
    source = tmp_path / "in.csv"
    source.write_text("datum;vergunning;bestemming;goods\n2024-02-15;NL009;IL;ML10\n")
    mapped = ("datum=date", "vergunning=licence", "bestemming=destination")
    options = [part for one in mapped for part in ("--map", one)]
    options += ["--default", "programme=F35", "--default", "activity=export"]
    run("evaluate", source, "-o", tmp_path / "out.csv", *options)
    (row,) = read(tmp_path / "out.csv")
    assert (row["verdict"], row["bestemming"]) == ("covered", "IL")
    assert "programme" not in row


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--map", "where=destination"], "no column `where`"),
        (["--map", "licence=country"], "`country` is no field"),
        (["--map", "licence"], "says nothing to --map"),
        (["--default", "date=2024-01-01"], "a date has no default"),
        (["--default", "destination=Israel"], "no country code"),
        (["--known-on", "yesterday"], "not a full day"),
        (["--log-size", "9999999"], "the nearest valid size"),
    ],
)
def test_what_is_asked_wrongly_is_said_and_nothing_is_written(
    options: list[str], says: str, tmp_path: Path, run: Any
) -> None:
    done = run(
        "evaluate",
        write(tmp_path / "in.csv", SHIPMENTS),
        *("-o", tmp_path / "out.csv", *options),
        exits=2,
    )
    assert says in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_file_without_dates_or_with_verdicts_already_is_not_judged(
    tmp_path: Path, run: Any
) -> None:
    for rows in ([{"licence": "NL009"}], [{"date": "2024-01-01", "verdict": "covered"}]):
        run("evaluate", write(tmp_path / "in.csv", rows), "-o", tmp_path / "out.csv", exits=2)
        assert not (tmp_path / "out.csv").exists()


def test_known_on_each_transactions_own_date(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "in.csv", [SHIPMENTS[0], {**SHIPMENTS[1], "date": "2024-02-19"}])
    run("evaluate", source, "-o", tmp_path / "now.csv")
    run("evaluate", source, "-o", tmp_path / "then.csv", "--known-on", "2024-02-15")
    run("evaluate", source, "-o", tmp_path / "own.csv", "--known-on", "transaction")
    verdicts = [
        [row["verdict"] for row in read(tmp_path / f"{name}.csv")]
        for name in ("now", "then", "own")
    ]
    assert verdicts == [["not_covered", "covered"], ["covered"] * 2, ["not_covered", "covered"]]


def test_strict_stops_at_the_first_faulty_row_and_writes_nothing(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "in.csv", SHIPMENTS)
    done = run("evaluate", source, "-o", tmp_path / "out.csv", "--strict", exits=1)
    assert "row 5" in done.output and "Israel" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_the_summary_counts_verdicts_causes_and_faulty_rows(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "in.csv", SHIPMENTS)
    told = json.loads(run("evaluate", source, "-o", tmp_path / "out.csv", "--json").stdout)
    assert (told["rows"], told["errors"]) == (7, 3)
    assert sum(one["rows"] for one in told["verdicts"]) == 4
    assert {one["decided_by"] for one in told["causes"]} >= {"stcrt-2024-5435#2"}
    text = run("evaluate", source, "-o", tmp_path / "out.csv").stdout
    assert "7 rows, 3 with errors" in text
    assert "did you mean `IL`" in text
    (israel,) = (one for one in told["faults"] if "Israel" in one["error"])
    assert (israel["rows"], israel["first_row"]) == (1, 5)


# -- receipts ----------------------------------------------------------------------


def test_a_receipt_replays_without_difference_and_tells_what_is_needed(
    tmp_path: Path, run: Any
) -> None:
    source = write(tmp_path / "in.csv", SHIPMENTS)
    run("evaluate", source, "-o", tmp_path / "out.csv", "--known-on", "transaction")
    receipt = tmp_path / "out.csv.receipt.json"
    told = json.loads(receipt.read_text())
    assert list(told) == ["receipt", "release", "question", "viewpoint", "checkpoint", "answer"]
    assert told["question"]["evaluate"]["known_on"] == "transaction"
    assert len(told["viewpoint"]["root_hash"]) == 64
    assert told["answer"]["output"]["bytes"] == (tmp_path / "out.csv").stat().st_size
    assert "0 differences" in run("replay", receipt, source).stdout


@pytest.mark.parametrize(
    ("at", "value"),
    [(("answer", "sha256"), "0" * 64), (("answer", "rows"), 8), (("answer", "errors"), 0)],
)
def test_a_receipt_that_says_something_else_is_a_difference(
    at: tuple[str, str], value: Any, tmp_path: Path, run: Any
) -> None:
    source = write(tmp_path / "in.csv", SHIPMENTS)
    run("evaluate", source, "-o", tmp_path / "out.csv")
    receipt = tmp_path / "out.csv.receipt.json"
    told = json.loads(receipt.read_text())
    told[at[0]][at[1]] = value
    receipt.write_text(json.dumps(told))
    assert ".".join(at) in run("replay", receipt, source, exits=1).stdout


def test_another_file_is_a_difference(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "in.csv", SHIPMENTS)
    run("evaluate", source, "-o", tmp_path / "out.csv")
    other = write(tmp_path / "other.csv", [*SHIPMENTS[1:], SHIPMENTS[0]])
    done = run("replay", tmp_path / "out.csv.receipt.json", other, exits=1)
    assert "answer.sha256" in done.stdout


def test_another_ledger_is_an_error(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "in.csv", SHIPMENTS)
    run("evaluate", source, "-o", tmp_path / "out.csv")
    receipt = tmp_path / "out.csv.receipt.json"
    told = json.loads(receipt.read_text())
    told["viewpoint"]["root_hash"] = "0" * 64
    receipt.write_text(json.dumps(told))
    assert "other_log" in run("replay", receipt, source, exits=2).output


# -- whole or not at all -----------------------------------------------------------


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_ended_leaves_nothing(
    ending: signal.Signals, tmp_path: Path, built_in_database: str
) -> None:
    source = many(tmp_path / "in.parquet")
    before = tmp_path / "out.csv"
    before.write_text("what stood there before")
    process = started(built_in_database, "evaluate", source, "-o", before)
    while process.poll() is None and not list(tmp_path.glob(".out.csv.*.part")):
        time.sleep(0.001)
    process.send_signal(ending)
    _, said = process.communicate()
    assert process.returncode == 130
    assert "nothing was written" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.csv"]
    assert before.read_text() == "what stood there before"


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, built_in_database: str) -> None:
    source = many(tmp_path / "in.parquet", 200_000)

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    process = started(
        *(built_in_database, "evaluate", source, "-o", tmp_path / "out.csv"), preexec_fn=small
    )
    _, said = process.communicate()
    assert process.returncode == 1
    assert "cannot be written" in said
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


# -- receipts for one transaction ----------------------------------------------------

ASKED = ("--licence", "NL009", "--destination", "IL", "--programme", "F-35", "--goods", "ML10")
ASKED_F35 = ("check", "--date", "2024-02-25", "--activity", "export", "--origin", "NL", *ASKED)


def test_a_receipt_for_one_transaction_replays_without_a_file(tmp_path: Path, run: Any) -> None:
    receipt = tmp_path / "receipt.json"
    answer = json.loads(run(*ASKED_F35, "--receipt", receipt, "--json").stdout)
    told = json.loads(receipt.read_text())
    assert list(told) == ["receipt", "release", "question", "viewpoint", "checkpoint", "answer"]
    assert told["answer"] == answer
    assert "0 differences" in run("replay", receipt).stdout


def test_a_receipt_of_another_release_is_told_and_is_no_difference(
    tmp_path: Path, run: Any
) -> None:
    receipt = tmp_path / "receipt.json"
    run(*ASKED_F35, "--receipt", receipt)
    assert "release" not in run("replay", receipt).stderr
    told = json.loads(receipt.read_text())
    receipt.write_text(json.dumps({**told, "release": "0.1.0"}))
    done = run("replay", receipt)
    assert "0 differences" in done.stdout
    assert "made by release 0.1.0" in " ".join(done.stderr.split())
    version = told["viewpoint"]["answer_version"]
    assert f"answers of version {version}, which are the same" in " ".join(done.stderr.split())


def test_a_receipt_tells_the_viewpoint_it_was_seen_from(tmp_path: Path, run: Any) -> None:
    receipt = tmp_path / "receipt.json"
    run(*ASKED_F35, "--known-on", "2024-02-15", "--receipt", receipt)
    told = json.loads(receipt.read_text())
    assert (told["answer"]["verdict"], told["viewpoint"]["known_on"]) == ("covered", "2024-02-15")
    assert "0 differences" in run("replay", receipt).stdout


@pytest.mark.parametrize(
    ("at", "value", "says"),
    [
        (("answer", "verdict"), "covered", "answer.verdict"),
        (("question", "transaction", "destination"), "US", "answer.verdict"),
        (("viewpoint", "valid_on"), "2024-02-19", "viewpoint.valid_on"),
        (("checkpoint",), "no note", "checkpoint"),
    ],
)
def test_an_altered_receipt_for_one_transaction_differs(
    at: tuple[str, ...], value: str, says: str, tmp_path: Path, run: Any
) -> None:
    receipt = tmp_path / "receipt.json"
    run(*ASKED_F35, "--receipt", receipt)
    told = json.loads(receipt.read_text())
    part = told
    for name in at[:-1]:
        part = part[name]
    part[at[-1]] = value
    receipt.write_text(json.dumps(told))
    assert says in run("replay", receipt, exits=1).stdout


def test_a_checkpoint_of_another_key_is_a_difference(tmp_path: Path, run: Any) -> None:
    receipt, other = tmp_path / "receipt.json", tmp_path / "other.key"
    run(*ASKED_F35, "--receipt", receipt, "--key", other)
    assert "checkpoint" in run("replay", receipt, exits=1).stdout
    key = run("key", "--key", other).stdout.strip()
    assert "0 differences" in run("replay", receipt, "--verifier-key", key).stdout


def test_a_receipt_over_http_replays_in_the_terminal(
    tmp_path: Path, run: Any, built_in_database: str
) -> None:
    ledger = ledger_at(built_in_database)
    key = opened_key(key_file_beside(path_of(built_in_database)))
    client = TestClient(create_app(ledger, None, "x", key))
    question = {"transaction": {"date": "2024-02-25", "licence": "NL009", "destination": "IL"}}
    plain = client.post("/v1/evaluations", json=question).json()
    told = client.post("/v1/evaluations?receipt=true", json=question).json()
    ledger.close()
    assert told["answer"] == plain
    (tmp_path / "receipt.json").write_text(json.dumps(told))
    assert "0 differences" in run("replay", tmp_path / "receipt.json").stdout


def test_what_a_receipt_needs_is_asked_for(tmp_path: Path, run: Any) -> None:
    source = write(tmp_path / "in.csv", SHIPMENTS)
    run("evaluate", source, "-o", tmp_path / "out.csv")
    assert "name the file" in run("replay", tmp_path / "out.csv.receipt.json", exits=2).output
    run(*ASKED_F35, "--receipt", tmp_path / "one.json")
    assert "leave" in run("replay", tmp_path / "one.json", source, exits=2).output
    (tmp_path / "none.json").write_text("{}")
    assert "holds no receipt" in run("replay", tmp_path / "none.json", exits=1).output
