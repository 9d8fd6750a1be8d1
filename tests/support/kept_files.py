"""Files of shipments as exporters keep them, made here, each with its clean twin.

`python tests/support/kept_files.py` writes them all to `tests/files/`. Every file says the
shipments of its twin, in words, dates and a layout of its own; `ANSWERS` are what its keeper
answers to what `prepare` leaves open.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

FILES = Path(__file__).parents[1] / "files"
FIELDS = ("date", "licence", "activity", "goods", "origin", "destination", "programme", "exporter")
NAMES = ("ref", *FIELDS)
Row = tuple[str, ...]
CLEAN: tuple[Row, ...] = (
    ("S-01", "2016-11-03", "NL009", "export", "ML10", "NL", "US", "F-35", "Werf Café BV"),
    ("S-02", "2019-05-14", "NL009", "export", "ML10", "NL", "IL", "F-35", "Werf Café BV"),
    ("S-03", "2024-02-12", "NL009", "export", "ML11.a", "NL", "IL", "F-35", "Werf Café BV"),
    ("S-04", "2024-02-20", "NL009", "export", "ML10", "NL", "IL", "F-35", "Depot"),
    ("S-05", "2024-02-07", "NL009", "transfer", "ML10", "NL", "BE", "F-35", "Depot"),
    ("S-06", "2025-04-07", "NL007", "export", "ML13", "NL", "IL", "none", "Depot"),
    ("S-07", "2025-04-08", "NL007", "export", "ML13", "NL", "IL", "none", "Depot"),
    ("S-08", "2025-04-09", "NL010", "export", "5A002.a", "NL", "KR", "none", "Depot"),
    ("S-09", "2020-06-30", "NL007", "export", "ML13", "NL", "TR", "none", "Depot"),
    ("S-10", "2021-03-02", "NL007", "transit", "ML13", "DE", "CD", "none", "Depot"),
    ("S-11", "2022-12-31", "NL009", "export", "ML10", "NL", "GB", "F-35", "Depot"),
    ("S-12", "2023-01-05", "NL010", "export", "1E002", "NL", "CH", "none", "Depot"),
)
DUTCH = ("Kenmerk", "Datum", "Vergunning", "Activiteit", "Lijstpost", "Herkomst")
DUTCH_HEADINGS = (*DUTCH, "Bestemming", "Programma", "Exporteur")
GERMAN_HEADINGS = (
    *("Beleg", "Versanddatum", "Genehmigung", "activity", "Ausfuhrlistennummer"),
    *("Ursprungsland", "Bestimmungsland", "programme", "Ausführer"),
)
_DUTCH_WORDS = {
    "export": "uitvoer",
    "transfer": "overbrenging",
    "transit": "Doorvoer",
    "ML10": "ml 10",
    "ML11.a": "ML11a",
    "5A002.a": "5A002a",
    "NL": "Nederland",
    "US": "Verenigde Staten",
    "IL": "Israël",
    "BE": "België ",
    "KR": "Zuid-Korea",
    "TR": "Turkije",
    "DE": "duitsland",
    "CD": "Congo",
    "GB": "VK",
    "CH": "Zwitserland",
    "none": "geen",
}
_GERMAN_WORDS = {
    **{"export": "Ausfuhr", "transfer": "Verbringung", "transit": "Durchfuhr", "none": "keine"},
    **{"NL": "Niederlande", "US": "USA", "IL": "Israel", "BE": "Belgien", "KR": "Südkorea"},
    **{"TR": "Türkei", "DE": "Deutschland", "CD": "Kongo, Dem. Rep.", "GB": "Großbritannien"},
    **{"CH": "Schweiz", "5A002.a": "5A002 a", "ML11.a": "ML 11 a"},
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def dutch(row: Row, form: str = "%d-%m-%Y") -> list[str]:
    """A shipment in Dutch."""
    said = [row[0], day(row[1]).strftime(form), *row[2:]]
    return [_DUTCH_WORDS.get(one, one) for one in said]


def german(row: Row) -> list[str]:
    """A shipment in German."""
    said = [row[0], day(row[1]).strftime("%d.%m.%Y"), *row[2:]]
    return [_GERMAN_WORDS.get(one, one) for one in said]


def delimited(
    path: Path, rows: Iterable[Sequence[str]], encoding: str, separator: str = ";", before: str = ""
) -> None:
    """Rows as a CSV file of some dialect."""
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(before)
        csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows(rows)


# -- the twelve ----------------------------------------------------------------------------


def dutch_excel_csv(path: Path) -> None:
    """A CSV file as Excel in Dutch saves it: semicolons, Windows-1252, `sep=`."""
    delimited(path, [DUTCH_HEADINGS, *map(dutch, CLEAN)], "cp1252", before="sep=;\r\n")


def sap_export(path: Path) -> None:
    """An export of SAP in German: UTF-16, tabs, a title above, a total below."""
    total = ["", "", "", "", "", "", "", "", "Summe 12"]
    rows = [GERMAN_HEADINGS, *map(german, CLEAN), total]
    delimited(path, rows, "utf-16", "\t", before="Ausfuhren\r\n\r\n")


def old_terminal(path: Path) -> None:
    """A list of an old system: code page 850, strokes between, days without strokes."""
    rows = [DUTCH_HEADINGS, *(dutch(row, "%Y%m%d") for row in CLEAN)]
    delimited(path, rows, "cp850", "|")


def american(path: Path) -> None:
    """A CSV file from the United States: month first."""
    names = ("id", "Date of shipment", "License No", "activity", "ECCN", "Country of origin")
    headings = (*names, "Country of destination", "Program", "exporter")
    rows = [[row[0], day(row[1]).strftime("%m/%d/%Y"), *row[2:]] for row in CLEAN]
    delimited(path, [headings, *rows], "utf-8", ",")


def words_for_months(path: Path) -> None:
    """A CSV file with UTF-8's mark and the names of months."""
    names = (
        "januari februari maart april mei juni juli augustus september oktober november december"
    )
    months = names.split()

    def said(row: Row) -> list[str]:
        own, when = dutch(row), day(row[1])
        return [own[0], f"{when.day} {months[when.month - 1]} {when.year}", *own[2:]]

    delimited(path, [DUTCH_HEADINGS, *map(said, CLEAN)], "utf-8-sig")


