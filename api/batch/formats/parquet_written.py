"""How columns become Parquet: texts as a reader shall see them, stored by what is different.

Rows of other formats are written by Arrow from the first row to the last. Of row groups that are
carried through as they are stored only what was added is encoded, each by itself.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ....projections.kernel.outcomes import FEW_TEXTS
from .packed_columns import Packed, packed
from .portion import Portion
from .row_groups import MADE_BY, RowGroup, beside, columns_told, end_of, row_group
from .thrift_structs import Struct

_AT_A_TIME = 1 << 14
"""So many values of a column of Parquet are encoded together."""
_ARROW = b"ARROW:schema"


def parquet_writer(file: Any, table: pa.Table) -> pq.ParquetWriter:
    """Writes tables like this one."""
    plain = pa.schema([_plain(field) for field in table.schema])
    leaves = {one.name: _leaf(one) for one in plain}
    schema = pa.schema([_stored(table.column(f.name), f) for f in table.schema])
    many = {one.name for one in schema if _many(table.column(one.name), one.type)}
    writer = pq.ParquetWriter(
        file,
        schema,
        compression="zstd",
        store_schema=False,
        write_batch_size=_AT_A_TIME,
        use_dictionary=[leaves[name] for name in plain.names if name not in many],
        write_statistics=[one.name for one in plain if _is_ordered(one.type)],
    )
    writer.add_key_value_metadata(_told_to_arrow(plain))
    return writer


def _told_to_arrow(schema: pa.Schema) -> dict[bytes, bytes]:
    """What tells a reader who knows Arrow what the columns are."""
    return {_ARROW: base64.b64encode(schema.serialize().to_pybytes())}


def _is_ordered(kind: pa.DataType) -> bool:
    """Whether the least and the greatest value help a reader; those of texts cost more."""
    return not (_is_text(kind) or pa.types.is_nested(kind))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _stored(column: pa.ChunkedArray, field: pa.Field) -> pa.Field:
    """The field as it is stored: a dictionary of few texts, many texts as they are."""
    known = pa.types.is_dictionary(field.type)
    many = known and any(len(chunk.dictionary) > FEW_TEXTS for chunk in column.chunks)
    return _plain(field) if many else field


def _many(column: pa.ChunkedArray, kind: pa.DataType) -> bool:
    """Whether a column is stored as texts of which most are different."""
    if not _is_text(kind) or pa.types.is_dictionary(column.type):
        return _is_text(kind)
    return int(pc.count_distinct(column.slice(0, 2 * FEW_TEXTS)).as_py()) > FEW_TEXTS


def _plain(field: pa.Field) -> pa.Field:
    """The field as a reader shall see it: its texts, not our dictionaries."""
    if pa.types.is_dictionary(field.type):
        return field.with_type(field.type.value_type)
    if pa.types.is_list(field.type):
        return field.with_type(pa.list_(_plain(field.type.value_field)))
    return field


def _leaf(field: pa.Field) -> str:
    """The name under which Parquet stores a column's values."""
    return f"{field.name}.list.element" if pa.types.is_list(field.type) else str(field.name)


@dataclass(frozen=True, slots=True)
class EncodedGroup:
    """A row group with what was added to it; what is said of its file, and by whom it was made."""

    group: RowGroup
    said: Mapping[bytes, bytes]
    made_by: bytes


def encoded_beside(
    portion: Portion, group: RowGroup, added: Mapping[str, pa.Array]
) -> EncodedGroup:
    """A row group of rows as they are stored, and what was added to them."""
    assert portion.table is not None
    table = pa.table(dict(added))
    _, told = _by_arrow(table.slice(0, 0))  # what the columns are
    every = [
        packed(name, column) or _column_by_arrow(table.select([name]))
        for name, column in added.items()
    ]
    more = RowGroup(table.num_rows, *columns_told(told), *zip(*every, strict=True))
    schema = pa.schema([_plain(field) for field in (*portion.table.schema, *table.schema)])
    return EncodedGroup(beside(group, more), _told_to_arrow(schema), told[MADE_BY][1])


def _column_by_arrow(table: pa.Table) -> Packed:
    group = row_group(*_by_arrow(table), 0)
    return group.chunks[0], group.data[0]


def _by_arrow(table: pa.Table) -> tuple[io.BytesIO, Struct]:
    """A file with a table in one row group, as Arrow writes it, and what its end tells."""
    file = io.BytesIO()
    writer = parquet_writer(file, table)
    writer.write_table(table.cast(writer.schema), row_group_size=max(1, table.num_rows))
    writer.close()
    return file, end_of(file)
