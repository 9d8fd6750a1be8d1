"""The map of the records taken so far, made by other means than when it was recorded.

It knows of each part where it is stored, too, as far as that was held against it: what an
instrument changes of the map must be stored anew, all else stay where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from ..proof.sparse_map import (
    BRANCHES,
    EMPTY,
    HASHES,
    NODE,
    Listed,
    count_value,
    hash_of_leaf,
    is_leaf,
    key_of,
    list_value,
    row_and_offset,
    stream_key,
)
from ..proof.tree import Frontier, leaf_hash


class WrongPartError(Exception):
    """What is stored of the map is not what the records come to."""


class _Node:
    """The bytes that are hashed, its branches' hashes after a 01; what is below each: a node, a
    leaf (its key and value), or nothing; where that is stored; and which branches are `new`:
    not held against what is stored yet, a bit each."""

    __slots__ = ("below", "hashed", "new", "places")

    def __init__(self) -> None:
        self.hashed = bytearray(b"\x01") + EMPTY * BRANCHES
        self.below: list[_Node | tuple[bytes, bytes] | None] = [None] * BRANCHES
        self.places = bytearray(8 * BRANCHES)
        self.new = 0


class MadeMap:
    """The map in memory, changed in place."""

    def __init__(self) -> None:
        self._above = _Node()
        self._lists: dict[str, Frontier] = {}
        self._keys: dict[str, bytes] = {}

    def after(self, counts: Mapping[str, int], lists: list[Listed]) -> bytes:
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
            above.new |= 1 << branch
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
            deeper.places[8 * other : 8 * other + 8] = node.places[8 * branch : 8 * branch + 8]
            deeper.new = (node.new >> branch & 1) << other
            node, branch, shift = deeper, bits >> shift & 7, shift - 3
            below = below if branch == other else None
        node.below[branch] = key, value
        node.hashed[32 * branch + 1 : 32 * branch + 33] = hash_of_leaf(key, value)
        node.new |= 1 << branch

    def hold(self, top: bytes, number: int, row: bytes, start: int) -> int:
        """Hold what is new against the parts that are stored from `start` on in the row of this
        number, the top of all at its own place; where they end. `WrongPartError` if it is not
        there, or leads to anything else than before where nothing changed."""
        self._above.new = 0
        waiting, end, length = [(self._above, 0, top)], start, 0
        while waiting:
            node, branch, place = waiting.pop()
            node.places[8 * branch : 8 * branch + 8] = place
            row_at, offset = row_and_offset(place)
            below = node.below[branch]
            if isinstance(below, _Node):
                part, leaf, size = row[offset : offset + NODE], False, NODE
                sound = len(part) == NODE and part[:HASHES] == below.hashed[1:]
            else:
                made = b"".join(below or ())
                leaf, size = True, 4 + len(made)
                sound = row[offset : offset + size] == len(made).to_bytes(4) + made
            if not sound or is_leaf(place) != leaf or row_at != number or offset < start:
                raise WrongPartError
            if isinstance(below, _Node):
                waiting += _new_in(below, part[HASHES:])
            end, length = max(end, offset + size), length + size
        if end != start + length:  # something beside them that nothing leads to
            raise WrongPartError
        return end


def _new_in(node: _Node, places: bytes) -> list[tuple[_Node, int, bytes]]:
    """The branches of a node that are new, with their places; `WrongPartError` if another one
    is not where it was."""
    found, new = [], node.new
    for branch in range(BRANCHES):
        if new >> branch & 1:
            at = 8 * branch
            found.append((node, branch, places[at : at + 8]))
            node.places[at : at + 8] = places[at : at + 8]
    node.new = 0
    if node.places != places:
        raise WrongPartError
    return found
