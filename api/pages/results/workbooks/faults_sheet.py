"""The sheet of faults: what is wrong with rows, by kind, and the first row of each."""

from __future__ import annotations

from collections.abc import Callable

from ....batch.looking.fault_kinds import fault_kind
from ...saying.faults import FAULTS
from ...terms import marked
from ..columns import Cell
from ..rows import ReadableRows
from .book import Book

_NAME = marked("Faults")
_COLUMNS = {
    marked("kind"): 44,
    marked("what is wrong"): 100,
    marked("rows"): 10,
    marked("first row"): 14,
}
_SHOWN = 10_000
"""So many different faults are listed."""


def write_faults(book: Book, rows: ReadableRows, place: Callable[[int], Cell]) -> None:
    """Write the sheet, if any row is faulty: the kinds of most rows first, and in each the
    sentences of most rows first. `place` says where a row stands."""
    counts = rows.counts
    if not counts.errors:
        return
    sheet = book.sheet(book.reader.text(_NAME))
    for column, width in enumerate(_COLUMNS.values()):
        sheet.set_column(column, column, width)
    book.write_head(sheet, 0, [book.reader.text(name) for name in _COLUMNS])
    rank = {one["kind"]: place for place, one in enumerate(counts.kinds)}
    found = sorted(
        counts.faults.items(), key=lambda one: (rank[fault_kind(one[0])], -one[1], one[0])
    )[:_SHOWN]
    for line, (error, count) in enumerate(found, 1):
        first = place(counts.first_rows[error])
        book.write_line(sheet, line, [kind_text(book, fault_kind(error)), error, count, first])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(found), len(_COLUMNS) - 1)


def kind_text(book: Book, kind: str) -> str:
    """A kind of fault in a sentence; its code, if it has none."""
    found = FAULTS.get(kind)
    return book.reader.text(found) if found else kind.replace("_", " ")
