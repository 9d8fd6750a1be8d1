"""The form of a dossier: a BagIt bag (RFC 8493) whose manifest is signed.

What can be said of the bag's own files follows from its payload, so a verifier makes them
again and compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

Files = Mapping[str, bytes]
"""The files of a bag by their path in it."""

PAYLOAD = "data/"
VERIFIER = "verify.pyz"
SIGNED = "manifest.note"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

README = b"""This is a dossier of a licence ledger: a question, its answer, and what proves it.

Read data/report.en.html or data/report.nl.html in a browser.

To check it you need Python 3.11 or later and nothing else:

    python3 verify.pyz

It says what it checked and what it could not. Do not trust the copy of verify.pyz in here:
take it from the release that data/question.json names, and compare its SHA-256 with the one
that was published with that release. Give it the ledger's verifier key, as the ledger's
keeper published it, with --key.
"""


def payload_of(files: Files) -> dict[str, bytes]:
    """The files that the bag is about."""
    return {path: content for path, content in files.items() if path.startswith(PAYLOAD)}


def manifest(files: Files) -> bytes:
    """A manifest of files: a line each, its SHA-256 and its path, by path."""
    lines = (f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return "".join(lines).encode()


def bag_info(files: Files, release: str) -> bytes:
    """What `bag-info.txt` says: who made the bag, how many bytes and files it holds. No day:
    the same question gives the same bytes."""
    payload = payload_of(files)
    octets = sum(map(len, payload.values()))
    return (
        f"Bag-Software-Agent: licence-ledger {release}\nPayload-Oxum: {octets}.{len(payload)}\n"
    ).encode()


def signed_text(manifest_bytes: bytes) -> str:
    """What is signed of a bag: the hash of its manifest."""
    return f"licence-ledger/dossier@v1\n{sha256(manifest_bytes).hexdigest()} {MANIFEST}\n"
