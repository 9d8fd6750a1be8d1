"""The rows of a file of any kind, as a mapping says that it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ...texts import FileError, NotJsonError, read_json
from ..carried_values import texts_of
from ..formats.faults import placed
from ..formats.ndjson_rows import LINES, ndjson_lines
from ..locations import Location, size, to_read
from ..reading import readable
from ..workbooks.sheets import AT_A_TIME, ReadWorkbook, SheetRow, opened_workbook
from .delimited import Dialect, delimited_rows
from .file_mapping import HowRead
from .names import ADDED, sole_names
from .separators import separator_said
from .table_rows import TableRows

_ROWS = 500_000


def table_rows_of(location: Location, read: HowRead) -> Iterator[TableRows]:
    """The rows of a file, in portions; `FileError` with what is wrong with it."""
    with readable(location):
        yield from _READERS[read.kind](location, read)


def _csv(location: Location, read: HowRead) -> Iterator[TableRows]:
    said = [one.means if one else "" for one in (read.encoding, read.separator, read.headings)]
    encoding, separator, headings = said[0], separator_said(said[1]), said[2]
    if not headings.isdecimal() or len(separator) != 1:
        raise FileError(f"the mapping of {location} says neither separator nor line of headings")
    yield from delimited_rows(location, Dialect(encoding, separator, int(headings)))


def _parquet(location: Location, read: HowRead) -> Iterator[TableRows]:
    with to_read(location) as file, pq.ParquetFile(file) as found:
        first = 1
        names = sole_names(found.schema_arrow.names)
        for batch in found.iter_batches(_ROWS):
            table = pa.Table.from_batches([batch]).rename_columns(list(names))
            numbers = pa.array(range(first, first + table.num_rows), pa.int64())
            share = size(location) * table.num_rows // max(found.metadata.num_rows, 1)
            yield TableRows(table, names, numbers, share, cells=False)
            first += table.num_rows
        if first == 1:
            empty = found.schema_arrow.empty_table().rename_columns(list(names))
            yield TableRows(empty, names, pa.array([], pa.int64()), cells=False)


def _ndjson(location: Location, read: HowRead) -> Iterator[TableRows]:
    held: list[str] = []
    first = 1
    with placed(location):
        for line in ndjson_lines(location):
            held.append(line)
            if len(held) >= LINES:
                yield of_lines_by_mapping(held, first)
                first, held = first + len(held), []
        if held or first == 1:
            yield of_lines_by_mapping(held, first)


def of_lines_by_mapping(lines: Sequence[str], first: int = 1) -> TableRows:
    """Lines of NDJSON as rows: every value as a text."""
    found: list[dict[str, str | None]] = []
    unread: dict[int, str] = {}
    for row, line in enumerate(lines):
        try:
            found.append(_object(line))
        except (NotJsonError, FileError) as error:
            unread[row] = f"malformed: {error}"
            found.append({})
    names = dict.fromkeys(name for one in found for name in one)
    table = pa.table(
        {name: pa.array([one.get(name) for one in found], pa.string()) for name in names}
    )
    if not names:
        table = pa.table({"": pa.nulls(len(lines), pa.string())})
    return TableRows(
        table,
        {name: name for name in names},
        pa.array(range(first, first + len(lines)), pa.int64()),
        sum(len(line) + 1 for line in lines),
        cells=False,
        lines=lines,
        unread=unread,
    )


def _object(line: str) -> dict[str, str | None]:
    if not isinstance(read_json(line), dict):
        raise FileError("the line is no object")
    found = texts_of(line)
    if taken := [name for name in ADDED if name in found]:
        raise FileError(f"the line has `{taken[0]}` already")
    return found


def _workbook(location: Location, read: HowRead) -> Iterator[TableRows]:
    if not isinstance(location, Path):
        raise FileError(f"{location}: a workbook is read from a disk; copy it first")
    with opened_workbook(location) as book:
        for sheet, headings in read.sheets.items():
            if not headings.means.isdecimal():
                raise FileError(f"the row of headings of `{sheet}` is a number")
            yield from sheet_rows(book, sheet, int(headings.means), size(location))


def sheet_rows(book: ReadWorkbook, sheet: str, headings: int, read: int) -> Iterator[TableRows]:
    """The rows of a sheet that stand below its headings, in portions, at least one; as wide as its
    widest row."""
    rows = [one for one in book.rows(sheet) if one.number >= headings]
    if not rows or rows[0].number != headings:
        raise FileError(f"row {headings} of the sheet `{sheet}` holds no headings")
    width = max(
        (n + 1 for one in rows for n, text in enumerate(one.texts) if text.strip()), default=1
    )
    names = sole_names([_at(rows[0], n) for n in range(width)])
    below = rows[1:]
    for first in range(0, max(len(below), 1), AT_A_TIME):
        part = below[first : first + AT_A_TIME]
        share = read * len(part) // max(len(below), 1)
        yield _portion(part, names, sheet, share)


def _portion(
    rows: Sequence[SheetRow], names: Mapping[str, str], sheet: str, read: int
) -> TableRows:
    columns = {
        name: pa.array([_at(one, n) or None for one in rows], pa.string())
        for n, name in enumerate(names)
    }
    above = {
        name: pa.array([one.above.get(n, one.number) for one in rows], pa.int64())
        for n, name in enumerate(names)
        if any(n in one.above for one in rows)
    }
    numbers = pa.array([one.number for one in rows], pa.int64())
    return TableRows(pa.table(columns), names, numbers, read, sheet, above=above)


def _at(row: SheetRow, column: int) -> str:
    return row.texts[column] if column < len(row.texts) else ""


_READERS: dict[str, Callable[[Location, HowRead], Iterator[TableRows]]] = {
    "csv": _csv,
    "parquet": _parquet,
    "ndjson": _ndjson,
    "workbook": _workbook,
}
