"""A file looked at before it is judged: its columns, what stands in them, and which field of a
transaction each may be.

All of it is read once, so that whatever is wrong with the file is told before anything is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ....projections.batch.transactions import ASKED
from ...texts import FileError
from ..carried_values import texts_of
from ..columns import Columns
from ..files_found import format_of
from ..formats.csv_rows import csv_names
from ..formats.parquet_rows import parquet_names
from ..formats.portion import Portion
from ..near_names import field_meant
from ..reading import portions, readable

SAMPLES = 3
"""So many rows are shown of a column."""
_SHOWN = 60
"""So many letters are shown of a value."""
_COLUMNS_MOST = 200


@dataclass(frozen=True, slots=True)
class FirstLook:
    """A file's columns, how many rows it has, the first values of each column, and which column
    each field of a transaction seems to be."""

    columns: Sequence[str]
    rows: int
    samples: Mapping[str, Sequence[str]]
    guessed: Mapping[str, str]


def first_look(path: Path, most_rows: int) -> FirstLook:
    """A file as it is; `FileError` or `QuestionError` with what is wrong with it."""
    names = _names(path)
    if names is not None and len(names) > _COLUMNS_MOST:
        raise FileError(f"{path} has {len(names)} columns; here a file has at most {_COLUMNS_MOST}")
    columns = Columns({"date": names[0]} if names else {}, carried=None)
    found: dict[str, list[str]] = {name: [] for name in names or ()}
    rows = 0
    for portion in portions([path], columns):
        for name, texts in _first_values(portion):
            kept = found.setdefault(name, [])
            kept += texts[: SAMPLES - len(kept)] if len(found) <= _COLUMNS_MOST else ()
        rows += portion.rows.count
        if rows > most_rows:
            raise FileError(
                f"{path} has more than {most_rows:,} rows; for more there is the command "
                "`licence-ledger evaluate`"
            )
    return FirstLook(list(found), rows, found, guesses(list(found)))


def _names(path: Path) -> Sequence[str] | None:
    """The columns of a file; None of one whose lines each say their own."""
    kind = format_of(path)
    if kind == "ndjson":
        return None
    with readable(path):
        return csv_names(path, Columns()) if kind == "csv" else parquet_names(path)[0]


def _first_values(portion: Portion) -> Iterator[tuple[str, list[str]]]:
    if portion.table is not None:
        head = portion.table.slice(0, SAMPLES)
        for name in head.column_names:
            yield name, [_short(value) for value in head.column(name).to_pylist()]
        return
    lines = [
        texts_of(line)
        for row, line in enumerate(portion.lines[:SAMPLES])
        if row not in portion.unread
    ]
    for name in portion.names:
        yield name, [_short(one.get(name)) for one in lines]


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def guesses(columns: Sequence[str]) -> dict[str, str]:
    """For each field of a transaction the column that it seems to be, by its name."""
    found = {name: name for name in ASKED if name in columns}
    for column in columns:
        meant = field_meant(column)
        if meant and column not in found.values():
            found.setdefault(meant, column)
    return found
