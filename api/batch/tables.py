"""Tables in memory, judged: whatever hands over Arrow (the PyCapsule interface), by the very
engines that judge files.

Polars, pandas, DuckDB and pyarrow hand over their columns without copying them. What comes back is
of the kind that came in, with its own columns as they were and the added ones after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from importlib import import_module
from typing import Any

import pyarrow as pa

from ...domain.faults import Fault, QuestionError
from ...projections.batch.engines import ByNeed
from ...projections.batch.one_by_one import Engine
from ...projections.kernel.outcomes import COLUMNS, ERROR, Answers
from ...projections.register.register import Register
from .columns import Columns, asked_about, columns_as_said, sound_columns
from .evaluating import asking, portions_judged
from .formats.portion import Portion, of_table

Json = dict[str, Any]

TOGETHER = 250_000
"""So many rows are judged together; meanwhile the next are read."""
LAWS_KEPT = 2
"""So many laws stay compiled for tables that are still to come."""

Engines = MutableMapping[Any, Engine]
MeantAsSaid = tuple[Sequence[str], Sequence[str], Sequence[str]]
"""How columns are meant, as the command's `--map`, `--default` and `--carry` say it."""


def judged_table(
    register: Register,
    table: Any,
    asked: Mapping[str, str],
    meant: MeantAsSaid,
    engines: Engines,
) -> pa.Table:
    """The columns that are added to a table, in the order of its rows.

    `QuestionError` for a table that has no dates, has columns twice, has one that is nearly a
    field's, or hands over no Arrow. `engines` are those of earlier tables.
    """
    with asking(register, asked, *meant) as (viewpoint, history, known, columns):
        read = handed_over(table)
        fields = _fields(read, columns)
        key = (viewpoint.log_size, known)
        engine = engines.get(key)
        if engine is None:
            for earlier in list(engines)[: 1 - LAWS_KEPT]:
                engines.pop(earlier, None)  # another thread may have taken it out
            engine = engines[key] = ByNeed(history, known)
        found = portions_judged(_portions(read, fields, columns), engine, _plain_columns)
        return pa.concat_tables([made for _, _, made in found])


def handed_over(table: Any) -> pa.Table:
    """A table's columns, as Arrow; `QuestionError` for what hands none over."""
    if isinstance(table, pa.Table):
        return table
    if not hasattr(table, "__arrow_c_stream__"):
        lazy = "; collect() it first" if hasattr(table, "collect") else ""
        sentence = (
            f"a {type(table).__name__} is no table: hand over one of Polars, pandas, DuckDB or "
            f"pyarrow, or anything else with `__arrow_c_stream__`{lazy}"
        )
        raise QuestionError([Fault("malformed", "/table", sentence)])
    return pa.RecordBatchReader.from_stream(table).read_all()


def _fields(table: pa.Table, columns: Columns) -> dict[str, str]:
    """The columns that are read; what is wrong with the others is said in Python's words."""
    names = table.column_names
    if near := columns.near(names):
        faults = [
            f"{asked_about(name, meant)} Say columns={{'{name}': '{meant}'}}, or carry=['{name}']"
            for name, meant in near.items()
        ]
        raise QuestionError([Fault("unknown_field", "/columns", one) for one in faults])
    if not columns.dated(names):
        sentence = "the table has no column `date`; say which it is: columns={'THEIRS': 'date'}"
        raise QuestionError([Fault("missing", "/columns", sentence)])
    return sound_columns(names, columns)


def _portions(table: pa.Table, fields: Mapping[str, str], columns: Columns) -> Iterator[Portion]:
    """The rows, some after the other; at least one portion, of no rows where there are none."""
    read = table.select(list(dict.fromkeys(fields.values())))
    for first in range(0, max(read.num_rows, 1), TOGETHER):
        part = read.slice(first, TOGETHER)
        yield of_table(part, fields, columns, part.num_rows)


def _plain_columns(_: Portion, answers: Answers) -> pa.Table:
    """The columns that are added, as texts and lists of texts."""
    return pa.table({name: _plain(column) for name, column in answers.columns().items()})


def _plain(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type):
        return column.cast(pa.list_(pa.string()))
    return column.cast(pa.string())


# -- judged elsewhere -------------------------------------------------------------------------


def transactions_in(table: Any, meant: MeantAsSaid) -> Iterator[Json]:
    """What each row of a table says, for who judges them elsewhere."""
    columns = columns_as_said(*meant[:2], lambda name, value: None, meant[2])
    read = handed_over(table)
    for portion in _portions(read, _fields(read, columns), columns):
        yield from portion.rows.all_said()


def columns_of(answers: Iterable[Json]) -> pa.Table:
    """The columns that are added, of evaluations one by one; of a faulty row its errors."""
    kinds = {name: pa.list_(pa.string()) if name in _LISTS else pa.string() for name in COLUMNS}
    rows = [_row(one) for one in answers]
    return pa.Table.from_pylist(rows, pa.schema(list(kinds.items())))


_LISTS = ("depends_on", "covered_by", "notes", "assumed")


def _row(answer: Json) -> Json:
    if "errors" not in answer:
        return {name: answer.get(name) for name in COLUMNS}
    wrong = "; ".join(f"{one['code']}: {one['detail']}" for one in answer["errors"])
    return {ERROR: wrong, **{name: [] for name in _LISTS}}


# -- the same kind as came in --------------------------------------------------------------


def like(table: Any, added: pa.Table) -> Any:
    """A table with columns after its own, of the kind that it is; a `pyarrow.Table` where that
    kind is not known here."""
    library = type(table).__module__.partition(".")[0]
    return _KINDS.get(library, _arrow)(table, added)


def _polars(table: Any, added: pa.Table) -> Any:
    return table.hstack(import_module("polars").from_arrow(added).get_columns())


def _pandas(table: Any, added: pa.Table) -> Any:
    pandas = import_module("pandas")
    return pandas.concat([table, added.to_pandas().set_axis(table.index)], axis=1)


def _duckdb(table: Any, added: pa.Table) -> Any:
    return import_module("duckdb").from_arrow(_beside(handed_over(table), added))


def _arrow(table: Any, added: pa.Table) -> Any:
    whole = _beside(handed_over(table), added)
    if isinstance(table, pa.RecordBatch):
        return whole.combine_chunks().to_batches()[0]
    return whole


def _beside(table: pa.Table, added: pa.Table) -> pa.Table:
    for name in added.column_names:
        table = table.append_column(name, added.column(name))
    return table


_KINDS: Mapping[str, Callable[[Any, pa.Table], Any]] = {
    "polars": _polars,
    "pandas": _pandas,
    "duckdb": _duckdb,
    "_duckdb": _duckdb,
}
