"""Some rows of a file as texts, each with the number that it has there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from ....projections.batch.transactions import column_texts


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows as they stand (`table`, and `lines` of NDJSON): for each column's name its heading, for
    each row its number in the file, and the sheet it stands in; `cells`: whether values have places
    as in a spreadsheet; `above`: for a column with cells that reach over several rows, in which row
    each stands; `unread`: what is wrong with a line that holds no object; `read`: how many bytes
    they are."""

    table: pa.Table
    headings: Mapping[str, str]
    numbers: pa.Array
    read: int = 0
    sheet: str | None = None
    cells: bool = True
    lines: Sequence[str] = ()
    unread: Mapping[int, str] = field(default_factory=dict)
    above: Mapping[str, pa.Array] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return int(self.table.num_rows)

    def texts(self, name: str) -> pa.Array:
        """A column as texts; none of a column that these rows do not have."""
        if name not in self.table.column_names:
            return pa.nulls(self.count, pa.string())
        column = self.table.column(name).combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = pa.concat_arrays(column.chunks) if column.num_chunks else None
        if column is None:
            return pa.nulls(self.count, pa.string())
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        return column_texts(column)
