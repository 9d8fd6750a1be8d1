"""The newest map, changed in place while instruments are recorded.

What an instrument changes of it is a row of new parts, from the leaves up to the top; the rows
before stay as they are, for the maps before (`map`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from struct import Struct

from .sparse_map import (
    BRANCHES,
    EMPTY,
    HASHES,
    LEAF,
    NODE,
    NOWHERE,
    Listed,
    Read,
    Ref,
    count_value,
    is_leaf,
    key_of,
    place_in,
    stream_key,
    with_items,
)

Item = tuple[bytes, bytes]
_KEYS_KEPT = 50_000
"""So many names are remembered with their keys."""


_REFS_OF = Struct(BRANCHES * "32s" + BRANCHES * "8s").unpack
"""The hashes of a node's branches, and then their places, of its part."""


class _Node:
    """A node as it is changed: its branches' hashes, and then their places; and what is below each
    branch, as far as it was read: a node, or a leaf's key and value."""

    __slots__ = ("below", "refs")

    def __init__(self, part: bytes = bytes(NODE)) -> None:
        self.refs: list[bytes] = list(_REFS_OF(part))
        self.below: list[_Node | Item | None] = [None] * BRANCHES

    def led(self, branch: int) -> Ref:
        """The reference to what is below a branch."""
        return self.refs[branch], self.refs[branch + BRANCHES]

    def lead(self, branch: int, ref: Ref) -> None:
        """Lead to another subtree."""
        self.refs[branch], self.refs[branch + BRANCHES] = ref


class GrowingMap:
    """A map that is added to; what of it is not at hand yet is read.

    `nodes` is how many nodes are at hand.
    """

    def __init__(self, read: Read, top: Ref = (EMPTY, NOWHERE)) -> None:
        self.nodes = 0
        self._read = read
        self._keys: dict[str, bytes] = {}
        self._above = _Node()
        self._above.lead(0, top)

    @property
    def top(self) -> Ref:
        """The reference to the root."""
        return self._above.led(0)

    def put(self, values: Mapping[str, bytes], row: int, new: bytearray) -> None:
        """Set these keys; the parts that are new are added to the row of this number."""
        changed: dict[_Node, tuple[_Node, int]] = {}
        for name, value in values.items():
            self._set(self._key(name), value, row, new, changed)
        place, parts = place_in(row, len(new)), list[bytes]()
        for node, (above, branch) in reversed(changed.items()):  # what is below another first
            part = b"".join(node.refs)
            above.refs[branch] = sha256(b"\x01" + part[:HASHES]).digest()
            above.refs[branch + BRANCHES] = place.to_bytes(8)
            parts.append(part)
            place += NODE
        new += b"".join(parts)

    def _set(
        self,
        key: bytes,
        value: bytes,
        row: int,
        new: bytearray,
        changed: dict[_Node, tuple[_Node, int]],
    ) -> None:
        """Put a leaf where it belongs, add it to the `new` parts, and to what is `changed` the
        nodes that lead there, each with the one above it and its branch there."""
        node, branch, bits, shift = self._above, 0, int.from_bytes(key), 256
        while isinstance(below := node.below[branch] or self._at(node, branch), _Node):
            changed.setdefault(below, (node, branch))
            shift -= 3
            node, branch = below, bits >> shift & 7
        if below is not None and below[0] != key:
            other, other_bits, other_ref = branch, int.from_bytes(below[0]), node.led(branch)
            while branch == other:
                inserted = node.below[branch] = _Node()
                changed[inserted] = node, branch
                self.nodes += 1
                shift -= 3
                node, branch, other = inserted, bits >> shift & 7, other_bits >> shift & 7
            node.below[other] = below
            node.lead(other, other_ref)
        node.below[branch] = key, value
        leaf = key + value
        node.refs[branch] = sha256(b"\x00" + leaf).digest()
        node.refs[branch + BRANCHES] = (place_in(row, len(new)) | LEAF).to_bytes(8)
        new += len(leaf).to_bytes(4) + leaf

    def _at(self, node: _Node, branch: int) -> _Node | Item | None:
        """What is below a node's branch, read since it is not at hand; None if nothing is."""
        if node.refs[branch + BRANCHES] == NOWHERE:
            return None
        ref = node.led(branch)
        part = self._read(ref)
        if is_leaf(ref[1]):
            node.below[branch] = found = part[:32], part[32:]
            return found
        self.nodes += 1
        below = node.below[branch] = _Node(part)
        return below

    def _key(self, name: str) -> bytes:
        """The key of a name, that is likely to be asked for again."""
        key = self._keys.get(name)
        if key is None:
            if len(self._keys) > _KEYS_KEPT:
                self._keys.clear()
            key = self._keys[name] = key_of(name)
        return key

    def value(self, name: str) -> bytes | None:
        """The value of a key, if it has one."""
        key = self._key(name)
        node, branch, bits, shift = self._above, 0, int.from_bytes(key), 256
        while isinstance(below := node.below[branch] or self._at(node, branch), _Node):
            shift -= 3
            node, branch = below, bits >> shift & 7
        return below[1] if below and below[0] == key else None


def put_all(
    found: GrowingMap,
    counts: Mapping[str, int],
    more: Iterable[Listed],
    row: int,
    new: bytearray,
) -> None:
    """Put what one instrument commits to into the map: `counts` has the number of records, from
    now on, of each stream in which a change of it stands. New parts are added to a row."""
    values = {stream_key(stream): count_value(count) for stream, count in counts.items()}
    items: dict[str, list[str]] = {}
    for key, item in more:
        items.setdefault(key, []).append(item)
    for key, added in items.items():
        values[key] = with_items(found.value(key), added)
    found.put(values, row, new)
