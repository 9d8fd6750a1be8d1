"""Receipts: what was asked, from where it was seen, and what came of it, so that anybody
with the same ledger can ask again and compare.

One format for a single answer and for a file of them:

    {"receipt": 1, "release": "0.1.0", "question": …, "viewpoint": …, "checkpoint": …, "answer": …}

`viewpoint` is that of the answer, with the size and root of the log; `checkpoint` that size and
root as a signed note (null, if whoever asked may not use the ledger's key). For one transaction
the question is {"transaction": …} (with `"stands": true`, if it was asked how long it stands) and
the answer the evaluation. For a file the question is
{"evaluate": {"input": [files], "columns", "default", "known_on"}}, the answer
{"rows", "errors", "verdicts", "sha256", "output"}: its `sha256` is over what each row came
to, 16 bytes a row, and so the same whatever format the output has.

A run that was cut into parts (on Spark) says in place of `sha256`, and of one file,

    "parts": [{"rows", "sha256"}, …], "output": [{"name", "sha256", "bytes"}, …]

in the order of the rows: each `sha256` is over what the rows of one part came to. Asked again,
on one machine, the files are judged in their order and the digest is cut where the parts are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..domain.proof.checkpoint import NoteError, VerifierKey, opened, read_checkpoint, read_note
from ..projections.proof.proofs import Proofs
from ..projections.register.register import Register
from ..projections.viewpoints import AskedView
from .release import RELEASE
from .texts import FileError, read_json, text_of

Json = dict[str, Any]
VERSION = 1


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

    def asked(self) -> dict[str, Any]:
        """The viewpoint, as a question names it."""
        names = ("known_on", "log_size", "root_hash", "answer_version")
        return {name: self.viewpoint.get(name) for name in names}

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


def for_transaction(
    proofs: Proofs,
    transaction: Any,
    asked: AskedView,
    pointer: str = "/transaction",
    with_stands: bool = False,
) -> Receipt:
    """The receipt for one transaction's evaluation, which is its answer."""
    answer = Register(proofs.ledger).evaluate(transaction, asked, pointer, with_stands)
    viewpoint = answer["viewpoint"]
    checkpoint = proofs.checkpoint(viewpoint["log_size"])
    question = {"transaction": transaction, **({"stands": True} if with_stands else {})}
    return Receipt(question, viewpoint, answer, checkpoint)


def asked_again(register: Register, told: Receipt) -> Receipt:
    """The receipt for the same transaction, seen from the same viewpoint, as it is now."""
    with_stands = bool(told.question.get("stands"))
    answer = register.evaluate(told.transaction, told.asked(), with_stands=with_stands)
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
