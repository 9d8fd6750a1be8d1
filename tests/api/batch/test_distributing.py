"""Files judged in pieces: cut, judged in any order, gathered; the same as on one machine.

What Spark adds is where a piece is judged (`test_spark.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.batch import distributing as pieces
from licence_ledger.api.batch.columns import Columns
from licence_ledger.api.batch.digests import Digest
from licence_ledger.api.batch.distributing import (
    Errand,
    FilePiece,
    Gathered,
    Task,
    done,
    evaluate_in_pieces,
    pieces_of,
    together,
)
from licence_ledger.api.batch.evaluating import FaultyRowError, evaluate_files, prepared_run
from licence_ledger.api.batch.locations import Location, Stored, inside, location_of, save
from licence_ledger.api.batch.mapping.file_mapping import FileMapping
from licence_ledger.api.batch.mapping.mapping_text import mapping_of
from licence_ledger.api.batch.part_folder import Folder, folder_of_parts
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.api.texts import FileError
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.batch.engines import ByNeed
from licence_ledger.projections.register.register import Register
from part_files import Json, names, parquet, rows_of
from shipments import SHIPMENTS, read, write
from typer.testing import CliRunner

Work = Callable[[Sequence[Errand], Task], Gathered]
ROWS: list[Json] = [{**row, "shipment": str(n)} for n, row in enumerate(SHIPMENTS * 3)]


def judged_here(run: Any, backwards: bool = False, times: int = 1) -> Work:
    """Work done here, forwards or backwards, each item so many times."""
    engine = ByNeed(run.history, run.known)

    def work(items: Sequence[Errand], task: Task) -> Gathered:
        found = [[done(item, task, lambda: engine) for _ in range(times)][-1] for item in items]
        return reduce(together, found[::-1] if backwards else found)

    return work


class Judging:
    """A ledger, and files judged in pieces with it."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.ledger = ledger_at(database)

    def in_pieces(
        self, source: object, output: object, work: Any = judged_here, **options: Any
    ) -> tuple[Any, Path]:
        """The tally, and the receipt beside the output; at most four rows a piece."""
        with prepared_run(Register(self.ledger), str(source), {}, **options) as run:
            place = location_of(str(output))
            tally, receipt = evaluate_in_pieces(run, place, 2, work(run))
            beside = place.with_name(f"{place.name}.receipt.json")
            save(beside, receipt.text())
            return tally, Path(str(beside).removeprefix("file://"))

    def replayed(self, receipt: Path, source: object, exits: int = 0) -> str:
        """What asking again comes to, through the command."""
        arguments = ["replay", str(receipt), str(source), "--database", self.database]
        asked = CliRunner().invoke(command, arguments)
        assert asked.exit_code == exits, asked.output
        return asked.output


@pytest.fixture
def judging(built_in_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Judging]:
    monkeypatch.setattr(pieces, "ROWS_OF_A_PIECE", 4)
    found = Judging(built_in_database)
    yield found
    found.ledger.close()


# -- the same as on one machine ------------------------------------------------------


@pytest.mark.parametrize("into", ["parquet", "csv", "ndjson"])
@pytest.mark.parametrize("out_of", ["parquet", "csv", "ndjson"])
def test_parts_in_their_order_hold_what_one_machine_writes(
    out_of: str, into: str, tmp_path: Path, judging: Judging
) -> None:
    """Also where the last piece is done first."""
    (tmp_path / "in").mkdir()
    for number in range(3):
        write(tmp_path / "in" / f"{number}.{out_of}", ROWS[7 * number : 7 * number + 7])
    with prepared_run(Register(judging.ledger), str(tmp_path / "in"), {}) as run:
        alone, _ = evaluate_files(run, tmp_path / f"alone.{into}", lambda count: None)
    output = tmp_path / f"out.{into}"
    tally, receipt = judging.in_pieces(
        tmp_path / "in", output, lambda run: judged_here(run, backwards=True)
    )
    assert names(output) == ["_SUCCESS", *(f"part-0000{n}.{into}" for n in range(3))]
    assert rows_of(output) == read(tmp_path / f"alone.{into}")
    told, expected = tally.summary(run.history), alone.summary(run.history)
    assert [one.pop("rows") for one in told.pop("parts")] == [7, 7, 7]
    assert expected.pop("sha256")
    assert told == expected
    assert "21 rows, 0 differences" in judging.replayed(receipt, tmp_path / "in")


