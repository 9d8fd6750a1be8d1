"""Spark gives the answers of the embedded engine (`make test-spark`, an environment of its own)."""

from __future__ import annotations

import json
import resource
import signal
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark")

from random import Random

from builders import Case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from licence_ledger.api.batch import distributing as pieces
from licence_ledger.api.batch.columns import Columns
from licence_ledger.api.batch.distributing import Input, Task
from licence_ledger.api.batch.spark import Handed, SparkRunError, _distributed, context_of
from licence_ledger.api.release import RELEASE
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.viewpoint import Viewpoint
from licence_ledger.projections.kernel.outcomes import COLUMNS
from part_files import parquet, rows_of
from portable import cases, differences
from random_rows import answered, engines, odd_histories, random_rows
from shipments import SHIPMENTS, many, read, started, write
from typer.testing import CliRunner

Json = dict[str, Any]
FILES = Path(__file__).parents[2] / "files"
ROWS = [{**row, "shipment": str(n)} for n, row in enumerate(SHIPMENTS * 50)]
ON_SPARK = ("--engine", "spark", "--master", "local[2]")


def invoked(database: str, *arguments: object, exits: int = 0) -> Any:
    env = {"LEDGER_DATABASE": database}
    done = CliRunner().invoke(command, [str(one) for one in arguments], env=env)
    assert done.exit_code == exits, done.output
    return done


def on_spark(database: str, source: Path, target: Path, *more: str) -> list[Json]:
    """The rows that Spark makes of a file, in their order."""
    invoked(database, "evaluate", source, "-o", target, *ON_SPARK, *more)
    return rows_of(target)


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in cases()])
def test_a_portable_case_is_judged_on_spark_as_it_expects(case: Json, tmp_path: Path) -> None:
    def judged(database: str, source: Path, target: Path, seen: list[str]) -> list[Json]:
        arguments = ("evaluate", source, "-o", target, *ON_SPARK, *seen)
        env = {"LEDGER_DATABASE": database}
        done = CliRunner().invoke(command, [str(one) for one in arguments], env=env)
        assert done.exit_code in (0, 1), done.output
        return rows_of(target)

    assert differences(case, tmp_path, judged) == []


def test_a_file_as_people_keep_it_is_judged_on_spark_by_its_mapping(
    tmp_path: Path, built_in_database: str
) -> None:
    shipped = FILES / "excel-nl.csv"
    said = tmp_path / "said.yaml"
    invoked(built_in_database, "prepare", shipped, "-o", said, exits=1)  # a country is asked for
    said.write_text(said.read_text().replace('"Congo": "?"', '"Congo": "CD"'))
    alone = tmp_path / "alone.csv"
    invoked(built_in_database, "evaluate", shipped, "--mapping", said, "-o", alone)
    parts = on_spark(built_in_database, shipped, tmp_path / "out.csv", "--mapping", str(said))
    assert parts == read(alone)
    assert {row["verdict"] for row in parts} >= {"covered", "not_covered"}


