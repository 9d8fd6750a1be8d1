"""What came of a file as people open it: a workbook, or CSV as a country's spreadsheets read it."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from licence_ledger.api.batch.evaluating import FaultyRowError, evaluate_files, prepared_run
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.pages.results import looking_up
from licence_ledger.api.pages.results.making import ForPeople, for_people
from licence_ledger.api.pages.results.workbooks import workbook as workbooks
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.register.register import Register

SHIPMENTS = """\
ref;datum;vergunning;goederen;bestemming;programma;gewicht
S-01;2016-11-03;NL009;ML10;US;F-35;12,5
S-02;2024-02-12;NL009;ML10;IL;F-35;1E002
S-03;2024-02-23;NL009;ML10;IL;F-35;007
S-02;2024-02-12;NL009;ML10;IL;F-35;1-2
S-05;2021-03-02;NL009;ML10;Israel;F-35;5
S-06;2021-03-02;NL009;ML10;Duitsland;F-35;=cmd|' /C calc'!A0
S-07;31-12-2022;NL009;ML10;US;F-35;+31 70 348 59 54
S-08;2023-01-15;NL009;ML10;US;;<r>é</r>
S-09;2022-08-01;;5A002.a.1;US;;4
S-10;1899-12-31;NL009;ML10;US;F-35;MAR1
"""
MAPPED = [
    "datum=date",
    "vergunning=licence",
    "goederen=goods",
    "bestemming=destination",
    "programma=programme",
]
DEFAULTS = ["activity=export", "origin=NL"]
Write = Callable[..., Path]


@pytest.fixture(scope="module")
def write(built_in_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Write]:
    """Judge a text of shipments, and write what came of it for people."""
    folder = tmp_path_factory.mktemp("results")
    with ExitStack() as stack:
        ledger = ledger_at(built_in_database)
        stack.callback(ledger.close)
        register = Register(ledger)

        def written(
            name: str,
            text: str = SHIPMENTS,
            source: Path = folder / "shipments.csv",
            strict: bool = False,
            **wanted: Any,
        ) -> Path:
            output = folder / name
            if source.suffix == ".csv":
                source.write_text(text, encoding="utf-8")
            asked = ForPeople(**wanted)
            assert asked.suits(output)
            with (
                prepared_run(register, str(source), {}, MAPPED, DEFAULTS, strict) as run,
                for_people(run, output, asked) as made,
            ):
                evaluate_files(run, output, lambda read: None, make=made.make)
            written.told = made.told()  # type: ignore[attr-defined]
            return output

        written.folder = folder  # type: ignore[attr-defined]
        yield written


@pytest.fixture(scope="module")
def dutch(write: Write) -> Any:
    """The shipments as a workbook in Dutch."""
    return openpyxl.load_workbook(write("dutch.xlsx", language="nl", key="ref"))


def cells(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet, by the names of its columns."""
    names, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(names, row, strict=True)) for row in rows]


# -- a workbook ---------------------------------------------------------------------------


def test_a_workbook_has_a_summary_the_rows_their_causes_and_the_faults(dutch: Any) -> None:
    assert dutch.sheetnames == ["Samenvatting", "Zendingen", "Oorzaken", "Fouten", "Cijfers"]
    assert dutch.active.title == "Samenvatting"


def test_columns_of_the_exporter_stay_the_texts_that_they_are(dutch: Any) -> None:
    weights = [cell for cell in dutch["Zendingen"]["G"][1:]]
    said = [line.split(";")[-1] for line in SHIPMENTS.splitlines()[1:]]
    assert [cell.value for cell in weights] == said
    assert {cell.data_type for cell in weights} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in weights} == {"@"}


def test_a_day_is_a_day_and_what_is_none_stays_as_it_is(dutch: Any) -> None:
    days = dutch["Zendingen"]["B"][1:]
    assert days[0].value == datetime(2016, 11, 3)
    assert days[0].number_format == "dd-mm-yyyy"
    assert days[6].value == "31-12-2022"
    assert days[9].value == "1899-12-31"  # before the days that a spreadsheet counts


