"""Row groups that are carried through as they are stored: the same rows as if encoded again."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from licence_ledger.api.batch.formats import packed_columns, parquet_rows, row_groups
from licence_ledger.api.batch.formats.thrift_structs import (
    BINARY,
    I32,
    I64,
    LIST,
    STRUCT,
    YES,
    NoThriftError,
    Struct,
    read_struct,
    written_struct,
)
from licence_ledger.api.terminal.cli import app as command
from shipments import many
from typer.testing import CliRunner

GROUP = 40


@pytest.fixture
def judged(built_in_database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pa.Table]:
    """Judge files, with row groups as they are stored or not; what was written."""
    monkeypatch.setattr(row_groups, "FEWEST_ROWS", GROUP)
    carried: list[bool] = []

    def seen(files: Any) -> bool:
        carried.append(row_groups.MOST_ROWS > 0 and found(files))
        return carried[-1]

    found = parquet_rows.carried_as_stored
    monkeypatch.setattr("licence_ledger.api.batch.reading.carried_as_stored", seen)

    def run(source: Path, into: Path, as_stored: bool = True) -> pa.Table:
        monkeypatch.setattr(row_groups, "MOST_ROWS", GROUP if as_stored else 0)
        monkeypatch.setattr(packed_columns, "FEWEST_ROWS", 0)
        arguments = ["evaluate", str(source), "-o", str(into)]
        done = CliRunner().invoke(command, arguments, env={"LEDGER_DATABASE": built_in_database})
        assert done.exit_code == 0, done.output
        assert carried.pop() == as_stored
        return pq.read_table(into)

    return run


def table(rows: int, seed: int = 1) -> pa.Table:
    """Transactions with columns of many kinds beside them, each with rows that say nothing."""
    chance = random.Random(seed)

    def some(make: Callable[[], Any]) -> list[Any]:
        return [None if chance.random() < 0.2 else make() for _ in range(rows)]

    days = [date(2024, 1, 1) + timedelta(chance.randrange(900)) for _ in range(rows)]
    return pa.table(
        {
            "date": pa.array(days, pa.date32()),
            "licence": some(lambda: chance.choice(["NL009", "NL007", "NL099"])),
            "goods": some(lambda: chance.choice(["ML10", "ML22", "none"])),
            "destination": some(lambda: chance.choice(["IL", "US", "TR", "no such"])),
            "kept": pa.array(some(chance.random), pa.float64()),
            "number": pa.array(range(rows), pa.int64()),
            "words": some(lambda: f"word {chance.random()}"),
            "sent": pa.array(some(lambda: chance.randrange(10**9)), pa.timestamp("us", "UTC")),
            "yes": pa.array(some(lambda: chance.random() < 0.5), pa.bool_()),
            "several": pa.array(
                some(lambda: [chance.choice("abc") for _ in range(chance.randrange(4))]),
                pa.list_(pa.string()),
            ),
            "both": pa.array(
                some(lambda: {"one": chance.randrange(9), "other": ["x"]}),
                pa.struct([("one", pa.int32()), ("other", pa.list_(pa.string()))]),
            ),
            "coded": pa.array(some(lambda: chance.choice("xyz"))).dictionary_encode(),
        }
    )


WAYS: dict[str, dict[str, Any]] = {
    "as pyarrow writes it": {},
    "without dictionaries": {"use_dictionary": False, "compression": "zstd"},
    "with pages of the second version": {"data_page_version": "2.0", "compression": "gzip"},
    "of the first version, with an index of pages": {"version": "1.0", "write_page_index": True},
    "without statistics or Arrow's schema": {"write_statistics": False, "store_schema": False},
    "with days as Impala stores them": {"use_deprecated_int96_timestamps": True},
    "with checksums of pages": {"write_page_checksum": True},
    "sorted, in small pages": {
        "sorting_columns": [pq.SortingColumn(5)],
        "data_page_size": 64,
        "write_batch_size": 8,
    },
}


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_they_say_what_they_said_and_are_judged_as_ever(
    way: dict[str, Any], tmp_path: Path, judged: Callable[..., pa.Table]
) -> None:
    source, into = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(table(3 * GROUP - 7), source, row_group_size=GROUP, **way)
    found, plain = judged(source, into), judged(source, tmp_path / "plain.parquet", False)
    before = pq.read_table(source)
    assert found.num_rows == before.num_rows
    for name in before.column_names:
        assert found.column(name).to_pylist() == before.column(name).to_pylist(), name
    assert found.equals(plain)
    assert found.schema == plain.schema
    assert found.equals(pq.read_table(into, read_dictionary=[], use_threads=False))
    assert pq.read_metadata(into).num_row_groups == 3


def test_many_files_become_one_of_their_row_groups(
    tmp_path: Path, judged: Callable[..., pa.Table]
) -> None:
    for number in range(3):
        made = table(GROUP * (number + 1) - 3, seed=number)
        pq.write_table(made, tmp_path / f"part-{number}.parquet", row_group_size=GROUP)
    found = judged(tmp_path / "part-*.parquet", tmp_path / "out.parquet")
    plain = judged(tmp_path / "part-*.parquet", tmp_path / "plain.parquet", False)
    assert found.equals(plain)


def test_the_least_and_the_greatest_are_those_of_the_rows(
    tmp_path: Path, judged: Callable[..., pa.Table]
) -> None:
    source, into = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(table(2 * GROUP), source, row_group_size=GROUP)
    judged(source, into)
    told = pq.read_metadata(into)
    for group in range(2):
        number = told.row_group(group).column(5)
        assert number.path_in_schema == "number"
        assert (number.statistics.min, number.statistics.max) == (
            GROUP * group,
            GROUP * group + GROUP - 1,
        )
    few = pq.read_table(into, filters=[("number", "=", GROUP + 3)])
    assert few.column("number").to_pylist() == [GROUP + 3]


@pytest.mark.parametrize(
    "otherwise",
    [{"compression": "none"}, {"row_group_size": GROUP - 1}, {"row_group_size": GROUP + 1}],
    ids=["not compressed", "many small row groups", "row groups of too many rows"],
)
def test_what_would_not_pay_is_encoded_again(
    otherwise: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_groups, "FEWEST_ROWS", GROUP)
    monkeypatch.setattr(row_groups, "MOST_ROWS", GROUP)
    source = tmp_path / "in.parquet"
    pq.write_table(table(3 * GROUP), source, **{"row_group_size": GROUP, **otherwise})
    assert not parquet_rows.carried_as_stored([source])


def test_what_another_file_says_of_its_columns_is_the_same(tmp_path: Path) -> None:
    for number, kind in enumerate((pa.int64(), pa.int32())):
        made = pa.table({"date": ["2024-02-25"], "n": pa.array([1], kind)})
        pq.write_table(made, tmp_path / f"{number}.parquet")
    assert parquet_rows.carried_as_stored([tmp_path / "0.parquet"])
    assert not parquet_rows.carried_as_stored([tmp_path / "0.parquet", tmp_path / "1.parquet"])


UNITS = [("s", "ms"), ("ms", "s")]


@pytest.mark.parametrize("units", UNITS, ids=["to seconds", "to milliseconds"])
def test_what_only_arrow_tells_of_a_column_is_the_same(
    units: tuple[str, str], tmp_path: Path, built_in_database: str
) -> None:
    """Parquet stores both as numbers, and those of one would be read as the other."""
    seconds = timedelta(seconds=7)
    for number, unit in enumerate(units):
        took = pa.array([seconds], pa.duration(unit))
        pq.write_table(
            pa.table({"date": ["2024-02-25"], "took": took}), tmp_path / f"{number}.parquet"
        )
    into = tmp_path / "out.parquet"
    arguments = ["evaluate", str(tmp_path / "[01].parquet"), "-o", str(into), "--carry", "took"]
    done = CliRunner().invoke(command, arguments, env={"LEDGER_DATABASE": built_in_database})
    assert done.exit_code == 0, done.output
    assert pq.read_table(into).column("took").to_pylist() == [seconds, seconds]


def test_columns_that_differ_further_on_are_told_in_a_sentence(
    tmp_path: Path, built_in_database: str
) -> None:
    for number, kind in enumerate((pa.null(), pa.int32())):
        made = pa.table({"date": ["2024-02-25"], "n": pa.array([number or None], kind)})
        pq.write_table(made, tmp_path / f"{number}.parquet")
    arguments = ["evaluate", str(tmp_path / "[01].parquet"), "-o", str(tmp_path / "out.parquet")]
    env = {"LEDGER_DATABASE": built_in_database}
    done = CliRunner().invoke(command, [*arguments, "--carry", "n"], env=env)
    assert done.exit_code == 1
    assert "do not fit the columns of the first" in " ".join(done.output.split())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["0.parquet", "1.parquet"]


def test_what_is_no_text_is_told_in_a_sentence(tmp_path: Path, built_in_database: str) -> None:
    source, into = tmp_path / "in.parquet", tmp_path / "out.parquet"
    made = pa.table({"date": ["2024-02-25"], "goods": ["ML10"]})
    pq.write_table(made, source, compression="none", write_statistics=False)
    source.write_bytes(source.read_bytes().replace(b"ML10", b"ML\xff0"))
    env = {"LEDGER_DATABASE": built_in_database}
    done = CliRunner().invoke(command, ["evaluate", str(source), "-o", str(into)], env=env)
    assert done.exit_code == 1
    assert "what is no text (UTF-8)" in " ".join(done.output.split())
    assert [file.name for file in tmp_path.iterdir()] == ["in.parquet"]


@pytest.mark.parametrize(
    "encoding", ["DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"], ids=["lengths", "what is shared"]
)
def test_texts_that_arrow_reads_as_no_dictionary_are_judged(
    encoding: str, tmp_path: Path, judged: Callable[..., pa.Table]
) -> None:
    """As DuckDB writes them, where it is asked for the second version of Parquet."""
    source, into = tmp_path / "in.parquet", tmp_path / "out.parquet"
    made = table(GROUP)
    encodings = {name: encoding for name in ("goods", "licence", "words")}
    pq.write_table(made, source, use_dictionary=False, column_encoding=encodings)
    found = judged(source, into)
    pq.write_table(made, source)
    assert found.equals(judged(source, into))


@pytest.mark.parametrize("as_stored", [True, False], ids=["as stored", "encoded again"])
def test_a_file_comes_out_the_same_in_every_run(
    as_stored: bool, tmp_path: Path, judged: Callable[..., pa.Table]
) -> None:
    """Its hash stands in a receipt, whichever thread came to a verdict first."""
    source, found = tmp_path / "in.parquet", set()
    pq.write_table(table(20 * GROUP), source, row_group_size=GROUP)
    for number in range(5):
        into = tmp_path / f"{number}.parquet"
        judged(source, into, as_stored)
        found.add(into.read_bytes())
    assert len(found) == 1


MADE_BY = [
    (b"parquet-mr version 1.7.0", False),
    (b"parquet-mr version 1.12.3 (build 1)", True),
    (b"parquet-cpp version 1.5.1-SNAPSHOT", False),
    (b"parquet-cpp-arrow version 1.0.0", True),
    (b"DuckDB version v1.4.0", True),
]


@pytest.mark.parametrize(("made_by", "carried"), MADE_BY, ids=[str(one) for one, _ in MADE_BY])
def test_what_readers_know_of_old_writers_is_not_lost(
    made_by: bytes, carried: bool, tmp_path: Path
) -> None:
    end = end_told(tmp_path)
    end[row_groups.MADE_BY] = BINARY, made_by
    assert row_groups.may_be_carried(end) == carried


def end_told(tmp_path: Path) -> Struct:
    """What is told of a file of one row group."""
    pq.write_table(table(20), tmp_path / "told.parquet")
    with (tmp_path / "told.parquet").open("rb") as file:
        return row_groups.end_of(file)


def every_field(kind: int, value: Any) -> Iterator[tuple[Struct, int]]:
    """Every field below a struct or a list of them: where it is, and its number."""
    if kind == STRUCT:
        for number, (of, told) in value.items():
            yield value, number
            yield from every_field(of, told)
    if kind == LIST:
        for told in value[1]:
            yield from every_field(value[0], told)


OTHERS: list[Any] = [(I64, -1), (I32, 1 << 30), (BINARY, b"x"), (LIST, (I32, [7])), (YES, True)]


@pytest.mark.parametrize("other", OTHERS, ids=["number", "short", "text", "list", "yes"])
def test_what_is_told_as_another_type_is_never_an_error_of_ours(other: Any, tmp_path: Path) -> None:
    """A reader passes over such a field; a row group that may be carried can be written."""
    end = end_told(tmp_path)
    for struct, number in list(every_field(STRUCT, end)):
        told, struct[number] = struct[number], other
        with suppress(LookupError, TypeError, ValueError, AttributeError):  # then it is not carried
            if row_groups.may_be_carried(end):
                with (tmp_path / "told.parquet").open("rb") as file:
                    try:
                        group = row_groups.row_group(file, end, 0)
                    except NoThriftError:
                        continue
                put_whole(group)
        struct[number] = told


def put_whole(group: row_groups.RowGroup) -> None:
    """Write a file of a row group; what goes wrong is no error that is passed over."""
    try:
        file = row_groups.JoinedFile(io.BytesIO().write)
        file.put(group)
        file.close({}, b"tests")
    except Exception as error:
        raise AssertionError(f"{error!r}") from error


def test_columns_within_columns_are_counted_however_deep_they_lie() -> None:
    deep = [{row_groups.CHILDREN: (I32, 1)}] * 5_000
    assert row_groups._tops([{}, *deep, {}, {row_groups.CHILDREN: (I32, 2)}, {}, {}]) == 3


@pytest.mark.parametrize("told", [b"\x16" + b"\xff" * 10_000_000, b"\x16" + b"\xff" * 9 + b"\x02"])
def test_numbers_have_so_many_bits_and_no_more(told: bytes) -> None:
    with pytest.raises(NoThriftError):
        read_struct(told)


def test_much_that_is_told_of_a_file_is_not_read_here(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    said = {"said": "x" * row_groups.MOST_TOLD}
    pq.write_table(table(20).replace_schema_metadata(said), source)
    assert not parquet_rows.carried_as_stored([source])


def test_row_groups_of_very_many_bytes_are_read_in_parts(tmp_path: Path) -> None:
    end = end_told(tmp_path)
    chunk = end[row_groups.GROUPS][1][1][0][row_groups.COLUMNS][1][1][0][row_groups.CHUNK][1]
    chunk[row_groups.WHOLE] = I64, row_groups.MOST_BYTES
    assert not row_groups.may_be_carried(end)


def test_what_is_told_of_a_file_is_read_and_written_as_it_stands(tmp_path: Path) -> None:
    source = many(tmp_path / "in.parquet")
    data = source.read_bytes()
    size = int.from_bytes(data[-8:-4], "little")
    told = data[-8 - size : -8]
    assert written_struct(read_struct(told)) == told
    for length in range(0, size, 7):
        with pytest.raises(NoThriftError):
            read_struct(told[:length])


def test_a_file_that_was_tampered_with_is_never_carried_through_unread(tmp_path: Path) -> None:
    source, chance = tmp_path / "in.parquet", random.Random(5)
    pq.write_table(table(20), source)
    data = source.read_bytes()
    size = int.from_bytes(data[-8:-4], "little")
    for _ in range(300):
        changed = bytearray(data)
        changed[-9 - chance.randrange(size)] = chance.randrange(256)
        source.write_bytes(changed)
        assert parquet_rows.carried_as_stored([source]) in (True, False)  # and no other error
