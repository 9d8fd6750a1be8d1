"""Receipts: what was asked, from where it was seen, and what came of it, so that anybody
with the same ledger can ask again and compare.

One format for a single answer and for a file of them:

    {"receipt": 1, "release": "0.1.0", "question": …, "viewpoint": …, "answer": …}

`viewpoint` is that of the answer, with the size and root of the log. For one transaction the
question is {"transaction": …} and the answer the evaluation. For a file the question is
{"evaluate": {"input": [files], "columns", "default", "known_on"}}, the answer
{"rows", "errors", "verdicts", "sha256", "output"}: its `sha256` is over what each row came
to, 16 bytes a row, and so the same whatever format the output has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .files import FileError, read_json, text_of
from .release import RELEASE

Json = dict[str, Any]
VERSION = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """A question, the viewpoint it was seen from, and its answer; `release` is ours."""

    question: Mapping[str, Any]
    viewpoint: Mapping[str, Any]
    answer: Mapping[str, Any]
    release: str = RELEASE

    def shown(self) -> Json:
        """The receipt as JSON."""
        return {
            "receipt": VERSION,
            "release": self.release,
            "question": dict(self.question),
            "viewpoint": dict(self.viewpoint),
            "answer": dict(self.answer),
        }

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
    return Receipt(question, viewpoint, answer, str(found.get("release")))


def differences(expected: Any, found: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two answers differ: the path, what the receipt says, what was found."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for name in dict.fromkeys((*expected, *found)):
            inside = f"{where}.{name}" if where else name
            yield from differences(expected.get(name), found.get(name), inside)
    elif expected != found:
        yield where, expected, found


def file_shown(path: Path) -> Json:
    """A file, as a receipt tells of it."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        return {"name": path.name, "sha256": digest.hexdigest(), "bytes": path.stat().st_size}
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}") from error
