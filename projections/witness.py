"""Checkpoints kept elsewhere: each is added only if the log still begins with the last."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ..domain.checkpoint import Checkpoint, NoteError, VerifierKey, opened
from .proofs import Proofs
from .verification import DoesNotHoldError

Advance = Callable[[int], None]


def split(text: str) -> list[str]:
    """The signed checkpoints in a file, as they were written: a text, an empty line, its
    signatures, and an empty line before the next."""
    parts = [part.strip("\n") for part in text.split("\n\n") if part.strip("\n")]
    return [f"{body}\n\n{signed}\n" for body, signed in zip(parts[::2], parts[1::2], strict=False)]


def checked(text: str, key: VerifierKey) -> Checkpoint:
    """A checkpoint that this key signed; `DoesNotHoldError` if it did not."""
    try:
        return opened(text, [key])
    except NoteError as error:
        raise DoesNotHoldError(f"a checkpoint kept elsewhere is none of {key.name}: {error}") from (
            error
        )


def witness(proofs: Proofs, file: Path) -> tuple[int, str] | None:
    """Add the log's checkpoint to a file; its size and text, or None if nothing is new.

    `DoesNotHoldError`, and the file stays as it is, if the log does not begin with the last
    checkpoint in it.
    """
    try:
        known = split(file.read_text(encoding="utf-8")) if file.exists() else []
        size, root = proofs.head()
        if known:
            last = checked(known[-1], proofs.key.verifier)
            if not proofs.continues(last):
                raise DoesNotHoldError(
                    f"the log, with {size} records, does not begin with the {last.size} that the "
                    f"last checkpoint in {file} speaks of: it was cut or changed; keep both, and "
                    "run licence-ledger verify"
                )
            if (last.size, last.root) == (size, root):
                return None
        text = proofs.checkpoint(size)
        _append(file, ("\n" if known else "") + text)
        return size, text
    except (OSError, UnicodeDecodeError) as error:
        raise DoesNotHoldError(f"{file} cannot be read or written: {error}") from error


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as kept:
        kept.write(text)
        kept.flush()
        os.fsync(kept.fileno())
