"""A log read from its first record to its last: what follows from the bytes, and what is wrong.

Nothing that is stored beside the records is believed. The tree, the counts of the streams
and the map are made again, the map by other means than when it was recorded, and each
instrument's own record must say what comes of it. A record's canonical JSON ends with its
`id` and `stream`, so most are not parsed.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from .changes import CHANGE_TYPES, read_change
from .commitment import Listed, listed
from .events import INSTRUMENT_NAME, InstrumentRecorded
from .map import (
    BRANCHES,
    EMPTY,
    branch_at,
    count_value,
    hash_of_leaf,
    hash_of_node,
    key_of,
    stream_key,
    with_items,
)
from .tree import EMPTY_ROOT, Frontier

_KINDS = {
    kind.name.encode(): (
        f"{kind.name}.{kind.version}",
        kind.establishes or kind.name in ("requirements_complete", "record_corrected"),
    )
    for kind in CHANGE_TYPES.values()
}
"""By the type of a change: under which topic it is stored, and whether it may add to a list of
the map; others may by `ordered_by`."""
_INSTRUMENT_TOPIC = InstrumentRecorded.topic()


class WrongRecordError(Exception):
    """A record does not fit those before it; `position` counts from 0."""

    def __init__(self, position: int, said: str) -> None:
        super().__init__(f"record {position}: {said}")
        self.position = position
        self.said = said


class Audit:
    """What follows from the records taken so far."""

    def __init__(self) -> None:
        self.size = 0
        self.instruments = 0
        self.inside = False
        self.stream = ""
        self.version = 0
        self.topic = ""
        self.map_root = EMPTY
        self._frontier: list[bytes] = []
        self._names: dict[bytes, str] = {}
        self._counts: dict[str, int] = {}
        self._map = _Map()
        self._recorded: set[str] = set()
        self._recorded_at = ""
        self._begin()

    def _begin(self) -> None:
        """Begin an instrument: its id is that of its first change."""
        self._id = ""
        self._next = b""
        self._changes = 0
        self._touched: set[str] = set()
        self._lists: list[Listed] = []

    def root(self) -> bytes:
        """The root of the tree of the records taken so far."""
        if not self._frontier:
            return EMPTY_ROOT
        root = self._frontier[-1]
        for left in reversed(self._frontier[:-1]):
            root = sha256(b"\x01" + left + root).digest()
        return root

    def frontier(self) -> Frontier:
        """The tree of the records taken so far."""
        return Frontier(self.size, tuple(self._frontier))

    def take(self, record: bytes) -> bytes:
        """Take the next record; the nodes of the tree that it completes, one after the other.

        `WrongRecordError` if it does not follow. `stream`, `version` and `topic` then tell
        what belongs beside it, `inside` whether its instrument goes on.
        """
        try:
            if record.startswith(b'{"changes":'):
                self._take_instrument(record)
            else:
                self._take_change(record)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongRecordError(self.size, f"it cannot be read ({error})") from error
        return self._grow(sha256(b"\x00" + record).digest())

    def _grow(self, node: bytes) -> bytes:
        frontier, size, completed = self._frontier, self.size, node
        while size & 1:
            node = sha256(b"\x01" + frontier.pop() + node).digest()
            completed += node
            size >>= 1
        frontier.append(node)
        self.size += 1
        return completed

    def _take_change(self, record: bytes) -> None:
        stream_at = record.rindex(b',"stream":"')
        if not record.startswith(b'{"change":{') or not record.endswith(b'"}'):
            raise ValueError("it is no record")
        self._changes += 1
        if self._changes == 1:
            self._id = record[record.rindex(b',"id":"', 0, stream_at) + 7 : stream_at - 3].decode()
            self._next = f',"id":"{self._id}#'.encode()
            self.inside = True
        if not record.endswith(b'%b%d"' % (self._next, self._changes), 0, stream_at):
            raise WrongRecordError(self.size, f"it is not number {self._changes} of `{self._id}`")
        type_at = record.rindex(b'"type":"', 0, stream_at) + 8
        kind = _KINDS.get(record[type_at : record.index(b'"', type_at)])
        if kind is None:
            raise WrongRecordError(self.size, "it is of a kind that this release does not know")
        self.topic, may_list = kind
        self._count(record[stream_at + 11 : -2])
        self._touched.add(self.stream)
        if may_list or b'"ordered_by":' in record:
            said = json.loads(record)
            change = read_change(said["id"], self.size, self.stream, said["change"])
            self._lists += listed(change, self.version == 1)

    def _take_instrument(self, record: bytes) -> None:
        said: dict[str, Any] = json.loads(record)
        name = said["id"]
        if said["stream"] != f"{INSTRUMENT_NAME}/{name}":
            raise WrongRecordError(self.size, "it stands in the stream of something else")
        self.topic = _INSTRUMENT_TOPIC
        self._count(said["stream"].encode())
        self.inside = False
        own = [f"{name}#{n + 1}" for n in range(self._changes)]
        if said["changes"] != own or self._id != name:
            raise WrongRecordError(
                self.size, f"`{name}` does not have the changes that stand before it"
            )
        if name in self._recorded:
            raise WrongRecordError(self.size, f"`{name}` was recorded before")
        self._recorded.add(name)
        if said["recorded_at"] < self._recorded_at:
            raise WrongRecordError(self.size, f"`{name}` was recorded before the one before it")
        self._recorded_at = said["recorded_at"]
        counts = {stream: self._counts[stream] for stream in self._touched}
        self.map_root = self._map.after(counts, self._lists)
        if self.map_root.hex() != said["map_root"]:
            raise WrongRecordError(
                self.size,
                f"the map that `{name}` commits to is not that of the records: some were left "
                "out, or added",
            )
        self.instruments += 1
        self._begin()

    def _count(self, stream: bytes) -> None:
        name = self._names.get(stream)
        if name is None:
            name = self._names[stream] = stream.decode()
        self.stream = name
        self.version = self._counts[name] = self._counts.get(name, 0) + 1


_Node = list[Any]
"""The hashes of its branches, then what is below each: a node, a leaf (its key and value), or
None."""


def _empty_node() -> _Node:
    return [EMPTY] * BRANCHES + [None] * BRANCHES


class _Map:
    """The map in memory, changed in place."""

    def __init__(self) -> None:
        self._top = _empty_node()
        self._lists: dict[str, bytes] = {}
        self._keys: dict[str, bytes] = {}

    def after(self, counts: dict[str, int], lists: list[Listed]) -> bytes:
        """Set the counts of some streams, add items to lists; the root then."""
        items: dict[bytes, bytes] = {}
        for stream, count in counts.items():
            found = self._keys.get(stream)
            if found is None:
                found = self._keys[stream] = key_of(stream_key(stream))
            items[found] = count_value(count)
        for key, item in lists:
            self._lists[key] = with_items(self._lists.get(key), [item])
        for key in {key for key, _ in lists}:
            items[key_of(key)] = self._lists[key]
        self._put_below(self._top, 0, list(items.items()), -1)
        root: bytes = self._top[0]
        return root

    def _put(self, node: _Node, items: list[tuple[bytes, bytes]], depth: int) -> bytes:
        if len(items) == 1:
            self._put_below(node, branch_at(items[0][0], depth), items, depth)
        else:
            by_branch: dict[int, list[tuple[bytes, bytes]]] = {}
            for item in items:
                by_branch.setdefault(branch_at(item[0], depth), []).append(item)
            for branch, mine in by_branch.items():
                self._put_below(node, branch, mine, depth)
        return hash_of_node(b"".join(node[:BRANCHES]))

    def _put_below(
        self, node: _Node, branch: int, items: list[tuple[bytes, bytes]], depth: int
    ) -> None:
        below = node[BRANCHES + branch]
        if not isinstance(below, list):
            if below is not None and all(key != below[0] for key, _ in items):
                items = [*items, below]
            if len(items) == 1:
                node[BRANCHES + branch] = items[0]
                node[branch] = hash_of_leaf(*items[0])
                return
            below = node[BRANCHES + branch] = _empty_node()
        node[branch] = self._put(below, items, depth + 1)
