"""Tables can be read at every width: no word is broken, no column is too narrow for a text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from builders import change, established, instrument
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.terminal.tables.layout import (
    LONGEST_WORD,
    READABLE,
    AnswerTable,
    stacked,
)
from printed import shows
from rich.console import Console
from running import run

SIDES = "--from valid_on=2024-02-25,known_on=2024-02-15 --to valid_on=2024-02-25"
QUESTIONS = {
    "show": "Export of dual-use items to close partners",
    "show NL009": "An agreement approved by the US State Department (TAA, MLA or WDA) covers the",
    "show statements NL002": "Records of exports|NL002 was used 37 times in the past year",
    "show reports": "Minister van Buitenlandse Zaken",
    "history NL009": "court_amendment_ordered",
    "timeline NL009": "Since 20 February 2024 export and transit of F-35 goods to Israel",
    f"diff NL009 {SIDES}": "April 2025 is the first time that Israel is excluded",
    "check --licence NL009 --activity export --goods ML10 --origin NL --destination IL "
    "--programme F-35 --date 2024-02-25": "the regulation and the judgment that led to it",
}
"""Questions of the built-in record, and what each answer says somewhere."""


def printed(table: AnswerTable, width: int) -> str:
    written = io.StringIO()
    Console(width=width, file=written, markup=False, emoji=False).print(stacked(table))
    return written.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("line", QUESTIONS, ids=lambda line: " ".join(line.split()[:3]))
def test_no_line_is_too_long_and_no_word_is_broken(
    line: str, width: int, built_in_database: str
) -> None:
    told = run(line, built_in_database, COLUMNS=str(width)).stdout
    assert max(map(len, told.splitlines())) <= width
    assert any(shows(told, one) for one in QUESTIONS[line].split("|"))
    wide = run(line, built_in_database, COLUMNS="1000").stdout.split()
    ids = {word for word in wide if "#" in word and len(word) <= LONGEST_WORD}
    assert ids - set(told.split()) == set()


def test_the_history_has_no_column_three_characters_wide(built_in_database: str) -> None:
    for width in (60, 80, 120, 200):
        shown = run("history NL009", built_in_database, COLUMNS=str(width)).stdout
        assert "in force " in shown
        assert "from 2016-10-01 " in shown
        told = shown.split()
        for whole in ("position", "court_amendment_ordered", "2024-02-12", "ghdha-2024-191#1"):
            assert whole in told


CELLS = st.text("ab cd-", min_size=1, max_size=120)


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=5), st.data())
def test_a_table_shows_all_its_cells_and_breaks_no_word(
    rows: list[list[str]], data: st.DataObject
) -> None:
    width = data.draw(st.integers(20 + LONGEST_WORD, 240))
    table = AnswerTable("change", "about", "by", "says")
    for row in rows:
        table.add(*row)
    told = printed(table, width)
    assert max(map(len, told.splitlines())) <= width
    for one in (cell for row in rows for cell in row):
        assert shows(told, one)
        readable = (chunk for chunk in one.split() if len(chunk) <= READABLE)
        for word in (part for chunk in readable for part in chunk.replace("-", " ").split()):
            assert word in told


def test_what_is_too_wide_side_by_side_stands_below_each_other() -> None:
    table = AnswerTable("change", "by", "says")
    table.add("stcrt-2024-5435#2", "Minister", "April 2025 is the first time " * 3)
    table.add("stcrt-2024-5435#3", "", "So it is")
    assert printed(table, 80).splitlines()[0].split() == ["change", "by", "says"]
    narrow = [line.rstrip() for line in printed(table, 40).splitlines()]
    assert narrow[0] == "change  stcrt-2024-5435#2"
    assert narrow[-2:] == ["change  stcrt-2024-5435#3", "says    So it is"]


def test_the_disputes_of_a_timeline_stand_by_the_day_they_were_published(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'ledger.db'}"
    said = {"about": "NL1", "by": "A", "disputes": True}
    late = change("statement_recorded", says="It is late.", **said)
    early = change("statement_recorded", says="It is early.", **said)
    ledger = ledger_at(database)
    ledger.record(instrument("a", established(from_="2012-07-01")), "the test")
    ledger.record(instrument("b", late, published_on="2025-06-24"), "the test")
    ledger.record(instrument("c", early, published_on="2023-01-01"), "the test")
    ledger.close()
    told = run("timeline NL1", database).stdout
    picture, _, below = told.partition("days of change")
    assert "b#1" not in picture
    assert below.index("2012-07-01") < below.index("2023-01-01") < below.index("2025-06-24")
    assert below.index("It is early.") < below.index("It is late.")