def test_each_row_is_told_in_words_why_until_when_and_what_to_do(dutch: Any) -> None:
    first, second, third, *_ = cells(dutch["Zendingen"])
    assert first["oordeel"] == "gedekt"
    assert first["waarom"] == "Ja: NL009 dekt dit op 3 november 2016."
    assert first["tot wanneer"] == "geen einde vastgelegd"
    assert "registration number" in first["wat te doen"]
    assert first["bron"].startswith("Stcrt. 2016, 44509")
    assert second["tot wanneer"] == datetime(2024, 2, 20)
    assert third["oordeel"] == "niet gedekt"
    assert third["tot wanneer"] == "geen einde vastgelegd"
    assert third["wat te doen"] == "Zoek een andere vergunning, of vraag er een aan."
    assert third["beslissende wijziging"] == "stcrt-2024-5435#2"


def test_an_open_row_says_what_it_would_have_to_say(dutch: Any) -> None:
    open_row = cells(dutch["Zendingen"])[7]
    assert open_row["oordeel"] == "onbeslist"
    assert open_row["wat te doen"] == "Vul van deze rij aan: programma."


def test_a_row_without_a_licence_names_those_that_cover_it_and_their_conditions(
    dutch: Any,
) -> None:
    row = cells(dutch["Zendingen"])[8]
    assert row["gedekt door"] == "EU001"
    assert row["waarom"] == "Ja: op 1 augustus 2022 dekt EU001 dit."
    assert "Only for items on Annex I" in row["wat te doen"]


def test_a_faulty_row_has_no_verdict_and_says_what_is_wrong(dutch: Any) -> None:
    row = cells(dutch["Zendingen"])[4]
    assert row["oordeel"] == "fout"
    assert row["waarom"] == "Zo'n land bestaat niet."
    assert row["wat eraan mankeert"].startswith("unknown_country: `Israel`")
    assert row["tot wanneer"] is None


def test_a_row_that_repeats_another_names_its_line(dutch: Any, write: Write) -> None:
    assert [row["gelijk aan rij"] for row in cells(dutch["Zendingen"])] == [
        *(None, None, None, 3),
        *(None, None, None, None, None, None),
    ]
    twice = "S-01;2016-11-03;NL009;ML10;US;F-35;1\n"
    other_number = SHIPMENTS + twice.replace("S-01", "S-11")
    by_question = openpyxl.load_workbook(write("by-question.xlsx", other_number))
    by_number = openpyxl.load_workbook(write("by-number.xlsx", other_number, key="ref"))
    assert cells(by_question["Shipments"])[10]["the same as row"] == 2
    assert cells(by_number["Shipments"])[10]["the same as row"] is None


