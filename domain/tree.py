"""The Merkle tree over the log (RFC 6962 §2.1), kept as a frontier while it grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that is needed of a tree of `size` leaves to add leaves and to tell its root.

    `hashes` are the roots of the complete subtrees it consists of, the largest first: one
    for every bit set in `size`.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def with_leaf(self, leaf: bytes) -> Frontier:
        """The frontier after one more leaf, given by its hash."""
        hashes, node, size = list(self.hashes), leaf, self.size
        while size & 1:
            node = node_hash(hashes.pop(), node)
            size >>= 1
        return Frontier(self.size + 1, (*hashes, node))

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves, 32 bytes."""
        if not self.hashes:
            return EMPTY_ROOT
        *others, root = self.hashes
        for left in reversed(others):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """The hashes one after the other, as stored beside the log."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> Frontier:
        """The frontier of this size, from `to_bytes`; `ValueError` if the two do not fit."""
        if len(stored) != 32 * size.bit_count():
            raise ValueError(f"a frontier of {size} leaves has {size.bit_count()} hashes")
        return cls(size, tuple(stored[n : n + 32] for n in range(0, len(stored), 32)))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, by the recursive definition of RFC 6962 §2.1."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))
