"""The key that checkpoints are signed with: made once, kept by its owner only.

The file holds one line, a C2SP signer key: the log's name and the secret. No key is ever lost to
another, and nothing but this module reads it.
"""

from __future__ import annotations

import glob
import hmac
import secrets
from base64 import b64decode, b64encode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ...domain.faults import LedgerError
from ...domain.proof.checkpoint import (
    ED25519,
    Checkpoint,
    Note,
    Signature,
    VerifierKey,
    read_note,
)
from ..whole_files import write_whole

_PREFIX = "PRIVATE+KEY+"


class KeyFileError(LedgerError):
    """The ledger's key cannot be read or made."""

    title = "The ledger's key cannot be used"


class SigningKey:
    """An Ed25519 key under the name of its log; it never shows its secret."""

    def __init__(self, name: str | None, seed: bytes) -> None:
        # Loaded by whoever signs: most who ask a ledger do not.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._secret = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._secret.public_key().public_bytes_raw()
        self.verifier = VerifierKey(name or _name_for(public), public)

    def __reduce__(self) -> tuple[type[SigningKey], tuple[str, bytes]]:
        """It is handed to another process of the same owner, over a pipe; nobody else reads it."""
        return SigningKey, (self.verifier.name, self._secret.private_bytes_raw())

    def secret_for(self, purpose: str) -> bytes:
        """Another secret that whoever has this key has too, for one purpose (HMAC-SHA-256); it
        tells nothing of the key."""
        return hmac.new(self._secret.private_bytes_raw(), purpose.encode(), sha256).digest()

    def sign(self, text: str) -> str:
        """The text as a signed note; the same text gives the same bytes."""
        key = self.verifier
        own = Signature(key.name, key.key_id, self._secret.sign(text.encode()))
        return Note(text, (own,)).print()

    def sign_with(self, other: SigningKey, text: str) -> str:
        """The text as a note that another key signs too: whoever trusts one of them can read it."""
        notes = read_note(other.sign(text)), read_note(self.sign(text))
        return Note(text, tuple(one for note in notes for one in note.signatures)).print()

    def checkpoint(self, size: int, root: bytes) -> str:
        """The signed checkpoint of the log at a size."""
        return self.sign(Checkpoint(self.verifier.name, size, root).text())


def _name_for(public: bytes) -> str:
    """A name that no other log has, where none was given."""
    return f"licence-ledger/{sha256(public).hexdigest()[:16]}"


def passing_key() -> SigningKey:
    """A key that is kept nowhere: for a ledger in memory."""
    return SigningKey(None, secrets.token_bytes(32))


def key_file_beside(database: str) -> Path:
    """Where a ledger's key is kept if nothing else is said: beside its file."""
    path = Path(database)
    return path.with_name(path.name + ".key")


def opened_key(path: Path, name: str | None = None) -> SigningKey:
    """The key in a file, made under this name if there is none yet.

    `KeyFileError` if it cannot be read, may be read by others, or cannot be made.
    """
    try:
        if not path.exists():
            _make(path, name)
        return _read(path)
    except OSError as error:
        raise KeyFileError(
            f"{path}: {error.strerror}; name another with --key or LEDGER_KEY"
        ) from error


def kept_key(path: Path) -> SigningKey:
    """The key in a file; `KeyFileError` if there is none: none is made."""
    if not path.exists():
        raise KeyFileError(f"there is no key at {path}; name its file with --key or LEDGER_KEY")
    return opened_key(path)


def copy_key(source: Path, target: Path) -> None:
    """Keep a key a second time, for its owner only; `KeyFileError` where something is there."""
    kept_key(source)
    if target.exists():
        raise KeyFileError(f"{target} is there already, and no key is written over")
    try:
        _write(target, source.read_text(encoding="utf-8"))
    except OSError as error:
        raise KeyFileError(f"{target}: {error.strerror}") from error


def bring_back(source: Path, path: Path) -> SigningKey:
    """Make the key in a file a ledger's again: kept at `path`, as it was before.

    A key that is there in its place is not lost: its file is named `.replaced-` and its id.
    """
    key = kept_key(source)
    if path.exists():
        there = kept_key(path).verifier
        if there == key.verifier:
            return key
        path.rename(_replaced(path, there))
    copy_key(source, path)
    return key


def rotate_key(path: Path) -> tuple[SigningKey, SigningKey]:
    """Make another key under the same name in the place of the one in a file: the earlier, and the
    one that signs from now on. The earlier stays beside it, its file named `.replaced-` and its id,
    and what it signed stays good. At no moment is there no key."""
    earlier = kept_key(path)
    beside = _replaced(path, earlier.verifier)
    if not beside.exists():
        copy_key(path, beside)
    seed = secrets.token_bytes(32)
    key = SigningKey(earlier.verifier.name, seed)
    try:
        write_whole(path, _line(key.verifier, seed).encode(), mode=0o600)
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from error
    return earlier, key


def known_keys(path: Path) -> list[VerifierKey]:
    """What checkpoints of a ledger are checked with: its key's public half, and those of the keys
    that were in its place before and lie beside it."""
    earlier = sorted(path.parent.glob(f"{glob.escape(path.name)}.replaced-*"))
    return [kept_key(one).verifier for one in (path, *earlier)]


def _replaced(path: Path, key: VerifierKey) -> Path:
    return path.with_name(f"{path.name}.replaced-{key.key_id.hex()}")


def _make(path: Path, name: str | None) -> None:
    """Make a key and its file; one that is there stays."""
    seed = secrets.token_bytes(32)
    _write(path, _line(SigningKey(name, seed).verifier, seed))


def _line(key: VerifierKey, seed: bytes) -> str:
    """The line of a key's file (C2SP signed-note)."""
    encoded = b64encode(bytes([ED25519]) + seed).decode()
    return f"{_PREFIX}{key.name}+{key.key_id.hex()}+{encoded}\n"


def _write(path: Path, line: str) -> None:
    """A key's file, whole at once and for its owner only; one that is there stays."""
    with suppress(FileExistsError):
        write_whole(path, line.encode(), new=True, mode=0o600)


def _read(path: Path) -> SigningKey:
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path} may be used by others than its owner: chmod 600 {path}")
    try:
        line = path.read_text(encoding="utf-8").strip()
        name, key_id, encoded = line.removeprefix(_PREFIX).split("+", 2)
        raw = b64decode(encoded, validate=True)
        key = SigningKey(name, raw[1:])
        if not line.startswith(_PREFIX) or raw[0] != ED25519 or key.verifier.key_id.hex() != key_id:
            raise ValueError
    except ValueError:
        raise KeyFileError(
            f"{path} holds no key of a ledger; put the right file back, or name another"
        ) from None
    return key
