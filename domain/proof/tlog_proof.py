"""A proof that a record is in the log, as text that stands by itself (C2SP tlog-proof)."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from .checkpoint import NoteError

_HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class TlogProof:
    """The record's place in the log, from 0, the inclusion proof, and a signed checkpoint.

    The `extra` line of the format is never written and never trusted.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def print(self) -> str:
        """The proof as text."""
        lines = [_HEADER, f"index {self.index}", *(b64encode(h).decode() for h in self.hashes)]
        return "\n".join(lines) + "\n\n" + self.checkpoint


def read_tlog_proof(text: str) -> TlogProof:
    """A proof from its text; `NoteError` if it is none. Nothing in it is checked yet."""
    head, empty_line, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _HEADER or not empty_line:
        raise NoteError(f"a proof begins with `{_HEADER}` and ends with a checkpoint")
    if len(lines) > 1 and lines[1].startswith("extra "):
        del lines[1]
    if len(lines) < 2 or not (found := re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines[1])):
        raise NoteError("a proof names the `index` of its record")
    return TlogProof(int(found[1]), _hashes(lines[2:]), checkpoint)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    try:
        found = tuple(b64decode(line, validate=True) for line in lines)
    except ValueError as error:
        raise NoteError("a hash in this proof is no Base64") from error
    if len(found) > 63 or any(len(one) != 32 for one in found):
        raise NoteError("a proof holds at most 63 hashes of 32 bytes")
    if [b64encode(one).decode() for one in found] != list(lines):
        raise NoteError("a hash in this proof is not in the one way to write it in Base64")
    return found
