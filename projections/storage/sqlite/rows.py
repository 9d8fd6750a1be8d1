"""What stands in a ledger's tables, read in their order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from ....domain.proof.tree import Frontier
from ..ports import Row
from .connection import ReadRows
from .tables import MADE, TABLES

STREAMS_AT_A_TIME = 500
"""So many streams are asked for in one statement."""
_ROW = "SELECT rowid - 1, originator_id, originator_version, topic, state FROM stored_events WHERE "
_PAGE = 250
"""So many rows are read at a time: of more, the first would be out of the processor's cache
before they are looked at."""
_NODES_PAGE = 4
"""The same of rows of nodes, each as long as what was recorded together."""
_LAST = (1 << 63) - 1
"""The last number that a row of a table can have."""


def rows_between(read: ReadRows, start: int, end: int) -> list[Row]:
    """The records from one position to before another."""
    found = read(f"{_ROW} rowid > ? AND rowid <= ? ORDER BY rowid", start, end)
    return [Row(*row) for row in found]


def rows_of(read: ReadRows, streams: Sequence[str], size: int) -> Iterator[Row]:
    """The records of streams among the first `size` of the log; each stream's in order."""
    for first in range(0, len(streams), STREAMS_AT_A_TIME):
        some = streams[first : first + STREAMS_AT_A_TIME]
        of = "= ?" if len(some) == 1 else f"IN ({', '.join('?' * len(some))})"
        statement = f"{_ROW} originator_id {of} AND rowid <= ? ORDER BY originator_version"
        for row in read(statement, *some, size):
            yield Row(*row)


class StoredRows:
    """All that is stored, read in order, a page at a time."""

    def __init__(self, read: ReadRows) -> None:
        self._read = read

    def rows(self) -> Iterator[list[Any]]:
        """The records with number, stream, version, topic and bytes."""
        columns = "rowid, originator_id, originator_version, topic, state"
        return self._paged("stored_events", "rowid", columns)

    def heads(self) -> Iterator[list[Any]]:
        """Sizes with the log's root and the map's there."""
        columns = "log_size, CAST(root AS BLOB), CAST(substr(map_top, 1, 32) AS BLOB)"
        return self._paged("log_heads", "log_size", columns)

    def hashes(self) -> Iterator[list[Any]]:
        """Rows of the tree's nodes, each with the place of its first."""
        return self._paged("log_hashes", "first", "first, CAST(hashes AS BLOB)", _NODES_PAGE)

    def _paged(self, table: str, key: str, columns: str, most: int = _PAGE) -> Iterator[list[Any]]:
        start = -(1 << 63)  # a row before the first would be read by the ledger too
        statement = f"SELECT {columns} FROM {table} WHERE {key} >= ? ORDER BY {key} LIMIT {most}"
        while page := self._read(statement, start):
            yield page
            if page[-1][0] == _LAST:
                return
            start = page[-1][0] + 1

    def node_count(self) -> int:
        """How many nodes are stored."""
        found = self._read(
            "SELECT first + length(hashes) / 32 FROM log_hashes ORDER BY first DESC LIMIT 1"
        )
        return int(found[0][0]) if found else 0

    def frontier(self) -> Frontier:
        """The tree to which the next record would be added; of size -1 if it is none."""
        found = self._read("SELECT log_size, CAST(hashes AS BLOB) FROM log_frontier")
        try:
            return Frontier.from_bytes(*found[0]) if found else Frontier()
        except ValueError:
            return Frontier(-1)

    def remade(self) -> list[str]:
        """What of the file's own tables and triggers is not as a ledger's: missing, or other."""
        with closing(sqlite3.connect(":memory:")) as fresh:
            for statement in TABLES:
                fresh.execute(statement)
            right = set(fresh.execute(MADE).fetchall())
        other = right ^ {tuple(row) for row in self._read(MADE)}
        return sorted({f"{kind} {name}" for kind, name, _ in other})