def workbook(path: Path) -> None:
    """A workbook as it is kept: a title, an empty row, real dates, a total, a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Zendingen"
    sheet["A1"] = "Overzicht uitvoer"
    sheet["A1"].font = Font(bold=True)
    sheet.merge_cells("A1:D1")
    for column, name in enumerate((*DUTCH_HEADINGS, "Marge"), 1):
        sheet.cell(3, column, name)
    for number, row in enumerate(CLEAN, 4):
        number += number > 9  # an empty row between
        for column, text in enumerate(dutch(row), 1):
            sheet.cell(number, column, text.replace(" ", "\u00a0"))
        when = sheet.cell(number, 2, day(row[1]))
        when.number_format = "DD-MM-YYYY"
        sheet.cell(number, 10, 0.21).number_format = "0%"
    sheet.cell(18, 1, "Totaal")
    sheet.cell(18, 10, 2.52)
    old = book.create_sheet("Archief")
    old.append(DUTCH_HEADINGS)
    old.append(dutch(CLEAN[0]))
    old.sheet_state = "hidden"
    book.save(path)


def workbook_of_1904(path: Path) -> None:
    """A workbook that counts from 1904, whose days are numbers without a format."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(DUTCH_HEADINGS)
    for row in CLEAN:
        own = dutch(row)
        sheet.append([own[0], (day(row[1]) - date(1904, 1, 1)).days, *own[2:]])
    book.save(path)


