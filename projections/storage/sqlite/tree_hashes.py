"""The stored hashes of the log's tree: every node once, in the order of completion.

A row holds what one transaction completed, and begins at the number of nodes before it. So
recording adds one row, whatever it records, and a proof reads its hashes from where they
stand: none is computed again but those of the tree's right edge.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from eventsourcing.sqlite import SQLiteCursor

from ....domain.proof.tree import nodes_before, place_of

TABLE = "CREATE TABLE IF NOT EXISTS log_hashes (first INTEGER PRIMARY KEY, hashes BLOB NOT NULL)"
KEPT = 50_000
"""How many hashes are kept in memory."""


def add_hashes(c: SQLiteCursor, size: int, hashes: bytes) -> None:
    """Store the nodes that the leaves after the first `size` complete."""
    c.execute("INSERT INTO log_hashes VALUES (?,?)", (nodes_before(size), hashes))


class StoredHashes:
    """The nodes of the tree, read from where they are stored."""

    def __init__(self, read: Callable[..., list[Any]]) -> None:
        self._rows = read
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def node(self, level: int, number: int) -> bytes:
        """One node; it must be complete."""
        place = place_of(level, number)
        found = self._kept.get(place)
        if found is None:
            rows = self._rows(
                "SELECT substr(hashes, (? - first) * 32 + 1, 32) FROM log_hashes "
                "WHERE first <= ? ORDER BY first DESC LIMIT 1",
                *(place, place),
            )
            found = self._kept[place] = bytes(rows[0][0])
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
