"""Files of transactions, read in portions: CSV, Parquet, NDJSON.

A portion holds some rows as they stand in the file, to be carried through, and of them the
columns that a transaction can have. What cannot be read as rows at all is an error with its
place; a row that is no sound transaction is a row all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from ..texts import FileError
from .columns import Columns, sound_columns
from .files_found import FORMATS, format_of
from .formats.csv_rows import csv_names, csv_portions
from .formats.ndjson_rows import ndjson_portions
from .formats.parquet_rows import carried_as_stored, parquet_names, parquet_portions
from .formats.portion import Portion, of_table
from .locations import Location, size, why


def portions(
    files: Sequence[Location], columns: Columns, groups: Sequence[int] | None = None
) -> Iterator[Portion]:
    """All rows of some files, in their order; of Parquet only some row groups, if any are named.

    A file without a line has no columns either: it is a portion only where there is no other.
    """
    names: list[str] | None = None
    any_read, without_lines = False, None
    readers = dict(_READERS)
    if all(format_of(location) == "parquet" for location in files):
        readers["parquet"] = partial(parquet_portions, as_stored=carried_as_stored(files))
    for location in files:
        with readable(location):
            for portion in readers[format_of(location)](location, columns, groups):
                if portion.table is not None:
                    names = names or portion.table.column_names
                    alike(portion.table.column_names, names, location, files[0])
                elif not portion.lines:
                    without_lines = portion
                    continue
                any_read = True
                yield portion
    if without_lines is not None and not any_read:
        yield without_lines


def in_parts(found: Iterable[Portion], columns: Columns, rows: int) -> Iterator[Portion]:
    """The same rows in portions of so many, for somebody who is told of each; the lines of NDJSON
    come in small ones as it is."""
    for portion in found:
        table = portion.table
        if table is None or table.num_rows <= rows:
            yield replace(portion, group=None)
            continue
        fields = columns.fields(table.column_names)
        for first in range(0, table.num_rows, rows):
            part = table.slice(first, rows)
            read = portion.read * part.num_rows // table.num_rows
            yield of_table(part, fields, columns, read)


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of a file before its rows are read: its columns (none of NDJSON), and of
    Parquet the rows of each row group."""

    columns: Sequence[str] | None
    groups: Sequence[int] = ()


def head_of(location: Location, columns: Columns) -> Head:
    """The head of a file, whose columns are what they are meant to be."""
    kind = format_of(location)
    if kind == "ndjson":
        return Head(None)
    with readable(location):
        if kind == "csv":
            head = Head(csv_names(location, columns))
        else:
            head = Head(*parquet_names(location))
    sound_columns(head.columns or (), columns)
    return head


def alike(
    one: Sequence[str] | None, other: Sequence[str] | None, at: Location, first: Location
) -> None:
    """Two files have the same columns; `FileError` if they do not."""
    if one != other:
        raise FileError(f"{at} has other columns than {first}")


def size_of(files: Sequence[Location]) -> int:
    """How much there is to read, in the unit of `Portion.read`: rows of Parquet, else bytes."""
    found = 0
    for location in files:
        if format_of(location) != "parquet":
            found += size(location)
            continue
        with readable(location):
            found += sum(parquet_names(location)[1])
    return found


@contextmanager
def readable(location: Location) -> Iterator[None]:
    """Say in one sentence what is wrong with a file that is being read."""
    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        told = f"{location} cannot be read: {why(error)}"
        is_parquet = FORMATS.get(location.suffix.lower()) == "parquet"
        if is_parquet and getattr(error, "errno", None) is None:
            told += "; if another program can, write it anew with that, or as CSV"
        raise FileError(told) from error


_READERS: dict[str, Callable[[Location, Columns, Any], Iterator[Portion]]] = {
    "csv": csv_portions,
    "parquet": parquet_portions,
    "ndjson": ndjson_portions,
}
