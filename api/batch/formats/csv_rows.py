"""The rows of a CSV file, read by pyarrow in blocks of whole records.

The header is read by the same parser as the rows. How many rows were read is held against the
records that the bytes hold; a difference stops the run, as does whatever is no CSV.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from ..columns import Columns, sound_columns
from ..locations import Location, to_read
from .csv_records import Block, Records, blocks, read_full
from .faults import UTF8_MARK, BytesError, no_utf8, placed, refuse_other_kinds
from .portion import Portion, of_table

BLOCK = 32 * 1024 * 1024
"""So many bytes are read at a time."""
HEAD = 64 * 1024
"""So many bytes are read first, to find the header."""
SEPARATORS = (b",", b";", b"\t")
SEP_LINE = re.compile(rb'"?sep=(.?)"?\s*', re.IGNORECASE)
"""What Excel writes above the header where it says what separates values."""
_QUOTED = re.compile(rb'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Header:
    """The first record of a file: the names of its columns, and what separates them. `rest` was
    read already and stands at `offset`."""

    names: Sequence[str]
    separator: bytes
    rest: bytes
    offset: int


def csv_portions(location: Location, columns: Columns, groups: None = None) -> Iterator[Portion]:
    """All rows of a file; one portion without any, of a file that has only a header."""
    with placed(location), to_read(location) as file:
        header = read_header(file, columns)
        fields = sound_columns(header.names, columns)
        none = True
        for block in blocks(file, header.rest, header.offset, header.separator, BLOCK):
            table = block_table(block, header)
            if table.num_rows:
                none = False
                yield of_table(table, fields, columns, len(block.data))
        if none:
            yield of_table(_empty(header.names), fields, columns, 0)


def csv_names(location: Location, columns: Columns) -> Sequence[str]:
    """The names of a file's columns."""
    with placed(location), to_read(location) as file:
        return read_header(file, columns).names


def read_header(file: Any, columns: Columns) -> Header:
    """The header of a file, and what was read beyond it."""
    held = read_full(file, HEAD)
    refuse_other_kinds(held)
    last = len(held) < HEAD
    offset = len(UTF8_MARK) if held.startswith(UTF8_MARK) else 0
    held = held[offset:]
    while not (found := (records := Records(held, offset, last)).first()) and not last:
        records.refuse_endless()
        more = read_full(file, len(held) + HEAD)
        held, last = held + more, not more
    if found is None:
        records.refuse_endless()
        raise BytesError(0, "the file holds no header: its first line names the columns")
    begin, end = found
    if said := SEP_LINE.fullmatch(held[begin:end]):
        return header_at(held[end:], offset + end, 0, said[1] or b",")
    separator = _separator(held[begin:end], offset + begin, columns)
    return _header(held, offset, begin, end, separator)


def header_at(held: bytes, offset: int, before: int, separator: bytes) -> Header:
    """The header in the first bytes of a file, which stand at `offset`: behind so many records,
    empty ones counted, the first that holds something."""
    records = Records(held, offset, last=True)
    begins, stops = records.bounds
    there = np.flatnonzero(stops > begins)
    there = there[there >= before]
    if not len(there):
        raise BytesError(offset, "there is no header here: a line that names the columns")
    n = int(there[0])
    end = int(begins[n + 1]) if n + 1 < len(begins) else records.length
    return _header(held, offset, int(begins[n]), end, separator)


def _header(held: bytes, offset: int, begin: int, end: int, separator: bytes) -> Header:
    header = held[begin:end]
    Records(header, offset + begin, last=True).refuse_faulty_quotes(separator)
    names = _names(header, separator, offset + begin)
    return Header(names, separator, held[end:], offset + end)


def _separator(header: bytes, offset: int, columns: Columns) -> bytes:
    """What stands between the names of a header, outside of quotes: a comma, or what a spreadsheet
    in Dutch writes. Where several do, the one by which there is a column of dates."""
    bare = _QUOTED.sub(b"", header)
    found = [one for one in SEPARATORS if one in bare]
    if len(found) < 2:
        return found[0] if found else SEPARATORS[0]
    dated = [one for one in found if columns.dated(_names(header, one, offset))]
    if len(dated) != 1:
        raise BytesError(
            offset,
            "the header may be separated by more than one of comma, semicolon and tab; "
            "put a name that holds one of them in quotes",
        )
    return dated[0]


def _names(header: bytes, separator: bytes, offset: int) -> list[str]:
    width = _QUOTED.sub(b"", header).count(separator) + 1
    try:
        header.decode()
    except UnicodeDecodeError as error:
        raise no_utf8(error, offset) from error
    numbered = [f"f{number}" for number in range(width)]
    (row,) = _read(header, numbered, separator).to_pylist()
    return [row[name] or "" for name in numbered]


def block_table(block: Block, header: Header) -> pa.Table:
    """The rows of a block, as many as it has records."""
    try:
        table = _read(block.data, header.names, header.separator)
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise _told(block, header) or error from error
    records = block.records.count(empty_too=len(header.names) == 1)
    if table.num_rows != records:
        raise _told(block, header) or BytesError(
            block.offset,
            f"from here on {records} records were to be read, and {table.num_rows} were; nothing "
            "is judged. Please report this with the file",
        )
    return table


def _told(block: Block, header: Header) -> BytesError | None:
    """What is wrong with a block that cannot be read."""
    try:
        block.data.decode()
        if len(header.names) > 1 or header.separator in block.data:
            block.records.refuse_other_widths(header.separator, len(header.names))
    except UnicodeDecodeError as error:
        return no_utf8(error, block.offset)
    except BytesError as error:
        return error
    return None


def _read(data: bytes, names: Sequence[str], separator: bytes) -> pa.Table:
    """Records as texts, in one block: where one ends, a line end in quotes may lose a byte."""
    if data.startswith(UTF8_MARK):  # one is passed over; in the midst of a file it is a value's
        data = UTF8_MARK + data
    several = len(names) > 1
    if not (data.lstrip(b"\r\n") if several and data[:1] in (b"\r", b"\n") else data):
        return _empty(names)
    return pa_csv.read_csv(
        pa.BufferReader(data),
        pa_csv.ReadOptions(column_names=names, block_size=len(data) + 1),
        pa_csv.ParseOptions(
            delimiter=separator.decode(), newlines_in_values=True, ignore_empty_lines=several
        ),
        pa_csv.ConvertOptions(
            column_types={name: pa.string() for name in names},
            strings_can_be_null=True,
            null_values=[""],
        ),
    )


def _empty(names: Sequence[str]) -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in names})
