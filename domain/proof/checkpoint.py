"""Checkpoints: a tree head as text that is signed (C2SP tlog-checkpoint and signed-note).

    example.com/ledger
    268
    bAgaIdNB…=

    — example.com/ledger bWxp…=

The first line names the log, the second its size, the third its root; after the empty line
stand signatures. A note is only as good as the key that it was checked with.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from .ed25519 import holds

ED25519 = 1
"""The signature type of Ed25519 in C2SP signed-note."""
MOST_SIGNATURES = 100
_MARK = "— "
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(ValueError):
    """A text is no signed note, no checkpoint, or no key."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose key, its id (4 bytes), and the signature itself."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands in a note, without its newline."""
        return f"{_MARK}{self.name} {b64encode(self.key_id + self.signature).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a newline) and its signatures, none of them checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    def print(self) -> str:
        """The note as text; `read_note` reads it back."""
        lines = "".join(f"{one.line()}\n" for one in self.signatures)
        return f"{self.text}\n{lines}"


def read_note(text: str) -> Note:
    """A note from its text; `NoteError` if it is none. The signatures are not checked."""
    if _CONTROL.search(text):
        raise NoteError("a signed note holds no control characters")
    body, empty_line, signed = text.rpartition("\n\n")
    if not empty_line or not signed.endswith("\n"):
        raise NoteError("a signed note is a text, an empty line, and signature lines")
    lines = signed[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError(f"a signed note has at most {MOST_SIGNATURES} signatures")
    return Note(body + "\n", tuple(_signature(line) for line in lines))


def each_note(text: str) -> list[str]:
    """The signed notes of three lines that a text holds, an empty line between them, as they
    were written; `NoteError` if it ends within one."""
    found = [part.strip("\n") for part in text.split("\n\n") if part.strip("\n")]
    if len(found) % 2 or (text and not text.endswith("\n")):
        raise NoteError(
            "it ends within a checkpoint, as after a power cut: take the lines after the last "
            "whole one out of it"
        )
    return [f"{body}\n\n{signed}\n" for body, signed in zip(found[::2], found[1::2], strict=True)]


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_MARK).partition(" ")
    raw = _decoded(encoded)
    if not line.startswith(_MARK) or not space or not _NAME.fullmatch(name) or len(raw) < 5:
        raise NoteError("a signature line is `— NAME BASE64`")
    return Signature(name, raw[:4], raw[4:])


def _decoded(text: str) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except ValueError as error:
        raise NoteError("this is no Base64") from error
    if b64encode(raw).decode() != text:
        raise NoteError("this is not the one way to write it in Base64")
    return raw


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of an Ed25519 key, under the name of the log that signs with it."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signatures name the key; no proof of anything by itself."""
        said = self.name.encode() + b"\n" + bytes([ED25519]) + self.public
        return sha256(said).digest()[:4]

    def print(self) -> str:
        """The key as one line of text (a C2SP vkey)."""
        encoded = b64encode(bytes([ED25519]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def signed(self, note: Note) -> bool:
        """Whether the note carries a signature of this key, and none of it that is false."""
        own = [s for s in note.signatures if (s.name, s.key_id) == (self.name, self.key_id)]
        message = note.text.encode()
        return bool(own) and all(holds(self.public, message, s.signature) for s in own)


def read_key(text: str) -> VerifierKey:
    """A verifier key from its line; `NoteError` if it is none, or of another type."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = _decoded(encoded)
    if not _NAME.fullmatch(name) or len(raw) != 33 or raw[0] != ED25519:
        raise NoteError("a verifier key is NAME+ID+BASE64, of an Ed25519 key")
    key = VerifierKey(name, raw[1:])
    if key.key_id.hex() != key_id:
        raise NoteError("the id in this verifier key is not that of its key")
    return key


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its origin (which log it is), its size, and its root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def read_checkpoint(note: Note) -> Checkpoint:
    """The checkpoint in a note, signed or not; `NoteError` if its text is none.

    Extension lines are refused: nobody who audits the log could check them.
    """
    lines = note.text.split("\n")
    if len(lines) != 4 or not lines[0] or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
        raise NoteError("a checkpoint is three lines: origin, size and root")
    root = _decoded(lines[2])
    if len(root) != 32:
        raise NoteError("the root of a checkpoint has 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def opened(text: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint in a signed text; `NoteError` unless its origin's key signed it."""
    note = read_note(text)
    checkpoint = read_checkpoint(note)
    if not any(key.name == checkpoint.origin and key.signed(note) for key in keys):
        raise NoteError(f"no known key of `{checkpoint.origin}` signed this checkpoint")
    return checkpoint
