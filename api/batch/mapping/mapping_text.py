"""A mapping as a YAML file that a person reads, answers and changes; and read from there again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ....domain.faults import did_you_mean
from ....projections.batch.transactions import ASKED
from ....projections.whole_files import write_whole
from ...files.placed_yaml import read_yaml
from ...texts import FileError, text_of
from ..meanings.meaning import OPEN, Meaning
from .file_mapping import VERSION, FieldRead, FileMapping, HowRead

AS_THEY_STAND = "as they stand"
_READ = ("kind", "encoding", "separator", "headings", "sheets", "epoch")
_KINDS = ("csv", "parquet", "ndjson", "workbook")
_HEAD = """\
# What the columns and words of a file of shipments mean, as `licence-ledger prepare` read them.
#
# Answer what is open ("?"), change what is wrong, and judge the file by it:
#   licence-ledger evaluate {file} --mapping {mapping} -o judged.csv
#
# Nothing else is applied. A text that is not here makes its row faulty, and so does a line that
# is deleted. "(nothing)" as a meaning: the row says nothing of the field.
# In layouts of days 9 stands for a number of one or two digits, a for the name of a month.
"""


def mapping_beside(file: str) -> Path:
    """Where the mapping of a file stands: beside it, and of an address in this folder."""
    name = urlsplit(file).path if "://" in file else file
    if any(mark in name for mark in "*?["):
        raise FileError(f"{file} is a pattern: say with -o where its mapping is to be written")
    path = Path(name.rstrip("/"))
    folder = Path() if "://" in file else path.parent
    return folder / f"{path.stem or 'shipments'}.mapping.yaml"


def dump_mapping(mapping: FileMapping, path: Path, file: str) -> None:
    """Write a mapping of a file, whole or not at all."""
    write_whole(path, text_of_mapping(mapping, file, path.name).encode())


def load_mapping(path: Path) -> FileMapping:
    """The mapping in a file; `FileError` with what is wrong with it."""
    text = text_of(path)
    found = mapping_of(read_yaml(text, str(path)), str(path))
    return replace(found, sha256=hashlib.sha256(text.encode()).hexdigest())


def mapping_told(told: Any) -> FileMapping:
    """The mapping that a receipt holds; `FileError` where it is none."""
    whole = _object(told, "the receipt's mapping", "", ("sha256", "content"))
    found = mapping_of(whole.get("content"), "the receipt's mapping")
    return replace(found, sha256=str(whole.get("sha256")))


# -- written ---------------------------------------------------------------------------


def text_of_mapping(mapping: FileMapping, file: str = "FILE", path: str = "MAPPING") -> str:
    """The text of a mapping's file."""
    return "\n".join(_lines(mapping, file, path)) + "\n"


def _lines(mapping: FileMapping, file: str, path: str) -> Iterator[str]:
    yield _HEAD.format(file=_word(file), mapping=_word(path))
    if found := mapping.open_questions():
        yield f'# OPEN: {_times(len(found), "question")}; look for "{OPEN}".'
    for note in mapping.notes:
        yield f"# {_one_line(note)}"
    yield f"mapping: {VERSION}\n"
    yield from _read_lines(mapping.read)
    yield "\ncolumns:"
    for name, one in mapping.fields.items():
        yield from _field_lines(name, one)
    yield from _carried_lines(mapping)
    yield from _default_lines(mapping)


def _read_lines(read: HowRead) -> Iterator[str]:
    yield "read:"
    yield f"  kind: {read.kind}"
    for name in ("encoding", "separator", "headings"):
        if found := getattr(read, name):
            yield f"  {name}: {_answer(found)}"
    if read.sheets:
        yield "  sheets:  # each sheet that is read, and the row of its headings"
        for sheet, found in read.sheets.items():
            yield f"    {_quoted(sheet)}: {_answer(found)}"
    if read.epoch:
        yield f"  epoch: {_quoted(read.epoch)}  # from when numbers count that are days"


def _field_lines(name: str, one: FieldRead) -> Iterator[str]:
    yield f"  {name}:"
    yield f"    column: {_answer(one.column)}"
    if one.forms:
        yield "    forms:"
        yield from _meaning_lines(one.forms)
    if one.as_written:
        yield f"    values: {AS_THEY_STAND}"
    elif one.values:
        yield "    values:"
        yield from _meaning_lines(one.values)
    for text, rows in one.faulty.items():
        yield f"    # faulty, {_times(rows, 'row')}: {_one_line(_quoted(text))}"


def _meaning_lines(found: Mapping[str, Meaning]) -> Iterator[str]:
    for text, one in sorted(found.items(), key=lambda pair: not pair[1].is_open):
        yield f"      {_quoted(text)}: {_answer(one)}"


