"""The map: how many records each stream has, and which subjects there are, as one hash.

A sparse Merkle map over keys of 256 bits. A proof that a record is in the log says nothing
about what was left out; a proof from the map does: so many records has this stream, and no
more, or none. Three bits of the key choose one of eight branches at each node; a subtree
that holds one key alone is that key's leaf, one that holds none is 32 zero bytes. Values
change and keys are added; nothing is ever taken away.

    leaf  SHA-256(00 || key || value)        key: SHA-256 of the key's name
    node  SHA-256(01 || its eight branches)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from .tree import Frontier, leaf_hash

EMPTY = bytes(32)
"""The hash of a subtree, or a whole map, without keys."""
NOWHERE = bytes(8)
"""The place of what is empty."""
BRANCHES = 8
_HASHES = 32 * BRANCHES
_SIZE = 40 * BRANCHES

Ref = tuple[bytes, bytes]
"""A subtree: its hash, and the place (8 bytes) at which its top is kept."""


def stream_key(stream: str) -> str:
    """The key under which the number of a stream's records stands."""
    return f"stream {stream}"


def subjects_key(kind: str) -> str:
    """The key of the list of all subjects of a kind, in the order of their establishment."""
    return f"subjects {kind}"


def orders_key(order: str) -> str:
    """The key of the list of what says that it carries out a court's order: `STREAM CHANGE`."""
    return f"orders {order}"


COMPLETIONS = "completions"
"""The key of the list of streams that hold a `requirements_complete`."""


def count_value(count: int) -> bytes:
    """The value of a number of records."""
    return str(count).encode()


def list_value(items: Frontier) -> bytes:
    """The value of a list: its length, and the Merkle frontier over its items (RFC 6962), so
    that an item can be added without reading the others."""
    return f"{items.size} ".encode() + items.to_bytes()


def read_list_value(value: bytes | None) -> Frontier:
    """The frontier in the value of a list; an empty one where there is no list yet."""
    if value is None:
        return Frontier()
    size, _, hashes = value.partition(b" ")
    return Frontier.from_bytes(int(size), hashes)


def with_items(value: bytes | None, items: Iterable[str]) -> bytes:
    """The value of a list after some more items."""
    frontier = read_list_value(value)
    for item in items:
        frontier = frontier.with_leaf(leaf_hash(item.encode()))
    return list_value(frontier)


def key_of(name: str) -> bytes:
    """The 256 bits under which a named key stands."""
    return sha256(name.encode()).digest()


def hash_of_leaf(key: bytes, value: bytes) -> bytes:
    """The hash of one key with its value."""
    return sha256(b"\x00" + key + value).digest()


def hash_of_node(branches: bytes) -> bytes:
    """The hash of a node over its eight branches, one after the other."""
    return sha256(b"\x01" + branches).digest()


def branch_at(key: bytes, depth: int) -> int:
    """Which branch leads to the key from a node at this depth, the root's being 0."""
    return _branch(int.from_bytes(key), depth)


def _branch(bits: int, depth: int) -> int:
    return bits >> 253 - 3 * depth & 7


# -- proofs --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MapProof:
    """What a key's value is, or that it has none.

    `beside` holds for every node from the root down the seven branches not taken. `other` is
    the key and value of the one leaf that stands where an absent key would, if one does.
    """

    beside: tuple[tuple[bytes, ...], ...]
    other: tuple[bytes, bytes] | None = None

    def root(self, name: str, value: bytes | None) -> bytes | None:
        """The root of the map in which the key has this value (None: has none); None if the
        proof is about no such thing. Whoever asks compares it with a root that is known."""
        key = key_of(name)
        if value is not None:
            if self.other is not None:
                return None
            node = hash_of_leaf(key, value)
        elif self.other is None:
            node = EMPTY
        elif self._could_stand_there(key, self.other[0]):
            node = hash_of_leaf(*self.other)
        else:
            return None
        for depth in reversed(range(len(self.beside))):
            branches = list(self.beside[depth])
            branches.insert(branch_at(key, depth), node)
            node = hash_of_node(b"".join(branches))
        return node

    def _could_stand_there(self, key: bytes, other: bytes) -> bool:
        """Whether another key leads the same way as far as the proof goes."""
        same = all(branch_at(key, d) == branch_at(other, d) for d in range(len(self.beside)))
        return same and len(other) == 32 and other != key


# -- the map itself --------------------------------------------------------------------


class Kept(Protocol):
    """Where the parts of a map are kept, each written once and never changed.

    A node is the hashes and then the places of its branches; a leaf its key, then its value.
    The first bit of a leaf's place is set.
    """

    def read(self, ref: Ref) -> bytes:
        """A part from its place; its hash is known, for whoever keeps it where it can change."""

    def add(self, part: bytes, leaf: bool, instead_of: bytes) -> bytes:
        """Keep a part; its place. What it stands instead of in the newest map (`NOWHERE`: of
        nothing) stays kept, for the maps before."""


