"""What is read again and again stays as it was read, until anybody has written to the file."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from licence_ledger.projections.storage.sqlite.connection import FileDatabase, MemoryDatabase

COUNTED = "SELECT count(*) FROM counted"
INSERT = "INSERT INTO counted VALUES (1)"
ONCE_MORE = f"""
import sqlite3, sys
opened = sqlite3.connect(sys.argv[1], isolation_level=None)
opened.execute("{INSERT}")
"""


@pytest.fixture(name="path", params=("wal", "delete"))
def _path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file, also one of which what is new does not stand beside it."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as opened:
        opened.execute(f"PRAGMA journal_mode = {request.param}")
        opened.execute("CREATE TABLE counted (one)")
    return path


@pytest.fixture(name="database")
def _database(path: Path) -> Iterator[FileDatabase]:
    with closing(FileDatabase(path)) as found:
        yield found


def test_it_follows_whoever_writes(path: Path, database: FileDatabase) -> None:
    """The one who reads, somebody else in this process, another process; one after the other."""
    found = []
    with closing(sqlite3.connect(path, isolation_level=None)) as beside:
        for _ in range(3):
            with database.writing() as writer:
                writer.execute(INSERT)
            found.append(database.read_again(COUNTED))
            beside.execute(INSERT)
            found.append(database.read_again(COUNTED))
            subprocess.run([sys.executable, "-c", ONCE_MORE, str(path)], check=True)
            found.append(database.read_again(COUNTED))
            found.append(database.read_again(COUNTED))
    assert [count for ((count,),) in found] == [1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9]


def test_what_is_not_committed_is_not_read(database: FileDatabase) -> None:
    assert database.read_again(COUNTED) == [(0,)]
    with database.writing() as writer:
        writer.execute(INSERT)
        assert writer.execute(COUNTED).fetchall() == [(1,)]
    with pytest.raises(ZeroDivisionError), database.writing() as writer:
        writer.execute(INSERT)
        raise ZeroDivisionError
    assert database.read_again(COUNTED) == [(1,)]


def test_nothing_is_read_from_the_file_while_nobody_writes(database: FileDatabase) -> None:
    database.read_again(COUNTED)
    assert database.read_again(COUNTED) is database.read_again(COUNTED)


def test_in_memory_it_is_read_each_time() -> None:
    with closing(MemoryDatabase()) as database:
        with database.writing() as writer:
            writer.execute("CREATE TABLE counted (one)")
        assert database.read_again(COUNTED) == [(0,)]
        with database.writing() as writer:
            writer.execute(INSERT)
        assert database.read_again(COUNTED) == [(1,)]
