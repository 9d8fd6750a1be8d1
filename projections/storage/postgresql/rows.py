"""What stands in a ledger's tables, read in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ....domain.proof.tree import Frontier, nodes_before, place_of
from ..ports import AddedToIndex, Row
from .comparing import (
    broken_indexes,
    other_in_index,
    tables_made_otherwise,
)
from .connection import ReadRows
from .signatures import signed_and_by_whom

_ROW = (
    "SELECT number - 1, originator_id, originator_version, topic, state "
    "FROM ledger.stored_events WHERE "
)
EVENTS_BESIDE = "SELECT number, stream, version, event FROM ledger.events_beside"
"""The events beside the log."""
_PAGE = 250
"""So many rows are read at a time."""
_LONG_PAGE = 4
"""The same of rows of nodes and of parts, each as long as what was recorded together."""
_LAST = (1 << 63) - 1
"""The last number that a row of a table can have."""


def records_between(read: ReadRows, start: int, end: int) -> list[Row]:
    """The records from one position to before another."""
    found = read(f"{_ROW} number > %s AND number <= %s ORDER BY number", start, end)
    return [Row(*row) for row in found]


def records_of(read: ReadRows, streams: Sequence[str], size: int) -> Iterator[Row]:
    """The records of streams among the first `size` of the log; each stream's in order."""
    named = [name for name in streams if _can_be_named(name)]
    if not named:
        return
    of, value = ("= %s", named[0]) if len(named) == 1 else ("= ANY(%s::text[])", named)
    for row in read(
        f"{_ROW} originator_id {of} AND number <= %s ORDER BY originator_id, originator_version",
        *(value, size),
    ):
        yield Row(*row)


def _can_be_named(name: str) -> bool:
    """Whether a text can be sent to the database: one that cannot names nothing."""
    return "\0" not in name and not any("\ud800" <= letter <= "\udfff" for letter in name)


def instruments_among(read: ReadRows, after: int, before: int, limit: int) -> list[Row]:
    """The own records of instruments that stand after one position and before another."""
    statement = (
        "SELECT log_size - 1, originator_id, originator_version, topic, state "
        "FROM ledger.log_heads JOIN ledger.stored_events ON number = log_size "
        "WHERE log_size > %s AND log_size <= %s ORDER BY log_size LIMIT %s"
    )
    return [Row(*row) for row in read(statement, after + 1, before, limit)]


class StoredTables:
    """All that is stored, read in order, a page at a time; of the first `size` records alone."""

    def __init__(self, read: ReadRows, size: int | None = None) -> None:
        self._read = read
        self._most = _LAST if size is None else size

    @property
    def size(self) -> int:
        """How many records there are, by the number of the last."""
        ((last,),) = self._read("SELECT max(number) FROM ledger.stored_events")
        return min(last or 0, self._most)

    def rows(self) -> Iterator[list[Any]]:
        """The records with number, stream, version, topic and bytes."""
        columns = "number, originator_id, originator_version, topic, state"
        return self._paged("stored_events", "number", columns, self._most)

    def by_stream(self) -> Iterator[list[Any]]:
        """The streams, versions and numbers of the records in the order of their index."""
        start, values = "", tuple[Any, ...]()
        while page := self._read(
            "SELECT originator_id, originator_version, number FROM ledger.stored_events "
            f"{start} ORDER BY originator_id, originator_version LIMIT 2000",
            *values,
        ):
            yield page
            start = "WHERE (originator_id, originator_version) > (%s, %s)"
            values = page[-1][:2]

    def heads(self) -> Iterator[list[Any]]:
        """Sizes with the log's root and the reference to the map's top."""
        return self._paged("log_heads", "log_size", "log_size, root, map_top", self._most)

    def hashes(self) -> Iterator[list[Any]]:
        """Rows of the tree's nodes, each with the place of its first."""
        last = _LAST if self._most == _LAST else nodes_before(self._most) - 1
        return self._paged("log_hashes", "first", "first, hashes", last, _LONG_PAGE)

    def parts(self) -> Iterator[list[Any]]:
        """The numbered rows of the map's parts."""
        return self._paged("map_parts", "number", "number, parts", self._most, _LONG_PAGE)

    def _paged(
        self, table: str, key: str, columns: str, last: int, most: int = _PAGE
    ) -> Iterator[list[Any]]:
        start = -(1 << 63)  # a row before the first would be read by the ledger too
        statement = (
            f"SELECT {columns} FROM ledger.{table} WHERE {key} BETWEEN %s::bigint AND %s::bigint "
            f"ORDER BY {key} LIMIT {most}"
        )
        while page := self._read(statement, start, last):
            yield page
            if page[-1][0] == last:
                return
            start = page[-1][0] + 1

    def beside(self) -> Iterator[list[Any]]:
        """The events beside the log, each with its number, stream and version."""
        return self._paged("events_beside", "number", "number, stream, version, event", _LAST)

    def node_count(self) -> int:
        """How many nodes are stored."""
        found = self._read(
            "SELECT first + length(hashes) / 32 FROM ledger.log_hashes ORDER BY first DESC LIMIT 1"
        )
        return int(found[0][0]) if found else 0

    def frontier(self) -> Frontier:
        """The tree to which the next record would be added, made of the stored nodes at the last
        head: no edge is stored beside them. Of size -1 if they are none."""
        ((size,),) = self._read("SELECT coalesce(max(log_size), 0) FROM ledger.log_heads")
        levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
        hashes = [self._node(place_of(level, (size >> level) - 1)) for level in levels]
        whole = size >= 0 and all(len(one) == 32 for one in hashes)
        return Frontier(size, hashes) if whole else Frontier(-1)

    def _node(self, place: int) -> bytes:
        found = self._read(
            "SELECT substring(hashes FROM ((%s - first) * 32 + 1)::int FOR 32) "
            "FROM ledger.log_hashes WHERE first <= %s ORDER BY first DESC LIMIT 1",
            *(place, place),
        )
        return found[0][0] if found else b""

    def beyond(self, size: int) -> list[str]:
        """What is stored of more records than so many beside them, by table and key."""
        return [
            f"{table}, {key} {found}"
            for table, key in (("log_heads", "log_size"), ("map_parts", "number"))
            for (found,) in self._read(
                f"SELECT {key} FROM ledger.{table} WHERE {key} > %s ORDER BY {key} LIMIT 5", size
            )
        ]

    def signed(self) -> list[tuple[Any, Any]]:
        """The keys that signed checkpoints, each with the last one that it signed, if any."""
        return signed_and_by_whom(self._read)

    def remade(self) -> list[str]:
        """What of the schema's tables and triggers is not as a ledger's: missing, or other."""
        return tables_made_otherwise(self._read)

    def unsound(self) -> list[str]:
        """What PostgreSQL finds wrong with the indexes of these tables, where its own check
        (`amcheck`) is installed and this role may run it."""
        return broken_indexes(self._read)

    def other_lookups(
        self, records: Callable[[StoredTables, int], Iterable[AddedToIndex]]
    ) -> list[str]:
        """What of the index is not as one that is made anew of the first so many `records`: as
        many as it holds, also of those that came later."""
        every = StoredTables(self._read)
        return other_in_index(self._read, lambda count: records(every, count))
