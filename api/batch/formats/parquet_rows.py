"""The rows of a Parquet file, or of some of its row groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ...texts import FileError
from ..columns import Columns, sound_columns
from ..locations import Location, to_read
from .parquet_words import ROWS, tables_of
from .portion import Portion, of_table
from .row_groups import ORDERS, SCHEMA, RowGroup, end_of, may_be_carried, row_group
from .thrift_structs import NoThriftError, Struct


def parquet_portions(
    location: Location, columns: Columns, groups: Sequence[int] | None, as_stored: bool = False
) -> Iterator[Portion]:
    """The rows of a file, as many as its row groups say; one portion without any, if none. Where
    they are to be carried through `as_stored` each portion is a row group."""
    with to_read(location) as file:
        metadata = pq.read_metadata(file)
        schema = metadata.schema.to_arrow_schema()
        fields = sound_columns(schema.names, columns)
        texts = [n for n in schema.names if pa.types.is_string(schema.field(n).type)]
        many = _many(metadata)
        texts = [n for n in texts if _is_repeated(n, fields) or n not in many]
        apart = _by_difference(metadata, texts)
        texts = [n for n in texts if n not in apart]
        said = sum(metadata.row_group(n).num_rows for n in _groups(metadata, groups))
        read = 0
        end = _end_of(file) if as_stored else None
        for number, table in tables_of(file, metadata, texts, _groups(metadata, groups), as_stored):
            read += table.num_rows
            portion = of_table(table, fields, columns, table.num_rows)
            group = _stored(file, end, number, table) if end is not None else None
            yield replace(portion, group=group)
        if read != said:
            raise FileError(f"{location} says that it has {said} rows there, and {read} were read")
        if not read:
            yield of_table(schema.empty_table(), fields, columns, 0)


def _is_repeated(name: str, fields: Mapping[str, str]) -> bool:
    """Whether a column is a field's that says the same of many rows."""
    return name in fields.values() and name != fields.get("licence")


def _end_of(file: Any) -> Struct:
    try:
        return end_of(file)
    except NoThriftError as error:
        raise OSError(str(error)) from error


def _stored(file: Any, end: Struct, number: int, table: pa.Table) -> RowGroup:
    """A row group as it is stored, of which the rows were read."""
    try:
        stored = row_group(file, end, number)
    except NoThriftError as error:
        raise OSError(str(error)) from error
    if stored.rows != table.num_rows:
        raise OSError("a row group has other rows than it says")
    return stored


def carried_as_stored(files: Sequence[Location]) -> bool:
    """Whether the row groups of all of these files can be carried through as they are stored, into
    one file: they are of the same columns, which Arrow takes for the same (only its own words tell
    a duration in seconds from one in milliseconds). What cannot be read is told when its rows
    are."""
    first: tuple[Any, ...] | None = None
    try:
        for location in files:
            with to_read(location) as file:
                end = end_of(file)
                kinds = pq.read_schema(file).remove_metadata() if len(files) > 1 else None
            told = end[SCHEMA], end.get(ORDERS), kinds
            first = first or told
            if told != first or not may_be_carried(end):
                return False
    except (LookupError, TypeError, ValueError, AttributeError, OSError, pa.ArrowException):
        return False
    return True


def parquet_names(location: Location) -> tuple[Sequence[str], list[int]]:
    """The names of a file's columns, and the rows of each row group."""
    with to_read(location) as file:
        metadata = pq.read_metadata(file)
    names = metadata.schema.to_arrow_schema().names
    return names, [metadata.row_group(n).num_rows for n in _groups(metadata, None)]


def _groups(metadata: Any, groups: Sequence[int] | None) -> Sequence[int]:
    return range(metadata.num_row_groups) if groups is None else groups


def _many(metadata: Any) -> set[str]:
    """The columns that have so many different texts that a dictionary of them helps nobody: they
    are stored with more than a number for each row."""
    groups = [metadata.row_group(0)] if metadata.num_row_groups else []
    columns = (group.column(n) for group in groups for n in range(group.num_columns))
    return {
        one.path_in_schema
        for one in columns
        if one.total_uncompressed_size > 4 * max(one.num_values, ROWS // 10)
    }


def _by_difference(metadata: Any, texts: Sequence[str]) -> set[str]:
    """Of columns of texts those that Arrow does not read as dictionaries: they are stored by how
    long each is, or by what the one before has too."""
    places = {metadata.schema.column(n).path: n for n in range(metadata.num_columns)}
    groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)] if texts else []
    return {
        name
        for name in texts
        if any(_DIFFERENCES.intersection(g.column(places[name]).encodings) for g in groups)
    }


_DIFFERENCES = {"DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"}
