"""The sheet of causes: what decided, by which change of which instrument, and where to read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from .....domain.history.history import History
from ....batch.writing import BETWEEN_NOTES
from ...terms import marked
from ..columns import Cell
from ..explaining import Json, citation_text, passages, publications
from ..limits import LINK_LONGEST, LINKS_MOST
from ..row_counts import Cause
from ..rows import ReadableRows
from .book import Book

_NAME = marked("Causes")
_COLUMNS = {
    marked("verdict"): 20,
    marked("reason"): 32,
    marked("rows"): 10,
    marked("decided by"): 28,
    marked("what it does"): 28,
    marked("in force from"): 14,
    marked("in force until"): 14,
    marked("instrument"): 60,
    marked("published"): 14,
    marked("published in"): 26,
    marked("articles"): 40,
    marked("more sources"): 40,
}
_PUBLISHED_IN = list(_COLUMNS).index("published in")


def write_causes(book: Book, rows: ReadableRows) -> None:
    """Write the sheet: a line a cause, those of most rows first."""
    reader = book.reader
    sheet = book.sheet(reader.text(_NAME))
    book.write_head(sheet, 0, [reader.text(name) for name in _COLUMNS])
    for column, width in enumerate(_COLUMNS.values()):
        sheet.set_column(column, column, width)
    found = sorted(rows.counts.causes.items(), key=lambda one: (-one[1], str(one[0])))
    for line, (cause, count) in enumerate(found, 1):
        forms = [book.verdicts[cause[0]]]
        book.write_line(sheet, line, _cells(book, rows.run.history, cause, count), forms)
        _write_sources(book, sheet, line, cause[2], rows.run.history)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(found), len(_COLUMNS) - 1)


def _cells(book: Book, history: History, cause: Cause, count: int) -> Sequence[Cell]:
    verdict, reason, decided_by = cause
    say = book.reader.say
    told: list[Cell] = [say.term(verdict), say.term(reason), count]
    if decided_by is None:
        return [*told, book.reader.text(marked("nothing recorded"))]
    change = history.change(decided_by)
    instrument = history.instrument(decided_by.partition("#")[0])
    of_change: list[Cell] = [decided_by, None, None, None]
    if change:
        days = [_day(change.content.get(name)) for name in ("from", "until")]
        of_change = [decided_by, say.term(change.type.name), *days]
    if instrument is None:
        return [*told, *of_change]
    return [
        *told,
        *of_change,
        say.title(instrument.content),
        _day(instrument.content["published_on"]),
    ]


def _day(said: str | None) -> Cell:
    """A day of the record, which may also be a month, a year or a span of days."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return said


def _write_sources(
    book: Book, sheet: Any, line: int, decided_by: str | None, history: History
) -> None:
    """Where it was published and in which articles it is to be read, each as a link; and what else
    they name, with the addresses."""
    if decided_by is None:
        return
    more: list[Json] = []
    for column, found in enumerate(
        (publications(decided_by, history), passages(decided_by, history)), _PUBLISHED_IN
    ):
        for first in found[:1]:
            _write_link(book, sheet, line, column, first)
        more += found[1:]
    texts = (" ".join(filter(None, (citation_text(one), one.get("url")))) for one in more)
    book.cells.write(sheet, line, _PUBLISHED_IN + 2, BETWEEN_NOTES.join(texts) or None)


def _write_link(book: Book, sheet: Any, line: int, column: int, source: Json) -> None:
    url, text = source.get("url", ""), citation_text(source)
    short = line <= LINKS_MOST // 2 and len(url) <= LINK_LONGEST
    if short and url.startswith(("https://", "http://")):
        sheet.write_url(line, column, url, book.link, book.cells.fitting(text))
    else:
        book.cells.write(sheet, line, column, f"{text} {url}".strip())
