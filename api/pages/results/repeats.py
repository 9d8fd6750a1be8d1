"""Rows that say what a row before them says."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

KEPT = 5_000_000
"""So many different rows are remembered; later ones are not compared with any others."""


class Repeats:
    """Rows in their order: of each the first that asks the same, about the same shipment where a
    number of shipments is told."""

    def __init__(self) -> None:
        self.count = 0
        self._first: dict[bytes, int] = {}

    @property
    def whole(self) -> bool:
        """Whether every row was compared with all before it."""
        return len(self._first) < KEPT

    def of(self, row: int, said: Mapping[str, str], key: str | None) -> int | None:
        """The first row that said the same; None, if this is the first, or it says nothing."""
        if not said:
            return None
        asked = repr((sorted(said.items()), key)).encode()
        digest = blake2b(asked, digest_size=12).digest()
        first = self._first.get(digest)
        if first is None:
            if self.whole:
                self._first[digest] = row
            return None
        self.count += 1
        return first
