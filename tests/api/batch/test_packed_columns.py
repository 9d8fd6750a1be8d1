"""Columns that are packed here: read by others they say the same as those that Arrow writes."""

from __future__ import annotations

import io
import tempfile
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.batch.formats import packed_columns, row_groups
from licence_ledger.api.batch.formats.packed_columns import packed
from licence_ledger.api.batch.formats.row_groups import JoinedFile, RowGroup

WORDS = ["covered", "", "not covered", "ongedekt – é", *map(str, range(300))]


@pytest.fixture(autouse=True)
def of_few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns of few rows are packed too."""
    monkeypatch.setattr(packed_columns, "FEWEST_ROWS", 0)


def said_by_others(column: pa.Array) -> tuple[list[Any], list[Any]]:
    """What pyarrow and DuckDB read of a column that is packed, in a file of two row groups."""
    found, plain = packed("a", column), io.BytesIO()
    assert found is not None
    kind = pa.list_(pa.string()) if pa.types.is_list(column.type) else pa.string()
    pq.write_table(pa.table({"a": pa.array([], kind)}), plain)
    end = row_groups.end_of(plain)
    told = row_groups.columns_told(end)
    whole = io.BytesIO()
    file = JoinedFile(whole.write)
    for _ in range(2):
        file.put(RowGroup(len(column), *told, [found[0]], [found[1]]))
    file.close({}, b"tests")
    by_arrow = pq.read_table(whole)
    assert by_arrow.equals(
        pq.read_table(whole, read_dictionary=["a", "a.list.element"]).cast(by_arrow.schema)
    )
    return by_arrow.column("a").to_pylist(), _by_duckdb(whole.getvalue())


def _by_duckdb(data: bytes) -> list[Any]:
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(data)
        file.flush()
        return [row[0] for row in duckdb.sql(f"SELECT a FROM '{file.name}'").fetchall()]


def texts_of(numbers: list[int | None], words: int, kind: Any) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers, kind), pa.array(WORDS[:words]))


NUMBERS = st.integers(1, len(WORDS)).flatmap(
    lambda words: st.tuples(
        st.just(words), st.lists(st.none() | st.integers(0, words - 1), min_size=1, max_size=200)
    )
)


@given(NUMBERS)
def test_texts_say_the_same(said: tuple[int, list[int | None]]) -> None:
    words, numbers = said
    column = texts_of(numbers, words, pa.int32())
    assert said_by_others(column) == (2 * column.to_pylist(),) * 2


@given(
    st.integers(1, 40).flatmap(
        lambda words: st.tuples(
            st.just(words),
            st.lists(
                st.lists(st.integers(0, words - 1), max_size=3)
                | st.lists(st.integers(0, words - 1), min_size=14, max_size=50),
                min_size=1,
                max_size=60,
            ),
        )
    )
)
def test_lists_say_the_same(said: tuple[int, list[list[int]]]) -> None:
    words, lists = said
    values = texts_of([one for some in lists for one in some], words, pa.int32())
    ends = [0]
    for some in lists:
        ends.append(ends[-1] + len(some))
    column = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values)
    assert said_by_others(column) == (2 * column.to_pylist(),) * 2
    if len(lists) > 2:
        assert said_by_others(column[1:-1]) == (2 * column[1:-1].to_pylist(),) * 2


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 31, 32, 33, 4096, 100_001])
@pytest.mark.parametrize("words", [1, 2, 3, 255, 256, 257])
def test_any_number_of_rows_and_words_fits(rows: int, words: int) -> None:
    column = texts_of([row * 7 % words for row in range(rows)], words, pa.int16())
    assert said_by_others(column) == (2 * column.to_pylist(),) * 2


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["a", None]),
        pa.array([["a"], None]).cast(pa.list_(pa.dictionary(pa.int32(), pa.string()))),
        pa.array([["a"], [None]]).cast(pa.list_(pa.dictionary(pa.int32(), pa.string()))),
        pa.array([1, 2]).dictionary_encode(),
        pa.array([[1], [2]]),
        pa.nulls(2, pa.string()),
    ],
    ids=["texts", "a list is missing", "a text is missing", "numbers", "lists of them", "nothing"],
)
def test_other_columns_are_left_to_arrow(column: pa.Array) -> None:
    assert packed("a", column) is None