def codes_as_numbers(path: Path) -> None:
    """A workbook in which a code became a number, days texts, and a country one merged cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(DUTCH_HEADINGS)
    for row in CLEAN:
        own: list[Any] = dutch(row)
        own[4] = 100 if row[4] == "1E002" else own[4]
        sheet.append(own)
    sheet["G8"] = None  # S-07: the country stands in the cell above, which reaches down
    sheet.merge_cells("G7:G8")
    book.save(path)


def workbook_of_1997(path: Path) -> None:
    """A workbook of Excel 97."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Blad1")
    style = xlwt.easyxf(num_format_str="D-MMM-YY")
    for column, name in enumerate(GERMAN_HEADINGS):
        sheet.write(0, column, name)
    for number, row in enumerate(CLEAN, 1):
        for column, text in enumerate(german(row)):
            if column == 1:
                sheet.write(number, column, day(row[1]), style)
            else:
                sheet.write(number, column, text)
    book.save(str(path))


def open_document(path: Path) -> None:
    """An OpenDocument spreadsheet with real dates and a cell over two rows."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Uitvoer")
    document.spreadsheet.addElement(table)
    for number, row in enumerate([DUTCH_HEADINGS, *map(dutch, CLEAN)]):
        line = TableRow()
        for column, text in enumerate(row):
            line.addElement(_cell(number, column, text))
        table.addElement(line)
    document.save(str(path))


def _cell(number: int, column: int, text: str) -> Any:
    if number and column == 1:
        return TableCell(valuetype="date", datevalue=CLEAN[number - 1][1])
    if (number, column) == (7, 6):
        return CoveredTableCell()
    more = {"numberrowsspanned": 2, "numbercolumnsspanned": 1} if (number, column) == (6, 6) else {}
    cell = TableCell(valuetype="string", **more)
    cell.addElement(P(text=text))
    return cell


def typed_parquet(path: Path) -> None:
    """A Parquet file of a warehouse: moments, and texts as dictionaries."""
    rows = [dutch(row) for row in CLEAN]
    columns: dict[str, Any] = {
        name: pa.array([row[n] for row in rows]).dictionary_encode()
        for n, name in enumerate(DUTCH_HEADINGS)
    }
    columns["Datum"] = pa.array([day(row[1]) for row in CLEAN]).cast(pa.timestamp("ms"))
    columns["gewicht"] = pa.array([1.5] * len(rows))
    pq.write_table(pa.table(columns), path)


def lines_of_a_program(path: Path) -> None:
    """NDJSON of a program, with days and words of its own."""
    rows = [dict(zip(DUTCH_HEADINGS, dutch(row, "%Y/%m/%d"), strict=True)) for row in CLEAN]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


KEPT: dict[str, Callable[[Path], None]] = {
    "excel-nl.csv": dutch_excel_csv,
    "sap.txt": sap_export,
    "terminal.csv": old_terminal,
    "us.csv": american,
    "maanden.csv": words_for_months,
    "zendingen.xlsx": workbook,
    "mac-1904.xlsx": workbook_of_1904,
    "codes.xlsx": codes_as_numbers,
    "excel-97.xls": workbook_of_1997,
    "uitvoer.ods": open_document,
    "magazijn.parquet": typed_parquet,
    "programma.ndjson": lines_of_a_program,
}
_CONGO = {"/columns/destination/values/Congo": "CD"}
_KONGO = {"/columns/destination/values/Kongo, Dem. Rep.": "CD"}
ANSWERS: dict[str, dict[str, str]] = {
    **dict.fromkeys(KEPT, _CONGO),
    "us.csv": {},
    **dict.fromkeys(("sap.txt", "excel-97.xls"), _KONGO),
    "codes.xlsx": {**_CONGO, "/columns/goods/values/100": "1E002"},
}
"""What `prepare` asks about each file, all of it, and what its keeper answers."""


def make(folder: Path = FILES) -> None:
    """Write all of them, and the one twin that they have."""
    folder.mkdir(exist_ok=True)
    delimited(folder / "twin.csv", [NAMES, *CLEAN], "utf-8", ",")
    for name, write in KEPT.items():
        write(folder / name)


if __name__ == "__main__":
    make()
