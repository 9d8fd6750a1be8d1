"""Whatever a text says, a spreadsheet shows it as it stands, and carries nothing of it out."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.pages.results.csv_cells import CsvCells
from licence_ledger.api.pages.results.reader import reader_of
from licence_ledger.api.pages.results.workbooks.book import Book

LONGEST = 32_767
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "<r>a</r>",
    "<r>\x01_x0041_</r>",
    "_x0041_",
    "a\x00b\x1fc",
    "\ufffe\uffff",
    "line\r\nbreak\n",
    " spaces ",
    "\U0001f6a2" * 20_000,
    "x" * 40_000,
    "1E002",
    "https://example.org",
    "{=1}",
]


def written(values: list[Any]) -> tuple[bytes, int]:
    """A workbook with a cell a line, and how many of its texts were cut."""
    sink = BytesIO()
    book = Book(sink, reader_of("en"))
    sheet = book.sheet("Texts")
    for line, value in enumerate(values):
        book.cells.write(sheet, line, 0, value)
    book.close()
    return sink.getvalue(), book.cells.cut


def decoded(text: str) -> str:
    """A text of a cell as ECMA-376 (22.9.2.19, ST_Xstring) means it."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def texts_of(data: bytes) -> dict[str, str]:
    """The texts of the cells of a first sheet, by their places; a formula is no text."""
    with ZipFile(BytesIO(data)) as parts:
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    assert sheet.find(f".//{_MAIN}f") is None
    return {
        cell.attrib["r"]: decoded("".join(one.text or "" for one in cell.iter(f"{_MAIN}t")))
        for cell in sheet.iter(f"{_MAIN}c")
        if cell.attrib["t"] == "inlineStr"
    }


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs",))
TEXTS = st.one_of(
    st.text(LETTERS, max_size=40),
    st.sampled_from(HOSTILE),
    st.text("=+-@<>r/_x0041&;\t\r\n'\"", max_size=12),
)


@settings(max_examples=examples(40))
@given(st.lists(TEXTS, max_size=20))
def test_a_text_is_read_back_as_it_was_or_its_cut_is_told(texts: list[str]) -> None:
    data, cut = written(texts)
    found = texts_of(data)
    for line, text in enumerate(texts, 1):
        read = found.get(f"A{line}", "")
        if units(text) <= LONGEST:
            assert read == text
        else:
            assert read[-1] == "…"
            assert text.startswith(read[:-1])
            assert LONGEST - 1 <= units(read) <= LONGEST
    assert cut == sum(units(text) > LONGEST for text in texts)


def test_hostile_texts_are_texts_to_another_reader_too() -> None:
    plain = [
        text for text in HOSTILE if text.isprintable() and len(text) < 100 and "_x" not in text
    ]
    data, _ = written(plain)
    cells = openpyxl.load_workbook(BytesIO(data)).active["A"]
    assert [cell.value for cell in cells] == plain
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (12, 12),
        (12.5, 12.5),
        (Decimal("0.10"), 0.1),
        (9_007_199_254_740_993, "9007199254740993"),
        (Decimal("1234567890.1234567"), "1234567890.1234567"),
        (float("nan"), "nan"),
    ],
    ids=["whole", "double", "decimal", "whole too long", "decimal too long", "no number"],
)
def test_a_number_that_a_cell_would_change_is_a_text(value: Any, read: Any) -> None:
    sheet = openpyxl.load_workbook(BytesIO(written([value])[0])).active
    assert sheet["A1"].value == read


# -- CSV ----------------------------------------------------------------------------------


def shown(cell: str) -> str:
    """What a spreadsheet shows of a cell that was written for it."""
    if found := re.fullmatch('="(.*)"', cell, re.DOTALL):
        return found[1]
    return cell.removeprefix("'") if cell[1:].lstrip(" ").startswith(tuple("=+-@\t\r")) else cell


CODES = st.one_of(
    TEXTS,
    st.from_regex(r"\A[-+]?[0-9.,:/ %eE-]{1,12}\Z"),
    st.from_regex(r"\A(?:[0-9]{1,2}[- ]?)?(?:mar|MAY|mei|dec|janv)[0-9]{0,4}\Z"),
)


@given(CODES, st.sampled_from(["nl", "en-GB", "de", "fr"]))
def test_what_csv_shows_is_the_text_and_no_formula(text: str, locale: str) -> None:
    cell = CsvCells(reader_of(locale=locale)).kept(text)
    assert shown(cell) == text or cell == text
    begins = cell.lstrip(" ")[:1]
    if begins in ("=", "+", "@", "\t", "\r", "-") and begins:
        figures = re.fullmatch(r'="[^"]*"|-?\d+(?:[.,]\d+)?', cell, re.DOTALL)
        assert figures, cell


@pytest.mark.parametrize(
    ("text", "dutch", "english"),
    [
        ("12,5", "12,5", '="12,5"'),
        ("12.5", '="12.5"', "12.5"),
        ("100", "100", "100"),
        ("-3", "-3", "-3"),
        ("0042", '="0042"', '="0042"'),
        ("1E002", '="1E002"', '="1E002"'),
        ("5A002.a", "5A002.a", "5A002.a"),
        ("1-2", '="1-2"', '="1-2"'),
        ("12345678901234567", '="12345678901234567"', '="12345678901234567"'),
        ("mrt 3", '="mrt 3"', "mrt 3"),
        ("MAR1", '="MAR1"', '="MAR1"'),
        ("ML10", "ML10", "ML10"),
        ("waar", '="waar"', '="waar"'),
    ],
)
def test_codes_are_kept_from_being_taken_for_numbers_and_days(
    text: str, dutch: str, english: str
) -> None:
    assert CsvCells(reader_of(locale="nl")).kept(text) == dutch
    assert CsvCells(reader_of(locale="en-GB")).kept(text) == english


def test_numbers_and_days_are_written_as_a_country_does() -> None:
    dutch, english = (CsvCells(reader_of(locale=one)) for one in ("nl", "en-US"))
    assert [dutch.written(v) for v in (1234.5, Decimal("0.10"), 7, date(2024, 2, 5))] == [
        "1234,5",
        "0,10",
        "7",
        "05-02-2024",
    ]
    assert [english.written(v) for v in (1234.5, date(2024, 2, 5))] == ["1234.5", "02/05/2024"]
