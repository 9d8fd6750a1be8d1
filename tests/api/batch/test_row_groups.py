"""Row groups that are carried through as they are stored: the same rows as if encoded again."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from licence_ledger.api.batch.formats import packed_columns, parquet_rows, row_groups
from licence_ledger.api.batch.formats.thrift_structs import (
    NoThriftError,
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
