"""What is signed: a root of records that were seen, that contradicts nothing signed before.

The ledger remembers the last checkpoint that each key signed. The log must begin with its records
before that key signs another; and what it signs is the root of records that this process read,
after those.
"""

from __future__ import annotations

from ...domain.faults import LedgerError
from ...domain.proof.checkpoint import Checkpoint, NoteError, opened
from ..ledger import Ledger
from ..storage.errors import damaged
from .keys import SigningKey


class ContradictionError(LedgerError):
    """A checkpoint would contradict an earlier one of the same key; nothing is signed."""

    title = "Nothing was signed"


def signed_checkpoint(ledger: Ledger, key: SigningKey, size: int, root: bytes) -> str:
    """The checkpoint of the log at a size where its root is stored to be this one, signed.

    `ContradictionError` where the log does not begin with what the key signed last;
    `LedgerFileError` where the records have another root.
    """
    signer = key.verifier.print()
    while True:
        before = ledger.store.last_signed(signer)
        last = _last(before, key)
        if last is not None:
            _hold(ledger, last)
        if ledger.seen.root(size) != root:
            raise damaged(f"the root of the first {size} records, which are others")
        note = key.checkpoint(size, root)
        if last is not None and size <= last.size:
            return note
        if ledger.store.remember_signed(signer, before, note):
            return note


def _last(note: str | None, key: SigningKey) -> Checkpoint | None:
    """The checkpoint that a key signed last; an error if it did not sign it."""
    try:
        return None if note is None else opened(note, [key.verifier])
    except NoteError as error:
        raise ContradictionError(
            f"what the ledger remembers as signed last with {key.verifier.name} is no checkpoint "
            f"of that key ({error}): {_WHAT_TO_DO}"
        ) from error


def _hold(ledger: Ledger, last: Checkpoint) -> None:
    size = ledger.store.head().size
    if size < last.size:
        raise ContradictionError(
            f"the key signed a checkpoint of {last.size} records, and the log has {size}: it was "
            f"cut; {_WHAT_TO_DO}"
        )
    if not ledger.seen.begin_at(last.size, last.root):
        raise ContradictionError(
            f"the first {last.size} records are not those of the checkpoint that the key signed "
            f"of them: the log was changed; {_WHAT_TO_DO}"
        )


_WHAT_TO_DO = "see what licence-ledger verify says, and restore the ledger from a backup"
