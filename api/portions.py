"""Files of transactions, read in portions: CSV, Parquet, NDJSON.

A portion holds some rows as they stand in the file, to be carried through, and of them the
columns that a transaction can have. What cannot be read as rows at all is an error with its
place; a row that is no sound transaction is a row all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ..projections.outcomes import ADDED, ERROR
from ..projections.rows import ASKED, Rows
from .files import FileError, NotJsonError, read_json
from .meant import Meant, checked

ROWS = 500_000
LINES = 50_000
BLOCK = 32 * 1024 * 1024
"""How much of a file is held at a time: rows of Parquet, lines of NDJSON, bytes of CSV."""

FORMATS = {".csv": "csv", ".parquet": "parquet", ".ndjson": "ndjson", ".jsonl": "ndjson"}


@dataclass(frozen=True, slots=True)
class Portion:
    """Some rows: as they stand (`table`, or `lines` of NDJSON), and as transactions."""

    rows: Rows
    faults: Mapping[int, str]
    table: pa.Table | None = None
    lines: Sequence[str] = ()
    read: int = 0


def files_of(pattern: str) -> list[Path]:
    """The files that a path or a pattern (`parts/*.parquet`) names, all of one format."""
    path = Path(pattern)
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.suffix in FORMATS)
    else:
        found = [path] if path.exists() else _matching(path)
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


def format_of(path: Path) -> str:
    """The format of a file, by its name."""
    if path.suffix.lower() not in FORMATS:
        raise FileError(f"{path}: files of transactions end in {', '.join(FORMATS)}")
    return FORMATS[path.suffix.lower()]


def portions(files: Sequence[Path], meant: Meant) -> Iterator[Portion]:
    """All rows of some files, in their order."""
    read = {"csv": _csv, "parquet": _parquet, "ndjson": _ndjson}[format_of(files[0])]
    columns: list[str] | None = None
    for path in files:
        try:
            for portion in read(path, meant):
                if portion.table is not None:
                    columns = columns or portion.table.column_names
                    if portion.table.column_names != columns:
                        raise FileError(f"{path} has other columns than {files[0]}")
                yield portion
        except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeDecodeError) as error:
            raise FileError(f"{path} cannot be read: {error}") from error
        except OSError as error:
            raise FileError(f"{path} cannot be read: {error.strerror or error}") from error


def size_of(files: Sequence[Path]) -> int:
    """How much there is to read, in the unit of `Portion.read`: rows of Parquet, else bytes."""
    if format_of(files[0]) == "parquet":
        try:
            return sum(pq.read_metadata(path).num_rows for path in files)
        except (pa.ArrowInvalid, OSError) as error:
            raise FileError(f"{files[0]} cannot be read: {error}") from error
    return sum(path.stat().st_size for path in files)


# -- formats -----------------------------------------------------------------------


def _parquet(path: Path, meant: Meant) -> Iterator[Portion]:
    schema = pq.read_schema(path)
    fields = checked(schema.names, meant)
    texts = [n for n in fields.values() if pa.types.is_string(schema.field(n).type)]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        for batch in file.iter_batches(ROWS):
            table = pa.Table.from_batches([batch])
            yield _of_table(table, fields, meant, table.num_rows)
        if not file.metadata.num_rows:
            yield _of_table(schema.empty_table(), fields, meant, 0)


def _csv(path: Path, meant: Meant) -> Iterator[Portion]:
    with path.open("rb") as file:
        first = file.readline(1 << 20).decode("utf-8-sig")
    delimiter = csv_delimiter(first)
    names = pa_csv.read_csv(
        pa.BufferReader(first.encode()), parse_options=pa_csv.ParseOptions(delimiter=delimiter)
    ).column_names
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise FileError(f"{path} has two columns `{twice}`; rename one")
    fields = checked(names, meant)
    texts = pa_csv.ConvertOptions(
        column_types={name: pa.string() for name in names},
        strings_can_be_null=True,
        null_values=[""],
    )
    options = pa_csv.ReadOptions(block_size=BLOCK)
    parse = pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    if path.stat().st_size <= len(first.encode()):
        empty = pa.table({name: pa.array([], pa.string()) for name in names})
        yield _of_table(empty, fields, meant, 0)
        return
    with pa_csv.open_csv(path, options, parse, texts) as reader:
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


def _ndjson(path: Path, meant: Meant) -> Iterator[Portion]:
    held: list[str] = []
    with path.open(encoding="utf-8-sig") as file:
        for line in file:
            if line.strip():
                held.append(line.strip())
            if len(held) >= LINES:
                yield of_lines(held, meant)
                held = []
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
    return given, ""