@pytest.mark.parametrize("known", [[], ["--known-on", "transaction"], ["--known-on", "2024-02-15"]])
def test_the_built_in_record_answers_alike_in_the_order_of_the_rows(
    known: list[str], tmp_path: Path, built_in_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ROWS_OF_A_PIECE", 20)
    source = parquet(tmp_path / "in.parquet", ROWS, 10)
    alone, target = tmp_path / "out.parquet", tmp_path / "spark.parquet"
    one = invoked(built_in_database, "evaluate", source, "-o", alone, "--json", *known)
    arguments = ("evaluate", source, "-o", target, "--json", *known, *ON_SPARK)
    other = invoked(built_in_database, *arguments)
    assert rows_of(target) == read(alone)
    assert len(list(target.glob("part-*"))) == 18
    told, expected = (json.loads(said.stdout) for said in (other, one))
    for name in ("rows", "errors", "verdicts", "causes", "faults"):
        assert told[name] == expected[name]
    assert told["receipt"]["question"] == expected["receipt"]["question"]
    assert told["receipt"]["viewpoint"] == expected["receipt"]["viewpoint"]


def test_one_machine_asks_again_what_a_receipt_of_spark_tells(
    tmp_path: Path, built_in_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ROWS_OF_A_PIECE", 100)
    source = parquet(tmp_path / "in.parquet", ROWS, 50)
    on_spark(built_in_database, source, tmp_path / "out")
    receipt = tmp_path / "out.receipt.json"
    assert "0 differences" in invoked(built_in_database, "replay", receipt, source).stdout
    told = json.loads(receipt.read_text())
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("part-*")}
    assert {one["name"]: one["sha256"] for one in told["answer"]["output"]} == {
        name: sha256(content).hexdigest() for name, content in files.items()
    }
    told["answer"]["parts"][2]["sha256"] = "0" * 64
    altered = tmp_path / "altered.json"
    altered.write_text(json.dumps(told))
    said = invoked(built_in_database, "replay", altered, source, exits=1).stdout
    assert "answer.parts.2.sha256" in said
    other = parquet(tmp_path / "other.parquet", [*ROWS[1:], ROWS[0]], 50)
    invoked(built_in_database, "replay", receipt, other, exits=1)


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_csv_and_ndjson_answer_alike(ending: str, tmp_path: Path, built_in_database: str) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        write(tmp_path / "in" / f"{number}.{ending}", SHIPMENTS)
    address = f"file://{tmp_path}/out.{ending}"
    invoked(built_in_database, "evaluate", f"file://{tmp_path}/in", "-o", address, *ON_SPARK)
    alone = tmp_path / f"alone.{ending}"
    invoked(built_in_database, "evaluate", tmp_path / "in", "-o", alone)
    assert rows_of(tmp_path / f"out.{ending}") == read(alone)
    receipt = tmp_path / f"out.{ending}.receipt.json"
    assert "0 differences" in invoked(built_in_database, "replay", receipt, tmp_path / "in").stdout


def test_what_a_worker_finds_wrong_is_one_sentence_and_nothing_is_written(
    tmp_path: Path, built_in_database: str
) -> None:
    source = parquet(tmp_path / "in.parquet", ROWS, 50)
    content = bytearray(source.read_bytes())
    content[4:400] = b"\xff" * 396
    source.write_bytes(content)
    process = started(built_in_database, "evaluate", source, "-o", tmp_path / "out", *ON_SPARK)
    _, said = process.communicate()
    assert process.returncode == 1
    assert f"The file cannot be read: {source} cannot be read" in said
    assert "Traceback" not in said and "\tat " not in said
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


@pytest.mark.parametrize(
    ("release", "says"),
    [
        ("0.0.1", r"a worker has licence-ledger .*, the driver 0\.0\.1"),
        (RELEASE, "AttributeError: "),
    ],
)
def test_what_is_no_fault_of_a_file_is_said_in_one_sentence_too(release: str, says: str) -> None:
    ledger = Handed("ledger.db", Viewpoint(None, None, 0, "0" * 64), Known(), release)
    nowhere: Any = None
    with pytest.raises(SparkRunError, match=says) as raised:
        _distributed(
            context_of("local[2]"), ledger, [Input(0, nowhere)], Task(Columns(), Path(), "csv")
        )
    assert "\n" not in str(raised.value)


def test_strict_names_the_first_faulty_row(tmp_path: Path, built_in_database: str) -> None:
    source = parquet(tmp_path / "in.parquet", ROWS, 2)
    arguments = ("evaluate", source, "-o", tmp_path / "out", "--strict", *ON_SPARK)
    assert "row 5: unknown_country" in invoked(built_in_database, *arguments, exits=1).output
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_ended_leaves_nothing(
    ending: signal.Signals, tmp_path: Path, built_in_database: str
) -> None:
    source = many(tmp_path / "in.parquet")
    (tmp_path / "out.csv").mkdir()
    (tmp_path / "out.csv" / "part-0.csv").write_text("what stood there before")
    arguments = ("evaluate", source, "-o", tmp_path / "out.csv", *ON_SPARK)
    process = started(built_in_database, *arguments)
    while process.poll() is None and not list(tmp_path.glob(".out.csv.*.part/attempts/*")):
        time.sleep(0.01)
    process.send_signal(ending)
    _, said = process.communicate()
    assert process.returncode == 130
    assert "nothing was written" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.csv"]
    assert (tmp_path / "out.csv" / "part-0.csv").read_text() == "what stood there before"


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, built_in_database: str) -> None:
    source = many(tmp_path / "in.parquet")

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (32 << 20, 32 << 20))

    arguments = ("evaluate", source, "-o", tmp_path / "out.csv", *ON_SPARK)
    process = started(built_in_database, *arguments, preexec_fn=small)
    _, said = process.communicate()
    assert process.returncode == 1
    assert "part-0000" in said and "cannot be written: File too large" in said
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(odd_histories(), st.integers(0, 2**32))
def test_random_histories_answer_alike(
    tmp_path_factory: pytest.TempPathFactory, acts: list[Json], seed: int
) -> None:
    folder = tmp_path_factory.mktemp("spark")
    case = Case(database=str(folder / "ledger.db"))
    case.recorded(acts)
    rows = [
        {**row, "shipment": str(number)}
        for number, row in enumerate(random_rows(Random(seed), 100))
    ]
    compiled, _ = engines(case, Known())
    expected = answered(compiled, rows)
    names = ("shipment", *dict.fromkeys(name for row in rows for name in row))
    source = write(folder / "in.parquet", [{n: row.get(n) for n in names} for row in rows])
    found = on_spark(f"sqlite:///{folder / 'ledger.db'}", source, folder / "out.parquet")
    assert [{name: row[name] for name in COLUMNS} for row in found] == expected
