"""Row groups of Parquet as they are stored: taken out of one file, and put into another.

The columns of a row group are bytes that stand by themselves; the end of the file tells where each
lies and what it holds (`FileMetaData` of https://github.com/apache/parquet-format, of which the
numbers here are). So rows that are carried through need not be decoded and encoded again, and row
groups that several threads encoded become one file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from .thrift_structs import (
    BINARY,
    I16,
    I32,
    I64,
    LIST,
    STRUCT,
    NoThriftError,
    Struct,
    read_struct,
    written_struct,
)

MAGIC = b"PAR1"
FEWEST_ROWS, MOST_ROWS = 50_000, 1 << 21
"""Row groups of so many rows are carried through as they are; all but the last of a file have so
many at least. What is told of each column is read in Python; and all rows of one are judged
together."""

SCHEMA, ROWS, GROUPS, SAID, MADE_BY, ORDERS = 2, 3, 4, 5, 6, 7  # of FileMetaData
COLUMNS, BYTES, GROUP_ROWS, AT, STORED_BYTES, NUMBER = 1, 2, 3, 5, 6, 7  # of RowGroup
CHUNK_AT, CHUNK = 2, 3  # of ColumnChunk
BESIDE = (1, 8, 9)
"""Of ColumnChunk: another file in which it is, or how it is encrypted."""
PACKED, WHOLE, SIZE, DATA_AT, WORDS_AT, STATISTICS = 4, 6, 7, 9, 11, 12  # of ColumnMetaData
ELSEWHERE = (10, 14, 15)
"""Of ColumnMetaData: where there is more about a column, which is not carried along."""
OLD_STATISTICS = (1, 2)
"""Of Statistics: the least and the greatest as releases of long ago compared them (PARQUET-251)."""
NAME, CHILDREN = 4, 5  # of SchemaElement

_TELLS_OTHER_SIZES = re.compile(rb"parquet-mr version (0|1\.[0-2])\b")
"""Who wrote sizes without what stands before a dictionary (PARQUET-816)."""


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A row group as it is stored: what its columns are (`schema`, in the order of a tree, without
    the root), what is told of each, in which order their values are compared, and their bytes."""

    rows: int
    schema: Sequence[Struct]
    orders: Sequence[Struct] | None
    chunks: Sequence[Struct]
    data: Sequence[bytes] = field(repr=False)


def end_of(file: BinaryIO) -> Struct:
    """What the end of a file tells of all of it."""
    length = file.seek(0, 2)
    file.seek(max(0, length - 8))
    tail = file.read(8)
    size = int.from_bytes(tail[:4], "little")
    if tail[4:] != MAGIC or size + 8 > length:
        raise NoThriftError("it is no Parquet that everybody may read")
    file.seek(length - 8 - size)
    return read_struct(file.read(size))


def may_be_carried(end: Struct) -> bool:
    """Whether the row groups of a file can be carried through as they are stored."""
    groups = [group for group in end[GROUPS][1][1] if group[GROUP_ROWS][1]]
    every = [chunk for group in groups for chunk in group[COLUMNS][1][1]]
    return (
        bool(groups)
        and len(groups) == len(end[GROUPS][1][1])
        and all(group[GROUP_ROWS][1] >= FEWEST_ROWS for group in groups[:-1])
        and all(group[GROUP_ROWS][1] <= MOST_ROWS for group in groups)
        and not _TELLS_OTHER_SIZES.match(end.get(MADE_BY, (BINARY, b""))[1])
        and all(CHUNK in chunk and chunk.keys().isdisjoint(BESIDE) for chunk in every)
        and all(_is_whole(chunk[CHUNK][1]) for chunk in every)
    )


def _is_whole(chunk: Struct) -> bool:
    """Whether all is told of a column, and it is compressed: results stay small."""
    return chunk.keys() >= {PACKED, WHOLE, SIZE, DATA_AT} and chunk[PACKED][1] > 0


def columns_told(end: Struct) -> tuple[Sequence[Struct], Sequence[Struct] | None]:
    """What the columns of a file are, and how their values are compared."""
    orders = end[ORDERS][1][1] if ORDERS in end else None
    return end[SCHEMA][1][1][1:], orders


def row_group(file: BinaryIO, end: Struct, number: int) -> RowGroup:
    """A row group of a file."""
    group = end[GROUPS][1][1][number]
    chunks = [chunk[CHUNK][1] for chunk in group[COLUMNS][1][1]]
    data = [_bytes_of(file, chunk) for chunk in chunks]
    return RowGroup(group[GROUP_ROWS][1], *columns_told(end), chunks, data)


