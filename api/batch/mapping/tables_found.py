"""Where in a file the headings stand: its line, what separates values, which sheet."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from ..incoming.encodings import BYTES, Encoded, encoding_of
from ..incoming.recoded import opened_as
from ..locations import Location
from ..meanings.headings import fields_in
from ..meanings.meaning import OPEN, Meaning, left_open
from ..workbooks.sheets import ReadWorkbook
from .file_mapping import HowRead
from .separators import SEPARATORS, TAB, separator_said

HEADING_ROWS = 60
"""The headings stand in one of so many rows."""
_HEAD = 256 * 1024
_SEP_LINE = re.compile(r'"?sep=(.?)"?\s*', re.IGNORECASE)
_LINES = re.compile(r"\r\n|\r|\n")


SAID = "as it was said"


@dataclass(frozen=True, slots=True)
class SaidOfFile:
    """What somebody says of a file, where the file does not: its encoding, what separates values,
    the row of its headings, the sheets to be read, and for columns the field that each is."""

    encoding: str | None = None
    separator: str | None = None
    headings: int | None = None
    sheets: Sequence[str] = ()
    mapped: Mapping[str, str] = field(default_factory=dict)
    default: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CsvFound:
    """How a CSV file is written, and the encoding that is proposed for it: until that is settled
    it is read a byte a letter where each byte is a letter."""

    read: HowRead
    encoded: Encoded

    @property
    def meanwhile(self) -> str:
        """The encoding in which it is looked at."""
        return BYTES if self.encoded.may_be else self.encoded.name


def csv_found(location: Location, said: SaidOfFile) -> CsvFound:
    """How a CSV file is written; open where several ways would do and none was said."""
    encoded = Encoded(said.encoding, SAID) if said.encoding else encoding_of(location)
    with opened_as(location, encoded.name) as file:
        text = file.read(_HEAD).decode("utf-8", "replace").removeprefix("\ufeff")
    separator, headings = _separated(text)
    if said.separator:
        separator = Meaning(said.separator, SAID)
        headings = _line(_records(text, separator_said(said.separator)), 1)
    if separator.means == "\t":
        separator = replace(separator, means=TAB)
    if said.headings:
        headings = Meaning(str(said.headings), SAID)
    name = Meaning(encoded.name, encoded.why, encoded.may_be)
    return CsvFound(HowRead("csv", name, separator, headings), encoded)


def _separated(text: str) -> tuple[Meaning, Meaning]:
    """What separates values, and the line of the headings."""
    first = _LINES.split(text, maxsplit=1)[0]
    said = _SEP_LINE.fullmatch(first)
    if said:
        separator = said[1] or ","
        line = _line(_records(text, separator), 2)
        return Meaning(separator, "the file's first line says so"), line
    found = {one: _records(text, one) for one in SEPARATORS}
    named = {one: max(map(fields_in, records), default=0) for one, records in found.items()}
    most = max(named.values())
    best = [one for one in SEPARATORS if named[one] == most and most]
    if len(best) == 1:
        return Meaning(best[0], "by it most headings are known"), _line(found[best[0]], 1)
    usual = max(best or SEPARATORS, key=lambda one: _usual_width(found[one]))
    if best and all(_usual_width(found[one]) == 1 for one in best):
        return Meaning(usual, "there is one column"), _line(found[usual], 1)
    if best:
        return left_open("several would do", best), _line(found[usual], 1)
    return Meaning(usual, "by it rows are alike"), _line(found[usual], 1)


def _records(text: str, separator: str) -> list[list[str]]:
    """The first records, empty lines among them."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return list(islice(reader, HEADING_ROWS))
    except csv.Error:
        return []


def _usual_width(records: Sequence[Sequence[str]]) -> int:
    widths = Counter(len(one) for one in records if any(one))
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _line(records: Sequence[Sequence[str]], first: int) -> Meaning:
    below = [(n, one) for n, one in enumerate(records, 1) if n >= first]
    return headings_in(below)


def headings_in(rows: Sequence[tuple[int, Sequence[str]]]) -> Meaning:
    """In which of some rows, by their numbers, the headings stand: where most fields are named."""
    known = {number: fields_in(texts) for number, texts in rows}
    most = max(known.values(), default=0)
    best = [number for number, count in known.items() if count == most]
    if most >= 2 and len(best) == 1:
        return Meaning(str(best[0]), f"{most} of its headings are known")
    if most >= 2:
        return left_open("several rows name fields", map(str, best))
    width = _usual_width([texts for _, texts in rows])
    wide = [n for n, texts in rows if len([one for one in texts if one.strip()]) >= max(width, 1)]
    if most == 1 and best == wide[:1]:
        return Meaning(str(best[0]), "the first whole row, and one of its headings is known")
    return left_open("no row of headings is known", map(str, wide[:1]))


# -- workbooks -----------------------------------------------------------------------------


def workbook_found(book: ReadWorkbook, said: SaidOfFile) -> tuple[HowRead, list[str]]:
    """Which sheets of a workbook hold shipments, and what is told of the others. Where more than
    one does, or only a hidden one, somebody is asked, unless it was said."""
    if said.sheets:
        return _as_said(book, said), []
    tables = {name: found for name in book.visible if (found := _table(book, name, said))}
    headed = {name: found for name, found in tables.items() if not found.is_open}
    notes = [f"the sheet `{one}` is hidden, and not read" for one in book.hidden]
    chosen = headed or tables
    notes += [f"the sheet `{n}` is not read" for n in book.visible if n not in chosen]
    if len(chosen) == 1:
        return HowRead("workbook", sheets=chosen, epoch=book.epoch), notes
    hidden = {name: found for name in book.hidden if (found := _table(book, name, said))}
    several: Mapping[str, Meaning] = chosen or hidden
    why = "several sheets hold rows" if chosen else "only hidden sheets hold rows"
    sheets = {
        name: left_open(f"{why}; delete the line of one that is not to be read", _rows(one))
        for name, one in several.items()
    }
    return HowRead("workbook", sheets=sheets, epoch=book.epoch), notes


def _rows(one: Meaning) -> Sequence[str]:
    return one.may_be if one.means == OPEN else (one.means,)


def _as_said(book: ReadWorkbook, said: SaidOfFile) -> HowRead:
    sheets = {}
    for name in said.sheets:
        found = _table(book, name, said)
        sheets[name] = found or left_open("the sheet has no rows below headings")
    return HowRead("workbook", sheets=sheets, epoch=book.epoch)


def _table(book: ReadWorkbook, sheet: str, said: SaidOfFile) -> Meaning | None:
    """The row of a sheet's headings; None of a sheet without rows below any."""
    rows = list(_first(book, sheet))
    if said.headings:
        return Meaning(str(said.headings), SAID)
    return headings_in(rows) if len(rows) > 1 else None


def _first(book: ReadWorkbook, sheet: str) -> Iterator[tuple[int, Sequence[str]]]:
    for row in islice(book.rows(sheet), HEADING_ROWS):
        yield row.number, row.texts
