"""The form of a dossier: a BagIt bag (RFC 8493) whose manifest is signed.

What can be said of the bag's own files follows from its payload, so a verifier makes them
again and compares.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from hashlib import sha256

Files = Mapping[str, bytes]
"""The files of a bag by their path in it."""

PAYLOAD = "data/"
VERIFIER = "verify.pyz"
SIGNED = "manifest.note"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"

REPORTS = {"en": "data/report.en.html", "nl": "data/report.nl.html"}
PAYLOAD_FILES = {
    "data/question.json",
    "data/answer.json",
    "data/key.txt",
    "data/checkpoint.txt",
    "data/records.ndjson",
    "data/map.ndjson",
    *REPORTS.values(),
}
"""What a dossier holds beside a proof for each record: nothing else may be put beside it."""
_PROOF = re.compile(r"data/proofs/[0-9]{12,}\.tlog-proof")
FOLDER = "dossier"
_MOMENT = (1980, 1, 1, 0, 0, 0)

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


LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What desktops put into folders that somebody looks at."""
_FOLDER_LEFT = "__MACOSX"


def left_by_a_system(path: str) -> bool:
    """Whether a file beside a bag's is one that a desktop put there: it does not belong to the
    bag, and says nothing about it."""
    *folders, name = path.split("/")
    return name in LEFT_BY_SYSTEMS or name.startswith("._") or _FOLDER_LEFT in folders


def proof_path(position: int) -> str:
    """Where the proof of a record stands."""
    return f"data/proofs/{position:012}.tlog-proof"


def proofs_in(files: Files) -> list[str]:
    """The paths of the records' proofs, in the order of the records."""
    return sorted(path for path in files if _PROOF.fullmatch(path))


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


def zipped(files: Files) -> bytes:
    """The files of a bag in one folder of a ZIP; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{FOLDER}/{path}", _MOMENT)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return out.getvalue()


def unzipped(content: bytes) -> dict[str, bytes] | None:
    """The files in a ZIP that `zipped` wrote; None for any other.

    Two programs may read one ZIP differently (a file twice, or left out of its directory), so
    none is understood but the one way to write it.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > len(content):
            return None  # it would unpack to more than it is
        files = {
            entry.filename.removeprefix(f"{FOLDER}/"): archive.read(entry)
            for entry in archive.infolist()
        }
    return files if zipped(files) == content else None
