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
MOST_TOLD = 1 << 22
"""What is told of a file whose row groups are carried through has so many bytes at most: it is read
in Python, in which each may take a hundred."""
MOST_BYTES = 1 << 30
"""Row groups of so many bytes at most, once they are decoded, are held whole."""
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

_IS_READ_OTHERWISE = re.compile(rb"parquet-mr version (0|1\.[0-7])\b|parquet-cpp version [01]\b")
"""By whom a file was made that readers take otherwise than what it says, which they would not of
ours: sizes without what stands before a dictionary (PARQUET-816), texts that go on from the page
before (PARQUET-246), pages that are compressed and say that they are not (ARROW-10353)."""

_OF_FILE = {SCHEMA: LIST, ROWS: I64, GROUPS: LIST, SAID: LIST, MADE_BY: BINARY, ORDERS: LIST}
_OF_GROUP = {COLUMNS: LIST, BYTES: I64, GROUP_ROWS: I64}
_OF_CHUNK = {PACKED: I32, WHOLE: I64, SIZE: I64, DATA_AT: I64, WORDS_AT: I64, STATISTICS: STRUCT}
"""The types of what is looked at here. Readers pass over a field of another type."""


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
    if tail[4:] != MAGIC or size + 8 > length or size > MOST_TOLD:
        raise NoThriftError("it is no Parquet that everybody may read")
    file.seek(length - 8 - size)
    return read_struct(file.read(size))


def may_be_carried(end: Struct) -> bool:
    """Whether the row groups of a file can be carried through as they are stored."""
    if not _is_of(end, _OF_FILE):
        return False
    groups = end[GROUPS][1][1]
    rows = [group[GROUP_ROWS][1] for group in groups]
    schema, orders = columns_told(end)
    leaves = sum(_children(element) == 0 for element in schema)
    return (
        bool(groups)
        and all(count >= FEWEST_ROWS for count in rows[:-1])
        and all(0 < count <= MOST_ROWS for count in rows)
        and not _IS_READ_OTHERWISE.match(end.get(MADE_BY, (BINARY, b""))[1])
        and (orders is None or len(orders) == leaves)
        and all(_is_sound(group, leaves) for group in groups)
    )


def _is_sound(group: Struct, leaves: int) -> bool:
    """Whether all is told of the columns of a row group, and they are compressed: results stay
    small."""
    every = group[COLUMNS][1][1]
    return (
        _is_of(group, _OF_GROUP)
        and len(every) == leaves
        and all(chunk.keys().isdisjoint(BESIDE) for chunk in every)
        and all(_is_whole(chunk[CHUNK][1]) for chunk in every)
        and sum(chunk[CHUNK][1][WHOLE][1] for chunk in every) <= MOST_BYTES
    )


def _is_whole(chunk: Struct) -> bool:
    told = chunk.keys() >= {PACKED, WHOLE, SIZE, DATA_AT} and _is_of(chunk, _OF_CHUNK)
    return told and chunk[PACKED][1] > 0 and min(chunk[SIZE][1], chunk[WHOLE][1]) >= 0


def _is_of(struct: Struct, kinds: Mapping[int, int]) -> bool:
    """Whether what is told is of these types, and what is listed are structs."""
    told = [(struct[number], kind) for number, kind in kinds.items() if number in struct]
    return all(
        field[0] == kind and (kind != LIST or field[1][0] == STRUCT or not field[1][1])
        for field, kind in told
    )


def _children(element: Struct) -> int:
    kind, count = element.get(CHILDREN, (I32, 0))
    if kind != I32 or count < 0:
        raise NoThriftError("columns are told of that cannot be")
    return int(count)


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
    if not len(MAGIC) <= start <= start + size <= file.seek(0, 2):
        raise NoThriftError("a column lies where there is nothing")
    file.seek(start)
    return file.read(size)


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
    found = below = 0
    for element in schema:
        found, below = (found, below - 1) if below else (found + 1, 0)
        below += _children(element)
    return found
