"""`rebuild`: whatever is not the log is made again, damaged or not; the log itself is not."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import threading
from itertools import count
from pathlib import Path

import pytest
from builders import Case, excluded, instrument, without_triggers
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.proof.mending import NotMendedError, rebuilt
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.storage.log import open_log
from tamperings import (
    KEY,
    answers,
    change_a_row,
    change_an_index_row,
    ledger_with_all,
    questions,
)

BESIDE = ("log_heads", "log_hashes", "log_frontier", "map_parts")


@pytest.fixture(scope="module", name="whole")
def _whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mended") / "whole.db"
    ledger_with_all(path)
    return path


@pytest.fixture(name="path")
def _path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "a.db"))


def rebuild(path: Path) -> list[str]:
    log = open_log(str(path))
    try:
        return rebuilt(log)
    finally:
        log.close()


def verify(path: Path) -> None:
    log = open_log(str(path))
    try:
        verify_log(log)
    finally:
        log.close()


def damage(path: Path, *statements: str) -> None:
    with without_triggers(path) as opened:
        for statement in statements:
            opened.execute(statement)
    opened.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE map_parts SET parts = zeroblob(length(parts)) WHERE number > 20",
        "DELETE FROM map_parts",
        "UPDATE log_heads SET map_top = zeroblob(40)",
        "UPDATE log_heads SET root = zeroblob(32) WHERE log_size = 8",
        "DELETE FROM log_heads WHERE log_size > 30",
        "DELETE FROM log_heads",
        "INSERT INTO log_heads VALUES (3, zeroblob(32), zeroblob(40))",
        "UPDATE log_hashes SET hashes = zeroblob(length(hashes))",
        "DELETE FROM log_hashes",
        "DELETE FROM log_frontier",
        "UPDATE log_frontier SET log_size = 3",
        "DELETE FROM index_subjects",
        "UPDATE index_state SET size = 12",
        "DROP TABLE index_lists",
        "DROP TABLE map_parts",
        "CREATE TRIGGER more AFTER INSERT ON log_heads BEGIN DELETE FROM log_hashes; END",
    ],
)
def test_what_follows_from_the_log_is_made_again(statement: str, path: Path) -> None:
    right = answers(path, questions(80))
    damage(path, statement)
    with pytest.raises(LedgerError):
        verify(path)
    rebuild(path)
    verify(path)
    assert answers(path, questions(80)) == right
    again = Case(instrument("again", excluded("QA")), database=str(path))
    Proofs(again.ledger, KEY).checkpoint()
    again.ledger.close()
    verify(path)


@pytest.mark.parametrize("seed", range(25))
def test_a_row_of_anything_beside_the_records_is_mended(seed: int, path: Path) -> None:
    chance = random.Random(seed)
    done = change_a_row(path, chance, BESIDE)
    done += change_an_index_row(path, chance)
    rebuild(path)
    try:
        verify(path)
    except LedgerError as error:
        pytest.fail(f"{done}: {error}")


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE stored_events SET state = CAST(replace(state, 'IL', 'BR') AS BLOB)"],
        ["DELETE FROM stored_events WHERE rowid > 57"],
        ["DELETE FROM stored_events WHERE rowid = 4"],
        ["UPDATE stored_events SET topic = 'x' WHERE rowid = 4"],
        [
            "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state) "
            "SELECT 60, 'x', 1, topic, state FROM stored_events WHERE rowid = 1"
        ],
    ],
)
def test_the_log_itself_is_not_made_again(statements: list[str], path: Path) -> None:
    damage(path, *statements)
    before = Path(shutil.copy(path, path.with_name("before.db")))
    with pytest.raises(NotMendedError, match="restore the ledger from a backup"):
        rebuild(path)
    with pytest.raises(LedgerError):
        verify(path)
    with sqlite3.connect(path) as opened, sqlite3.connect(before) as kept:
        for table in (*BESIDE, "stored_events"):
            rows = [one.execute(f"SELECT * FROM {table}").fetchall() for one in (opened, kept)]
            assert rows[0] == rows[1]
    opened.close()
    kept.close()


def test_what_contradicts_a_signed_checkpoint_is_not_made_to_fit(path: Path) -> None:
    damage(
        path,
        "UPDATE stored_events SET state = CAST(replace(state, 'IL', 'BR') AS BLOB)",
        "UPDATE log_heads SET root = zeroblob(32)",
    )
    with pytest.raises(NotMendedError, match="those of the checkpoint"):
        rebuild(path)


def test_what_was_damaged_is_told(path: Path) -> None:
    assert rebuild(path) == []
    damage(path, "DELETE FROM map_parts WHERE number = 10")
    assert rebuild(path) == ["record 9: the map stored at size 10 holds other parts (map_parts 10)"]


def test_a_process_that_has_the_ledger_open_reads_and_records_on(path: Path) -> None:
    """It kept parts of the map by their old places."""
    here = Case(instrument("b", excluded("QA")), database=str(path))
    Proofs(here.ledger, KEY).checkpoint()
    asked = [json.dumps(here.licence("2020-01-01", f"NL{n}")) for n in range(4)]
    damage(path, "DELETE FROM map_parts WHERE number > 40")
    assert rebuild(path)
    assert [json.dumps(here.licence("2020-01-01", f"NL{n}")) for n in range(4)] == asked
    here.record(instrument("c", excluded("BR"), excluded("BR", licence="NL3")))
    here.recorded([instrument(f"d{n}", excluded("BR", licence=f"NL{n}")) for n in range(4)])
    here.ledger.close()
    verify(path)


def test_verify_beside_a_writer_and_a_rebuild_tells_nothing_false(path: Path) -> None:
    case, over = Case(database=str(path)), threading.Event()

    def write() -> None:
        for number in count():
            if over.is_set():
                return
            case.record(instrument(f"w{number}", excluded("BR", licence=f"NL{number % 4}")))
            if number % 20 == 10:
                rebuild(path)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(12):
            log = open_log(str(path))
            verify_log(log, alone=0 if number == 5 else 50_000)
            log.close()
    finally:
        over.set()
        writer.join()
    case.ledger.close()
    verify(path)
