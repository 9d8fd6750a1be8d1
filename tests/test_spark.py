"""Spark gives the answers of the embedded engine (`make test-spark`, an environment of its own)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark")

from random import Random

from builders import Case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from licence_ledger.api.cli import app as command
from licence_ledger.domain.presence import Known
from licence_ledger.projections.outcomes import ADDED, ERROR
from test_evaluate_files import SHIPMENTS, read, write
from test_reevaluation import answered, engines, odd_histories, random_rows
from typer.testing import CliRunner

Json = dict[str, Any]


def on_spark(database: str, source: Path, target: Path, *more: str) -> list[Json]:
    """The rows that Spark makes of a file, ordered by their number."""
    arguments = ["evaluate", str(source), "-o", str(target), "--engine", "spark"]
    done = CliRunner().invoke(
        command, [*arguments, "--master", "local[2]", *more], env={"LEDGER_DATABASE": database}
    )
    assert done.exit_code == 0, done.output
    parts = sorted(target.glob("part-*"))
    rows = [row for part in parts for row in read(part)]
    return sorted(rows, key=lambda row: int(row["shipment"]))


@pytest.mark.parametrize("known", [[], ["--known-on", "transaction"], ["--known-on", "2024-02-15"]])
def test_the_built_in_record_answers_alike(
    known: list[str], tmp_path: Path, built_in_database: str
) -> None:
    rows = [{**row, "shipment": str(n)} for n, row in enumerate(SHIPMENTS * 50)]
    source = write(tmp_path / "in.parquet", rows)
    env = {"LEDGER_DATABASE": built_in_database}
    arguments = ["evaluate", str(source), "-o", str(tmp_path / "out.parquet"), *known]
    assert CliRunner().invoke(command, arguments, env=env).exit_code == 0
    found = on_spark(built_in_database, source, tmp_path / "spark.parquet", *known)
    assert found == read(tmp_path / "out.parquet")


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_csv_and_ndjson_answer_alike(ending: str, tmp_path: Path, built_in_database: str) -> None:
    source = write(tmp_path / f"in.{ending}", SHIPMENTS)
    found = on_spark(built_in_database, source, tmp_path / "spark.parquet")
    again = on_spark(built_in_database, source, tmp_path / f"spark.{ending}")
    assert [row["verdict"] for row in found] == [row.get("verdict") for row in again]


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
    assert [{name: row[name] for name in (*ADDED, ERROR)} for row in found] == expected
