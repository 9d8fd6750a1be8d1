"""The Merkle tree over the log (RFC 6962 §2.1): how it grows, and proofs about it.

The root of every complete subtree is stored once, when its last leaf is recorded, and never
changes: a node is named by its level (0: the leaves) and its number at that level. A proof
is put together from such nodes and nothing is hashed again but the tree's right edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
"""The root of a log without records (RFC 6962 §2.1: the hash of an empty string)."""


def leaf_hash(record: bytes) -> bytes:
    """The hash of one record's canonical bytes.

    RFC 6962 §2.1: leaves and nodes hash with different prefixes, so that a node cannot
    pose as a leaf.
    """
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """All that is needed of a tree of `size` leaves to add leaves and to tell its root.

    `hashes` are the roots of the complete subtrees it consists of, the largest first: one
    for every bit set in `size`.
    """

    size: int = 0
    hashes: list[bytes] = field(default_factory=list[bytes])

    def add(self, leaf: bytes) -> bytes:
        """Add a leaf, given by its hash. The nodes that it completes, 32 bytes each: itself,
        then the root of each complete subtree that ends with it, from the lowest level up."""
        return bytes(self.add_all((leaf,)))

    def add_all(self, leaves: Iterable[bytes]) -> bytearray:
        """The same of many leaves, in less time."""
        completed, hashes, count = bytearray(), self.hashes, self.size
        for node in leaves:
            completed += node
            size = count
            while size & 1:
                node = sha256(b"\x01" + hashes.pop() + node).digest()
                completed += node
                size >>= 1
            hashes.append(node)
            count += 1
        self.size = count
        return completed

    def grow(self, size: int, nodes: bytes) -> None:
        """Take in the leaves up to a size, by all the nodes that they complete, as `add` gives
        them one after the other; nothing is hashed."""
        level = (self.size ^ size).bit_length()  # from there on up the subtrees stay
        before = nodes_before(self.size)
        del self.hashes[(size >> level).bit_count() :]
        while level:
            level -= 1
            if size >> level & 1:
                at = 32 * (place_of(level, (size >> level) - 1) - before)
                self.hashes.append(nodes[at : at + 32])
        self.size = size

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves, 32 bytes."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in self.hashes[-2::-1]:
            root = sha256(b"\x01" + left + root).digest()
        return root

    def to_bytes(self) -> bytes:
        """The hashes one after the other, as stored beside the log."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> Frontier:
        """The frontier of this size, from `to_bytes`; `ValueError` if the two do not fit."""
        if len(stored) != 32 * size.bit_count():
            raise ValueError(f"a frontier of {size} leaves has {size.bit_count()} hashes")
        return cls(size, [stored[n : n + 32] for n in range(0, len(stored), 32)])


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, by the recursive definition of RFC 6962 §2.1."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


# -- proofs --------------------------------------------------------------------------

Nodes = Callable[[int, int], bytes]
"""Where stored hashes are read: the node of a level and a number, from the left, from 0."""


def nodes_before(position: int) -> int:
    """How many nodes the leaves before this one complete: where its own begin when all nodes
    stand one after the other in the order in which they were completed."""
    return 2 * position - position.bit_count()


def place_of(level: int, number: int) -> int:
    """The place of a node among all nodes in the order in which they are completed."""
    return nodes_before(((number + 1) << level) - 1) + level


def root_at(read: Nodes, size: int) -> bytes:
    """The root of the tree of `size` leaves, from its stored nodes."""
    return _root_between(read, 0, size) if size else EMPTY_ROOT


def inclusion_proof(read: Nodes, position: int, size: int) -> list[bytes]:
    """The proof that the leaf at `position` stands in the tree of `size` leaves, its sibling
    first (RFC 6962 §2.1.1)."""
    proof, start, end = [], 0, size
    while end - start > 1:
        split = start + _left_of(end - start)
        if position < split:
            proof.append(_root_between(read, split, end))
            end = split
        else:
            proof.append(_root_between(read, start, split))
            start = split
    return proof[::-1]


def consistency_proof(read: Nodes, first: int, second: int) -> list[bytes]:
    """The proof that the tree of `second` leaves begins with that of `first`, which is at
    least 1 (RFC 6962 §2.1.2)."""
    proof, start, end = [], 0, second
    while first != end:
        split = start + _left_of(end - start)
        if first <= split:
            proof.append(_root_between(read, split, end))
            end = split
        else:
            proof.append(_root_between(read, start, split))
            start = split
    if start:
        proof.append(_root_between(read, start, end))
    return proof[::-1]


def _left_of(size: int) -> int:
    """The largest power of two below `size`: the leaves of its left subtree."""
    return 1 << (size - 1).bit_length() - 1


def _root_between(read: Nodes, start: int, end: int) -> bytes:
    """The root over the leaves from `start` to before `end`, read from complete subtrees."""
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(read(level, start >> level))
        start += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def is_included(leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows the leaf at `position` of the tree with this root (RFC 9162
    §2.1.3.2)."""
    if not 0 <= position < size or len(leaf) != 32:
        return False
    number, last, node = position, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            node = node_hash(sibling, node)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the second tree begins with the first (RFC 9162 §2.1.4.2).

    Every tree begins with the empty one: about that there is nothing to prove, and no proof.
    """
    if 0 < first == second:
        return not proof and first_root == second_root
    if not 0 < first < second or not proof:
        return False
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    number, last = first - 1, second - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, node)
        number, last = number >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
