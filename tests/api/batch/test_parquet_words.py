"""Columns of texts are read as they stand, whatever dictionary they are stored with."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.batch.columns import Columns
from licence_ledger.api.batch.formats.parquet_rows import parquet_portions
from licence_ledger.api.batch.reading import readable
from licence_ledger.api.texts import FileError
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.batch.transactions import Rows

WORDS = ("ML1", "ML2", "ML10", "ML22", "none", "5A002")
FIELDS = ("date", "goods", "destination")


def written(path: Path, goods: Sequence[str | None], options: str = "") -> list[dict[str, Any]]:
    """Write these with DuckDB, as an ENUM of which not every word occurs; the rows."""
    rows = [
        {"date": "2024-03-01", "goods": one, "destination": random.Random(number).choice("AB")}
        for number, one in enumerate(goods)
    ]
    with duckdb.connect() as asked:
        words = ", ".join(f"'{word}'" for word in WORDS)
        asked.register("rows", pa.Table.from_pylist(rows))
        made = f"SELECT * REPLACE (goods::ENUM({words}) AS goods) FROM rows"
        asked.execute(f"COPY ({made}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048{options})")
    return rows


def read(
    path: Path, as_stored: bool = False
) -> tuple[list[dict[str, Any]], list[list[str | None]]]:
    """The rows of a file as they stand, and what they say as transactions, field by field."""
    with readable(path):
        portions = list(parquet_portions(path, Columns(), None, as_stored))
        found = [row for one in portions if one.table for row in one.table.to_pylist()]
    return found, [[text for one in portions for text in asked(one.rows, f)] for f in FIELDS]


def asked(rows: Rows, name: str) -> list[str | None]:
    """What transactions say of a field."""
    texts = [*rows.texts[name].to_pylist(), None] if name in rows.texts else [None]
    return [texts[place] for place in rows.places.get(name, [-1] * rows.count)]


@given(
    st.lists(st.sampled_from([*WORDS[1:], None]), min_size=1, max_size=9),
    st.sampled_from([1, 700]),
    st.sampled_from(["V1", "V2"]),
)
def test_a_word_that_stands_twice_in_a_dictionary_moves_no_other(
    goods: list[str | None], times: int, version: str
) -> None:
    with TemporaryDirectory() as name:
        path = Path(name, "shipments.parquet")
        rows = written(path, goods * times, f", PARQUET_VERSION {version}")
        said = [[row[name] for row in rows] for name in FIELDS]
        assert read(path) == (rows, said)
        assert read(path, as_stored=True) == (rows, said)


def test_whatever_byte_is_another_rows_are_read_or_it_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Numbers of words that there are not among them: nothing else ever happens."""
    path = tmp_path / "shipments.parquet"
    written(path, WORDS[2:5] * 3, ", COMPRESSION uncompressed")
    whole, told = path.read_bytes(), 0
    for place in range(4, len(whole)):
        for other in (0xFF, whole[place] ^ 1):
            path.write_bytes(whole[:place] + bytes([other]) + whole[place + 1 :])
            try:
                read(path)
            except (FileError, QuestionError) as error:
                told += bool(str(error))
    assert told > 100


@pytest.mark.parametrize("as_stored", [False, True])
def test_columns_stay_of_one_type_in_all_row_groups(tmp_path: Path, as_stored: bool) -> None:
    path = tmp_path / "shipments.parquet"
    written(path, [*["ML1"] * 2048, *["ML22"] * 2048, *WORDS])
    with readable(path):
        portions = list(parquet_portions(path, Columns(), None, as_stored))
    assert len(portions) == 3
    assert len({one.table.schema for one in portions if one.table is not None}) == 1


def test_texts_of_a_type_of_their_own_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "shipments.parquet"
    with duckdb.connect() as asked:
        made = "SELECT '2024-03-01' AS date, 'ML10' AS goods, '{}'::JSON AS also FROM range(3)"
        asked.execute(f"COPY ({made}) TO '{path}' (FORMAT parquet)")
    assert read(path)[0] == [{"date": "2024-03-01", "goods": "ML10", "also": "{}"}] * 3
