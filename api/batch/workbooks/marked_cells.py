"""What a workbook says of its cells that its reader leaves out: errors, formulas that no program
has computed, cells that reach over several rows (.ods), and from which day numbers count.

An error that was read as nothing would be a silent row; so it is found here, and told.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from .biff_errors import errors_in_biff
from .open_document import OpenDocument, read_open_document

MarkedCells = Mapping[tuple[int, int], str]
"""By row, from 1, and column, from 0, what a cell says that its reader leaves out."""
FORMULA = "#FORMULA!"
"""In place of a formula's value: no program has computed it."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CELL = re.compile(r"([A-Z]+)([0-9]+)")


class Marked:
    """What was found of a workbook."""

    def __init__(
        self,
        epoch: str | None = None,
        cells: Mapping[str, MarkedCells] | None = None,
        spans: Mapping[str, Sequence[object]] | None = None,
    ) -> None:
        self.epoch = epoch
        self._cells = cells or {}
        self._spans = spans or {}

    def cells(self, sheet: str) -> MarkedCells:
        """The marked cells of a sheet."""
        return self._cells.get(sheet, {})

    def spans(self, sheet: str) -> Sequence[object]:
        """The cells of a sheet that reach over several rows: the first and the last place."""
        return self._spans.get(sheet, ())


def marked_in(path: Path) -> Marked:
    """What a workbook says of its cells, by how it is written."""
    if not zipfile.is_zipfile(path):
        epoch, cells = errors_in_biff(path.read_bytes())
        return Marked(epoch, cells)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "content.xml" in names:
            found: OpenDocument = read_open_document(archive)
            return Marked(None, found.errors, found.spans)
        if "xl/workbook.xml" in names:
            return _of_office(archive)
    return Marked()


def _of_office(archive: zipfile.ZipFile) -> Marked:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    said = next((one for one in book.iter() if one.tag.endswith("}workbookPr")), None)
    late = said is not None and said.get("date1904") in ("1", "true")
    targets = _targets(archive)
    cells = {}
    for one in book.iter():
        if one.tag.endswith("}sheet"):
            relation = next((v for k, v in one.attrib.items() if k.endswith("}id")), "")
            if (part := targets.get(relation)) and part in archive.namelist():
                cells[one.get("name", "")] = _marked_on(archive, part)
    return Marked("Excel 1904" if late else "Excel 1900", cells)


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where each sheet stands in the archive, by its relation."""
    if "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    return {
        one.get("Id", ""): one.get("Target", "").removeprefix("/xl/").join(("xl/", ""))
        for one in root
    }


def _marked_on(archive: zipfile.ZipFile, part: str) -> MarkedCells:
    found: dict[tuple[int, int], str] = {}
    with archive.open(part) as file:
        for _, cell in ElementTree.iterparse(file):
            if cell.tag.endswith("}c"):
                text = _mark(cell)
                place = _CELL.fullmatch(cell.get("r", ""))
                if text and place:
                    found[int(place[2]), _column(place[1])] = text
                cell.clear()
            elif cell.tag.endswith("}row"):
                cell.clear()
    return found


def _mark(cell: ElementTree.Element) -> str | None:
    parts = {one.tag.rpartition("}")[2]: one.text for one in cell}
    if cell.get("t") == "e":
        return parts.get("v") or "#VALUE!"
    return FORMULA if "f" in parts and not parts.get("v") and cell.get("t") != "str" else None


def _column(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1