MAPPING: Json = {
    "mapping": 1,
    "read": {"kind": "csv", "encoding": "utf-8", "separator": ";", "headings": "1"},
    "columns": {
        "date": {"column": "datum", "forms": {"9-9-9999": "DD-MM-YYYY"}},
        "destination": {"column": "land", "values": {"Israël": "IL", "VS": "US"}},
    },
    "default": {"licence": "NL009", "activity": "export", "goods": "ML10", "origin": "NL"},
}


def files_to_map(folder: Path) -> FileMapping:
    """Two files as people keep them, each with a word that their mapping does not know."""
    (folder / "in").mkdir()
    for number, other in enumerate(("Belgie", "Frankrijk")):
        rows = ["datum;land", "25-02-2024;Israël", "26-02-2024;VS", f"27-02-2024;{other}"]
        (folder / "in" / f"{number}.csv").write_text("\n".join([*rows, ""]))
    return mapping_of(MAPPING, "the mapping")


def test_files_are_read_by_a_mapping_in_pieces_as_on_one_machine(
    tmp_path: Path, judging: Judging
) -> None:
    mapping = files_to_map(tmp_path)
    with prepared_run(
        Register(judging.ledger), str(tmp_path / "in"), {}, carried=None, mapping=mapping
    ) as run:
        alone, _ = evaluate_files(run, tmp_path / "alone.csv", lambda count: None)
    output = tmp_path / "out.csv"
    tally, receipt = judging.in_pieces(tmp_path / "in", output, carried=None, mapping=mapping)
    assert rows_of(output) == read(tmp_path / "alone.csv")
    assert (tally.rows, tally.errors) == (alone.rows, alone.errors) == (6, 2)
    assert "6 rows, 0 differences" in judging.replayed(receipt, tmp_path / "in")


def test_files_of_other_columns_by_one_mapping_are_no_parts_of_one_folder(
    tmp_path: Path, judging: Judging
) -> None:
    mapping = files_to_map(tmp_path)
    (tmp_path / "in" / "1.csv").write_text("datum;land;ref\n25-02-2024;VS;1\n")
    with pytest.raises(FileError, match=r"1\.csv has other columns than .*0\.csv"):
        judging.in_pieces(tmp_path / "in", tmp_path / "out", carried=None, mapping=mapping)
    assert not (tmp_path / "out").exists()


def test_a_row_group_is_never_cut_and_no_core_is_without_work(tmp_path: Path) -> None:
    source = parquet(tmp_path / "in.parquet", ROWS, 3)

    def groups(most: int, cores: int) -> list[list[int]]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pieces, "ROWS_OF_A_PIECE", most)
            return [list(one.groups or ()) for one in pieces_of([source], Columns(), cores)]

    assert groups(1_000, 1) == [[0, 1, 2, 3, 4, 5, 6]]
    assert groups(1_000, 2) == [[0, 1, 2], [3, 4, 5], [6]]
    assert groups(6, 2) == [[0, 1], [2, 3], [4, 5], [6]]
    assert groups(1, 100) == [[n] for n in range(7)]


def test_files_without_rows_become_parts_without_rows(tmp_path: Path, judging: Judging) -> None:
    (tmp_path / "in").mkdir()
    for number, rows in enumerate((0, 5, 0)):
        whole = parquet(tmp_path / "whole.parquet", ROWS, 100)
        pq.write_table(pq.read_table(whole).slice(0, rows), tmp_path / "in" / f"{number}.parquet")
    tally, receipt = judging.in_pieces(tmp_path / "in", tmp_path / "out")
    parts = [pq.read_table(path) for path in sorted((tmp_path / "out").glob("part-*"))]
    assert [part.num_rows for part in parts] == [0, 5, 0]
    assert [part.column_names for part in parts] == [parts[1].column_names] * 3
    assert [one["rows"] for one in tally.shown()["parts"]] == [0, 5, 0]
    judging.replayed(receipt, tmp_path / "in")


def test_where_a_part_is_attempted_twice_one_is_taken(tmp_path: Path, judging: Judging) -> None:
    source = parquet(tmp_path / "in.parquet", ROWS, 4)
    judging.in_pieces(source, tmp_path / "out", lambda run: judged_here(run, times=2))
    assert names(tmp_path / "out") == ["_SUCCESS", *(f"part-0000{n}.parquet" for n in range(6))]
    assert [row["shipment"] for row in rows_of(tmp_path / "out")] == [
        row["shipment"] for row in ROWS
    ]


