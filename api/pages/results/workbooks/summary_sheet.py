"""The first sheet: what came of the file at a glance, with plots, and from where it was seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ....release import RELEASE
from ...terms import marked
from ..rows import ReadableRows
from .book import Book
from .faults_sheet import kind_text
from .figures_sheet import Figures

_NOTES_SHOWN = 20
_WIDTHS = (26, 62, 12, 4)
_TITLE_HIGH = 24
_PLOTS_AT = len(_WIDTHS)
"""The column at which the plots stand."""


def write_summary(book: Book, sheet: Any, rows: ReadableRows, told: Sequence[str]) -> None:
    """Write the first sheet, and the one with the figures that its plots are of. `told` is
    what is to be known of it, a sentence each."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, _TITLE_HIGH)
    for line, (values, forms) in enumerate(_lines(book, rows, told)):
        book.write_line(sheet, line, values, forms)
    sheet.hide_gridlines(2)
    figures = Figures(book, rows)
    for chart, line in figures.charts():
        sheet.insert_chart(line, _PLOTS_AT, chart)


_Line = tuple[Sequence[Any], Sequence[Any]]


def _lines(book: Book, rows: ReadableRows, told: Sequence[str]) -> Iterator[_Line]:
    text = book.reader.text
    names = ", ".join(one.name for one in rows.run.files)
    yield [text(marked("What came of {file}")).format(file=names)], [book.title]
    for sentence in told:
        yield [sentence], []
    yield [], []
    yield from _verdicts(book, rows)
    yield from _faults(book, rows)
    yield from _notes(book, rows)
    yield from _seen_from(book, rows)


def _verdicts(book: Book, rows: ReadableRows) -> Iterator[_Line]:
    text, say = book.reader.text, book.reader.say
    yield _head(book, marked("verdict"), marked("reason"), marked("rows"))
    for (verdict, reason), count in sorted(rows.counts.verdicts.items(), key=_most_first):
        yield [say.term(verdict), say.term(reason), count], [book.verdicts[verdict]]
    if rows.counts.errors:
        yield [text(marked("faulty")), None, rows.counts.errors], [book.verdicts["error"]]
    yield [], []


def _faults(book: Book, rows: ReadableRows) -> Iterator[_Line]:
    if rows.counts.errors:
        yield _head(book, marked("faults by kind"), "", marked("rows"))
        for one in rows.counts.kinds:
            yield [kind_text(book, one["kind"]), None, one["rows"]], []
        yield [], []


def _notes(book: Book, rows: ReadableRows) -> Iterator[_Line]:
    if rows.counts.notes:
        yield _head(book, marked("notes"), "", marked("rows"))
        for note, count in rows.counts.notes.most_common(_NOTES_SHOWN):
            yield [note, None, count], []
        yield [], []


def _seen_from(book: Book, rows: ReadableRows) -> Iterator[_Line]:
    text, seen = book.reader.text, rows.run.viewpoint.shown()
    known = (
        text(marked("now")) if seen["known_on"] is None else book.reader.say.day(seen["known_on"])
    )
    if rows.run.known.own_day:
        known = text(marked("the day of each row"))
    yield _head(book, marked("seen from"), "", "")
    yield [text(marked("as known on")), known], []
    yield [text(marked("records of the log")), str(seen["log_size"])], []
    yield [text(marked("root of the log")), seen["root_hash"]], []
    yield ["licence-ledger", RELEASE], []


def _head(book: Book, *names: str) -> _Line:
    return [book.reader.text(one) if one else "" for one in names], [book.head] * len(names)


def _most_first(one: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -one[1], one[0]