def is_leaf(place: bytes) -> bool:
    """Whether a leaf is kept at a place."""
    return place[0] >= 0x80


class SparseMap:
    """A map at one moment: the reference to its root, and where its parts are kept."""

    def __init__(self, kept: Kept, root: Ref = (EMPTY, NOWHERE)) -> None:
        self.kept = kept
        self.top = root

    @property
    def root(self) -> bytes:
        """The hash of the whole map."""
        return self.top[0]

    def value(self, name: str) -> bytes | None:
        """The value of a key, if it has one."""
        key, ref = key_of(name), self.top
        depth = 0
        while ref[1] != NOWHERE:
            part = self.kept.read(ref)
            if is_leaf(ref[1]):
                return part[32:] if part[:32] == key else None
            ref, depth = _below(part, branch_at(key, depth)), depth + 1
        return None

    def prove(self, name: str) -> MapProof:
        """The proof of a key's value, or of its absence."""
        key, ref = key_of(name), self.top
        beside: list[tuple[bytes, ...]] = []
        while ref[1] != NOWHERE:
            part = self.kept.read(ref)
            if is_leaf(ref[1]):
                other = (part[:32], part[32:]) if part[:32] != key else None
                return MapProof(tuple(beside), other)
            branch = branch_at(key, len(beside))
            others = (n for n in range(BRANCHES) if n != branch)
            beside.append(tuple(part[32 * n : 32 * n + 32] for n in others))
            ref = _below(part, branch)
        return MapProof(tuple(beside))

    def put(self, values: Mapping[str, bytes]) -> SparseMap:
        """The map with these keys set; this one stays as it was."""
        items = [(key_of(name), value) for name, value in values.items()]
        return SparseMap(self.kept, self._with(self.top, items, 0)) if items else self

    def _with(self, below: Ref, items: Sequence[tuple[bytes, bytes]], depth: int) -> Ref:
        """A subtree with these items set; only what leads to them is hashed again."""
        if len(items) == 1:
            return self._with_one(below, *items[0], depth)
        place = below[1]
        part = bytes(_SIZE) if place == NOWHERE else self.kept.read(below)
        if is_leaf(place):
            if all(key != part[:32] for key, _ in items):
                items = [*items, (part[:32], part[32:])]
            part = bytes(_SIZE)
        by_branch: dict[int, list[tuple[bytes, bytes]]] = {}
        for item in items:
            by_branch.setdefault(branch_at(item[0], depth), []).append(item)
        for branch, mine in by_branch.items():
            old = _below(part, branch)
            part = _put(part, branch, self._with(old, mine, depth + 1))
        return hash_of_node(part[:_HASHES]), self.kept.add(part, False, place)

    def _with_one(self, below: Ref, key: bytes, value: bytes, depth: int) -> Ref:
        """The same for one item, without recursion: down to where it stands, and up again."""
        read, add, bits = self.kept.read, self.kept.add, int.from_bytes(key)
        above: list[tuple[bytes, int, bytes]] = []
        while below[1] != NOWHERE and not is_leaf(below[1]):
            part, branch = read(below), _branch(bits, depth)
            above.append((part, branch, below[1]))
            below, depth = _below(part, branch), depth + 1
        if below[1] != NOWHERE and (part := read(below))[:32] != key:
            ref = self._with((EMPTY, NOWHERE), [(key, value), (part[:32], part[32:])], depth)
        else:
            ref = hash_of_leaf(key, value), add(key + value, True, below[1])
        for part, branch, place in reversed(above):
            part = _put(part, branch, ref)
            ref = hash_of_node(part[:_HASHES]), add(part, False, place)
        return ref


def hash_of_part(part: bytes, leaf: bool) -> bytes:
    """The hash of a part as it is kept."""
    return hash_of_leaf(part[:32], part[32:]) if leaf else hash_of_node(part[:_HASHES])


def _below(part: bytes, branch: int) -> Ref:
    """The subtree at a node's branch."""
    at, place_at = 32 * branch, _HASHES + 8 * branch
    return part[at : at + 32], part[place_at : place_at + 8]


def _put(part: bytes, branch: int, ref: Ref) -> bytes:
    """A node with another subtree at one of its branches."""
    at, place_at = 32 * branch, _HASHES + 8 * branch
    return part[:at] + ref[0] + part[at + 32 : place_at] + ref[1] + part[place_at + 8 :]


class InMemory:
    """Parts kept in a list."""

    def __init__(self) -> None:
        self._parts: list[bytes] = [b""]

    def read(self, ref: Ref) -> bytes:
        return self._parts[int.from_bytes(ref[1]) & (1 << 63) - 1]

    def add(self, part: bytes, leaf: bool, instead_of: bytes) -> bytes:
        self._parts.append(part)
        return (len(self._parts) - 1 | (leaf << 63)).to_bytes(8)
