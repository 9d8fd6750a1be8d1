"""The tree of the records as this process read them; no hash is believed because it is stored."""

from __future__ import annotations

import threading

from ...domain.proof.tree import (
    Frontier,
    Nodes,
    consistency_proof,
    is_consistent,
    leaf_hash,
    root_at,
)
from .errors import damaged, not_there
from .ports import Store

_PAGE = 5_000
"""How many records are read at a time."""


class SeenTree:
    """The tree as far as its records were seen: read here, or by somebody who signed for them."""

    def __init__(self, store: Store, nodes: Nodes) -> None:
        self._store = store
        self._nodes = nodes
        self._tree = Frontier()
        self._lock = threading.Lock()

    def begin_at(self, size: int, root: bytes) -> bool:
        """Go on from the first `size` records, which were seen when this root of theirs was
        signed; False where the stored hashes do not lead to it."""
        with self._lock:
            if root_at(self._nodes, size) != root:
                return False
            if self._tree.size < size:
                self._tree = self._edge(size)
            return True

    def _edge(self, size: int) -> Frontier:
        """The edge of a tree whose root was held against its nodes."""
        levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
        return Frontier(size, [self._nodes(one, (size >> one) - 1) for one in levels])

    def root(self, size: int) -> bytes:
        """The root of the first `size` records, of those that are not seen yet read now; an
        error where the tree of those that are does not begin with it."""
        with self._lock:
            while self._tree.size < size:
                self._see(min(size, self._tree.size + _PAGE))
            if self._tree.size == size:
                return self._tree.root()
            return self._earlier(size)

    def _see(self, end: int) -> None:
        for row in self._store.rows_between(self._tree.size, end):
            if row.position != self._tree.size:
                break
            self._tree.add(leaf_hash(row.record))
        if self._tree.size != end:
            raise not_there(f"record {self._tree.size}")

    def _earlier(self, size: int) -> bytes:
        root = root_at(self._nodes, size)
        if size:
            hashes = consistency_proof(self._nodes, size, self._tree.size)
            if not is_consistent(size, self._tree.size, root, self._tree.root(), hashes):
                raise damaged(f"the root of the first {size} records")
        return root
