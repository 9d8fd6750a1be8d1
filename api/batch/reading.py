"""Files of transactions, read in portions: CSV, Parquet, NDJSON.

A portion holds some rows as they stand in the file, to be carried through, and of them the
columns that a transaction can have. What cannot be read as rows at all is an error with its
place; a row that is no sound transaction is a row all the same.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ...projections.batch.transactions import ASKED, Rows
from ...projections.kernel.outcomes import ADDED, ERROR
from ..texts import FileError, NotJsonError, read_json
from .columns import Meant, checked
from .locations import Place, Stored, matching, place_of, size, to_read, why

ROWS = 500_000
LINES = 50_000
BLOCK = 32 * 1024 * 1024
"""How much of a file is held at a time: rows of Parquet, lines of NDJSON, bytes of CSV."""
LONGEST_HEADER = 1 << 20

FORMATS = {".csv": "csv", ".parquet": "parquet", ".ndjson": "ndjson", ".jsonl": "ndjson"}


@dataclass(frozen=True, slots=True)
class Portion:
    """Some rows: as they stand (`table`, or `lines` of NDJSON), and as transactions."""

    rows: Rows
    faults: Mapping[int, str]
    table: pa.Table | None = None
    lines: Sequence[str] = ()
    read: int = 0


def files_of(pattern: str) -> list[Place]:
    """The files that a path, an address or a pattern (`parts/*.parquet`) names, all of one
    format."""
    place = place_of(pattern)
    if isinstance(place, Stored):
        found = [one for one in matching(place) if one == place or one.suffix in FORMATS]
    elif place.is_dir():
        found = [*sorted(one for one in place.iterdir() if one.suffix in FORMATS)]
    else:
        found = [place] if place.exists() else [*_matching(place)]
    if not found:
        raise FileError(f"{pattern}: there is no such file")
    formats = {format_of(one) for one in found}
    if len(formats) > 1:
        raise FileError(f"{pattern} names files of several formats; evaluate them one by one")
    return found


def _matching(pattern: Path) -> list[Path]:
    """The files that a pattern names; `*` and `**` as in a shell."""
    parts = pattern.parts
    fixed = next((n for n, part in enumerate(parts) if any(c in part for c in "*?[")), len(parts))
    folder = Path(*parts[:fixed])
    return sorted(folder.glob(str(Path(*parts[fixed:])))) if fixed < len(parts) else []


def format_of(place: Place) -> str:
    """The format of a file, by its name."""
    if place.suffix.lower() not in FORMATS:
        raise FileError(f"{place}: files of transactions end in {', '.join(FORMATS)}")
    return FORMATS[place.suffix.lower()]


def portions(
    files: Sequence[Place], meant: Meant, groups: Sequence[int] | None = None
) -> Iterator[Portion]:
    """All rows of some files, in their order; of Parquet only some row groups, if any are named."""
    columns: list[str] | None = None
    for place in files:
        with _readable(place):
            for portion in _READERS[format_of(place)](place, meant, groups):
                if portion.table is not None:
                    columns = columns or portion.table.column_names
                    alike(portion.table.column_names, columns, place, files[0])
                yield portion


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of a file before its rows are read: its columns (none of NDJSON), and of
    Parquet the rows of each row group."""

    columns: Sequence[str] | None
    groups: Sequence[int] = ()


def head_of(place: Place, meant: Meant) -> Head:
    """The head of a file, whose columns are what they are meant to be."""
    if format_of(place) == "ndjson":
        return Head(None)
    rows: list[int] = []
    with _readable(place), to_read(place) as file:
        if format_of(place) == "csv":
            names = _csv_header(place, file).names
        else:
            found = pq.read_metadata(file)
            names = found.schema.to_arrow_schema().names
            rows = [found.row_group(n).num_rows for n in range(found.num_row_groups)]
    checked(names, meant)
    return Head(names, rows)


def alike(one: Sequence[str] | None, other: Sequence[str] | None, at: Place, first: Place) -> None:
    """Two files have the same columns; `FileError` if they do not."""
    if one != other:
        raise FileError(f"{at} has other columns than {first}")


def size_of(files: Sequence[Place]) -> int:
    """How much there is to read, in the unit of `Portion.read`: rows of Parquet, else bytes."""
    found = 0
    for place in files:
        if format_of(place) != "parquet":
            found += size(place)
            continue
        with _readable(place), to_read(place) as file:
            found += pq.read_metadata(file).num_rows
    return found


@contextmanager
def _readable(place: Place) -> Iterator[None]:
    """Say in one sentence what is wrong with a file that is being read."""
    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        raise FileError(f"{place} cannot be read: {why(error)}") from error


# -- formats -----------------------------------------------------------------------


def _parquet(place: Place, meant: Meant, groups: Sequence[int] | None) -> Iterator[Portion]:
    with to_read(place) as file:
        metadata = pq.read_metadata(file)
        schema = metadata.schema.to_arrow_schema()
        fields = checked(schema.names, meant)
        texts = [n for n in fields.values() if pa.types.is_string(schema.field(n).type)]
        texts = [n for n in texts if n != fields.get("licence") or not _many(metadata, n)]
        none = True
        with pq.ParquetFile(file, metadata=metadata, read_dictionary=texts) as found:
            for batch in found.iter_batches(ROWS, row_groups=groups):
                none = False
                table = pa.Table.from_batches([batch])
                yield _of_table(table, fields, meant, table.num_rows)
        if none:
            yield _of_table(schema.empty_table(), fields, meant, 0)


