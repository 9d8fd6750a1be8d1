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
    LEAF,
    NODE,
    ROW_MOST,
    Listed,
    count_value,
    hash_of_leaf,
    key_of,
    list_value,
    place_in,
    stream_key,
)
from ..proof.tree import Frontier, leaf_hash


class WrongPartError(Exception):
    """What is stored of the map is not what the records come to."""


class _Node:
    """The bytes that are hashed, its branches' hashes after a 01; what is below each: a node, a
    leaf (its key and value), or nothing; where that is stored; and, where the parts are not laid
    out as expected, which branches are `new`, a bit each."""

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
        self._leaves: dict[bytes, tuple[_Node, int, bytes]] = {}
        self._nodes: dict[_Node, tuple[_Node, int]] = {}

    def after(self, counts: Mapping[str, int], lists: list[Listed]) -> bytes:
        """Set the counts of some streams, add items to lists; the root then."""
        self._leaves.clear()
        self._nodes.clear()
        for stream, count in counts.items():
            self._set(self._key(stream_key(stream)), count_value(count))
        for name, item in lists:
            self._lists.setdefault(name, Frontier()).add(leaf_hash(item.encode()))
        for name in dict.fromkeys(name for name, _ in lists):
            self._set(self._key(name), list_value(self._lists[name]))
        for node, (above, branch) in reversed(self._nodes.items()):  # what is below another first
            at = 32 * branch + 1
            above.hashed[at : at + 32] = sha256(node.hashed).digest()
        return bytes(self._above.hashed[1:33])

    def _key(self, name: str) -> bytes:
        found = self._keys.get(name)
        if found is None:
            found = self._keys[name] = key_of(name)
        return found

    def _set(self, key: bytes, value: bytes) -> None:
        """Set a leaf; the nodes that lead to it are changed then, a lower one after those above
        it."""
        changed = self._nodes
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
            if below[0] in self._leaves:
                self._leaves[below[0]] = deeper, other, below[1]
            node, branch, shift = deeper, bits >> shift & 7, shift - 3
            below = below if branch == other else None
        node.below[branch] = key, value
        node.hashed[32 * branch + 1 : 32 * branch + 33] = hash_of_leaf(key, value)
        self._leaves[key] = node, branch, value

    def hold(self, top: bytes, number: int, row: bytes, start: int) -> int:
        """Hold what is new against the parts that are stored from `start` on in the row of this
        number, the top of all at its own place; where they end. `WrongPartError` if it is not
        there, or leads to anything else than before where nothing changed."""
        if len(row) > ROW_MOST:
            raise WrongPartError
        made = self._laid_out(number, start)
        if row.startswith(made, start) and self._above.places[:8] == top:
            return start + len(made)
        for leads, branch, _ in self._leaves.values():
            leads.new |= 1 << branch
        for leads, branch in self._nodes.values():
            leads.new |= 1 << branch
        return self._hold_anywhere(top, number, row, start)

    def _laid_out(self, number: int, start: int) -> bytearray:
        """The parts that are new as a ledger lays them out from there on: leaves as they came, then
        nodes, each after those below it. Their places are then those of the parts."""
        made, start_at = bytearray(), place_in(number, start)
        for key, (node, branch, value) in self._leaves.items():
            place = start_at + len(made) | LEAF
            node.places[8 * branch : 8 * branch + 8] = place.to_bytes(8)
            made += (len(key) + len(value)).to_bytes(4) + key + value
        for node, (above, branch) in reversed(self._nodes.items()):
            above.places[8 * branch : 8 * branch + 8] = (start_at + len(made)).to_bytes(8)
            made += node.hashed[1:]
            made += node.places
        return made

    def _hold_anywhere(self, top: bytes, number: int, row: bytes, start: int) -> int:
        """The same of parts that are laid out in any order."""
        self._above.new = 0
        waiting, end, length = [(self._above, 0, top)], start, 0
        nodes_from = place_in(number, 0)
        leaves_from = nodes_from | LEAF
        while waiting:
            node, branch, place = waiting.pop()
            node.places[8 * branch : 8 * branch + 8] = place
            below = node.below[branch]
            if isinstance(below, _Node):
                offset, size = int.from_bytes(place) - nodes_from, NODE
                part = row[offset : offset + NODE]
                if offset < start or len(part) != NODE or not below.hashed.endswith(part[:HASHES]):
                    raise WrongPartError
                waiting += _new_in(below, part[HASHES:])
            else:
                made = b"".join(below or ())
                offset, size = int.from_bytes(place) - leaves_from, 4 + len(made)
                if offset < start or row[offset : offset + size] != len(made).to_bytes(4) + made:
                    raise WrongPartError
            end, length = max(end, offset + size), length + size
        if end != start + length:  # something beside them that nothing leads to
            raise WrongPartError
        return end


def _new_in(node: _Node, places: bytes) -> list[tuple[_Node, int, bytes]]:
    """The branches of a node that are new, with their places; `WrongPartError` if another one
    is not where it was."""
    found, new = [], node.new
    while new:
        branch = (new & -new).bit_length() - 1
        new &= new - 1
        at = 8 * branch
        place = places[at : at + 8]
        found.append((node, branch, place))
        node.places[at : at + 8] = place
    node.new = 0
    if node.places != places:
        raise WrongPartError
    return found