def test_rows_are_filtered_below_a_heading_that_stays(dutch: Any) -> None:
    sheet = dutch["Zendingen"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:S11"


def test_verdicts_have_a_colour_and_their_word_in_bold(dutch: Any) -> None:
    column = [cell for cell in dutch["Zendingen"]["H"][1:]]
    looks = {cell.value: cell.fill.start_color.rgb for cell in column}
    assert len(set(looks.values())) == len(looks) == 4
    assert all(cell.font.bold for cell in column)


def test_causes_name_the_change_and_lead_to_the_publication(dutch: Any) -> None:
    sheet = dutch["Oorzaken"]
    rows = {(row["oordeel"], row["beslissende wijziging"]): row for row in cells(sheet)}
    cause = rows["niet gedekt", "stcrt-2024-5435#2"]
    assert cause["wat zij doet"] == "bestemming uitgesloten"
    assert cause["van kracht vanaf"] == datetime(2024, 2, 20)
    assert cause["rijen"] == 1
    places = [cell for column in sheet["J:K"] for cell in column if cell.hyperlink]
    links = {cell.value: cell.hyperlink.target for cell in places}
    published = "https://zoek.officielebekendmakingen.nl/stcrt-2024-5435.html"
    assert links[cause["gepubliceerd in"]] == published
    assert links[cause["artikelen"]].startswith("https://wetten.overheid.nl/BWBR")
    assert [row["rijen"] for row in cells(sheet)] == sorted(
        (row["rijen"] for row in cells(sheet)), reverse=True
    )


def test_faults_are_grouped_by_kind(dutch: Any) -> None:
    kinds = [(row["soort"], row["rijen"], row["eerste rij"]) for row in cells(dutch["Fouten"])]
    assert kinds == [
        ("Zo'n land bestaat niet.", 1, 7),
        ("Zo'n land bestaat niet.", 1, 6),
        ("Dit is niet te lezen.", 1, 8),
    ]


def test_the_summary_counts_and_draws_what_its_figures_say(dutch: Any) -> None:
    sheet = dutch["Samenvatting"]
    lines = [[cell.value for cell in row[:3]] for row in sheet.iter_rows()]
    assert lines[0][0] == "Uitkomst van shipments.csv"
    assert lines[1][0] == "rijen: 10; waarvan met fouten, zonder oordeel: 3"
    assert ["gedekt", "toegestaan", 4] in lines
    assert ["Zo'n land bestaat niet.", None, 2] in lines
    assert len(sheet._charts) == 4
    for chart in sheet._charts:
        for series in chart.series:
            name, area = series.val.numRef.f.split("!")
            values = [c.value for row in dutch[name.strip("'")][area.replace("$", "")] for c in row]
            assert all(isinstance(value, int) for value in values)
            assert series.graphicalProperties.pattFill is not None


def test_a_workbook_is_the_same_bytes_whenever_it_is_written(write: Write) -> None:
    first = write("first.xlsx").read_bytes()
    assert write("second.xlsx").read_bytes() == first


def test_rows_that_a_sheet_cannot_hold_go_on_in_the_next(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "ROWS_MOST", 4)
    book = openpyxl.load_workbook(write("parts.xlsx"))
    assert book.sheetnames[1:5] == ["Shipments", "Shipments 2", "Shipments 3", "Shipments 4"]
    assert [book[name].max_row for name in book.sheetnames[1:5]] == [4, 4, 4, 2]
    assert book["Shipments 2"]["A1"].value == "ref"
    assert cells(book["Faults"])[0]["first row"] == "Shipments 2, 4"
    assert any("the rows go on in Shipments 2" in one for one in write.told)  # type: ignore[attr-defined]


def test_a_text_that_no_cell_can_hold_is_cut_and_that_is_told(write: Write) -> None:
    long = SHIPMENTS.replace("12,5", "é" * 40_000)
    book = openpyxl.load_workbook(write("long.xlsx", long))
    text = cells(book["Shipments"])[0]["gewicht"]
    assert text == "é" * 32_766 + "…"
    assert any("texts that are cut" in one and "1" in one for one in write.told)  # type: ignore[attr-defined]
    assert any("texts that are cut" in str(row[0].value) for row in book["Summary"].iter_rows())


def test_a_file_without_rows_is_a_workbook_too(write: Write) -> None:
    book = openpyxl.load_workbook(write("empty.xlsx", SHIPMENTS.splitlines()[0] + "\n"))
    assert book.sheetnames[0] == "Summary"


def test_a_name_that_the_file_has_is_not_given_twice(write: Write) -> None:
    book = openpyxl.load_workbook(write("names.xlsx", SHIPMENTS.replace("gewicht", "why")))
    names = [cell.value for cell in book["Shipments"][1]]
    assert len(names) == len(set(names))
    assert "why *" in names


def test_a_column_that_is_not_there_cannot_number_shipments(write: Write) -> None:
    with pytest.raises(QuestionError, match="no column `reff`; did you mean `ref`"):
        write("wrong.xlsx", key="reff")


def test_numbers_days_and_moments_of_parquet_are_read_as_what_they_are(
    write: Write, tmp_path: Path
) -> None:
    rows = {
        "datum": pa.array([date(2016, 11, 3), None]),
        "vergunning": ["NL009", "NL009"],
        "goederen": ["ML10", "ML10"],
        "bestemming": ["US", "US"],
        "programma": ["F-35", "F-35"],
        "gewicht": pa.array([12.5, 3.0]),
        "aantal": pa.array([3, 9_007_199_254_740_993]),
        "delen": pa.array([["a", "b"], None]),
    }
    pq.write_table(pa.table(rows), tmp_path / "shipments.parquet")
    book = openpyxl.load_workbook(write("typed.xlsx", source=tmp_path / "shipments.parquet"))
    first, second = cells(book["Shipments"])
    assert (first["datum"], first["gewicht"], first["aantal"]) == (datetime(2016, 11, 3), 12.5, 3)
    assert first["delen"] == '["a","b"]'
    assert second["datum"] is None
    assert second["verdict"] == "faulty"
    assert second["aantal"] == "9007199254740993"


def test_lines_that_hold_no_object_stand_in_a_workbook_as_they_are(
    write: Write, tmp_path: Path
) -> None:
    path = tmp_path / "shipments.ndjson"
    sound = '{"datum":"2016-11-03","vergunning":"NL009","goederen":"ML10","bestemming":"US"}'
    path.write_text(f"{sound}\n=[1\n{sound}\n", encoding="utf-8")
    rows = cells(openpyxl.load_workbook(write("lines.xlsx", source=path))["Shipments"])
    assert [row["line"] for row in rows] == [None, "=[1", None]
    assert [row["verdict"] for row in rows] == ["undetermined", "faulty", "undetermined"]
    assert [row["the same as row"] for row in rows] == [None, None, 2]


def test_of_a_run_that_ends_early_nothing_is_left(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(FaultyRowError):
        write("strict.xlsx", strict=True)
    assert not list(tmp_path.iterdir())
    assert not (write.folder / "strict.xlsx").exists()  # type: ignore[attr-defined]


def test_more_questions_than_are_looked_up_are_told(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_up, "MOST", 2)
    book = openpyxl.load_workbook(write("many.xlsx"))
    found = [row["what to do"] for row in cells(book["Shipments"])]
    assert found[0] != found[8] == "Not looked up: ask this row by itself."
    assert any("it was not looked up" in one for one in write.told)  # type: ignore[attr-defined]


# -- CSV of a country ---------------------------------------------------------------------


def read_csv(path: Path, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_text("utf-8-sig")), delimiter=delimiter))


