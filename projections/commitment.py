"""The map beside the log: its parts, each stored once, with the instrument that made it.

A row holds what is new of the map after one instrument, and where its top stands; what did
not change is named by its place in an earlier row. So the map after any instrument is there
to be read, and a value of it is proved from about ten rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.sqlite import SQLiteCursor

from ..domain.changes import Change
from ..domain.commitment import all_listed, map_after
from ..domain.map import BRANCHES, Ref, SparseMap, hash_of_part, is_leaf
from .damage import damaged

TABLE = (
    "CREATE TABLE IF NOT EXISTS map_parts "
    "(log_size INTEGER PRIMARY KEY, top BLOB NOT NULL, parts BLOB NOT NULL)"
)
KEPT = 200_000
"""How many parts are kept in memory."""

_NODE = 40 * BRANCHES
_OFFSET_BITS = 27
_LEAF = 1 << 63
Save = Callable[[SQLiteCursor], None]


class _Parts:
    """Where parts are kept: read from rows, added to the row of the instrument at hand.

    A place is a leaf's mark, the row (the size of the log after its instrument) and the
    offset in it; a leaf stands after its length.
    """

    def __init__(self, read: Callable[..., list[Any]]) -> None:
        self._rows = read
        self._kept: dict[bytes, bytes] = {}
        self._row = 0
        self._new = bytearray()

    def begin(self, log_size: int) -> None:
        """Begin the row of an instrument."""
        self._row, self._new = log_size, bytearray()

    @property
    def new(self) -> bytes:
        """What was added since the row was begun."""
        return bytes(self._new)

    def tidy(self) -> None:
        """Let go of what is kept, once it is too much; only when all of it is saved."""
        if len(self._kept) > KEPT:
            self._kept.clear()

    def forget(self) -> None:
        self._kept.clear()

    def add(self, part: bytes, leaf: bool, instead_of: bytes) -> bytes:
        """Keep a part in the row at hand; what it stands instead of is left to the rows."""
        self._kept.pop(instead_of, None)
        place = (leaf << 63 | self._row << _OFFSET_BITS | len(self._new)).to_bytes(8)
        if leaf:
            self._new += len(part).to_bytes(4)
        self._new += part
        self._kept[place] = part
        return place

    def read(self, ref: Ref) -> bytes:
        wanted, place = ref
        part = self._kept.get(place)
        if part is None:
            part = self._stored(place)
            if hash_of_part(part, is_leaf(place)) != wanted:
                raise damaged("what the map holds")
            self._kept[place] = part
        return part

    def _stored(self, place: bytes) -> bytes:
        where = int.from_bytes(place) & _LEAF - 1
        row, offset = where >> _OFFSET_BITS, where & (1 << _OFFSET_BITS) - 1
        if not is_leaf(place):
            return self._cut(row, offset, _NODE)
        length = int.from_bytes(self._cut(row, offset, 4))
        return self._cut(row, offset + 4, length)

    def _cut(self, row: int, offset: int, length: int) -> bytes:
        statement = "SELECT substr(parts, ?, ?) FROM map_parts WHERE log_size = ?"
        found = self._rows(statement, offset + 1, length, row)
        return bytes(found[0][0]) if found else b""


class Commitment:
    """The map after each instrument, and after those that are being recorded.

    One thread at a time records; others may read meanwhile, and see only what is saved.
    """

    def __init__(self, read: Callable[..., list[Any]]) -> None:
        self._rows = read
        self._parts = _Parts(read)
        self._saved: tuple[int, SparseMap] = (0, SparseMap(self._parts))
        self._next: tuple[int, SparseMap] | None = None
        self._unsaved: list[tuple[int, bytes, bytes]] = []

    def at(self, size: int) -> SparseMap:
        """The map after the instrument that ends at this size; an empty one at 0."""
        if size == 0:
            return SparseMap(self._parts)
        saved = self._saved
        if saved[0] == size:
            return saved[1]
        found = self._rows("SELECT top FROM map_parts WHERE log_size = ?", size)
        if not found:
            raise damaged(f"the map at size {size}")
        top = bytes(found[0][0])
        return SparseMap(self._parts, (top[:32], top[32:]))

    def after(
        self,
        size: int,
        changes: Sequence[Change],
        counts: Mapping[str, int],
        begun: Collection[str],
    ) -> str:
        """The root after an instrument that is recorded at this size of the log, in hex; its
        `counts` are those of its changes' streams, of which `begun` had records before."""
        found = self._next[1] if self._next and self._next[0] == size else self.at(size)
        end = size + len(changes) + 1
        self._parts.begin(end)
        new = map_after(found, counts, all_listed(changes, begun))
        self._unsaved.append((end, b"".join(new.top), self._parts.new))
        self._next = (end, new)
        return new.root.hex()

    @contextmanager
    def saving(self) -> Iterator[Save]:
        """While the events are appended: what is new is saved with them, or forgotten."""
        try:
            yield self._save
        except BaseException:
            self.forget()
            raise
        if self._next:
            self._saved = self._next
        self._unsaved.clear()
        self._parts.tidy()

    def _save(self, c: SQLiteCursor) -> None:
        store(c, self._unsaved)

    def stored(self) -> list[tuple[int, bytes, bytes]]:
        """All that is saved, a row an instrument."""
        return [tuple(row) for row in self._rows("SELECT * FROM map_parts ORDER BY log_size")]

    def forget(self) -> None:
        """Forget what was not saved."""
        self._next = None
        self._unsaved.clear()
        self._parts.forget()


def store(c: SQLiteCursor, rows: Iterable[tuple[int, bytes, bytes]]) -> None:
    """Write rows of the map's parts, a row an instrument."""
    c.executemany("INSERT INTO map_parts VALUES (?,?,?)", rows)