def _bytes_of(file: BinaryIO, chunk: Struct) -> bytes:
    start, size = _start(chunk), chunk[SIZE][1]
    file.seek(start)
    data = file.read(size)
    if start < len(MAGIC) or len(data) != size:
        raise NoThriftError("a column lies where there is nothing")
    return data


def _start(chunk: Struct) -> int:
    """Where a column begins: with its dictionary, if it has one."""
    data: int = chunk[DATA_AT][1]
    words: int = chunk.get(WORDS_AT, (I64, 0))[1]
    return words if 0 < words < data else data


def beside(one: RowGroup, other: RowGroup) -> RowGroup:
    """A row group with the columns of both."""
    orders = None
    if one.orders is not None and other.orders is not None:
        orders = [*one.orders, *other.orders]
    return RowGroup(
        one.rows,
        [*one.schema, *other.schema],
        orders,
        [*one.chunks, *other.chunks],
        [*one.data, *other.data],
    )


class JoinedFile:
    """A file of row groups of the same columns, written one after the other."""

    def __init__(self, write: Callable[[bytes], Any]) -> None:
        self._to = write
        self._at = 0
        self._first: RowGroup | None = None
        self._groups: list[Struct] = []
        self._write(MAGIC)

    def _write(self, data: bytes) -> None:
        self._to(data)
        self._at += len(data)

    def put(self, group: RowGroup) -> None:
        """Write one more row group."""
        self._first = self._first or group
        assert group.schema == self._first.schema
        at = self._at
        columns = list(self._written(group))
        whole = sum(chunk[WHOLE][1] for chunk in group.chunks)
        self._groups.append(
            {
                COLUMNS: (LIST, (STRUCT, columns)),
                BYTES: (I64, whole),
                GROUP_ROWS: (I64, group.rows),
                AT: (I64, at),
                STORED_BYTES: (I64, self._at - at),
                NUMBER: (I16, len(self._groups) & 0x7FFF),
            }
        )

    def _written(self, group: RowGroup) -> Iterator[Struct]:
        """Write the columns of a row group; what is told of each where it lies now."""
        for chunk, data in zip(group.chunks, group.data, strict=True):
            moved = {n: said for n, said in chunk.items() if n not in ELSEWHERE}
            start = _start(chunk)
            moved[DATA_AT] = I64, chunk[DATA_AT][1] - start + self._at
            moved.pop(WORDS_AT, None)
            if start < chunk[DATA_AT][1]:
                moved[WORDS_AT] = I64, self._at
            if STATISTICS in chunk:
                said = chunk[STATISTICS][1]
                kept = {n: one for n, one in said.items() if n not in OLD_STATISTICS}
                moved[STATISTICS] = STRUCT, kept
            self._write(data)
            yield {CHUNK_AT: (I64, 0), CHUNK: (STRUCT, moved)}

    def close(self, said: Mapping[bytes, bytes], made_by: bytes) -> None:
        """There are no more; `said` of all of the file."""
        assert self._first is not None
        schema, orders = self._first.schema, self._first.orders
        root: Struct = {NAME: (BINARY, b"schema"), CHILDREN: (I32, _tops(schema))}
        rows = sum(group[GROUP_ROWS][1] for group in self._groups)
        pairs = [{1: (BINARY, name), 2: (BINARY, text)} for name, text in said.items()]
        end: Struct = {
            1: (I32, 2),
            SCHEMA: (LIST, (STRUCT, [root, *schema])),
            ROWS: (I64, rows),
            GROUPS: (LIST, (STRUCT, self._groups)),
            SAID: (LIST, (STRUCT, pairs)),
            MADE_BY: (BINARY, made_by),
        }
        if orders is not None:
            end[ORDERS] = LIST, (STRUCT, orders)
        written = written_struct(end)
        self._write(written + len(written).to_bytes(4, "little") + MAGIC)


def _tops(schema: Sequence[Struct]) -> int:
    """How many columns there are, of the elements of their trees."""
    found = at = 0
    while at < len(schema):
        found, at = found + 1, _behind(schema, at)
    return found


def _behind(schema: Sequence[Struct], at: int) -> int:
    children, at = schema[at].get(CHILDREN, (I32, 0))[1], at + 1
    for _ in range(children):
        at = _behind(schema, at)
    return at
