"""The map beside the log: its parts, each stored once, with the instrument that made it.

A row holds what is new of the map after some instruments that were recorded together; where
its top stands after each of them, the log's heads say. What did not change is named by its
place in an earlier row. So the map after any instrument is there to be read, and a value of it
is proved from about ten rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from ...domain.audit.commitment import all_listed
from ...domain.history.changes import Change
from ...domain.proof.growing_map import GrowingMap, put_all
from ...domain.proof.sparse_map import (
    EMPTY,
    NODE,
    NOWHERE,
    Ref,
    SparseMap,
    hash_of_part,
    is_leaf,
    row_and_offset,
)
from .errors import damaged
from .ports import MapParts, Store

NODES_KEPT, LEAVES_KEPT = 50_000, 100_000
"""How many parts that were read are kept in memory, and how many nodes of the newest map: for a
hundred thousand streams of several records all of them. A leaf takes half of what a node does."""
_LEAF = 128
"""So many bytes of a leaf, its length among them, are read at first: a count has fewer."""
ROW = 8_000
"""A row with so many bytes of parts is full: a few instruments that are recorded together."""


class _Parts:
    """Parts read from the rows they were saved in, by their hashes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._nodes: dict[bytes, bytes] = {}
        self._leaves: dict[bytes, bytes] = {}

    def read(self, ref: Ref) -> bytes:
        wanted, place = ref
        leaf = is_leaf(place)
        part = (self._leaves if leaf else self._nodes).get(wanted)
        if part is None:
            part = self._stored(place)
            if hash_of_part(part, leaf) != wanted:
                raise damaged("what the map holds")
            if leaf:
                self._leaves = _with_room(self._leaves, LEAVES_KEPT)
                self._leaves[wanted] = part
            else:
                self._nodes = _with_room(self._nodes, NODES_KEPT)
                self._nodes[wanted] = part
        return part

    def _stored(self, place: bytes) -> bytes:
        row, offset = row_and_offset(place)
        if not is_leaf(place):
            return self._store.part(row, offset, NODE)
        begun = self._store.part(row, offset, _LEAF)
        end = 4 + int.from_bytes(begun[:4])
        if end > len(begun) == _LEAF:
            begun += self._store.part(row, offset + _LEAF, end - _LEAF)
        return begun[4:end]


def _with_room(kept: dict[bytes, bytes], most: int) -> dict[bytes, bytes]:
    """What is kept, if there is room for one more; else the half of it that was read last."""
    return kept if len(kept) < most else dict(islice(kept.items(), most // 2, None))


class Commitment:
    """The map after each instrument, and after those that are being recorded.

    One thread at a time records; others may read meanwhile, and see only what is saved. `unsaved`
    is what is new: it is saved with the events of its instruments, or forgotten.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._parts = _Parts(store)
        self._newest: tuple[int, GrowingMap] | None = None
        self.unsaved = MapParts()
        self._begun: tuple[int, bytes] | None = None

    def at(self, size: int) -> SparseMap:
        """The map after the instrument that ends at this size; an empty one at 0."""
        return SparseMap(self._parts.read, self._top(size))

    def _top(self, size: int) -> Ref:
        if size == 0:
            return EMPTY, NOWHERE
        top = self._store.map_top(size) or b""
        if len(top) != 40:
            raise damaged(f"the map at size {size}")
        return top[:32], top[32:]

    def after(
        self,
        size: int,
        changes: Sequence[Change],
        counts: Mapping[str, int],
        begun: Collection[str],
    ) -> str:
        """The root after an instrument that is recorded at this size of the log, in hex; its
        `counts` are those of its changes' streams, of which `begun` had records before."""
        if not self.unsaved.tops:
            looked, self._begun = self._begun, None
            self.unsaved.begun = looked[1] if looked and looked[0] == size else self._begin_at(size)
        if self._newest is None or self._newest[0] != size:
            self._newest = size, GrowingMap(self._parts.read, self._top(size))
        newest, end = self._newest[1], size + len(changes) + 1
        rows = self.unsaved.rows
        if not rows or len(rows[-1][1]) >= ROW:
            rows.append((end, bytearray()))
        try:
            put_all(newest, counts, all_listed(changes, begun), *rows[-1])
        except BaseException:
            self.forget()  # a part could not be read: what was put so far is not the map
            raise
        top = newest.top
        self.unsaved.tops.append(b"".join(top))
        self._newest = end, newest
        return top[0].hex()

    def newest_at(self, size: int) -> GrowingMap | None:
        """The map after the instrument that ends at this size, where it was the last one that was
        saved here, is still at hand, and was not made anew in other places. In turn only: it
        changes with the next instrument."""
        if self._newest is None or self._newest[0] != size or self.unsaved.tops:
            return None
        # what is recorded next begins there too: whether it still does is asked when it is saved
        self._begun = size, self._begin_at(size)
        return self._newest and self._newest[1]

    def _begin_at(self, size: int) -> bytes:
        """The reference to the top of the map that is stored at a size; what is kept of the
        newest goes where it was made anew meanwhile, in other places."""
        top = self._top(size)
        if self._newest and self._newest[0] == size and self._newest[1].top != top:
            self._newest = None
        return b"".join(top) if size else b""

    def saved(self) -> None:
        """What is `unsaved` was saved with its events."""
        self.unsaved = MapParts()
        if self._newest and self._newest[1].nodes > NODES_KEPT:
            self._newest = None

    def stored(self) -> MapParts:
        """All that is saved."""
        return self._store.map_parts()

    def forget(self) -> None:
        """Forget what was not saved."""
        self._newest = self._begun = None
        self.unsaved = MapParts()
