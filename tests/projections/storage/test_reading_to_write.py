"""Who records reads on the connection that writes: what was written there is not read again."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, TODAY, group, instrument
from licence_ledger.projections.ledger import Ledger, open_ledger
from licence_ledger.projections.storage.errors import LedgerFileError
from licence_ledger.projections.storage.sqlite.connection import FileDatabase

COUNTED = "SELECT count(*) FROM counted"
INSERT = "INSERT INTO counted VALUES (1)"
READ_SO_FAR = Path("/proc/self/io")
"""What Linux counts of a process, the times that it has read among it."""


@pytest.fixture(name="database")
def _database(tmp_path: Path) -> Iterator[FileDatabase]:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA journal_mode = wal")
        opened.execute("CREATE TABLE counted (one)")
    with closing(FileDatabase(path)) as found:
        yield found


def _in_another_thread(database: FileDatabase) -> list[Any]:
    found = list[Any]()
    thread = threading.Thread(target=lambda: found.extend(database.read(COUNTED)))
    thread.start()
    thread.join(10)
    return found


def test_all_read_what_is_committed_and_nothing_else(database: FileDatabase) -> None:
    with database.reading_to_write():
        assert database.read(COUNTED) == database.read_again(COUNTED) == [(0,)]
        with database.writing() as writer:
            writer.execute(INSERT)
            assert database.read(COUNTED) == database.read_again(COUNTED) == [(0,)]
            assert _in_another_thread(database) == [(0,)]
        assert database.read(COUNTED) == database.read_again(COUNTED) == [(1,)]
        assert _in_another_thread(database) == [(1,)]
    assert database.read(COUNTED) == database.read_again(COUNTED) == [(1,)]


def test_it_follows_whoever_else_writes(tmp_path: Path, database: FileDatabase) -> None:
    with (
        closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as beside,
        database.reading_to_write(),
    ):
        for count in range(1, 4):
            beside.execute(INSERT)
            assert database.read(COUNTED) == database.read_again(COUNTED) == [(count,)]


def test_an_error_is_told_and_the_connection_stays(database: FileDatabase) -> None:
    with database.reading_to_write():
        with pytest.raises(LedgerFileError, match="no such table"):
            database.read("SELECT * FROM missing")
        assert database.read("SELECT 1 WHERE ? = ''", "\ud800") == []
        with database.writing() as writer:
            writer.execute(INSERT)
        assert database.read(COUNTED) == [(1,)]


@pytest.mark.skipif(not READ_SO_FAR.exists(), reason="counted by Linux")
def test_nothing_of_the_file_is_read_again_for_the_next_instrument(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    with closing(open_ledger(path, lambda: TODAY, lambda: NOW)) as ledger:
        _record(ledger, range(30))
        before = _times_read()
        _record(ledger, range(30, 60))
        assert _times_read() - before < 10


def _times_read() -> int:
    """How often this process has read from any file."""
    said = dict(line.split(": ") for line in READ_SO_FAR.read_text().splitlines())
    return int(said["syscr"])


def _record(ledger: Ledger, numbers: range) -> None:
    for number in numbers:
        ledger.record(instrument(f"act-{number}", group(f"G{number}", "NL")), "recorder")
