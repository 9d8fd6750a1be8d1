"""What stands in a ledger's tables, read in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ....domain.proof.tree import Frontier, nodes_before
from ..ports import AddedToIndex, Row
from .comparing import made_otherwise, other_lookups
from .connection import ReadRows
from .full_text import words_misplaced
from .index import INDEX_WORDS, index_size
from .signatures import signed_with

STREAMS_AT_A_TIME = 500
"""So many streams are asked for in one statement."""
_ROW = "SELECT rowid - 1, originator_id, originator_version, topic, state FROM stored_events WHERE "
_PAGE = 250
"""So many rows are read at a time: of more, the first would be out of the processor's cache
before they are looked at."""
_LONG_PAGE = 4
"""The same of rows of nodes and of parts, each as long as what was recorded together."""
_MOST = 20
"""So many faults are told."""
_BY_STREAM = (
    "SELECT originator_id, originator_version, rowid "
    "FROM stored_events INDEXED BY sqlite_autoindex_stored_events_1"
)
_IN_STREAMS = "ORDER BY originator_id, originator_version LIMIT 2000"
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
        yield from map(Row._make, read(statement, *some, size))


def instruments(read: ReadRows, after: int, before: int, limit: int) -> list[Row]:
    """The own records of instruments that stand after one position and before another."""
    statement = (
        "SELECT log_size - 1, originator_id, originator_version, topic, state FROM log_heads "
        "CROSS JOIN stored_events ON stored_events.rowid = log_size "
        "WHERE log_size > ? AND log_size <= ? ORDER BY log_size LIMIT ?"
    )
    return [Row(*row) for row in read(statement, after + 1, before, limit)]


def _bytes_of(column: str) -> str:
    """A column as bytes, whatever is stored in it."""
    return f"CAST(coalesce({column}, '') AS BLOB)"


class StoredRows:
    """All that is stored, read in order, a page at a time; of the first `size` records alone."""

    def __init__(self, read: ReadRows, size: int | None = None) -> None:
        self._read = read
        self._most = _LAST if size is None else size

    @property
    def size(self) -> int:
        """How many records there are, by the number of the last."""
        ((last,),) = self._read("SELECT max(rowid) FROM stored_events NOT INDEXED")
        return min(last or 0, self._most)

    def rows(self) -> Iterator[list[Any]]:
        """The records with number, stream, version, topic and bytes."""
        columns = "rowid, originator_id, originator_version, topic, state"
        return self._paged("stored_events NOT INDEXED", "rowid", columns, self._most)

    def by_stream(self) -> Iterator[list[Any]]:
        """The streams, versions and numbers of the records, as their index finds them."""
        start, values = "", tuple[Any, ...]()
        while page := self._read(f"{_BY_STREAM} {start} {_IN_STREAMS}", *values):
            yield page
            start = "WHERE (originator_id, originator_version) > (?, ?)"
            values = page[-1][:2]

    def heads(self) -> Iterator[list[Any]]:
        """Sizes with the log's root and the reference to the map's top."""
        columns = f"log_size, {_bytes_of('root')}, {_bytes_of('map_top')}"
        return self._paged("log_heads", "log_size", columns, self._most)

    def hashes(self) -> Iterator[list[Any]]:
        """Rows of the tree's nodes, each with the place of its first."""
        last = _LAST if self._most == _LAST else nodes_before(self._most) - 1
        return self._paged("log_hashes", "first", f"first, {_bytes_of('hashes')}", last, _LONG_PAGE)

    def parts(self) -> Iterator[list[Any]]:
        """The numbered rows of the map's parts."""
        columns = f"number, {_bytes_of('parts')}"
        return self._paged("map_parts", "number", columns, self._most, _LONG_PAGE)

    def _paged(
        self, table: str, key: str, columns: str, last: int, most: int = _PAGE
    ) -> Iterator[list[Any]]:
        start = -(1 << 63)  # a row before the first would be read by the ledger too
        statement = (
            f"SELECT {columns} FROM {table} WHERE {key} BETWEEN ? AND ? ORDER BY {key} LIMIT {most}"
        )
        while page := self._read(statement, start, last):
            yield page
            if page[-1][0] == last:
                return
            start = page[-1][0] + 1

    def node_count(self) -> int:
        """How many nodes are stored."""
        found = self._read(
            f"SELECT first + length({_bytes_of('hashes')}) / 32 FROM log_hashes "
            "ORDER BY first DESC LIMIT 1"
        )
        return int(found[0][0]) if found else 0

    def frontier(self) -> Frontier:
        """The tree to which the next record would be added; of size -1 if it is none."""
        found = self._read(f"SELECT log_size, {_bytes_of('hashes')} FROM log_frontier")
        try:
            return Frontier.from_bytes(*found[0]) if found else Frontier()
        except (ValueError, AttributeError):  # a size that does not fit, or is no number
            return Frontier(-1)

    def beyond(self, size: int) -> list[str]:
        """What is stored of more records than so many beside them, by table and key."""
        return [
            f"{table}, {key} {found}"
            for table, key in (("log_heads", "log_size"), ("map_parts", "number"))
            for (found,) in self._read(f"SELECT {key} FROM {table} WHERE {key} > ? LIMIT 5", size)
        ]

    def signed(self) -> list[tuple[Any, Any]]:
        """The keys that signed checkpoints, each with the last one that it signed, if any."""
        return signed_with(self._read)

    def remade(self) -> list[str]:
        """What of the file's own tables and triggers is not as a ledger's: missing, or other."""
        return made_otherwise(self._read)

    def unsound(self) -> list[str]:
        """What SQLite finds wrong with its tables and indexes; and where words of the index are
        looked for elsewhere than they stand."""
        checked = self._read(f"PRAGMA integrity_check({_MOST})")
        wrong = [said for (said,) in checked if said != "ok"]
        if wrong or index_size(self._read) is None:
            return wrong
        return words_misplaced(self._read, INDEX_WORDS)

    def other_lookups(
        self, records: Callable[[StoredRows, int], Iterable[AddedToIndex]]
    ) -> list[str]:
        """What of the index is not as one that is made anew of the first so many `records`: as
        many as it holds, also of those that came later."""
        return other_lookups(self._read, lambda count: records(StoredRows(self._read), count))
