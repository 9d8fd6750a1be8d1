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

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from .tree import Frontier, leaf_hash

EMPTY = bytes(32)
"""The hash of a subtree, or a whole map, without keys."""
NOWHERE = bytes(8)
"""The place of what is empty."""
BRANCHES = 8
HASHES = 32 * BRANCHES
NODE = 40 * BRANCHES
"""How many bytes of a node are its branches' hashes; how many it has with their places."""

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


Listed = tuple[str, str]
"""The key of a list, and an item at its end."""
COMPLETIONS = "completions"
"""The key of the list of streams that hold a `requirements_complete`."""


def count_value(count: int) -> bytes:
    """The value of a number of records."""
    return str(count).encode()


def list_value(items: Frontier) -> bytes:
    """The value of a list: its length, and the Merkle frontier over its items (RFC 6962), so
    that an item can be added without reading the others."""
    return b"%d %b" % (items.size, items.to_bytes())


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
        frontier.add(leaf_hash(item.encode()))
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
    return int.from_bytes(key) >> 253 - 3 * depth & 7


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


Read = Callable[[Ref], bytes]
"""Reads a part of a map from its place; its hash is known, to hold it against.

A node is the hashes and then the places of its branches; a leaf its key, then its value. A
place is a row of parts and the offset in it (`place_in`); its first bit is set for a leaf.
"""

_OFFSET_BITS = 27
ROW_MOST = 1 << _OFFSET_BITS
"""So many bytes at most has a row of parts: an offset tells no more."""
LEAF = 1 << 63
"""The bit of a place that a leaf has set."""


def place_in(row: int, offset: int) -> int:
    """The place of a node at an offset of a row; of a leaf with `LEAF` set."""
    return row << _OFFSET_BITS | offset


def row_and_offset(place: bytes) -> tuple[int, int]:
    """Where a part stands; the part of a leaf after its length, 4 bytes."""
    where = int.from_bytes(place) & LEAF - 1
    return where >> _OFFSET_BITS, where & (1 << _OFFSET_BITS) - 1


def is_leaf(place: bytes) -> bool:
    """Whether a leaf is kept at a place."""
    return place[0] >= 0x80


_BELOW = 256 - 3 * 4
"""Where the bits of a key begin, from the last, that lead to its first four nodes: these are led
through once for all keys that begin alike, at most 4,096 times."""


class SparseMap:
    """A map at one moment: the reference to its root, and how its parts are read."""

    def __init__(self, read: Read, top: Ref = (EMPTY, NOWHERE)) -> None:
        self._read = read
        self.top = top
        self._begun: dict[int, tuple[Ref, int]] = {}

    @property
    def root(self) -> bytes:
        """The hash of the whole map."""
        return self.top[0]

    def value(self, name: str) -> bytes | None:
        """The value of a key, if it has one."""
        key, read = key_of(name), self._read
        bits = int.from_bytes(key)
        begun = self._begun.get(bits >> _BELOW)
        if begun is None:
            begun = self._begun[bits >> _BELOW] = self._led(bits)
        ref, shift = begun
        while ref[1] != NOWHERE:
            part = read(ref)
            if is_leaf(ref[1]):
                return part[32:] if part[:32] == key else None
            branch = bits >> shift & 7
            at, place_at = 32 * branch, HASHES + 8 * branch
            ref, shift = (part[at : at + 32], part[place_at : place_at + 8]), shift - 3
        return None

    def _led(self, bits: int) -> tuple[Ref, int]:
        """The subtree to which the first bits of a key lead, and by how many its next are
        shifted: the same for all keys that begin with them."""
        ref, shift = self.top, 253
        while shift >= _BELOW and ref[1] != NOWHERE and not is_leaf(ref[1]):
            ref, shift = branch_of(self._read(ref), bits >> shift & 7), shift - 3
        return ref, shift

    def prove(self, name: str) -> MapProof:
        """The proof of a key's value, or of its absence."""
        key, ref = key_of(name), self.top
        beside: list[tuple[bytes, ...]] = []
        while ref[1] != NOWHERE:
            part = self._read(ref)
            if is_leaf(ref[1]):
                other = (part[:32], part[32:]) if part[:32] != key else None
                return MapProof(tuple(beside), other)
            branch = branch_at(key, len(beside))
            others = (n for n in range(BRANCHES) if n != branch)
            beside.append(tuple(part[32 * n : 32 * n + 32] for n in others))
            ref = branch_of(part, branch)
        return MapProof(tuple(beside))


def branch_of(node: bytes, branch: int) -> Ref:
    """The subtree at a node's branch."""
    at, place_at = 32 * branch, HASHES + 8 * branch
    return node[at : at + 32], node[place_at : place_at + 8]


def hash_of_part(part: bytes, leaf: bool) -> bytes:
    """The hash of a part as it is kept."""
    return hash_of_leaf(part[:32], part[32:]) if leaf else hash_of_node(part[:HASHES])
