"""Receipts: what was asked, from where it was seen, and what came of it, so that anybody
with the same ledger can ask again and compare.

One format for a single answer and for a file of them:

    {"receipt": 1, "release": "0.1.0", "question": …, "viewpoint": …, "checkpoint": …, "answer": …}

`viewpoint` is that of the answer, with the size and root of the log; `checkpoint` that size and
root as a signed note (null, if whoever asked may not use the ledger's key). For one transaction
the question is {"transaction": …} and the answer the evaluation. For a file the question is
{"evaluate": {"input": [files], "columns", "default", "known_on"}}, the answer
{"rows", "errors", "verdicts", "sha256", "output"}: its `sha256` is over what each row came
to, 16 bytes a row, and so the same whatever format the output has.

A run that was cut into parts (on Spark) says in place of `sha256`, and of one file,

    "parts": [{"rows", "sha256"}, …], "output": [{"name", "sha256", "bytes"}, …]

in the order of the rows: each `sha256` is over what the rows of one part came to. Asked again,
on one machine, the files are judged in their order and the digest is cut where the parts are.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..domain.proof.checkpoint import NoteError, VerifierKey, opened, read_checkpoint, read_note
from ..projections.proof.proofs import Proofs
from ..projections.register.register import Register
from .batch.locations import Location, to_read, why
from .files.instruments import FileError, read_json, text_of
from .release import RELEASE

Json = dict[str, Any]
VERSION = 1
WIDE = 16
"""So many bytes of the digest are of one row."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A question, the viewpoint it was seen from, and its answer; `release` is ours."""

    question: Mapping[str, Any]
    viewpoint: Mapping[str, Any]
    answer: Mapping[str, Any]
    checkpoint: str | None
    release: str = RELEASE

    def shown(self) -> Json:
        """The receipt as JSON."""
        return {
            "receipt": VERSION,
            "release": self.release,
            "question": dict(self.question),
            "viewpoint": dict(self.viewpoint),
            "checkpoint": self.checkpoint,
            "answer": dict(self.answer),
        }

    @property
    def transaction(self) -> Any:
        """The one transaction that it tells of; None if it tells of files."""
        return self.question.get("transaction")

    def asked(self) -> dict[str, str]:
        """The viewpoint, as a question names it."""
        names = ("known_on", "log_size", "root_hash", "answer_version")
        found = {name: self.viewpoint.get(name) for name in names}
        return {name: str(value) for name, value in found.items() if value is not None}

    def text(self) -> str:
        """The receipt as it is written to a file."""
        return json.dumps(self.shown(), ensure_ascii=False, indent=2) + "\n"


def read_receipt(path: Path) -> Receipt:
    """The receipt in a file; `FileError` if it holds none that this release reads."""
    found = read_json(text_of(path))
    if not isinstance(found, dict) or "receipt" not in found:
        raise FileError(f"{path} holds no receipt; `evaluate` writes one beside its output")
    if found["receipt"] != VERSION:
        raise FileError(
            f"{path} is a receipt of version {found['receipt']}; this release reads {VERSION}"
        )
    parts: list[Any] = [found.get(name) for name in ("question", "viewpoint", "answer")]
    if not all(isinstance(part, dict) for part in parts):
        raise FileError(f"{path} is no whole receipt: question, viewpoint and answer are objects")
    question, viewpoint, answer = parts
    if "transaction" not in question and not isinstance(question.get("evaluate"), dict):
        raise FileError(f"{path} is no whole receipt: it tells of no transaction and no files")
    checkpoint = found.get("checkpoint")
    if not (checkpoint is None or isinstance(checkpoint, str)):
        raise FileError(f"{path} is no whole receipt: `checkpoint` is a text, or null")
    return Receipt(question, viewpoint, answer, checkpoint, str(found.get("release")))


def for_transaction(proofs: Proofs, transaction: Any, asked: Mapping[str, str]) -> Receipt:
    """The receipt for one transaction's evaluation, which is its answer."""
    answer = Register(proofs.ledger).evaluate(transaction, asked)
    viewpoint = answer["viewpoint"]
    checkpoint = proofs.checkpoint(viewpoint["log_size"])
    return Receipt({"transaction": transaction}, viewpoint, answer, checkpoint)


