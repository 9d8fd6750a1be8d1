"""The rows of an NDJSON file: an object a line, and only LF ends a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from ....projections.batch.transactions import ASKED, Rows
from ....projections.kernel.outcomes import ADDED, ERROR
from ...files.instruments import NotJsonError, read_json
from ..columns import Columns
from ..locations import Location, to_read
from .csv_records import read_full
from .faults import UTF8_MARK, BytesError, no_utf8, placed, refuse_other_kinds
from .portion import Portion

LINES = 50_000
"""So many lines are judged at a time."""
BLOCK = 8 * 1024 * 1024
"""So many bytes are read at a time."""
_BLANK = b" \t\r"


def ndjson_portions(location: Location, columns: Columns, groups: None = None) -> Iterator[Portion]:
    """All rows of a file, blank lines aside; one portion without any, of a file without rows."""
    held: list[str] = []
    none = True
    with placed(location):
        for line in _lines(location):
            held.append(line)
            if len(held) >= LINES:
                none = False
                yield _of_file(held, columns)
                held = []
        if held or none:
            yield _of_file(held, columns)


def _of_file(lines: Sequence[str], columns: Columns) -> Portion:
    portion = of_lines(lines, columns)
    return portion


def _lines(location: Location) -> Iterator[str]:
    """The lines of a file that hold something, each as a text."""
    with to_read(location) as file:
        rest = read_full(file, BLOCK)
        refuse_other_kinds(rest)
        offset = len(UTF8_MARK) if rest.startswith(UTF8_MARK) else 0
        rest = rest[offset:]
        if b"\r" in rest and b"\n" not in rest and len(rest) < BLOCK and b"}\r" in rest:
            raise BytesError(offset, "lines end in CR; in NDJSON a line ends in LF: save it so")
        while rest:
            more = read_full(file, BLOCK)
            *lines, rest = (rest + more).split(b"\n") if more else (*rest.split(b"\n"), b"")
            for line in lines:
                if line.strip(_BLANK):
                    yield _text(line, offset)
                offset += len(line) + 1
            if not more:
                break


def _text(line: bytes, offset: int) -> str:
    try:
        return line.strip(_BLANK).decode()
    except UnicodeDecodeError as error:
        raise no_utf8(error, offset + len(line) - len(line.lstrip(_BLANK))) from error


def of_lines(lines: Sequence[str], columns: Columns) -> Portion:
    """Rows of NDJSON; in a row that is no object, or says what is no text, nothing is read."""
    fields = {name: columns.mapped.get(name, name) for name in ASKED}
    found: dict[str, list[str | None]] = {name: [] for name in ASKED}
    faults = {}
    for row, line in enumerate(lines):
        said, fault = _said(line, fields)
        if fault:
            faults[row] = fault
        for name, column in found.items():
            column.append(said.get(name))
    arrays = {name: pa.array(column, pa.string()) for name, column in found.items()}
    read = sum(len(line) + 1 for line in lines)
    return Portion(Rows(arrays, len(lines), columns.default), faults, lines=lines, read=read)


def _said(line: str, fields: Mapping[str, str]) -> tuple[dict[str, str], str]:
    try:
        found = read_json(line)
    except NotJsonError as error:
        return {}, "; ".join(f"{fault.code}: {fault.detail}" for fault in error.faults)
    if not isinstance(found, dict):
        return {}, "malformed: the line is no object"
    if taken := [name for name in (*ADDED, ERROR) if name in found]:
        return {}, f"malformed: the line has `{taken[0]}` already"
    said = {name: found[source] for name, source in fields.items() if source in found}
    given = {name: value for name, value in said.items() if value is not None}
    for name, value in given.items():
        if not isinstance(value, str):
            return {}, f"malformed: `{name}` must be a text, not {json.dumps(value)[:60]}"
    return given, ""