def test_csv_for_dutch_excel_has_semicolons_a_mark_and_dutch_days_and_words(
    write: Write,
) -> None:
    path = write("dutch.csv", locale="nl")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfref;datum;")
    first, second, third, *_ = read_csv(path, ";")
    assert second["tot wanneer"] == "20-02-2024"
    assert first["datum"] == "03-11-2016"
    assert first["gewicht"] == "12,5"
    assert first["oordeel"] == "gedekt"
    assert second["gewicht"] == '="1E002"'
    assert third["gewicht"] == '="007"'


def test_csv_carries_out_nothing(write: Write) -> None:
    weights = [row["gewicht"] for row in read_csv(write("formula.csv", locale="nl"), ";")]
    assert weights[5] == "'=cmd|' /C calc'!A0"
    assert weights[6] == '="+31 70 348 59 54"'
    assert weights[9] == '="MAR1"'


@pytest.mark.parametrize(
    ("locale", "delimiter", "day", "verdict"),
    [
        ("nl", ";", "03-11-2016", "gedekt"),
        ("en-GB", ",", "03/11/2016", "covered"),
        ("en-US", ",", "11/03/2016", "covered"),
        ("de", ";", "03.11.2016", "covered"),
        ("fr", ";", "03/11/2016", "covered"),
        ("de-CH", ";", "03.11.2016", "covered"),
    ],
)
def test_csv_is_written_as_a_country_writes_it(
    write: Write, locale: str, delimiter: str, day: str, verdict: str
) -> None:
    first, *_ = read_csv(write(f"{locale}.csv", locale=locale), delimiter)
    assert first["datum"] == day
    assert verdict in first.values()


def test_a_line_that_tells_the_separator_comes_first_where_it_is_asked(write: Write) -> None:
    path = write("sep.csv", locale="nl", key="ref", sep_line=True)
    first, rest = path.read_text("utf-8-sig").split("\n", 1)
    assert first.strip() == "sep=;"
    rows = list(csv.DictReader(StringIO(rest), delimiter=";"))
    assert rows[3]["gelijk aan rij"] == "4"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"locale": "klingon"}, "is no locale"),
        ({"locale": "nl", "language": "de"}, "is no language of results"),
    ],
)
def test_whom_nobody_can_write_for_is_told(write: Write, wanted: Any, told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        write("nobody.csv", **wanted)


def test_what_is_said_of_people_of_a_file_for_programs_is_told() -> None:
    assert not ForPeople().suits(Path("judged.csv"))
    assert not ForPeople().suits(Path("judged.parquet"))
    with pytest.raises(QuestionError, match="--for-excel nl"):
        ForPeople(language="nl").suits(Path("judged.csv"))
    with pytest.raises(QuestionError, match="written for programs"):
        ForPeople(locale="nl").suits(Path("judged.parquet"))
