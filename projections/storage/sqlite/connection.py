"""Connections to one file, or to a database in memory: many that read, one that writes.

A statement is read to its end before its connection is lent again, so no reading of one thread
holds the state that another one sees.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from ..errors import LedgerFileError

LOCK_TIMEOUT = 10
"""Seconds that a writer waits for another one before it gives up."""

ReadRows = Callable[..., list[Any]]
"""The rows of one statement with these values."""


class SQLiteDatabase(Protocol):
    """Where statements are read and written."""

    def read(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement; none for a name that is no UTF-8, which names nothing."""

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction to write in, alone, that begins before anything is read."""

    def snapshot(self) -> AbstractContextManager[ReadRows]:
        """A `read` of which all statements see the same moment."""

    def close(self) -> None:
        """Close what is open."""


def in_words(error: Exception) -> LedgerFileError:
    """An error of SQLite in a sentence."""
    text = str(error)
    if "locked" in text:
        sentence = f"another program is writing to the ledger ({text}); try again"
    elif "readonly" in text:
        sentence = f"the ledger's file may only be read ({text}); change its rights to record"
    elif "full" in text:
        sentence = f"there is no room left on the disk ({text}); nothing was recorded"
    else:
        sentence = f"the ledger's file cannot be used: {text}"
    return LedgerFileError(sentence)


def connected(database: str) -> sqlite3.Connection:
    """A connection in which every statement stands by itself, lent to one thread at a time."""
    return sqlite3.connect(
        database, uri=True, isolation_level=None, check_same_thread=False, timeout=LOCK_TIMEOUT
    )


def _rows(connection: sqlite3.Connection, statement: str, values: Any) -> list[Any]:
    try:
        found: list[Any] = connection.execute(statement, values).fetchall()
        return found
    except UnicodeEncodeError:
        return []


@contextmanager
def _immediate(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A transaction that takes the write lock before it reads anything."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


class FileDatabase:
    """A file. What is committed outlives a power cut."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self._name = name
        self._idle: deque[sqlite3.Connection] = deque()
        self._lock = threading.Lock()
        self._writer = connected(name)
        self._writer.execute("PRAGMA synchronous=FULL")
        self._closed = False

    def read(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement; none for a name that is no UTF-8, which names nothing."""
        reader = self._taken()
        try:
            found = _rows(reader, statement, values)
        except BaseException as error:
            reader.close()
            if isinstance(error, sqlite3.Error):
                raise in_words(error) from error
            raise
        self._put_back(reader)
        return found

    def _taken(self) -> sqlite3.Connection:
        """A connection to read with, put back afterwards unless anything went wrong on it."""
        if self._closed:
            raise LedgerFileError("the ledger is closed")
        try:
            return self._idle.pop()
        except IndexError:
            pass
        try:
            return connected(self._name)
        except sqlite3.Error as error:
            raise in_words(error) from error

    def _put_back(self, reader: sqlite3.Connection) -> None:
        self._idle.append(reader)
        if self._closed:
            self._close_idle()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction to write in, alone, that begins before anything is read."""
        with self._lock:
            try:
                with _immediate(self._writer) as writer:
                    yield writer
            except sqlite3.Error as error:
                raise in_words(error) from error

    @contextmanager
    def snapshot(self) -> Iterator[ReadRows]:
        """A `read` of which all statements see the same moment."""
        reader = self._taken()
        try:
            reader.execute("BEGIN")
            yield lambda statement, *values: _rows(reader, statement, values)
        except sqlite3.Error as error:
            raise in_words(error) from error
        finally:
            reader.close()

    def close(self) -> None:
        """Close what is open."""
        self._closed = True
        self._close_idle()
        with self._lock:
            self._writer.close()

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


class MemoryDatabase:
    """A database in memory: one connection, for whoever's turn it is."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._only = connected(":memory:")

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._only
            except sqlite3.Error as error:
                raise in_words(error) from error

    def read(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement; none for a name that is no UTF-8, which names nothing."""
        with self._alone() as connection:
            return _rows(connection, statement, values)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction to write in, alone, that begins before anything is read."""
        with self._alone() as connection, _immediate(connection) as writer:
            yield writer

    @contextmanager
    def snapshot(self) -> Iterator[ReadRows]:
        """A `read` of which all statements see the same moment: nobody writes meanwhile."""
        with self._alone() as connection:
            yield lambda statement, *values: _rows(connection, statement, values)

    def close(self) -> None:
        """Let the memory go."""
        with self._lock:
            self._only.close()