def _many(metadata: Any, column: str) -> bool:
    """Whether a column has so many different texts that a dictionary of them helps nobody: it is
    stored with more than a number for each row."""
    groups = [metadata.row_group(0)] if metadata.num_row_groups else []
    columns = (group.column(n) for group in groups for n in range(group.num_columns))
    return any(
        one.path_in_schema == column
        and one.total_uncompressed_size > 4 * max(one.num_values, ROWS // 10)
        for one in columns
    )


@dataclass(frozen=True, slots=True)
class _Header:
    names: list[str]
    delimiter: str
    length: int


def _csv_header(place: Place, file: Any) -> _Header:
    """The first line of a CSV file."""
    line = b"".join(file.read(LONGEST_HEADER).partition(b"\n")[:2])
    first = line.decode("utf-8-sig")
    parse = pa_csv.ParseOptions(delimiter=csv_delimiter(first))
    names = pa_csv.read_csv(pa.BufferReader(first.encode()), parse_options=parse).column_names
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise FileError(f"{place} has two columns `{twice}`; rename one")
    return _Header(names, parse.delimiter, len(line))


def _csv(place: Place, meant: Meant, groups: None) -> Iterator[Portion]:
    with to_read(place) as file:
        header = _csv_header(place, file)
        fields = checked(header.names, meant)
        columns = {name: pa.string() for name in header.names}
        if file.size() <= header.length:
            empty = pa.table({name: pa.array([], kind) for name, kind in columns.items()})
            yield _of_table(empty, fields, meant, 0)
            return
        texts = pa_csv.ConvertOptions(
            column_types=columns, strings_can_be_null=True, null_values=[""]
        )
        options = pa_csv.ReadOptions(block_size=BLOCK)
        parse = pa_csv.ParseOptions(delimiter=header.delimiter, newlines_in_values=True)
        file.seek(0)
        with pa_csv.open_csv(file, options, parse, texts) as reader:
            for batch in reader:
                table = pa.Table.from_batches([batch])
                yield _of_table(table, fields, meant, table.nbytes)


def csv_delimiter(header: str) -> str:
    """A comma, or what a spreadsheet in Dutch writes."""
    return max(",;\t", key=header.count)


def _of_table(table: pa.Table, fields: Mapping[str, str], meant: Meant, read: int) -> Portion:
    table = table.combine_chunks()
    columns = {name: _one_chunk(table.column(source)) for name, source in fields.items()}
    return Portion(Rows(columns, table.num_rows, meant.default), {}, table=table, read=read)


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _ndjson(place: Place, meant: Meant, groups: None) -> Iterator[Portion]:
    held: list[str] = []
    none = True
    with to_read(place) as stored:
        for line in io.TextIOWrapper(stored, encoding="utf-8-sig"):
            if line.strip():
                held.append(line.strip())
            if len(held) >= LINES:
                none = False
                yield of_lines(held, meant)
                held = []
    if held or none:
        yield of_lines(held, meant)


def of_lines(lines: Sequence[str], meant: Meant) -> Portion:
    """Rows of NDJSON; in a row that is no object, or says what is no text, nothing is read."""
    fields = {name: meant.columns.get(name, name) for name in ASKED}
    columns: dict[str, list[str | None]] = {name: [] for name in ASKED}
    faults = {}
    for row, line in enumerate(lines):
        said, fault = _said(line, fields)
        if fault:
            faults[row] = fault
        for name, column in columns.items():
            column.append(said.get(name))
    arrays = {name: pa.array(column, pa.string()) for name, column in columns.items()}
    read = sum(len(line) + 1 for line in lines)
    return Portion(Rows(arrays, len(lines), meant.default), faults, lines=lines, read=read)


def _said(line: str, fields: Mapping[str, str]) -> tuple[dict[str, str], str]:
    try:
        found = read_json(line)
    except NotJsonError as error:
        return {}, "; ".join(f"{fault.code}: {fault.detail}" for fault in error.faults)
    if not isinstance(found, dict):
        return {}, "malformed: the line is no object"
    if taken := [name for name in (*ADDED, ERROR) if name in found]:
        return {}, f"malformed: the line has `{taken[0]}` already"
    said = {name: found[source] for name, source in fields.items() if source in found}
    given = {name: value for name, value in said.items() if value is not None}
    for name, value in given.items():
        if not isinstance(value, str):
            return {}, f"malformed: `{name}` must be a text, not {json.dumps(value)[:60]}"
        if not value.isascii() and value.encode("utf-8", "ignore").decode() != value:
            return {}, f"malformed: `{name}` holds half a character (a lone surrogate)"
    return given, ""


_READERS: dict[str, Callable[[Place, Meant, Any], Iterator[Portion]]] = {
    "csv": _csv,
    "parquet": _parquet,
    "ndjson": _ndjson,
}
