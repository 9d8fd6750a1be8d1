"""A word of the full text is looked for where it stands, or `verify` says that it is not."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from builders import Case, established, instrument
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.proof.against import LedgerDoesNotHoldError
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.register.search import Search
from licence_ledger.projections.storage.log import open_log
from licence_ledger.projections.storage.sqlite.full_text import FULL_TEXT_TABLE, words_misplaced
from licence_ledger.projections.storage.sqlite.index import INDEX_WORDS

Change = Callable[[sqlite3.Connection, Any, random.Random], None]


def _left_out(table: sqlite3.Connection, row: Any, _: random.Random) -> None:
    table.execute("DELETE FROM t_idx WHERE segid = ? AND term = ?", row[:2])


def _of_other_letters(table: sqlite3.Connection, row: Any, chance: random.Random) -> None:
    own = row[1] if isinstance(row[1], bytes) else b"b"
    other = chance.choice([own[:-1], own + b"0", bytes([chance.randrange(97, 123)]), "a"])
    table.execute("UPDATE t_idx SET term = ? WHERE segid = ? AND term = ?", (other, *row[:2]))


def _to_another_page(table: sqlite3.Connection, row: Any, chance: random.Random) -> None:
    by = chance.choice((-4, -2, -1, 1, 2, 4))
    table.execute("UPDATE t_idx SET pgno = pgno + ? WHERE segid = ? AND term = ?", (by, *row[:2]))


@pytest.fixture(name="table", scope="module", params=[40, 200])
def _table(request: pytest.FixtureRequest) -> Iterator[tuple[sqlite3.Connection, list[str]]]:
    """Words in small pages of several segments, some of which were merged in part."""
    chance, words = random.Random(1), list[str]()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.execute(f"CREATE VIRTUAL TABLE t USING {FULL_TEXT_TABLE}")
        made.execute("INSERT INTO t(t, rank) VALUES ('pgsz', 64)")
        for number in range(request.param):
            own = ["".join(chance.choices("abé", k=chance.randrange(1, 9))) for _ in range(9)]
            words += own
            made.execute("INSERT INTO t(rowid, words) VALUES (?, ?)", (number, " ".join(own)))
        yield made, sorted({*words, "abab", "c"})


def _found(table: sqlite3.Connection, words: list[str]) -> list[Any]:
    statement = "SELECT rowid FROM t WHERE t MATCH ?"
    return [
        table.execute(statement, (f'"{word}"{more}',)).fetchall()
        for word in words
        for more in ("", "*")
    ]


@given(
    st.randoms(use_true_random=False),
    st.lists(st.sampled_from([_left_out, _of_other_letters, _to_another_page]), max_size=2),
)
def test_what_leads_to_words_leads_to_them_or_is_named(
    table: tuple[sqlite3.Connection, list[str]], chance: random.Random, changes: list[Change]
) -> None:
    held, words = table
    right = _found(held, words)
    held.execute("SAVEPOINT whole")
    try:
        for change in changes:
            rows = held.execute("SELECT segid, term, pgno FROM t_idx").fetchall()
            with suppress(sqlite3.IntegrityError):
                change(held, chance.choice(rows), chance)
        wrong = words_misplaced(lambda said, *values: held.execute(said, values).fetchall(), "t")
        assert changes or not wrong
        assert wrong or _found(held, words) == right
    finally:
        held.execute("ROLLBACK TO whole")
        held.execute("RELEASE whole")


def test_verify_tells_of_words_that_are_not_found_any_more(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.db")
    case = Case(*(instrument(f"i{n}", established(f"NL{n}")) for n in range(300)), database=path)
    assert Search(case.ledger).search("NL299", {})["hits"]
    case.ledger.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"DELETE FROM {INDEX_WORDS}_idx")
    case = Case(database=path)
    assert Search(case.ledger).search("NL299", {})["hits"] == []
    case.ledger.close()
    with closing(open_log(path)) as log, pytest.raises(LedgerDoesNotHoldError) as told:
        verify_log(log)
    assert f"{INDEX_WORDS}: words are looked for where they do not stand" in str(told.value)


def test_a_table_of_words_that_cannot_be_read_is_no_full_disk(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.db")
    Case(instrument("a", established()), database=path).ledger.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {INDEX_WORDS}_config SET v = 0")
    with closing(open_log(path)) as log, pytest.raises(LedgerError) as told:
        verify_log(log)
    assert "the disk" not in str(told.value)
