"""The rows of a CSV file of any encoding, separator and line of headings, each with its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from ..formats.csv_records import Block, blocks, read_full
from ..formats.csv_rows import BLOCK, Header, block_table, header_at
from ..formats.faults import UTF8_MARK, placed
from ..incoming.recoded import opened_as
from ..locations import Location
from .names import sole_names
from .table_rows import TableRows

HEAD = 4 * 1024 * 1024
"""The headings stand in so many bytes."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written: its encoding, what separates values, and in which line, from 1, its
    headings stand."""

    encoding: str
    separator: str
    headings: int


def delimited_rows(location: Location, dialect: Dialect) -> Iterator[TableRows]:
    """The rows below the headings, at least one portion; `FileError` with the place of what is no
    CSV."""
    opened = partial(opened_as, encoding=dialect.encoding)
    with placed(location, opened), opened(location) as file:
        held = read_full(file, HEAD)
        offset = len(UTF8_MARK) if held.startswith(UTF8_MARK) else 0
        separator = dialect.separator.encode()
        found = header_at(held[offset:], offset, dialect.headings - 1, separator)
        names = sole_names(found.names)
        header = Header(list(names), separator, found.rest, found.offset)
        number, none = dialect.headings + 1, True
        for block in blocks(file, header.rest, header.offset, separator, BLOCK):
            rows = _rows(block, header, number, names)
            number += len(block.records.bounds[0])
            if rows.count:
                none = False
                yield rows
        if none:
            empty = pa.table({name: pa.array([], pa.string()) for name in names})
            yield TableRows(empty, names, pa.array([], pa.int64()))


def _rows(block: Block, header: Header, number: int, names: Mapping[str, str]) -> TableRows:
    table = block_table(block, header)
    begins, stops = block.records.bounds
    there = np.arange(len(begins))
    if len(names) > 1:
        there = there[stops > begins]
    return TableRows(table, names, pa.array(there + number), read=len(block.data))
