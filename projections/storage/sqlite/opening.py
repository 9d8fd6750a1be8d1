"""Opening a ledger's file: made if it is new, refused if it is something else."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ..errors import EarlierFormatError, LedgerFileError
from . import connection
from .connection import (
    DATABASE_ERRORS,
    FileDatabase,
    MemoryDatabase,
    ReadRows,
    connected,
    told_in_words,
)
from .index import SQLiteIndex
from .read_only import ReadOnlyDatabase
from .store import SQLiteStore
from .tables import APPLICATION_ID, FORMAT_VERSION, FORMAT_WITH_BESIDE, TABLES

_T = TypeVar("_T")


def in_memory() -> SQLiteStore:
    """A store that is gone when it is closed; it begins as a copy of an empty one, which takes a
    tenth of what it takes to make it."""
    database = MemoryDatabase()
    database.begin_as(_empty(os.getpid()))
    return SQLiteStore(database, None)


@cache
def _empty(_process: int) -> MemoryDatabase:
    """A ledger of no records, and what is looked up in it. Nobody records into it. Each process has
    its own: SQLite's connections may not be carried over a fork."""
    database = MemoryDatabase()
    with database.writing() as writer:
        for statement in TABLES:
            writer.execute(statement)
    SQLiteIndex(database).open(writable=True)
    return database


def in_file(path: Path, read_only: bool = False) -> SQLiteStore:
    """The store in a file, made if there is none, unless it is to be read only.

    `LedgerFileError` if the file cannot be used, is another program's, or a newer ledger's.
    """
    try:
        if read_only or _may_only_be_read(path):
            database = ReadOnlyDatabase(path)
            try:
                _is_ledger(database.read, path)
            except BaseException:
                database.close()
                raise
            return SQLiteStore(database, str(path), writable=False)
        _patiently(lambda: _prepare(path))
        return _patiently(lambda: SQLiteStore(FileDatabase(path), str(path)))
    except DATABASE_ERRORS as error:
        raise told_in_words(error) from error


def _may_only_be_read(path: Path) -> bool:
    """Whether a file is there that this user cannot write."""
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _prepare(path: Path) -> None:
    """Make the file a ledger if it is new; refuse it if it is something else."""
    if not path.parent.is_dir():
        raise LedgerFileError(f"there is no folder {path.parent}; make it first")
    if path.is_dir():
        raise LedgerFileError(f"{path} is a folder; name a file in it")
    try:
        with closing(connected(str(path))) as opened:

            def read(statement: str) -> list[Any]:
                return opened.execute(statement).fetchall()

            if not _is_ledger(read, path):
                opened.execute("PRAGMA journal_mode=WAL")
                opened.execute("BEGIN IMMEDIATE")
                if not _is_ledger(read, path):
                    for statement in TABLES:
                        opened.execute(statement)
                opened.execute("COMMIT")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if isinstance(error, UnicodeDecodeError) or any(one in str(error) for one in _OF_NONE):
            raise LedgerFileError(f"{path} is no ledger: {error}; name another file") from error
        raise


_OF_NONE = ("not a database", "malformed")
"""What SQLite says of a file that is none of its own, or no longer."""


def _is_ledger(read: ReadRows, path: Path) -> bool:
    """Whether the file is one of ours; False if it is empty, an error if it is another's."""
    ((application, version, tables),) = read(  # one statement: one moment
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master) "
        "FROM pragma_application_id, pragma_user_version"
    )
    if tables and application != APPLICATION_ID:
        raise LedgerFileError(f"{path} is a database of another program; name another file")
    if version > FORMAT_WITH_BESIDE:
        raise LedgerFileError(
            f"{path} has the format {version} and this release knows up to {FORMAT_WITH_BESIDE}; "
            "use the release that wrote it"
        )
    if tables and version < FORMAT_VERSION:
        raise EarlierFormatError(
            f"{path} has the format {version}; this release keeps format {FORMAT_VERSION}, in "
            "which records say if any was left out: copy it into a new ledger with "
            f"licence-ledger copy {path} --database sqlite:///NEW.db"
        )
    return bool(tables)


def _patiently(open_: Callable[[], _T]) -> _T:
    """Try again while others open or close the file: SQLite does not always wait by itself."""
    until = time.monotonic() + connection.LOCK_TIMEOUT
    while True:
        try:
            return open_()
        except (LedgerFileError, sqlite3.OperationalError) as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
