"""A log read from its first record to its last: what each instrument commits to.

The map is made again, by other means than when it was recorded, and each instrument's own
record must say what comes of it. Which stream a record stands in, and as which of its
records, is taken from who reads it (`audit`) before or at the same time.
"""

from __future__ import annotations

from typing import Any

import orjson

from .audit import WrongRecordError
from .changes import CHANGE_TYPES, read_change
from .commitment import Listed, listed
from .events import INSTRUMENT_TOPIC
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
        self.root = EMPTY
        self._map = _Map()
        self._counts: dict[str, int] = {}
        self._lists: list[Listed] = []

    def take(self, position: int, stream: str, version: int, topic: str, record: bytes) -> None:
        """Take the next record, number `version` of its stream. `WrongRecordError` for an
        instrument's own record that commits to another map. Of a change that may not add to a
        list the `record` is not looked at."""
        try:
            if topic == INSTRUMENT_TOPIC:
                self._hold(position, stream, version, orjson.loads(record))
                return
            self._counts[stream] = version
            if topic in LISTED or NAMES_ORDER in record:
                said = orjson.loads(record)
                change = read_change(said["id"], position, stream, said["change"])
                self._lists += listed(change, version == 1)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WrongRecordError(position, f"it cannot be read ({error})") from error

    def _hold(self, position: int, stream: str, version: int, said: dict[str, Any]) -> None:
        if stream in self._counts:
            self._counts[stream] = version
        self.root = self._map.after(self._counts, self._lists)
        self._counts, self._lists = {}, []
        if self.root.hex() != said["map_root"]:
            raise WrongRecordError(
                position,
                f"the map that `{said['id']}` commits to is not that of the records: some were "
                "left out, or added",
            )


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