def _carried_lines(mapping: FileMapping) -> Iterator[str]:
    read = set(mapping.columns().values())
    carried = [one for one in mapping.names if one not in read]
    if carried:
        yield f"\n# carried through unread: {_one_line(', '.join(carried))}"


def _default_lines(mapping: FileMapping) -> Iterator[str]:
    left = [name for name in ASKED if name not in mapping.fields]
    yield "\n# What every row says that leaves a field out, as in `activity: export`."
    yield f"# No column was found for: {', '.join(left) or 'none'}."
    if not mapping.default:
        yield "default: {}"
        return
    yield "default:"
    for name, value in mapping.default.items():
        yield f"  {name}: {_quoted(value)}"


def _answer(one: Meaning) -> str:
    told = [_times(one.rows, "row")] if one.rows is not None else []
    told += [one.why] if one.why else []
    if one.may_be:
        told.append(f"may be {' or '.join(one.may_be)}")
    comment = f"  # {_one_line('; '.join(told))}" if told else ""
    return f"{_quoted(one.means)}{comment}"


def _times(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _quoted(text: str) -> str:
    """A text in quotes, as JSON and YAML both write it; what nobody can see by its number."""
    said = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in said)


def _one_line(text: str) -> str:
    return "".join(one if one.isprintable() else "\ufffd" for one in text)


def _word(name: str) -> str:
    return _one_line(name if " " not in name else f"'{name}'")


# -- read ------------------------------------------------------------------------------


def mapping_of(found: Any, where: str) -> FileMapping:
    """The mapping that an object says; `FileError` with the field that is wrong."""
    whole = _object(found, where, "", ("mapping", "read", "columns", "default"))
    if str(whole.get("mapping")) != str(VERSION):
        raise FileError(f"{where}: this is no mapping of version {VERSION}; `prepare` writes one")
    columns = _object(whole.get("columns") or {}, where, "/columns", ASKED)
    default = _object(whole.get("default") or {}, where, "/default", ASKED)
    if "date" not in columns:
        sentence = "no column of dates; write `date:` with its `column:`"
        raise FileError(f"{where}: /columns: {sentence}")
    if "date" in default:
        sentence = "a date has no default: no day stands in the place of another"
        raise FileError(f"{where}: /default/date: {sentence}")
    return FileMapping(
        _read(whole.get("read"), where),
        {name: _field(one, where, f"/columns/{name}") for name, one in columns.items()},
        {name: _said(one, where, f"/default/{name}") for name, one in default.items()},
    )


def _read(found: Any, where: str) -> HowRead:
    said = _object(found, where, "/read", _READ)
    kind = said.get("kind")
    if kind not in _KINDS:
        raise FileError(f"{where}: /read/kind: write one of {', '.join(_KINDS)}")
    one = {
        name: Meaning(_said(said[name], where, f"/read/{name}"))
        for name in ("encoding", "separator", "headings")
        if name in said
    }
    epoch = _said(said["epoch"], where, "/read/epoch") if "epoch" in said else None
    sheets = _means(said.get("sheets") or {}, where, "/read/sheets")
    return HowRead(kind, sheets=sheets, epoch=epoch, **one)


def _field(found: Any, where: str, pointer: str) -> FieldRead:
    said = _object(found, where, pointer, ("column", "forms", "values"))
    column = Meaning(_said(said.get("column"), where, f"{pointer}/column"))
    forms = _means(said.get("forms") or {}, where, f"{pointer}/forms")
    values = said.get("values") or {}
    if values == AS_THEY_STAND:
        return FieldRead(column, forms, as_written=True)
    return FieldRead(column, forms, _means(values, where, f"{pointer}/values"))


def _means(found: Any, where: str, pointer: str) -> dict[str, Meaning]:
    if not isinstance(found, dict):
        raise FileError(f'{where}: {pointer}: write lines as `"text": meaning`')
    return {text: Meaning(_said(one, where, f"{pointer}/{text}")) for text, one in found.items()}


def _said(found: Any, where: str, pointer: str) -> str:
    text = str(found) if isinstance(found, int) and not isinstance(found, bool) else found
    if not isinstance(text, str) or not text.strip():
        raise FileError(f'{where}: {pointer}: write what it is, or "{OPEN}" while it is open')
    return text


def _object(found: Any, where: str, pointer: str, names: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise FileError(f"{where}: {pointer or '/'}: write lines as `name: …` here")
    if unknown := [name for name in found if name not in names]:
        said = did_you_mean(unknown[0], names)
        raise FileError(f"{where}: {pointer}/{unknown[0]}: a mapping has no such field{said}")
    return found
