"""A log read from its first record to its last: what each instrument commits to.

The map is made again, by other means than when it was recorded, and each instrument's own
record must say what comes of it. Which stream a record stands in, and as which of its
records, is taken from who reads it (`audit`) before or at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

import orjson

from ..history.changes import read_change
from ..proof.sparse_map import (
    BRANCHES,
    EMPTY,
    Listed,
    count_value,
    hash_of_leaf,
    key_of,
    list_value,
    stream_key,
)
from ..proof.tree import Frontier, leaf_hash
from ..recording.events import INSTRUMENT_TOPIC
from ..vocabulary.change_types import CHANGE_TYPES
from .commitment import listed
from .records import WrongRecordError

Row = tuple[int, str, int, str, bytes]
"""A row of the log: its number from 1 on, the stream and which of its records, topic, record."""
LISTED = frozenset(
    f"{kind.name}.{kind.version}"
    for kind in CHANGE_TYPES.values()
    if kind.establishes or kind.name in ("requirements_complete", "record_corrected")
)
"""The topics of what may add to a list of the map; others may where they have `NAMES_ORDER`."""
NAMES_ORDER = b'"ordered_by":'


class MapAudit:
    """The map after the instruments taken so far."""

    def __init__(self) -> None:
        self.size = 0
        self.root = EMPTY
        self._map = _Map()
        self._counts: dict[str, int] = {}
        self._lists: list[Listed] = []

    def over(self, rows: Iterable[Row]) -> Iterator[int]:
        """Take the next records; the size of the log after each instrument, when its own is
        taken. It ends where a row does not stand where it belongs. `WrongRecordError` for an
        instrument's own record that commits to another map."""
        counts, lists = self._counts, self._lists
        try:
            for rowid, stream, version, topic, record in rows:
                if rowid != self.size + 1:
                    return
                self.size = rowid
                if topic == INSTRUMENT_TOPIC:
                    self._hold(stream, version, orjson.loads(record))
                    yield rowid
                    continue
                counts[stream] = version
                if topic in LISTED or NAMES_ORDER in record:
                    said = orjson.loads(record)
                    change = read_change(said["id"], rowid - 1, stream, said["change"])
                    lists += listed(change, version == 1)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongRecordError(self.size - 1, f"it cannot be read ({error})") from error

    def _hold(self, stream: str, version: int, said: dict[str, Any]) -> None:
        if stream in self._counts:
            self._counts[stream] = version
        self.root = self._map.after(self._counts, self._lists)
        self._counts.clear()
        self._lists.clear()
        if self.root.hex() != said["map_root"]:
            raise WrongRecordError(
                self.size - 1,
                f"the map that `{said['id']}` commits to is not that of the records: some were "
                "left out, or added",
            )


class _Node:
    """The bytes that are hashed, its branches' hashes after a 01; and what is below each: a
    node, a leaf (its key and value), or nothing."""

    __slots__ = ("below", "hashed")

    def __init__(self) -> None:
        self.hashed = bytearray(b"\x01") + EMPTY * BRANCHES
        self.below: list[_Node | tuple[bytes, bytes] | None] = [None] * BRANCHES


class _Map:
    """The map in memory, changed in place."""

    def __init__(self) -> None:
        self._above = _Node()
        self._lists: dict[str, Frontier] = {}
        self._keys: dict[str, bytes] = {}

    def after(self, counts: dict[str, int], lists: list[Listed]) -> bytes:
        """Set the counts of some streams, add items to lists; the root then."""
        changed: dict[_Node, tuple[_Node, int]] = {}
        for stream, count in counts.items():
            self._set(self._key(stream_key(stream)), count_value(count), changed)
        for name, item in lists:
            self._lists.setdefault(name, Frontier()).add(leaf_hash(item.encode()))
        for name in {name for name, _ in lists}:
            self._set(self._key(name), list_value(self._lists[name]), changed)
        for node, (above, branch) in reversed(changed.items()):  # what is below another first
            at = 32 * branch + 1
            above.hashed[at : at + 32] = sha256(node.hashed).digest()
        return bytes(self._above.hashed[1:33])

    def _key(self, name: str) -> bytes:
        found = self._keys.get(name)
        if found is None:
            found = self._keys[name] = key_of(name)
        return found

    def _set(self, key: bytes, value: bytes, changed: dict[_Node, tuple[_Node, int]]) -> None:
        """Set a leaf; `changed` are then the nodes that lead to it, a lower one after those
        above it, each with the one above and its branch there."""
        node, branch, bits, shift = self._above, 0, int.from_bytes(key), 253
        while isinstance(below := node.below[branch], _Node):
            if below not in changed:
                changed[below] = node, branch
            node, branch, shift = below, bits >> shift & 7, shift - 3
        while below is not None and below[0] != key:  # another leaf: it goes one deeper
            deeper = node.below[branch] = _Node()
            changed[deeper] = node, branch
            other = int.from_bytes(below[0]) >> shift & 7
            deeper.below[other] = below
            deeper.hashed[32 * other + 1 : 32 * other + 33] = hash_of_leaf(*below)
            node, branch, shift = deeper, bits >> shift & 7, shift - 3
            below = below if branch == other else None
        node.below[branch] = key, value
        node.hashed[32 * branch + 1 : 32 * branch + 33] = hash_of_leaf(key, value)
