"""Checkpoints kept elsewhere: each is added only if the log still begins with the last."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from ...domain.proof.checkpoint import Checkpoint, NoteError, VerifierKey, each_note, opened
from ..whole_files import hold_alone, write_whole
from .against import LedgerDoesNotHoldError
from .proofs import Proofs

Advance = Callable[[int], None]


def checked(text: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    """A checkpoint that one of these keys signed; an error if none did."""
    try:
        return opened(text, keys)
    except NoteError as error:
        names = " and ".join(dict.fromkeys(key.name for key in keys))
        raise LedgerDoesNotHoldError(
            f"a checkpoint kept elsewhere is none of {names}: {error}"
        ) from error


def kept_in(file: Path) -> list[str]:
    """The checkpoints in a file as `witness` writes it; `DoesNotHoldError` if it is no such
    file, ends within one, or holds none."""
    if found := _notes(_text(file), file):
        return found
    raise LedgerDoesNotHoldError(f"there is no checkpoint in {file}")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerDoesNotHoldError(f"{file} cannot be read: {error}") from error


def _notes(text: str, file: Path) -> list[str]:
    try:
        return each_note(text)
    except NoteError as error:
        raise LedgerDoesNotHoldError(f"{file} cannot be read: {error}") from error


def witness(
    proofs: Proofs, file: Path, earlier: Sequence[VerifierKey] = ()
) -> tuple[int, str] | None:
    """Add the log's checkpoint to a file; its size and text, or None if nothing is new. What is
    there may be signed by an earlier key.

    `DoesNotHoldError`, and the file stays as it is, if the log does not begin with the last
    checkpoint in it.
    """
    found = _text(file) if file.exists() else ""
    size, root = proofs.head()
    if known := _notes(found, file):
        last = checked(known[-1], [proofs.key.verifier, *earlier])
        if not proofs.continues(last):
            raise LedgerDoesNotHoldError(
                f"the log, with {size} records, does not begin with the {last.size} that the "
                f"last checkpoint in {file} speaks of: it was cut or changed; keep both, and "
                "run licence-ledger verify"
            )
        if (last.size, last.root) == (size, root):
            return None
    text = proofs.checkpoint(size)
    between = "" if not found or found.endswith("\n\n") else "\n"
    try:
        _append(file, f"{between}{text}\n")
    except OSError as error:
        raise LedgerDoesNotHoldError(f"{file} cannot be written: {error}") from error
    return size, text


def _append(file: Path, text: str) -> None:
    """Add a text in one piece, so that of two who add at once neither writes into the other; on a
    full disk nothing of it. A link in the file's place is not followed."""
    if not os.path.lexists(file):
        with suppress(FileExistsError):
            write_whole(file, text.encode(), new=True)
            return
    how = os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW
    with os.fdopen(os.open(file, how), "ab", buffering=0) as kept:
        hold_alone(kept)
        before = os.fstat(kept.fileno()).st_size
        try:
            if kept.write(text.encode()) != len(text.encode()):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(kept.fileno())
        except OSError:
            os.ftruncate(kept.fileno(), before)
            raise
