"""A mapping: how a file is read, which column is which field, and what its words mean.

What is not in it means nothing: a row that says it is faulty. What is open (`?`) has to be
answered before it is applied.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ....domain.faults import Fault, QuestionError
from ..meanings.meaning import OPEN, Meaning

Json = dict[str, Any]
VERSION = 1


@dataclass(frozen=True, slots=True)
class HowRead:
    """How a file becomes rows: `kind` (csv, parquet, ndjson, workbook); of CSV its encoding, what
    separates values and the line of its headings; of a workbook, for every sheet that is read, the
    row of its headings."""

    kind: str
    encoding: Meaning | None = None
    separator: Meaning | None = None
    headings: Meaning | None = None
    sheets: Mapping[str, Meaning] = field(default_factory=dict)
    epoch: str | None = None

    def answers(self) -> Iterator[tuple[str, Meaning]]:
        """Everything that may be open, and where it stands."""
        for name in ("encoding", "separator", "headings"):
            if found := getattr(self, name):
                yield f"/read/{name}", found
        for sheet, found in self.sheets.items():
            yield f"/read/sheets/{_step(sheet)}", found


@dataclass(frozen=True, slots=True)
class FieldRead:
    """How a field is read: the column that holds it, the forms of its days by their layout, the
    meaning of its texts; `as_written`: any text stands for itself. `faulty`, with their rows: texts
    that can mean nothing."""

    column: Meaning
    forms: Mapping[str, Meaning] = field(default_factory=dict)
    values: Mapping[str, Meaning] = field(default_factory=dict)
    as_written: bool = False
    faulty: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How the files of one kind are read, and what they mean. `names`: all columns, of which those
    that are no field are carried through; `notes`: what else is told of the file, and its
    `rows`; `sha256`: of the mapping's own file."""

    read: HowRead
    fields: Mapping[str, FieldRead]
    default: Mapping[str, str] = field(default_factory=dict)
    names: Sequence[str] = ()
    notes: Sequence[str] = ()
    rows: int = 0
    sha256: str = ""

    def open_questions(self) -> list[str]:
        """What a person has to answer first, each in a sentence."""
        return [
            f"{pointer}{_because(one)}{_choices(one)}"
            for pointer, one in self.answers()
            if one.is_open
        ]

    def answers(self) -> Iterator[tuple[str, Meaning]]:
        """Everything that may be open, with a JSON pointer to where it stands."""
        yield from self.read.answers()
        for name, one in self.fields.items():
            yield f"/columns/{name}/column", one.column
            for kind, found in (("forms", one.forms), ("values", one.values)):
                for text, meaning in found.items():
                    yield f"/columns/{name}/{kind}/{_step(text)}", meaning

    def refuse_open(self) -> None:
        """`QuestionError` with every question that is open still."""
        if found := [(pointer, one) for pointer, one in self.answers() if one.is_open]:
            raise QuestionError(
                [
                    Fault(
                        "malformed",
                        pointer,
                        f"the mapping leaves {pointer} open{_because(one)}{_choices(one)}: "
                        f"answer it in place of `{OPEN}`, or delete the line",
                    )
                    for pointer, one in found
                ]
            )

    def columns(self) -> dict[str, str]:
        """For every field the column that holds it."""
        return {name: one.column.means for name, one in self.fields.items()}

    def shown(self) -> Json:
        """What the mapping says, as its file and a receipt tell it."""
        read = self.read
        said: Json = {"kind": read.kind}
        for name in ("encoding", "separator", "headings"):
            if found := getattr(read, name):
                said[name] = found.means
        if read.sheets:
            said["sheets"] = _means(read.sheets)
        if read.epoch:
            said["epoch"] = read.epoch
        return {
            "mapping": VERSION,
            "read": said,
            "columns": {name: _field_shown(one) for name, one in self.fields.items()},
            "default": dict(self.default),
        }

    def told(self) -> Json:
        """The mapping as a receipt holds it: its content, and the digest of its file."""
        content = self.shown()
        return {"sha256": self.sha256 or digest_of_mapping(content), "content": content}


def _field_shown(one: FieldRead) -> Json:
    shown: Json = {"column": one.column.means}
    if one.forms:
        shown["forms"] = _means(one.forms)
    if one.as_written:
        shown["values"] = "as they stand"
    elif one.values:
        shown["values"] = _means(one.values)
    return shown


def _means(found: Mapping[str, Meaning]) -> dict[str, str]:
    return {name: one.means for name, one in found.items()}


def _step(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


def _because(one: Meaning) -> str:
    return f": {one.why}" if one.why else ""


def _choices(one: Meaning) -> str:
    return f"; it may be {' or '.join(f'`{word}`' for word in one.may_be)}" if one.may_be else ""


def digest_of_mapping(content: Json) -> str:
    """The digest of what a mapping says, where it stands in no file."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
