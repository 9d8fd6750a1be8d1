"""A table of any library is judged as a file of its rows is, and comes back as what it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from licence_ledger.api.batch.evaluating import evaluate_files, prepared_run
from licence_ledger.api.batch.tables import judged_table
from licence_ledger.api.library.opened import OpenLedger
from licence_ledger.api.library.record_here import RecordHere
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.kernel.outcomes import COLUMNS

pandas = pytest.importorskip("pandas")

ROWS: dict[str, list[Any]] = {
    "ref": [1, 2, 3, 4, 5],
    "date": ["2024-02-25", "2024-02-10", "25-02-2024", None, "2020-06-01"],
    "licence": ["NL009", "NL009", "NL009", "NL009", None],
    "activity": ["export", "export", "export", "export", "transfer"],
    "goods": ["ML10", "ML10", "ML10", "ML10", "5A002.a"],
    "origin": ["NL"] * 5,
    "destination": ["IL", "IL", "IL", "NO", "DE"],
    "programme": ["F-35", "F-35", "F-35", None, None],
}

KINDS: dict[str, Callable[[pa.Table], Any]] = {
    "polars": lambda table: polars.from_arrow(table),
    "pandas": lambda table: table.to_pandas().set_index("ref", drop=False),
    "duckdb": lambda table: duckdb.from_arrow(table),
    "pyarrow": lambda table: table,
    "batch": lambda table: table.to_batches()[0],
}


def rows_of(table: Any) -> list[dict[str, Any]]:
    """The rows of a table of any kind, as values of Python; nothing in a list is a missing text."""
    if isinstance(table, duckdb.DuckDBPyRelation):
        table = table.to_arrow_table() if hasattr(table, "to_arrow_table") else table.arrow()
    if isinstance(table, pandas.DataFrame):
        table = pa.Table.from_pandas(table, preserve_index=False)
    found: list[dict[str, Any]] = pa.table(table).to_pylist()
    return found


@pytest.fixture(scope="module")
def judged_in_a_file(
    opened_record: OpenLedger, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    """The same rows, judged in a file."""
    folder: Path = tmp_path_factory.mktemp("file")
    pq.write_table(pa.table(ROWS), folder / "in.parquet")
    questions = opened_record._open
    assert isinstance(questions, RecordHere)
    with prepared_run(questions, str(folder / "in.parquet"), {}) as run:
        evaluate_files(run, folder / "out.parquet", lambda count: None)
    return rows_of(pq.read_table(folder / "out.parquet"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_judged_like_a_file_and_stays_what_it_is(
    kind: str, opened_record: OpenLedger, judged_in_a_file: list[dict[str, Any]]
) -> None:
    table = KINDS[kind](pa.table(ROWS))
    found = opened_record.evaluate(table)
    assert type(found) is type(table)
    assert rows_of(found) == judged_in_a_file
    assert [one["verdict"] for one in judged_in_a_file][:3] == ["not_covered", "covered", None]
    assert list(judged_in_a_file[0]) == [*ROWS, *COLUMNS]


def test_a_frame_of_pandas_keeps_its_index_and_its_own_types(opened_record: OpenLedger) -> None:
    frame = KINDS["pandas"](pa.table(ROWS)).astype({"goods": "category"})
    found = opened_record.evaluate(frame)
    assert list(found.index) == list(frame.index)
    assert found[list(frame.columns)].equals(frame)


def test_days_categories_and_views_of_texts_are_read(opened_record: OpenLedger) -> None:
    plain = polars.DataFrame({name: values[:2] for name, values in ROWS.items()})
    typed = plain.with_columns(
        polars.col("date").str.to_date(), polars.col("goods").cast(polars.Categorical)
    )
    assert typed["date"][0] == dt.date(2024, 2, 25)
    found, expected = opened_record.evaluate(typed), opened_record.evaluate(plain)
    assert found.select(COLUMNS).equals(expected.select(COLUMNS))


def test_a_table_without_rows_comes_back_with_the_columns(opened_record: OpenLedger) -> None:
    empty = polars.DataFrame(schema={"date": polars.String, "goods": polars.String})
    assert opened_record.evaluate(empty).columns == ["date", "goods", *COLUMNS]


def test_many_rows_are_judged_in_their_order(opened_record: OpenLedger) -> None:
    few = polars.DataFrame(ROWS)
    many = polars.concat([few] * 800)
    found = opened_record.evaluate(many).drop("ref")
    assert found.slice(3_995).equals(opened_record.evaluate(few).drop("ref"))


def test_a_law_that_another_thread_let_go_of_is_let_go_of(opened_record: OpenLedger) -> None:
    """Just when this one would, to make room for its own."""

    class LetGo(dict[Any, Any]):
        def pop(self, key: Any, *otherwise: Any) -> Any:
            self.clear()
            return super().pop(key, *otherwise)

    questions, engines = opened_record._open, LetGo()
    assert isinstance(questions, RecordHere)
    table, known = pa.table(ROWS), ("2024-02-15", "2024-02-25", "2025-01-01")
    found = [
        judged_table(questions, table, {"known_on": on}, ((), (), ()), engines) for on in known
    ]
    assert len(engines) == 1
    assert found == [
        judged_table(questions, table, {"known_on": on}, ((), (), ()), {}) for on in known
    ]


def test_columns_are_meant_as_is_said(opened_record: OpenLedger) -> None:
    theirs = polars.DataFrame(ROWS).rename({"destination": "bestemming"}).drop("origin")
    found = opened_record.evaluate(
        theirs, columns={"bestemming": "destination"}, default={"origin": "NL"}
    )
    assert (
        found["verdict"].to_list()
        == opened_record.evaluate(polars.DataFrame(ROWS))["verdict"].to_list()
    )


@pytest.mark.parametrize(
    ("table", "said", "sentence"),
    [
        ([{"date": "2024-02-25"}], {}, "a list is no table"),
        (polars.DataFrame({"date": ["2024-02-25"]}).lazy(), {}, "collect"),
        (
            polars.DataFrame({"day": ["2024-02-25"]}),
            {"carry": ["day"]},
            "columns={'THEIRS': 'date'}",
        ),
        (polars.DataFrame({"date": [""], "destinaton": ["IL"]}), {}, "carry=['destinaton']"),
        (polars.DataFrame({"date": [""], "verdict": ["IL"]}), {}, "column `verdict` already"),
        (polars.DataFrame({"date": [""]}), {"default": {"date": "2024-02-25"}}, "no default"),
        (polars.DataFrame({"date": [""]}), {"columns": {"x": "destination"}}, "no column `x`"),
        (polars.DataFrame({"date": [""]}), {"known_on": "soon"}, "soon"),
    ],
)
def test_a_table_that_cannot_be_meant_is_told(
    opened_record: OpenLedger, table: Any, said: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(QuestionError) as error:
        opened_record.evaluate(table, **said)
    assert sentence in str(error.value)


def test_rows_are_asked_as_known_on_their_own_days(opened_record: OpenLedger) -> None:
    rows = polars.DataFrame({**{n: v[:1] for n, v in ROWS.items()}, "date": ["2024-02-19"]})
    later = opened_record.evaluate(rows.with_columns(date=polars.lit("2024-02-25")))
    own = opened_record.evaluate(rows, known_on="transaction")
    assert (own["verdict"][0], later["verdict"][0]) == ("covered", "not_covered")