def test_a_fault_is_told_with_the_row_of_all_rows_in_which_it_is_first(
    tmp_path: Path, judging: Judging
) -> None:
    source = parquet(tmp_path / "in.parquet", ROWS[:4] + ROWS[5:], 4)
    tally, _ = judging.in_pieces(source, tmp_path / "out", lambda run: judged_here(run, True))
    assert sorted(tally.first_rows.values()) == [5, 6, 11]


# -- receipts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "value", "says"),
    [
        (("answer", "parts", 1, "sha256"), "0" * 64, "answer.parts.1.sha256: "),
        (("answer", "parts", 1, "rows"), 3, "answer.parts.1.sha256: "),
        (("answer", "parts", 5, "rows"), 2, "answer.parts.5.rows: "),
        (("answer", "rows"), 20, "answer.rows: "),
        (("question", "evaluate", "input", 0, "sha256"), "0", "question.evaluate.input.0.sha256: "),
    ],
)
def test_a_receipt_of_parts_that_says_something_else_is_a_difference(
    at: tuple[Any, ...], value: Any, says: str, tmp_path: Path, judging: Judging
) -> None:
    source = parquet(tmp_path / "in.parquet", ROWS, 4)
    _, receipt = judging.in_pieces(source, tmp_path / "out")
    told = json.loads(receipt.read_text())
    inner = told
    for name in at[:-1]:
        inner = inner[name]
    inner[at[-1]] = value
    receipt.write_text(json.dumps(told))
    assert says in judging.replayed(receipt, source, exits=1)


def test_a_changed_byte_of_the_input_is_a_difference(tmp_path: Path, judging: Judging) -> None:
    source = write(tmp_path / "in.csv", ROWS)
    _, receipt = judging.in_pieces(source, tmp_path / "out")
    source.write_text(source.read_text().replace("2024-02-25", "2024-02-15", 1))
    said = judging.replayed(receipt, source, exits=1)
    assert "question.evaluate.input.0.sha256" in said
    assert "answer.parts.0.sha256" in said


@pytest.mark.parametrize("parts", [[{"rows": "4"}], [{"rows": -1}], [4], None, {}])
def test_a_receipt_whose_parts_have_no_rows_is_no_whole_receipt(
    parts: Any, tmp_path: Path, judging: Judging
) -> None:
    source = write(tmp_path / "in.csv", ROWS)
    _, receipt = judging.in_pieces(source, tmp_path / "out")
    told = json.loads(receipt.read_text())
    told["answer"]["parts"] = parts
    receipt.write_text(json.dumps(told))
    assert "not whole" in judging.replayed(receipt, source, exits=1)


@given(st.lists(st.integers(0, 6), min_size=1), st.lists(st.integers(0, 9)))
def test_a_digest_is_cut_at_the_parts_however_the_rows_come(
    parts: list[int], portions: list[int]
) -> None:
    rows = [bytes([n % 256]) * 16 for n in range(sum(portions))]
    digest, at = Digest(parts), 0
    digest.update(b"")
    for count in portions:
        digest.update(b"".join(rows[at : at + count]))
        at += count
    expected, left = list[Json](), rows
    for count in [*parts, len(rows)]:
        own, left = left[:count], left[count:]
        if own or count == 0:
            expected.append({"rows": len(own), "sha256": sha256(b"".join(own)).hexdigest()})
    found = digest.shown()["parts"]
    assert [one for one in found if one["rows"]] == [one for one in expected if one["rows"]]
    assert sum(one["rows"] for one in found) == len(rows)


# -- whole or not at all -------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "file://"], ids=["a path", "an address"])
@pytest.mark.parametrize("ending", [KeyboardInterrupt, FileError("no space left")])
def test_a_run_that_is_ended_leaves_what_stood_there_before(
    ending: Any, address: str, tmp_path: Path, judging: Judging
) -> None:
    source = parquet(tmp_path / "in.parquet", ROWS, 4)
    output = f"{address}{tmp_path / 'out'}"
    judging.in_pieces(source, output)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def ended(run: Any) -> Work:
        def work(items: Sequence[Errand], task: Task) -> Gathered:
            judged_here(run)(items[:3], task)
            raise ending

        return work

    with pytest.raises((KeyboardInterrupt, FileError)):
        judging.in_pieces(source, output, ended)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert names(tmp_path) == ["in.parquet", "out", "out.receipt.json"]


