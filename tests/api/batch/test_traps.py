"""What spreadsheets do to shipments: each is read right, or told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from licence_ledger.api.batch.mapping.applying import mapped_portions
from licence_ledger.api.batch.mapping.file_mapping import FileMapping
from licence_ledger.api.batch.mapping.preparing import propose_mapping
from licence_ledger.api.batch.meanings.date_forms import forms_in
from licence_ledger.api.batch.meanings.values_meant import meaning_of
from licence_ledger.api.batch.workbooks.sheets import opened_workbook
from licence_ledger.api.texts import FileError

DATA = Path(__file__).parents[2] / "data"
HEADINGS = ["Datum", "Lijstpost", "Bestemming"]


def workbook(folder: Path, *rows: list[Any], sheet: str = "Blad1") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(folder / "s.xlsx")
    return folder / "s.xlsx"


def said(path: Path, mapping: FileMapping | None = None) -> list[dict[str, str]]:
    found = mapping or propose_mapping(path)
    return [row for one in mapped_portions([path], found) for row in one.rows.all_said()]


@pytest.mark.parametrize(
    ("field", "text", "means"),
    [
        ("goods", "5A002a", "5A002.a"),
        ("goods", "5a 002 A 1", "5A002.a.1"),
        ("goods", "ml 11", "ML11"),
        ("goods", "ML01", "ML1"),
        ("goods", "1e002", "1E002"),
        *(("goods", one, "?") for one in ("100", "1E+02", "1,00E+02", "ML10-11", "5A002a-c")),
        *(("goods", one, "?") for one in ("5A002/5D002", "5A002 (crypto)", "EAR99", "5AOO2")),
        ("destination", "Duitsland", "DE"),
        ("destination", "DE - Duitsland", "DE"),
        ("destination", "Turkije (TR)", "TR"),
        *(("destination", one, "?") for one in ("Congo", "Korea", "NA", "DE België", "Duitslnd")),
        *(("destination", one, "?") for one in ("BelgiÃ«", "Saint Martin", "EU", "-", "n.v.t.")),
        ("activity", "Uitvoer", "export"),
        ("activity", "levering", "?"),
        ("licence", "nl 009", "NL009"),
        ("licence", "9", "?"),
        ("programme", "geen", "none"),
        ("programme", "n.v.t.", "?"),
    ],
)
def test_a_word_means_one_thing_or_is_asked(field: str, text: str, means: str) -> None:
    found = meaning_of(field, text)
    assert found is not None
    assert found.means == means


def test_the_form_of_days_is_decided_over_the_whole_column() -> None:
    assert forms_in({"01-03-2025": 5}).forms["9-9-9999"].is_open
    settled = forms_in({"01-03-2025": 5, "13-03-2025": 1}).forms["9-9-9999"]
    assert (settled.means, settled.rows) == ("DD-MM-YYYY", 6)
    both = forms_in({"13-03-2025": 1, "03-13-2025": 1}).forms["9-9-9999"]
    assert both.is_open
    assert forms_in({"31-02-2025": 2, "13-02-2025": 1}).faulty == {"31-02-2025": 2}


def test_days_that_a_spreadsheet_may_have_changed_round_are_asked(tmp_path: Path) -> None:
    rows = [[date(2025, 4, 3), "ML10", "DE"], ["13-04-2025", "ML10", "DE"]]
    questions = propose_mapping(workbook(tmp_path, HEADINGS, *rows)).open_questions()
    assert len(questions) == 1
    assert "changed day and month round" in questions[0]


def test_an_error_in_a_cell_and_a_formula_without_a_value_are_faults_of_their_rows(
    tmp_path: Path,
) -> None:
    rows = [["13-03-2025", "=1/0", "DE"], ["14-03-2025", "ML10", "DE"], ["15-03-2025", "x", "DE"]]
    path = workbook(tmp_path, HEADINGS, *rows)
    book = openpyxl.load_workbook(path)
    book.active["B4"] = "#N/A"
    book.active["B4"].data_type = "e"
    book.save(path)
    (portion,) = mapped_portions([path], propose_mapping(path))
    assert sorted(portion.faults) == [0, 2]
    assert "`#FORMULA!`" in portion.faults[0]
    assert "`#N/A`" in portion.faults[2]


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_an_error_in_a_workbook_that_libreoffice_wrote_is_told(ending: str) -> None:
    path = DATA / "workbooks" / f"errors.{ending}"
    with opened_workbook(path) as book:
        texts = [row.texts[1] for row in book.rows("Blad1")]
    assert texts == ["Lijstpost", "#DIV/0!", "ML10"]
    (portion,) = mapped_portions([path], propose_mapping(path))
    assert list(portion.faults) == [0]


def test_headings_further_down_empty_rows_and_totals_lose_no_row(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Overzicht", None, None],
        [],
        HEADINGS,
        ["13-03-2025", "ML10", "DE"],
        [],
        [45731, "ML10", "\u00a0BE "],
        ["Totaal", None, 2],
    ]
    path = workbook(tmp_path, *rows)
    mapping = propose_mapping(path)
    assert mapping.fields["destination"].values["2"].is_open
    mapping.fields["destination"].values.pop("2")  # type: ignore[attr-defined]
    (portion,) = mapped_portions([path], mapping)
    assert portion.also["row"].to_pylist() == [4, 6, 7]
    assert [row.get("date") for row in portion.rows.all_said()] == [
        "2025-03-13",
        "2025-03-15",
        None,
    ]
    assert list(portion.faults) == [2]


def test_several_sheets_with_rows_are_asked_and_a_hidden_one_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEADINGS, ["13-03-2025", "ML10", "DE"])
    book = openpyxl.load_workbook(path)
    for name, state in (("Blad2", "visible"), ("Oud", "hidden")):
        sheet = book.create_sheet(name)
        sheet.append(HEADINGS)
        sheet.append(["14-03-2025", "ML10", "DE"])
        sheet.sheet_state = state
    book.save(path)
    mapping = propose_mapping(path)
    assert len(mapping.open_questions()) == 3
    assert set(mapping.read.sheets) == {"Blad1", "Blad2"}
    assert "the sheet `Oud` is hidden, and not read" in mapping.notes


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_file_at_an_address_is_read_and_one_that_is_not_there_is_told(
    address: str, tmp_path: Path
) -> None:
    workbook(tmp_path, HEADINGS, ["13-03-2025", "ML10", "DE"])
    assert propose_mapping(f"{address}/s.xlsx").rows == 1
    with pytest.raises(FileError, match="cannot be fetched: File not found"):
        propose_mapping(f"{address}/none.xlsx")
