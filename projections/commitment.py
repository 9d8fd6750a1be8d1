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
from ..domain.commitment import all_listed
from ..domain.growing_map import GrowingMap, put_all
from ..domain.map import (
    EMPTY,
    NODE,
    NOWHERE,
    Ref,
    SparseMap,
    hash_of_part,
    is_leaf,
    row_and_offset,
)
from .damage import damaged

TABLE = (
    "CREATE TABLE IF NOT EXISTS map_parts "
    "(log_size INTEGER PRIMARY KEY, top BLOB NOT NULL, parts BLOB NOT NULL)"
)
KEPT = 50_000
"""How many parts that were read are kept in memory, and how many nodes of the newest map."""
Save = Callable[[SQLiteCursor], None]


class _Parts:
    """Parts read from the rows they were saved in."""

    def __init__(self, read: Callable[..., list[Any]]) -> None:
        self._rows = read
        self._kept: dict[bytes, bytes] = {}

    def read(self, ref: Ref) -> bytes:
        wanted, place = ref
        part = self._kept.get(place)
        if part is None:
            part = self._stored(place)
            if hash_of_part(part, is_leaf(place)) != wanted:
                raise damaged("what the map holds")
            if len(self._kept) > KEPT:
                self._kept.clear()
            self._kept[place] = part
        return part

    def _stored(self, place: bytes) -> bytes:
        row, offset = row_and_offset(place)
        if not is_leaf(place):
            return self._cut(row, offset, NODE)
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
        self._newest: tuple[int, GrowingMap] | None = None
        self._unsaved: list[tuple[int, bytes, bytes]] = []

    def at(self, size: int) -> SparseMap:
        """The map after the instrument that ends at this size; an empty one at 0."""
        return SparseMap(self._parts.read, self._top(size))

    def _top(self, size: int) -> Ref:
        if size == 0:
            return EMPTY, NOWHERE
        found = self._rows("SELECT top FROM map_parts WHERE log_size = ?", size)
        if not found:
            raise damaged(f"the map at size {size}")
        top = bytes(found[0][0])
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
        if self._newest is None or self._newest[0] != size:
            self._newest = size, GrowingMap(self._parts.read, self._top(size))
        newest, end = self._newest[1], size + len(changes) + 1
        parts = put_all(newest, counts, all_listed(changes, begun), end)
        self._unsaved.append((end, b"".join(newest.top), parts))
        self._newest = end, newest
        return newest.top[0].hex()

    @contextmanager
    def saving(self) -> Iterator[Save]:
        """While the events are appended: what is new is saved with them, or forgotten."""
        try:
            yield self._save
        except BaseException:
            self.forget()
            raise
        self._unsaved.clear()
        if self._newest and self._newest[1].nodes > KEPT:
            self._newest = None

    def _save(self, c: SQLiteCursor) -> None:
        store(c, self._unsaved)

    def stored(self) -> list[tuple[int, bytes, bytes]]:
        """All that is saved, a row an instrument."""
        return [tuple(row) for row in self._rows("SELECT * FROM map_parts ORDER BY log_size")]

    def forget(self) -> None:
        """Forget what was not saved."""
        self._newest = None
        self._unsaved.clear()


def store(c: SQLiteCursor, rows: Iterable[tuple[int, bytes, bytes]]) -> None:
    """Write rows of the map's parts, a row an instrument."""
    c.executemany("INSERT INTO map_parts VALUES (?,?,?)", rows)
