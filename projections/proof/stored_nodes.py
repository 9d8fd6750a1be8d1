"""What is stored of the tree, read along with the records."""

from __future__ import annotations

from itertools import chain

from ..storage.ports import StoredLog


class StoredNodes:
    """The nodes of a log, one after the other."""

    def __init__(self, stored: StoredLog) -> None:
        self._hash_rows = chain.from_iterable(stored.hashes())
        self._first, self._hashes = 0, b""

    def nodes(self, position: int, length: int) -> bytes:
        """The stored nodes that a record completes, so many bytes."""
        place = (2 * position - position.bit_count() - self._first) * 32
        while place >= len(self._hashes):
            row = next(self._hash_rows, None)
            if row is None:
                return b""
            place -= (row[0] - self._first) * 32
            self._first, self._hashes = row[0], bytes(row[1])
            if place < 0:
                return b""
        return self._hashes[place : place + length]
