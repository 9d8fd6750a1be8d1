"""Some rows of a file: as they stand, to be carried through, and as transactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from ....projections.batch.transactions import Rows
from ..columns import Columns
from .row_groups import RowGroup


@dataclass(frozen=True, slots=True)
class Portion:
    """Some rows: as they stand (`table`, or `lines` of NDJSON), and as transactions; `unread`:
    those of the lines that hold no object to which anything can be added; `names`: what the
    objects say, also those of a file's lines that are left out here; `near`: names in lines that
    are nearly a field, and which; `also`: columns that are written behind the answers, where a row
    was read by a mapping; `group`: the rows as Parquet stores them, where all rows of what is read
    can be carried through like that."""

    rows: Rows
    faults: Mapping[int, str]
    table: pa.Table | None = None
    lines: Sequence[str] = ()
    read: int = 0
    unread: frozenset[int] = frozenset()
    names: Sequence[str] = ()
    near: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, pa.Array] = field(default_factory=dict)
    group: RowGroup | None = None


def of_table(table: pa.Table, fields: Mapping[str, str], columns: Columns, read: int) -> Portion:
    """The rows of a table, of which some columns are read."""
    table = table.combine_chunks()
    read_from = {name: _one_chunk(table.column(source)) for name, source in fields.items()}
    return Portion(Rows(read_from, table.num_rows, columns.default), {}, table=table, read=read)


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
