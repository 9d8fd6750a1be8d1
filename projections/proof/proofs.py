"""What the ledger proves of its log: checkpoints, inclusion, consistency, the map's values.

Hashes are read where they are stored. What a proof leads to is held against the root before
it is handed out, so that one from a damaged file is an error here and not there.
"""

from __future__ import annotations

from typing import Any

from ...domain.faults import Fault, QuestionError
from ...domain.proof.checkpoint import Checkpoint
from ...domain.proof.sparse_map import MapProof, SparseMap
from ...domain.proof.tlog_proof import TlogProof
from ...domain.proof.tree import (
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
)
from ..ledger import Ledger
from ..storage.errors import damaged, not_there
from ..storage.ports import Row
from ..viewpoints import AskedFrom
from .keys import SigningKey
from .signing import signed_checkpoint

Json = dict[str, Any]


class Proofs:
    """What can be proved of a ledger's log; `key` signs its checkpoints."""

    def __init__(self, ledger: Ledger, key: SigningKey) -> None:
        self.ledger = ledger
        self.key = key

    def checkpoint(self, size: int | None = None) -> str:
        """The signed checkpoint at a size at which an instrument ends, or at the head; nothing
        is signed that was not seen, or contradicts what this key signed before."""
        found, root = self.head(size)
        return signed_checkpoint(self.ledger, self.key, found, root)

    def head(self, size: int | None = None) -> tuple[int, bytes]:
        """A size that is valid, the head's if none is named, and the root there."""
        asked = AskedFrom(log_size=size)
        with self.ledger.reading() as book:
            viewpoint, _ = self.ledger.viewpoint(book, asked, None)
        return viewpoint.log_size, bytes.fromhex(viewpoint.root_hash)

    def inclusion(self, position: int, size: int | None = None) -> Json:
        """The proof that a record stands at its place among the first `size`."""
        found, root = self.head(size)
        row = self._row(position, found)
        return {
            "position": position,
            "log_size": found,
            "leaf_hash": leaf_hash(row.record).hex(),
            "hashes": [one.hex() for one in self._included(row, found, root)],
            "root_hash": root.hex(),
        }

    def tlog_proof(self, row: Row, size: int, root: bytes, checkpoint: str) -> str:
        """The same as text that stands by itself, with a checkpoint of that size."""
        return TlogProof(row.position, tuple(self._included(row, size, root)), checkpoint).print()

    def included(self, position: int, size: int | None = None) -> str:
        """The proof of a record as text, with a checkpoint that is signed now."""
        found, root = self.head(size)
        return self.tlog_proof(self._row(position, found), found, root, self.checkpoint(found))

    def consistency(self, first: int, second: int | None = None) -> Json:
        """The proof that the log at one size is the beginning of the log at another."""
        size, root = self.head(second)
        if not 0 < first <= size:
            sentence = f"`from` is a size of the log from 1 to {size}"
            raise QuestionError([Fault("malformed", "/from", sentence)])
        first_size, first_root = self.head(first)
        hashes = consistency_proof(self.ledger.hashes.node, first_size, size)
        if not is_consistent(first_size, size, first_root, root, hashes):
            raise damaged(f"sizes {first_size} and {size}")
        return {
            "from": first_size,
            "to": size,
            "hashes": [one.hex() for one in hashes],
            "from_root": first_root.hex(),
            "to_root": root.hex(),
        }

    def continues(self, earlier: Checkpoint) -> bool:
        """Whether the log as it stands begins with the log of an earlier checkpoint."""
        size, root = self.head()
        if earlier.size == 0 or earlier.size > size:
            return earlier.size == 0
        hashes = consistency_proof(self.ledger.hashes.node, earlier.size, size)
        return is_consistent(earlier.size, size, earlier.root, root, hashes)

    def map_at(self, size: int) -> SparseMap:
        """The map after the instrument that ends at this size."""
        return self.ledger.commitment.at(size)

    def map_proof(self, found: SparseMap, name: str) -> tuple[bytes | None, MapProof]:
        """A key's value, None if it has none, and the proof."""
        value, proof = found.value(name), found.prove(name)
        if proof.root(name, value) != found.root:
            raise damaged(f"the map's key `{name}`")
        return value, proof

    def records(self, after: int, limit: int, size: int | None = None) -> list[Row]:
        """A page of records: those after the first so many."""
        end, _ = self.head(size)
        return self.ledger.store.rows_between(after, min(end, after + limit))

    def instruments_after(self, size: int, limit: int) -> list[Json]:
        """What recording came to, for the instruments recorded after a size, in order."""
        with self.ledger.reading() as book:
            names = book.instruments_after(size - 1, book.size, limit)
            history = book.head()
            found = [history.recorded_instrument(name) for name in names]
        return [
            {
                "instrument": one.id,
                "log_size": one.position + 1,
                "root_hash": self.head(one.position + 1)[1].hex(),
                "changes": list(one.changes),
            }
            for one in found
            if one is not None
        ]

    def _row(self, position: int, size: int) -> Row:
        if not 0 <= position < size:
            sentence = f"the first {size} records stand at the positions 0 to {size - 1}"
            raise QuestionError([Fault("beyond_log", "/position", sentence)])
        rows = self.ledger.store.rows_between(position, position + 1)
        if not rows:
            raise not_there(f"record {position}")
        return rows[0]

    def _included(self, row: Row, size: int, root: bytes) -> list[bytes]:
        hashes = inclusion_proof(self.ledger.hashes.node, row.position, size)
        if not is_included(leaf_hash(row.record), row.position, size, hashes, root):
            raise damaged(f"record {row.position}")
        return hashes