def asked_again(register: Register, told: Receipt) -> Receipt:
    """The receipt for the same transaction, seen from the same viewpoint, as it is now."""
    answer = register.evaluate(told.transaction, told.asked())
    return Receipt(told.question, answer["viewpoint"], answer, told.checkpoint)


def all_differences(
    told: Receipt, found: Receipt, key: VerifierKey | None
) -> list[tuple[str, Any, Any]]:
    """Where a receipt and its question asked again differ, the names of files aside; with a
    key, also whether that key signed the checkpoint."""
    one, other = (_unnamed({**part.shown(), "release": ""}) for part in (told, found))
    return [*differences(one, other), *_of_checkpoint(told, key)]


def _of_checkpoint(told: Receipt, key: VerifierKey | None) -> Iterator[tuple[str, Any, Any]]:
    """Whether the checkpoint is of the viewpoint's size and root, and signed."""
    if told.checkpoint is None:
        return
    said: Json = {name: told.viewpoint.get(name) for name in ("log_size", "root_hash")}
    try:
        note = read_note(told.checkpoint)
        noted = read_checkpoint(note) if key is None else opened(told.checkpoint, [key])
    except NoteError as error:
        yield "checkpoint", told.checkpoint, str(error)
        return
    found = {"log_size": noted.size, "root_hash": noted.root.hex()}
    yield from differences(found, said, "checkpoint")


def _unnamed(told: Any) -> Any:
    """A receipt's parts without the names of files: content is what counts."""
    if isinstance(told, dict):
        hidden = "name" if {"name", "sha256"} <= told.keys() else None
        return {name: _unnamed(value) for name, value in told.items() if name != hidden}
    return {str(n): _unnamed(one) for n, one in enumerate(told)} if isinstance(told, list) else told


def differences(expected: Any, found: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two answers differ: the path, what the receipt says, what was found."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for name in dict.fromkeys((*expected, *found)):
            inside = f"{where}.{name}" if where else name
            yield from differences(expected.get(name), found.get(name), inside)
    elif expected != found:
        yield where, expected, found


class Digest:
    """SHA-256 of what rows came to, in `WIDE` bytes each: of all rows, or of each part by itself
    where it is told how many rows each of them has. Rows beyond the last are one more part."""

    def __init__(self, parts: Sequence[int] | None = None) -> None:
        self._cut = parts is not None
        self._wanted = deque(parts or ())
        self._parts: list[Json] = []
        self._begin()

    def _begin(self) -> None:
        self._rows, self._digest = 0, hashlib.sha256()
        self._room = self._wanted.popleft() if self._wanted else None

    def update(self, digests: bytes) -> None:
        """Take some more rows, in their order."""
        left = memoryview(digests)
        while self._room is not None and len(left) >= WIDE * (self._room - self._rows):
            left = self._take(left, self._room - self._rows)
            self.add(self._rows, self._digest.hexdigest())
            self._begin()
        self._take(left, len(left) // WIDE)

    def _take(self, digests: memoryview, rows: int) -> memoryview:
        self._digest.update(digests[: WIDE * rows])
        self._rows += rows
        return digests[WIDE * rows :]

    def add(self, rows: int, sha256: str) -> None:
        """Take a part whose digest is known."""
        self._parts.append({"rows": rows, "sha256": sha256})

    def shown(self) -> Json:
        """The digests, as a receipt tells of them."""
        whole = {"sha256": self._digest.hexdigest()}
        if not self._cut:
            return whole
        return {"parts": [*self._parts, *([{"rows": self._rows, **whole}] if self._rows else [])]}


def parts_of(told: Receipt) -> list[int] | None:
    """How many rows each part of a run had, as its receipt tells; None if it was in one."""
    if "parts" not in told.answer:
        return None
    found = told.answer["parts"]
    parts = found if isinstance(found, list) else [found]
    rows = [one["rows"] for one in parts if isinstance(one, dict) and _is_count(one.get("rows"))]
    if len(rows) < len(parts):
        raise FileError("the receipt is not whole: each of its `parts` has a number of rows")
    return rows


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def file_shown(location: Location) -> Json:
    """A file, as a receipt tells of it."""
    digest, length = hashlib.sha256(), 0
    try:
        with to_read(location) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
                length += len(piece)
        return {"name": location.name, "sha256": digest.hexdigest(), "bytes": length}
    except OSError as error:
        raise FileError(f"{location} cannot be read: {why(error)}") from error
