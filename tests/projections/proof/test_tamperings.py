"""Whatever is done to any table, index, page or byte of a ledger's file is named by `verify`, or
changes no answer; and what is looked up is never answered from once it is not whole."""

from __future__ import annotations

import gc
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.storage.log import open_log
from licence_ledger.projections.storage.sqlite.index import INDEX_TABLES, INDEX_WORDS
from tamperings import (
    FAILED,
    TAMPERINGS,
    Tampering,
    answers,
    change_a_row,
    change_an_index_row,
    ledger_with_all,
    questions,
)

MANY = int(os.environ.get("TAMPERINGS", "120"))
"""So many random changes, in ten parts."""
ASKED = int(os.environ.get("TAMPERED_ANSWERS", "60"))
"""So many answers must stay the same where a change is not named."""
PARTS = 10


@pytest.fixture(scope="module", name="whole")
def _whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tampered") / "whole.db"
    ledger_with_all(path)
    return path


@pytest.fixture(scope="module", name="right")
def _right(whole: Path) -> list[str]:
    return answers(whole, questions(ASKED))


def named(path: Path) -> str | None:
    """What `verify` says is wrong; None if all holds."""
    try:
        log = open_log(str(path))
        try:
            verify_log(log)
        finally:
            log.close()
    except LedgerError as error:
        return str(error)
    return None


def copied(whole: Path, folder: Path) -> Path:
    for name in ("tampered.db-wal", "tampered.db-shm"):
        (folder / name).unlink(missing_ok=True)
    return Path(shutil.copy(whole, folder / "tampered.db"))


def test_every_question_of_an_untouched_ledger_is_answered(whole: Path) -> None:
    found = answers(whole, questions(500))
    assert len(found) == 500
    assert FAILED not in found
    assert len(set(found)) > 150
    assert named(whole) is None


@pytest.mark.parametrize("part", range(PARTS))
def test_a_change_to_the_file_is_named_or_changes_no_answer(
    part: int, whole: Path, right: list[str], tmp_path: Path
) -> None:
    asked, found = questions(ASKED), Counter[str]()
    for number in range(part, MANY, PARTS):
        chance = random.Random(number)
        path = copied(whole, tmp_path)
        tampering = chance.choice(TAMPERINGS)
        done = tampering(path, chance)
        if named(path):
            found["named"] += 1
            continue
        assert answers(path, asked) == right, (number, tampering.__name__, done)
        found["harmless"] += 1
    print(dict(found))  # shown with -s
    assert found["named"] >= len(range(part, MANY, PARTS)) // 4


def beside_the_records(path: Path, chance: random.Random) -> str:
    """A row of anything that follows from the records."""
    tables = [
        *(f"index_{name}" for name in ("subjects", "orders", "completions", "words", "mentions")),
        *(f"index_{name}" for name in ("corrections", "spoken_of", "instruments", "lists")),
        *("log_heads", "log_hashes", "map_parts"),
    ]
    return change_a_row(path, chance, tables)


@pytest.mark.parametrize("tampering", [beside_the_records, change_an_index_row])
@pytest.mark.parametrize("part", range(5))
def test_an_answer_is_never_another_because_of_what_is_looked_up(
    tampering: Tampering, part: int, whole: Path, right: list[str], tmp_path: Path
) -> None:
    """Without `verify`: a question is answered as ever, or with an error about the file."""
    asked, failed = questions(ASKED), 0
    for number in range(part, MANY, PARTS):
        path = copied(whole, tmp_path)
        done = tampering(path, random.Random(number))
        for found, same in zip(answers(path, asked), right, strict=True):
            assert found in (same, FAILED), (number, done)
            failed += found == FAILED
    assert failed


@pytest.fixture(name="never_collected")
def _never_collected() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("never_collected")
def test_a_ledger_that_cannot_be_used_leaves_no_file_open(whole: Path, tmp_path: Path) -> None:
    asked, failed = questions(3), 0
    for number in range(24):
        path = copied(whole, tmp_path)
        beside_the_records(path, random.Random(number))
        failed += FAILED in answers(path, asked)
        held = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
        assert [one for one in held if one.startswith(str(path))] == [], number
    assert failed


@pytest.mark.parametrize("table", sorted(INDEX_TABLES.keys() - {"index_state"}))
def test_what_is_looked_up_and_is_no_text_is_no_name(
    whole: Path, right: list[str], table: str, tmp_path: Path
) -> None:
    path = copied(whole, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        kinds = [row[2] for row in connection.execute(f"PRAGMA table_info({table})")]
        nothing = ", ".join("0" if kind == "INTEGER" else "NULL" for kind in kinds)
        connection.execute(f"INSERT INTO {table} VALUES ({nothing})")
        connection.commit()
    asked = 20
    found = answers(path, questions(ASKED)[:asked])
    assert all(one in (FAILED, was) for one, was in zip(found, right[:asked], strict=True))
    assert named(path) is not None


@pytest.mark.filterwarnings("error")
def test_a_word_in_another_place_is_named_and_nothing_stays_open(
    whole: Path, tmp_path: Path
) -> None:
    """The words that would have come after it are not read, neither here nor later."""
    path = copied(whole, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"INSERT INTO {INDEX_WORDS} (rowid, words) VALUES (1, '0')")
        connection.commit()
    assert "index_full_text, 0: it is another" in str(named(path))
    gc.collect()
