"""Instruments in files, checked before anything is recorded: what is wrong, and where.

Files are judged in their order, each as if the sound ones before it stood recorded: against
the built-in record, or against a ledger, which is only read. Every fault that recording would
refuse is found here with its line and column; and, beyond that, citations that are meant as
one of the known forms and are none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from ...domain.faults import Fault, RefusedError
from ...domain.history.history import History
from ...domain.recording.candidates import could_name
from ...domain.shapes.readable import escaped
from ...domain.vocabulary.bounds import TEXT
from ...domain.vocabulary.citations import malformed_citation
from ...projections.ledger import Ledger, open_ledger
from ...projections.recording.judging import Recording
from .. import databases
from ..texts import FileError, NotJsonError, read_json, text_of
from .built_in import RECORD_FOLDER, RECORDER, shipped_in
from .instruments import BY_LINE, SUFFIXES, YAML, files_in, lines_of_text, written_as
from .placed_yaml import (
    START,
    Misread,
    NotYamlError,
    Span,
    composed,
    cuts_in,
    scalar_at,
    span_of,
    value_of,
)

IDS_NAMED = 8
"""So many of the ids are named that a missing target could be."""
_MISSING_TARGET = re.compile(r"/changes/(\d+)/target")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in a file: where, its code, and what to do."""

    file: str
    span: Span
    code: str
    pointer: str
    detail: str

    def shown(self) -> dict[str, Any]:
        """The finding for programs: editors, and checks that run on a server."""
        return {
            "file": self.file,
            "line": self.span.line,
            "column": self.span.column,
            "end_line": self.span.end_line,
            "end_column": self.span.end_column,
            "code": self.code,
            "pointer": self.pointer,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class DraftInFile:
    """An instrument in a file: what it says, and where each part of it stands."""

    file: str
    value: Any
    node: yaml.Node | None
    pointer: str = ""
    lines_before: int = 0

    @property
    def name(self) -> str:
        """Its id, if it has one that can be read."""
        said = self.value.get("instrument") if isinstance(self.value, Mapping) else None
        return said if isinstance(said, str) else ""

    def finding(self, fault: Fault) -> Finding:
        """A fault with its place in the file."""
        span = span_of(self.node, self.pointer + fault.pointer, fault.code == "unknown_field")
        span = span.moved(self.lines_before)
        return Finding(self.file, span, fault.code, fault.pointer, fault.detail)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an instrument came to: `sound`, `refused` or `already recorded`, and what is wrong."""

    draft: DraftInFile
    word: str
    findings: tuple[Finding, ...]


# -- reading -----------------------------------------------------------------------------


def read(path: Path) -> tuple[list[DraftInFile], list[Finding]]:
    """The instruments of a file, and what of it is lost: if it cannot be read, it holds none."""
    try:
        if written_as(path) not in SUFFIXES:
            raise FileError(f"{path}: write instruments as {', '.join(SUFFIXES)}")
        text = text_of(path)
    except FileError as error:
        span = START.moved(error.line - 1)
        return [], [Finding(str(path), span, "unreadable", "", str(error))]
    if written_as(path) in BY_LINE:
        lines = [(n - 1, line) for n, line in lines_of_text(text)]
    else:
        lines = [(0, text)]
    drafts: list[DraftInFile] = []
    findings: list[Finding] = []
    for before, part in lines:
        found = (_yaml if written_as(path) in YAML else _json)(part)
        some, wrong = _read_part(str(path), found, before)
        drafts += some
        findings += wrong
    return drafts, findings


def read_yaml_text(text: str) -> tuple[list[DraftInFile], list[Finding]]:
    """The same of a text in YAML that stands in no file."""
    return _read_part("", _yaml(text), 0)


def _read_part(file: str, found: _Read, before: int) -> tuple[list[DraftInFile], list[Finding]]:
    value, node, misread = found
    if misread:
        return [], [_unread(file, one, before) for one in misread]
    return list(_drafts(file, value, node, before)), list(_cut(file, node, before))


_Read = tuple[Any, yaml.Node | None, list[Misread]]


def _yaml(text: str) -> _Read:
    try:
        node = composed(text)
    except NotYamlError as error:
        return None, None, [error.misread]
    value, misread = value_of(node)
    return value, node, misread


def _json(text: str) -> _Read:
    """JSON is read as JSON; its places are those that it has read as YAML, which it nearly is."""
    _, node, misread = _yaml(text.replace("\t", " "))
    try:
        return read_json(text), node, []
    except NotJsonError as error:
        cause = error.__cause__
        if isinstance(cause, json.JSONDecodeError):
            place = Span(cause.lineno, cause.colno, cause.lineno, cause.colno + 1)
            return None, None, [Misread(place, f"the text is no JSON: {cause.msg}")]
        found = misread if node is not None else []
        return None, None, found or [Misread(START, str(error))]


def _drafts(file: str, value: Any, node: yaml.Node | None, before: int) -> Iterator[DraftInFile]:
    if isinstance(value, list):
        for n, one in enumerate(value):
            yield DraftInFile(file, one, node, f"/{n}", before)
    else:
        yield DraftInFile(file, value, node, "", before)


def _unread(file: str, misread: Misread, before: int) -> Finding:
    return Finding(file, misread.span.moved(before), "malformed", "", misread.sentence)


def _cut(file: str, node: yaml.Node | None, before: int) -> Iterator[Finding]:
    for pointer, one in cuts_in(node):
        yield Finding(file, one.span.moved(before), "cut", pointer, one.sentence)


# -- judging -----------------------------------------------------------------------------


def judge_all(ledger: Ledger, drafts: Sequence[DraftInFile]) -> Generator[Judged, None, None]:
    """What recording each would come to, in their order; nothing is written."""
    refused: set[str] = set()
    with ledger.trying() as (judge, head):
        for draft in drafts:
            outcome = judge(draft.value)
            faults = outcome.faults if isinstance(outcome, RefusedError) else ()
            told = [_with_ids(_following(one, draft, refused), draft, head) for one in faults]
            found = [draft.finding(fault) for fault in told]
            found += _citations(draft)
            if faults:
                refused.add(draft.name)
            word = "already recorded" if isinstance(outcome, Recording) else "sound"
            yield Judged(draft, "refused" if faults else word, tuple(found))


def _following(fault: Fault, draft: DraftInFile, refused: set[str]) -> Fault:
    """A fault that says so where it may follow from one in an instrument before this one."""
    if fault.code == "unknown_target":
        text = scalar_at(draft.node, draft.pointer + fault.pointer)
        named = text.value.partition("#")[0] if text is not None else ""
        if named and named in refused:
            detail = f"`{named}` is refused itself (above); mend that first"
            return replace(fault, detail=detail)
    return fault


def _with_ids(fault: Fault, draft: DraftInFile, head: Callable[[], History]) -> Fault:
    """A fault that names the ids that a missing target could be."""
    missing = _MISSING_TARGET.fullmatch(fault.pointer) if fault.code == "missing" else None
    if missing is None:
        return fault
    found = could_name(draft.value, int(missing[1]), head())
    if not found:
        return fault
    ids = ", ".join(f"`{name}` ({subject})" for name, subject in found[:IDS_NAMED])
    more = f" and {len(found) - IDS_NAMED} more" if len(found) > IDS_NAMED else ""
    return replace(fault, detail=f"{fault.detail}; it could be {ids}{more}")


def _citations(draft: DraftInFile) -> Iterator[Finding]:
    """The citations that are meant as one of the known forms and are none."""
    for pointer, text in _cited(draft.value, ""):
        for one in malformed_citation(text):
            finding = draft.finding(Fault("citation", pointer, one.sentence))
            node = scalar_at(draft.node, draft.pointer + pointer)
            yield replace(finding, span=_words(finding.span, node, one.text))


def _cited(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """The texts of all citations, each with a pointer to it."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _cited(inner, f"{pointer}/{escaped(str(name))}")
    elif isinstance(value, list):
        for n, item in enumerate(value):
            if pointer.endswith("/cites") and isinstance(item, Mapping):
                for name in ("source", "locator"):
                    if isinstance(item.get(name), str) and len(item[name]) <= TEXT:
                        yield f"{pointer}/{n}/{name}", item[name]
            else:
                yield from _cited(item, f"{pointer}/{n}")


def _words(span: Span, node: yaml.ScalarNode | None, words: str) -> Span:
    """The place of some words inside a text that stands on one line; else the text's."""
    if node is None or span.end_line != span.line:
        return span
    text, begins = node.start_mark.buffer or "", node.start_mark.pointer
    found = text.find(words, begins, node.end_mark.pointer)
    if found < 0:
        return span
    column = span.column + found - begins
    return Span(span.line, column, span.line, column + len(words))


# -- against what ------------------------------------------------------------------------


def ledger_to_judge_against(
    database: str | None, files: Sequence[Path], alone: bool = False
) -> Ledger:
    """The ledger at an address; without one, the built-in record in memory.

    A file of the built-in record itself is judged as if it were not there yet; a pack, `alone`, as
    if nothing stood recorded.
    """
    if database is not None:
        return databases.ledger_at(database, must_exist=True)
    own = {path.resolve() for path in files}
    shipped = [] if alone else files_in(RECORD_FOLDER)
    others = [path for path in shipped if path.resolve() not in own]
    ledger = open_ledger(":memory:", databases.today, databases.now)
    every = [one.content for path in others for one in shipped_in(path)]
    ledger.record_all(every, RECORDER)
    return ledger
