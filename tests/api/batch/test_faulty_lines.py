"""A line of NDJSON that is no sound object is a row of its own, wherever it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from licence_ledger.api.batch.formats import ndjson_rows
from licence_ledger.api.terminal.cli import app as command
from shipments import SHIPMENTS, read
from typer.testing import CliRunner

FORMATS = ("csv", "parquet", "ndjson")
SOUND = json.dumps({"n": "x", **SHIPMENTS[0]})
FAULTY = ("{", "[]", "7", '{"date": NaN}', '{"n": "1", "n": "2"}', '{"n": "\\ud83d"}')


@pytest.fixture
def run(built_in_database: str) -> Any:
    """Run the command against the built-in record."""

    def run_with(*arguments: object, exits: int = 0) -> Any:
        env = {"LEDGER_DATABASE": built_in_database}
        done = CliRunner().invoke(command, [str(one) for one in arguments], env=env)
        assert done.exit_code == exits, done.output
        return done

    return run_with


@pytest.fixture
def three_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson_rows, "LINES", 3)


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def columns(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        return list(pq.read_schema(path).names)
    return path.read_text().partition("\n")[0].split(",")


@pytest.mark.usefixtures("three_at_a_time")
@pytest.mark.parametrize("into", FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(lines=st.lists(st.sampled_from([SOUND] * 9 + [*FAULTY]), max_size=11))
@example(lines=[SOUND] * 4 + ["{", SOUND])
def test_every_line_comes_out_as_a_row_judged_or_told(
    into: str, lines: list[str], tmp_path: Path, run: Any
) -> None:
    lines = [SOUND, *lines]
    source, target = written(tmp_path / "in.ndjson", lines), tmp_path / f"out.{into}"
    told = json.loads(run("evaluate", source, "-o", target, "--json").stdout)
    found = read(target)
    assert (told["rows"], told["errors"]) == (len(lines), len(lines) - lines.count(SOUND))
    for line, row in zip(lines, found, strict=True):
        if line == SOUND:
            assert (row["n"], row.get("line"), row["verdict"]) == ("x", None, "not_covered")
        else:
            assert (row.get("n"), row["line"], row["verdict"]) == (None, line, None)
            assert row["error"].startswith("malformed: ")


@pytest.mark.usefixtures("three_at_a_time")
@pytest.mark.parametrize("into", ["csv", "parquet"])
@pytest.mark.parametrize("place", [*range(8), None], ids=lambda place: f"line {place}")
def test_the_columns_are_the_same_whichever_line_is_faulty(
    place: int | None, into: str, tmp_path: Path, run: Any
) -> None:
    lines = [SOUND] * 7
    if place is not None:
        lines.insert(place, "{")
    target = tmp_path / f"out.{into}"
    run("evaluate", written(tmp_path / "in.ndjson", lines), "-o", target)
    own = [*json.loads(SOUND), "line", "verdict"]
    assert columns(target)[: len(own)] == own


@pytest.mark.parametrize("into", ["csv", "parquet"])
def test_a_faulty_line_behind_those_that_are_read_at_first_is_a_row(
    into: str, tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = 2_000
    monkeypatch.setattr(ndjson_rows, "LINES", lines)
    source = written(tmp_path / "in.ndjson", [SOUND] * lines + ["{", SOUND])
    target = tmp_path / f"out.{into}"
    told = json.loads(run("evaluate", source, "-o", target, "--json").stdout)
    assert (told["rows"], told["errors"]) == (lines + 2, 1)
    assert told["faults"][0]["first_row"] == lines + 1
    *_, faulty, last = read(target)
    assert (faulty["line"], last["line"], last["verdict"]) == ("{", None, "not_covered")


@pytest.mark.usefixtures("three_at_a_time")
@pytest.mark.parametrize("into", ["csv", "parquet"])
def test_a_name_that_says_nothing_further_on_makes_no_column(
    into: str, tmp_path: Path, run: Any
) -> None:
    late = f'{SOUND[:-1]}, "late": null}}'
    target = tmp_path / f"out.{into}"
    run("evaluate", written(tmp_path / "in.ndjson", [SOUND] * 4 + [late]), "-o", target)
    assert len(read(target)) == 5
    assert "late" not in columns(target)


@pytest.mark.usefixtures("three_at_a_time")
def test_an_own_column_of_that_name_is_kept(tmp_path: Path, run: Any) -> None:
    lines = [f'{SOUND[:-1]}, "line": "{n}"}}' for n in range(4)]
    target = tmp_path / "out.csv"
    run("evaluate", written(tmp_path / "in.ndjson", [*lines, "{"]), "-o", target)
    assert [row["line"] for row in read(target)] == ["0", "1", "2", "3", "{"]
    assert columns(target).count("line") == 1


@pytest.mark.parametrize("into", FORMATS)
def test_a_file_without_a_line_beside_others_takes_no_column_from_them(
    into: str, tmp_path: Path, run: Any
) -> None:
    (tmp_path / "in").mkdir()
    for name, lines in (("a", []), ("b", [SOUND]), ("c", []), ("d", [SOUND])):
        written(tmp_path / "in" / f"{name}.ndjson", lines)
    target = tmp_path / f"out.{into}"
    run("evaluate", tmp_path / "in", "-o", target)
    assert [row["n"] for row in read(target)] == ["x", "x"]


@pytest.mark.parametrize("into", FORMATS)
def test_a_file_without_a_line_comes_to_no_rows(into: str, tmp_path: Path, run: Any) -> None:
    target = tmp_path / f"out.{into}"
    done = run("evaluate", written(tmp_path / "in.ndjson", []), "-o", target)
    assert "0 rows, 0 with errors" in done.output
    assert read(target) == []


@pytest.mark.usefixtures("three_at_a_time")
@pytest.mark.parametrize("into", FORMATS)
def test_flips_are_written_wherever_the_first_of_them_stands(
    into: str, tmp_path: Path, run: Any
) -> None:
    kept = json.dumps({"n": "kept", "note": "a", **SHIPMENTS[0], "date": "2020-01-01"})
    flips = json.dumps({"n": "flips", **SHIPMENTS[0]})
    source = written(tmp_path / "in.ndjson", [kept] * 5 + ["{"] + [flips] * 2)
    target, before = tmp_path / f"out.{into}", "known_on=2024-01-01"
    run("impact", source, "--from", before, "--to", "now", "-o", target, exits=1)
    assert [row["n"] for row in read(target)] == ["flips", "flips"]
    if into != "ndjson":
        assert columns(target)[:3] == ["n", "note", "shipment"]
