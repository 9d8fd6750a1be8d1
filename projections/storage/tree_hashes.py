"""The stored hashes of the log's tree: every node once, in the order of completion.

A row holds what one transaction completed, and begins at the number of nodes before it. So
recording adds one row, whatever it records, and a proof reads its hashes from where they
stand: none is computed again but those of the tree's right edge.
"""

from __future__ import annotations

from collections import OrderedDict

from ...domain.proof.tree import place_of
from .errors import damaged
from .ports import Store

NODES_KEPT = 50_000
"""How many hashes are kept in memory."""


class StoredHashes:
    """The nodes of the tree, read from where they are stored."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def node(self, level: int, number: int) -> bytes:
        """One node; it must be complete."""
        place = place_of(level, number)
        found = self._kept.get(place)
        if found is None:
            found = self._store.node(place)
            if found is None:
                raise damaged("anything: some are missing")
            self._kept[place] = found
            if len(self._kept) > NODES_KEPT:
                self._kept.popitem(last=False)
        return found