@pytest.mark.parametrize("address", ["", "file://"], ids=["a path", "an address"])
def test_a_run_replaces_the_parts_that_stood_there(
    address: str, tmp_path: Path, judging: Judging
) -> None:
    output = f"{address}{tmp_path / 'out.csv'}"
    judging.in_pieces(parquet(tmp_path / "in.parquet", ROWS, 4), output)
    judging.in_pieces(write(tmp_path / "one.csv", ROWS[:2]), output)
    assert names(tmp_path / "out.csv") == ["_SUCCESS", "part-00000.csv"]
    assert [row["shipment"] for row in rows_of(tmp_path / "out.csv")] == ["0", "1"]
    assert not list(tmp_path.glob(".*"))


def test_what_was_set_aside_stands_again_if_nothing_took_its_place(tmp_path: Path) -> None:
    beside = tmp_path / ".out.0.part"
    (beside / "before").mkdir(parents=True)
    (beside / "before" / "part-00000.csv").touch()
    Folder(tmp_path / "out", beside).clear()
    assert names(tmp_path) == ["out"]
    assert names(tmp_path / "out") == ["part-00000.csv"]


def test_what_an_ended_run_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".out.0.part" / "attempts").mkdir(parents=True)
    (tmp_path / ".out.0.part" / "attempts" / "x").touch()
    with folder_of_parts(tmp_path / "out") as folder:
        assert not (tmp_path / ".out.0.part").exists()
        folder.finish({})
    assert names(tmp_path) == ["out"]


def test_what_another_run_is_writing_is_left_to_it(tmp_path: Path) -> None:
    with folder_of_parts(tmp_path / "out") as one:
        with folder_of_parts(tmp_path / "out") as other:
            assert one.attempts.is_dir()
            other.finish({})
        one.finish({})
    assert names(tmp_path) == ["out"]


def test_who_comes_late_with_an_attempt_finds_no_folder_for_it(
    tmp_path: Path, judging: Judging
) -> None:
    source = write(tmp_path / "in.csv", ROWS)
    with folder_of_parts(tmp_path / "out") as folder:
        task = Task(Columns(), folder.attempts, "csv")
    late = pytest.raises(FileError, match=r"part-00000\.csv cannot be written")
    with prepared_run(Register(judging.ledger), str(source), {}) as run, late:
        judged_here(run)([FilePiece(0, source)], task)
    assert names(tmp_path) == ["in.csv"]


# -- what is wrong is said as on one machine -------------------------------------------


def test_strict_names_the_first_faulty_row_and_writes_nothing(
    tmp_path: Path, judging: Judging
) -> None:
    source = parquet(tmp_path / "in.parquet", ROWS, 2)
    with pytest.raises(FaultyRowError, match="row 5: unknown_country"):
        judging.in_pieces(source, tmp_path / "out", strict=True)
    assert names(tmp_path) == ["in.parquet"]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_files_that_cannot_be_judged_are_refused_before_any_is(
    ending: str, tmp_path: Path, judging: Judging
) -> None:
    def refused(rows: list[Json], says: str, **options: Any) -> None:
        write(tmp_path / "in" / f"2.{ending}", rows)
        with pytest.raises((QuestionError, FileError), match=says):
            judging.in_pieces(tmp_path / "in", tmp_path / "out", lambda run: None, **options)
        assert names(tmp_path) == ["in"]

    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / f"1.{ending}", ROWS)
    refused([{**ROWS[0], "more": "x"}], f"2.{ending} has other columns than .*1.{ending}")
    refused([{**ROWS[0], "error": "x"}], "has a column `error` already")
    refused([{"licence": "NL009"}], "no column `date`")
    refused(ROWS, "no column `where`", mapped=["where=destination"])
    (tmp_path / "in" / f"2.{ending}").write_bytes(b"PAR1 \xff\xfe,\xff\n")
    with pytest.raises(
        FileError, match=f"2.{ending}(, line 1, column 1: the file is Parquet| cannot be read)"
    ):
        judging.in_pieces(tmp_path / "in", tmp_path / "out", lambda run: None)


def test_rows_that_cannot_be_read_are_a_fault_of_their_file(
    tmp_path: Path, judging: Judging
) -> None:
    source = parquet(tmp_path / "in.parquet", ROWS, 4)
    content = bytearray(source.read_bytes())
    content[4:200] = b"\xff" * 196
    source.write_bytes(content)
    with pytest.raises(FileError, match=r"in\.parquet cannot be read"):
        judging.in_pieces(source, tmp_path / "out")
    assert names(tmp_path) == ["in.parquet"]


