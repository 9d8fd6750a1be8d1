"""A wrong guess is impossible: a file in any dialect, form of days and spelling is judged as its
clean twin, or it is told what is open."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from judged_by_mapping import came_to, judged, register_of
from kept_files import delimited
from licence_ledger.api.batch.mapping.applying import mapped_portions
from licence_ledger.api.batch.mapping.preparing import propose_mapping
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.register.register import Register
from openpyxl.utils.datetime import CALENDAR_MAC_1904

EXAMPLES = int(os.environ.get("GUESS_EXAMPLES", "25"))
FIELDS = ("date", "licence", "activity", "goods", "origin", "destination", "programme")
HEADINGS = {
    "date": ("date", "Datum", "Verzenddatum", "shipment date", "Datum ", "DATUM", "Leverdatum"),
    "licence": ("licence", "Vergunning", "License No", "vergunningsnr."),
    "activity": ("activity", "Activiteit", "Soort transactie"),
    "goods": ("goods", "Lijstpost", "ECCN", "Goederen", "code"),
    "origin": ("origin", "Oorsprong", "Land van herkomst", "Land"),
    "destination": ("destination", "Bestemming", "Land van bestemming", "Land", "destinaton"),
    "programme": ("programme", "Programma", "project"),
}
WORDS = {
    "NL009": ("NL009", "nl 009", "NL-009", " NL009", "9"),
    "NL007": ("NL007", "nl007"),
    "NL010": ("NL010", "NL 010"),
    "export": ("export", "uitvoer", "Uitvoer ", "EXPORT", "ausfuhr", "levering"),
    "transit": ("transit", "doorvoer", "Durchfuhr"),
    "ML10": ("ML10", "ml 10", "ML\u00a010", "ML 10", "ML-10", "Ml10", "10"),
    "ML13": ("ML13", "ml13", "ML 13"),
    "5A002.a": ("5A002.a", "5A002a", "5a002 A", "5A002(a)", "5A002.a en 5D002"),
    "1E002": ("1E002", "1e002", "1E+02", "100"),
    "NL": ("NL", "nl", "Nederland", "NLD", "Holland", "the Netherlands", "Niederlande"),
    "IL": ("IL", "Israël", "Israel", "ISR", "il", "IL Israël", "Isra\u00ebl "),
    "US": ("US", "USA", "Verenigde Staten", "VS", "U.S.A."),
    "CD": ("CD", "COD", "Congo", "Congo-Kinshasa"),
    "KR": ("KR", "Zuid-Korea", "Korea", "South Korea"),
    "NA": ("Namibia", "Namibië", "NA"),
    "F-35": ("F-35", "F35", "f 35", "F\u201135"),
    "none": ("none", "geen", "n.v.t.", "-"),
}
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def since_1904(one: date) -> str:
    """A day as the number that a workbook counts from 1904, if it says that it does so."""
    return str((one - date(1904, 1, 1)).days)


FORMS: tuple[Callable[[date], str], ...] = (
    date.isoformat,
    lambda one: one.strftime("%d-%m-%Y"),
    lambda one: one.strftime("%m/%d/%Y"),
    lambda one: f"{one.day}-{one.month}-{one.year}",
    lambda one: one.strftime("%d.%m.%y"),
    lambda one: one.strftime("%Y%m%d"),
    lambda one: one.strftime("%d%m%Y"),
    lambda one: str((one - date(1899, 12, 30)).days),
    since_1904,
    lambda one: one.strftime("%Y-%m-%d 00:00:00"),
    lambda one: f"{one.day} {MONTHS[one.month - 1]} {one.year}",
)


def changed_round(one: date) -> str:
    """A day as a spreadsheet leaves it that reads days as its own country writes them, where it
    can."""
    return one.strftime("%Y-%d-%m" if one.day <= 12 else "%d-%m-%Y")


ANY_DAY = some.integers(0, 12 * 365).map(lambda n: date(2014, 1, 1) + timedelta(days=n))
DAYS = some.one_of(ANY_DAY, ANY_DAY.map(lambda one: one.replace(day=1 + one.day % 12)))

CLEAN_ROWS = some.tuples(
    DAYS,
    some.sampled_from(("NL009", "NL007", "NL010")),
    some.sampled_from(("export", "transit")),
    some.sampled_from(("ML10", "ML13", "5A002.a", "1E002")),
    some.just("NL"),
    some.sampled_from(("IL", "US", "CD", "KR", "NA")),
    some.sampled_from(("F-35", "none")),
)


@pytest.fixture(scope="module")
def register(built_in_database: str) -> Iterator[Register]:
    with register_of(built_in_database) as found:
        yield found


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=some.data())
def test_a_file_is_judged_as_its_twin_or_told(register: Register, data: Any) -> None:
    rows = data.draw(some.lists(CLEAN_ROWS, min_size=1, max_size=6))
    late = any(row[0].day > 12 for row in rows)  # else nobody could tell
    form = data.draw(some.sampled_from((*FORMS, *((changed_round,) if late else ()))))
    most = data.draw(some.sampled_from((2, 2, 9)))  # of two spellings neither is ever open
    headings = [data.draw(some.sampled_from(HEADINGS[name][:most])) for name in FIELDS]
    said = [
        [form(row[0]), *(data.draw(some.sampled_from(WORDS[word][:most])) for word in row[1:])]
        for row in rows
    ]
    order = data.draw(some.permutations(range(len(FIELDS))))
    lines = [[line[n] for n in order] for line in (headings, *said)]
    with tempfile.TemporaryDirectory() as folder:
        clean = [FIELDS, *([row[0].isoformat(), *row[1:]] for row in rows)]
        delimited(Path(folder) / "twin.csv", clean, "utf-8", ",")
        path = _written(Path(folder), lines, form is since_1904, data)
        twin = [came_to(row) for row in judged(register, Path(folder) / "twin.csv")]
        found = _judged_or_told(register, path)
        read = [] if found is None else _read(path)
    if found is not None:
        for one, row in zip(read, rows, strict=True):
            clean_row = dict(zip(FIELDS, (row[0].isoformat(), *row[1:]), strict=True))
            del clean_row["programme"]  # each of its spellings is the programme's name
            assert one is None or one.items() >= clean_row.items()
        assert len(found) == len(rows)
        assert all(
            one == ("faulty",) or one == other for one, other in zip(found, twin, strict=True)
        )


def _read(path: Path) -> list[dict[str, str] | None]:
    """What each row was read for; None of a faulty one."""
    (portion,) = mapped_portions([path], propose_mapping(path))
    said = list(portion.rows.all_said())
    return [None if n in portion.faults else one for n, one in enumerate(said)]


def _judged_or_told(register: Register, path: Path) -> list[Any] | None:
    """What each row came to; None where something is open."""
    mapping = propose_mapping(path)
    if mapping.open_questions():
        with pytest.raises(QuestionError):
            judged(register, path, mapping)
        return None
    if not set(FIELDS) <= set(mapping.fields):
        return None  # a column is carried, and it is told of which field there is none
    return [came_to(row) for row in judged(register, path, mapping)]


def _written(folder: Path, lines: list[list[str]], late: bool, data: Any) -> Path:
    kind = data.draw(some.sampled_from(("csv", "xlsx")))
    path = folder / f"shipments.{kind}"
    before = data.draw(some.integers(0, 2))
    if kind == "csv":
        encodings = ["utf-8", "utf-8-sig", "utf-16"]
        text = "".join(map("".join, lines))
        for one in ("cp1252", "cp850", "mac-roman"):
            try:
                text.encode(one)
                encodings.append(one)
            except UnicodeEncodeError:
                continue
        encoding = data.draw(some.sampled_from(encodings))
        separator = data.draw(some.sampled_from((";", ",", "\t", "|")))
        delimited(path, lines, encoding, separator, "Overzicht\r\n" * before)
        return path
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if late else book.epoch
    for n in range(before):
        book.active.cell(n + 1, 1, "Overzicht")
    for n, line in enumerate(lines, before + 1):
        for column, text in enumerate(line, 1):
            number = int(text) if text.isdecimal() and data.draw(some.booleans()) else text
            book.active.cell(n, column, number)
    book.save(path)
    return path
