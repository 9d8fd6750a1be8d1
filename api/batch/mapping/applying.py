"""A mapping applied to rows: what each says then, what was read for what, and what is faulty.

Only what the mapping says is applied. A text that it does not know is a fault of its row, whose
date is then none, so that nothing is decided about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ....projections.batch.transactions import Rows
from ...texts import FileError
from ..formats.portion import Portion
from ..locations import Location
from ..meanings.date_layouts import day_read, layout_of
from ..meanings.meaning import NOTHING, tidy
from .file_mapping import FieldRead, FileMapping
from .names import READ_AS, ROW, SHEET, letters
from .opened import table_rows_of
from .table_rows import TableRows

_BETWEEN = " | "
_NOT_KNOWN = "not in the mapping"


def mapped_portions(files: Sequence[Location], mapping: FileMapping) -> Iterator[Portion]:
    """All rows of some files, in their order, as the mapping reads them."""
    mapping.refuse_open()
    readers = _readers(mapping)
    for location in files:
        for rows in table_rows_of(location, mapping.read):
            _refuse_other_columns(rows, mapping, location)
            yield _applied(rows, mapping, readers)


def apply(rows: TableRows, mapping: FileMapping) -> Portion:
    """Some rows, as a mapping reads them; `QuestionError` while anything of it is open."""
    mapping.refuse_open()
    return _applied(rows, mapping, _readers(mapping))


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for a text: nothing, or what is wrong with it."""

    text: str
    means: str | None
    fault: str | None = None


Reader = Callable[[str], _Read]


def _readers(mapping: FileMapping) -> dict[str, Reader]:
    return {name: _reader(name, one) for name, one in mapping.fields.items()}


def _reader(name: str, one: FieldRead) -> Reader:
    """What reads the texts of a field, each different one once."""
    known: dict[str, _Read] = {}
    values = {tidy(text): meaning.means for text, meaning in one.values.items()}
    forms = {layout: meaning.means for layout, meaning in one.forms.items()}

    def read(raw: str) -> _Read:
        if (found := known.get(raw)) is None:
            found = _read_of(name, tidy(raw), values, forms, one.as_written)
            if len(known) < 1_000_000:
                known[raw] = found
        return found

    return read


def _read_of(
    name: str, text: str, values: Mapping[str, str], forms: Mapping[str, str], as_written: bool
) -> _Read:
    if not text:
        return _Read(text, None)
    if text in values:
        means = values[text]
        return _Read(text, None if means == NOTHING else means)
    if forms and (form := forms.get(layout_of(text))):
        if found := day_read(text, form):
            return _Read(text, found)
    elif as_written:
        return _Read(text, text)
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    return _Read(text, None, f"malformed: the mapping does not know `{shown}` as `{name}`")


def _refuse_other_columns(rows: TableRows, mapping: FileMapping, location: Location) -> None:
    for column in mapping.columns().values():
        if column not in rows.headings and not rows.lines:
            raise FileError(
                f"{location}{f', sheet `{rows.sheet}`' if rows.sheet else ''} has no column "
                f"`{column}`, of which the mapping speaks; prepare this file by itself"
            )


def _applied(rows: TableRows, mapping: FileMapping, readers: Mapping[str, Reader]) -> Portion:
    fields = {name: _field(rows, name, one, readers[name]) for name, one in mapping.fields.items()}
    faults = _faults(rows, fields)
    columns = {name: one.means for name, one in fields.items()}
    if faults:
        faulty = np.zeros(rows.count, dtype=bool)
        faulty[list(faults)] = True
        nothing = pa.scalar(None, pa.string())
        columns["date"] = pc.if_else(pa.array(faulty), nothing, columns["date"])
    return Portion(
        Rows(columns, rows.count, mapping.default),
        faults,
        table=None if rows.lines else rows.table,
        lines=rows.lines,
        read=rows.read,
        unread=frozenset(rows.unread),
        names=tuple(rows.headings) if rows.lines else (),
        also=_also(rows, fields, mapping.default),
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A field in some rows: what each means, where each stands and what was read, and the faults of
    rows."""

    means: pa.Array
    told: pa.Array
    faults: Mapping[int, str]


def _field(rows: TableRows, name: str, one: FieldRead, reader: Reader) -> _Column:
    column = one.column.means
    encoded = rows.texts(column).dictionary_encode()
    found = [reader(text or "") for text in encoded.dictionary.to_pylist()]
    index = encoded.indices
    means = pa.array([read.means for read in found], pa.string()).take(index)
    wrong = [n for n, read in enumerate(found) if read.fault]
    faults: dict[int, str] = {}
    if wrong:
        there = pc.is_in(index, pa.array(wrong, index.type)).to_numpy(zero_copy_only=False)
        numbers = index.to_numpy(zero_copy_only=False)
        faults = {int(row): str(found[int(numbers[row])].fault) for row in np.flatnonzero(there)}
    return _Column(means, _told(rows, name, column, found, index), faults)


def _told(
    rows: TableRows, name: str, column: str, found: Sequence[_Read], index: pa.Array
) -> pa.Array:
    """For each row what stands there, where, and what it was read for: `goods: ml 11 (C5) → ML11`;
    none where nothing stands."""
    before = [f"{name}: {one.text} (" if one.text else None for one in found]
    after = [_after(one) for one in found]
    texts = [pa.array(one, pa.string()).take(index) for one in (before, after)]
    if not rows.cells:
        return pc.binary_join_element_wise(texts[0], column, texts[1], "")
    place = letters(rows.table.column_names.index(column))
    numbers = rows.above.get(column, rows.numbers).cast(pa.string())
    return pc.binary_join_element_wise(texts[0], place, numbers, texts[1], "")


def _after(one: _Read) -> str:
    if one.fault:
        return f") → {_NOT_KNOWN}"
    if one.means is None:
        return f") → {NOTHING}"
    return ")" if one.means == one.text else f") → {one.means}"


def _faults(rows: TableRows, fields: Mapping[str, _Column]) -> dict[int, str]:
    """What is wrong with each faulty row, all of it."""
    found: dict[int, list[str]] = {}
    for one in fields.values():
        for row, sentence in one.faults.items():
            found.setdefault(row, []).append(sentence)
    every = {row: "; ".join(sentences) for row, sentences in found.items()}
    return dict(sorted((every | dict(rows.unread)).items()))


def _also(
    rows: TableRows, fields: Mapping[str, _Column], default: Mapping[str, str]
) -> dict[str, Any]:
    """The columns that tell what was read for what, and where: `read_as`, `sheet`, `row`."""
    told = [one.told for one in fields.values()]
    for name, value in default.items():
        said = pa.scalar(f"{name}: → {value} (every row)", pa.string())
        means = fields[name].means if name in fields else pa.nulls(rows.count, pa.string())
        told.append(pc.if_else(pc.is_null(means), said, pa.scalar(None, pa.string())))
    # Begun with a text that every row has: a row of which nothing is told would be left out.
    begun = pa.array([""]).take(pa.array(np.zeros(rows.count, np.int8)))
    joined = pc.binary_join_element_wise(begun, *told, _BETWEEN, null_handling="skip")
    read_as = pc.utf8_slice_codeunits(joined, len(_BETWEEN))
    sheet = pa.array([rows.sheet], pa.string()).take(pa.array(np.zeros(rows.count, np.int8)))
    return {READ_AS: read_as, SHEET: sheet, ROW: rows.numbers}