def test_what_holds_the_input_or_something_else_is_not_replaced(
    tmp_path: Path, judging: Judging
) -> None:
    (tmp_path / "in").mkdir()
    source = parquet(tmp_path / "in" / "part-1.parquet", ROWS, 4)
    for output in (tmp_path / "in", tmp_path, source, f"file://{tmp_path}/in"):
        with pytest.raises(QuestionError, match="is what is read"):
            judging.in_pieces(tmp_path / "in" / "*.parquet", output)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").touch()
    (tmp_path / "file").touch()
    for output, says in (
        (tmp_path / "other", "it holds `thesis.txt`"),
        (f"file://{tmp_path}/other", "it holds `thesis.txt`"),
        (tmp_path / "file", "it is a file"),
        (tmp_path / "nowhere" / "out", "no such folder"),
    ):
        with pytest.raises(FileError, match=says):
            judging.in_pieces(source, output)
    assert names(tmp_path) == ["file", "in", "other"]


def test_a_worker_is_told_places_that_do_not_depend_on_its_own_folder(
    tmp_path: Path, judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in.csv", ROWS)
    (tmp_path / "elsewhere").mkdir()

    def elsewhere(run: Any) -> Work:
        def work(items: Sequence[Errand], task: Task) -> Gathered:
            monkeypatch.chdir(tmp_path / "elsewhere")
            found = judged_here(run)(items, task)
            monkeypatch.chdir(tmp_path)
            return found

        return work

    monkeypatch.chdir(tmp_path)
    judging.in_pieces("in.csv", "out", elsewhere)
    assert len(rows_of(tmp_path / "out")) == len(ROWS)


# -- stores --------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["in", "in/", "in/*.parquet", "in/a%20%231.parquet"])
def test_files_of_a_store_are_read_and_written_by_their_addresses(
    named: str, tmp_path: Path, judging: Judging
) -> None:
    (tmp_path / "in").mkdir()
    parquet(tmp_path / "in" / "a #1.parquet", ROWS[:8], 4)
    one_file = named.endswith("1.parquet")
    if not one_file:
        parquet(tmp_path / "in" / "b.parquet", ROWS[8:], 4)
        (tmp_path / "in" / "readme.txt").touch()
    source = f"file://{tmp_path}/{named}"
    _, receipt = judging.in_pieces(source, f"file://{tmp_path}/out.ndjson")
    found = [row["shipment"] for row in rows_of(tmp_path / "out.ndjson")]
    assert found == [row["shipment"] for row in (ROWS[:8] if one_file else ROWS)]
    assert names(tmp_path) == ["in", "out.ndjson", "out.ndjson.receipt.json"]
    assert "0 differences" in judging.replayed(receipt, source)
    assert "0 differences" in judging.replayed(receipt, tmp_path / "in")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("file:///nowhere/in.parquet", "there is no such file"),
        ("file:///tmp/*/in.parquet", "only the last part"),
        ("nosuch://bucket/in.parquet", "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(
    address: str, says: str, tmp_path: Path, judging: Judging
) -> None:
    with pytest.raises(FileError, match=says):
        judging.in_pieces(address, tmp_path / "out")


def test_an_address_is_taken_apart_and_put_together() -> None:
    place = location_of("s3a://audit/judged/2024/?region=eu-west-1")
    assert isinstance(place, Stored)
    assert str(place) == "s3://audit/judged/2024?region=eu-west-1"
    assert (place.name, place.suffix) == ("2024", "")
    assert str(place / "part 1.csv") == "s3://audit/judged/2024/part%201.csv?region=eu-west-1"
    assert str(place.with_name(".2024.part")) == "s3://audit/judged/.2024.part?region=eu-west-1"
    assert location_of("s3://audit").name == ""


@pytest.mark.parametrize(
    ("place", "folder", "answer"),
    [
        ("s3://audit/in/a.csv", "s3://audit/in", True),
        ("s3://audit/in/a.csv", "s3a://audit/in/", True),
        ("s3://audit/in", "s3://audit/in", True),
        ("s3://audit/inside", "s3://audit/in", False),
        ("s3://other/in/a.csv", "s3://audit/in", False),
        ("gs://audit/in/a.csv", "s3://audit/in", False),
        ("/audit/in/a.csv", "file:///audit/in", True),
        ("/audit/in/a.csv", "s3://audit/in", False),
    ],
)
def test_whether_a_place_lies_in_a_folder(place: str, folder: str, answer: bool) -> None:
    found: list[Location] = [location_of(place), location_of(folder)]
    assert inside(*found) is answer
