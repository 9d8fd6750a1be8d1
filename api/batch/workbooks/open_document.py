"""What an OpenDocument spreadsheet says of its cells that its reader leaves out."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ERROR = re.compile(r"#[A-Z/0-9?!]+|Err:[0-9]{3}")
_MOST = 20_000
"""So many columns has a sheet at the most; what repeats further is nothing."""


@dataclass
class OpenDocument:
    """For every sheet its errors by row, from 1, and column, from 0, and its cells that reach over
    several rows, by first and last place, both from 0."""

    errors: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    spans: dict[str, list[tuple[tuple[int, int], tuple[int, int]]]] = field(default_factory=dict)


def read_open_document(archive: zipfile.ZipFile) -> OpenDocument:
    """The errors and spans of all sheets."""
    found = OpenDocument()
    sheet, row = "", 0
    with archive.open("content.xml") as file:
        for event, one in ElementTree.iterparse(file, ("start", "end")):
            if event == "start":
                if one.tag == f"{_TABLE}table":
                    sheet, row = one.get(f"{_TABLE}name", ""), 0
                    found.errors[sheet], found.spans[sheet] = {}, []
            elif one.tag == f"{_TABLE}table-row":
                times = int(one.get(f"{_TABLE}number-rows-repeated", "1"))
                _read_row(one, row, times, found, sheet)
                row += times
                one.clear()
    return found


def _read_row(
    row: ElementTree.Element, number: int, times: int, found: OpenDocument, sheet: str
) -> None:
    column = 0
    for cell in row:
        if not cell.tag.endswith(("}table-cell", "}covered-table-cell")):
            continue
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if error := _error(cell):
            places = range(column, min(column + repeated, _MOST))
            rows = range(number, number + min(times, _MOST))
            found.errors[sheet] |= {(r + 1, c): error for r in rows for c in places}
        down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        if down > 1:
            found.spans[sheet].append(((number, column), (number + down - 1, column)))
        column += repeated


def _error(cell: ElementTree.Element) -> str | None:
    """The error that a cell shows: its kind says so, or the words of a formula that has none."""
    kind = next(
        (v for k, v in cell.attrib.items() if k.endswith("}value-type") and v == "error"), None
    )
    if not kind and not cell.get(f"{_TABLE}formula"):
        return None
    text = "".join(cell.itertext()).strip()
    if kind:
        return text if _ERROR.fullmatch(text) else "#VALUE!"
    return text if _ERROR.fullmatch(text) else None
