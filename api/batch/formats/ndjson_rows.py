"""The rows of an NDJSON file: an object a line, and only LF ends a line."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from ....projections.batch.transactions import ASKED, Rows
from ...texts import NotJsonError, read_json
from ..columns import Columns, asked_about, nearly_read
from ..locations import Location, to_read
from .csv_records import read_full
from .faults import UTF8_MARK, BytesError, no_utf8, placed, refuse_other_kinds
from .portion import Portion

LINES = 50_000
"""So many lines are judged at a time."""
BLOCK = 8 * 1024 * 1024
"""So many bytes are read at a time."""
_BLANK = b" \t\r"
_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def ndjson_portions(location: Location, columns: Columns, groups: None = None) -> Iterator[Portion]:
    """All rows of a file, blank lines aside; one portion without any, of a file without rows."""
    held: list[str] = []
    none = True
    with placed(location):
        for line in ndjson_lines(location):
            held.append(line)
            if len(held) >= LINES:
                none = False
                yield _of_file(held, columns)
                held = []
        if held or none:
            yield _of_file(held, columns)


def _of_file(lines: Sequence[str], columns: Columns) -> Portion:
    """Some lines of a file, in which no name is nearly that of a field."""
    portion = of_lines(lines, columns)
    if portion.near:
        raise nearly_read(portion.near)
    return portion


def ndjson_lines(location: Location) -> Iterator[str]:
    """The lines of a file that hold something, each as a text."""
    with to_read(location) as file:
        rest = read_full(file, BLOCK)
        refuse_other_kinds(rest)
        offset = len(UTF8_MARK) if rest.startswith(UTF8_MARK) else 0
        rest = rest[offset:]
        if b"\r" in rest and b"\n" not in rest and len(rest) < BLOCK and b"}\r" in rest:
            raise BytesError(offset, "lines end in CR; in NDJSON a line ends in LF: save it so")
        more = rest
        rest = b""
        while more:
            *lines, rest = (rest + more).split(b"\n")
            if not (more := read_full(file, BLOCK)):
                lines.append(rest)
            for line in lines:
                if line.strip(_BLANK):
                    yield _text(line, offset)
                offset += len(line) + 1


def _text(line: bytes, offset: int) -> str:
    try:
        return line.strip(_BLANK).decode()
    except UnicodeDecodeError as error:
        raise no_utf8(error, offset + len(line) - len(line.lstrip(_BLANK))) from error


def of_lines(lines: Sequence[str], columns: Columns) -> Portion:
    """Rows of NDJSON; in a row that is no object, says what is no text, or names what is nearly a
    field, nothing is read."""
    fields = columns.sources()
    found: dict[str, list[str | None]] = {name: [] for name in ASKED}
    faults: dict[int, str] = {}
    unread: set[int] = set()
    names: dict[str, None] = {}
    seen: set[str] = set()
    near: dict[str, str] = {}
    for row, line in enumerate(lines):
        said: Mapping[str, str] = {}
        try:
            whole = _object(line, columns.added)
            if not whole.keys() <= names.keys():
                names |= dict.fromkeys(whole)
            said = _said(whole, fields)
            if new := whole.keys() - seen:
                seen |= new
                near |= columns.near(new)
            if nearly := sorted(near.keys() & whole.keys()):
                asked = (f"unknown_field: {asked_about(name, near[name])}" for name in nearly)
                faults[row] = "; ".join(asked)
        except _UnreadError as error:
            faults[row] = str(error)
            unread.add(row)
        except _UnsoundError as error:
            faults[row] = str(error)
        for name, column in found.items():
            column.append(said.get(name) if row not in faults else None)
    arrays = {name: pa.array(column, pa.string()) for name, column in found.items()}
    return Portion(
        Rows(arrays, len(lines), columns.default),
        faults,
        lines=lines,
        read=sum(len(line) + 1 for line in lines),
        unread=frozenset(unread),
        names=tuple(names),
        near=near,
    )


class _UnreadError(Exception):
    """A line is no object to which anything can be added."""


class _UnsoundError(Exception):
    """An object says of a field what is no text."""


def _object(line: str, added: Collection[str]) -> dict[str, Any]:
    try:
        found = read_json(line)
    except NotJsonError as error:
        said = "; ".join(f"{fault.code}: {fault.detail}" for fault in error.faults)
        raise _UnreadError(said) from error
    if not isinstance(found, dict):
        raise _UnreadError("malformed: the line is no object")
    if taken := [name for name in added if name in found]:
        raise _UnreadError(f"malformed: the line has `{taken[0]}` already")
    if half := _HALF.search(line):
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            sentence = f"malformed: the line holds half a character, as `{half[0]}` is by itself"
            raise _UnreadError(sentence) from error
    return found


def _said(found: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    said = {name: found[source] for name, source in fields.items() if source in found}
    given = {name: value for name, value in said.items() if value is not None}
    for name, value in given.items():
        if not isinstance(value, str):
            sentence = f"malformed: `{name}` must be a text, not {json.dumps(value)[:60]}"
            raise _UnsoundError(sentence)
    return given
