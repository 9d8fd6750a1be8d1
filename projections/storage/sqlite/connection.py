"""Connections to one file, or to a database in memory: many that read, one that writes.

A statement is read to its end before its connection is lent again, so no reading of one thread
holds the state that another one sees.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from ..errors import LedgerFileError
from .standing import Standing

LOCK_TIMEOUT = 10
"""Seconds that a writer waits for another one before it gives up."""

DATABASE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite says of a file that it cannot use, also in words that are no text."""
ReadRows = Callable[..., list[Any]]
"""The rows of one statement with these values."""


class SQLiteDatabase(Protocol):
    """Where statements are read and written."""

    def read(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement; none for a name that is no UTF-8, which names nothing."""

    def read_again(self, statement: str) -> list[Any]:
        """The same of a statement that is read all the time, as the file stands now."""

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction to write in, alone, that begins before anything is read."""

    def reading_to_write(self) -> AbstractContextManager[object]:
        """While it lasts, what this thread reads it reads where it writes next. One thread at a
        time."""

    def snapshot(self) -> AbstractContextManager[ReadRows]:
        """A `read` of which all statements see the same moment."""

    def check(self) -> None:
        """`LedgerFileError` if what is read and written is no longer what is at its address."""

    def close(self) -> None:
        """Close what is open."""


def told_in_words(error: Exception) -> LedgerFileError:
    """An error of SQLite in a sentence."""
    text = str(error)
    if "locked" in text:
        sentence = f"another program is writing to the ledger ({text}); try again"
    elif "readonly" in text:
        sentence = f"the ledger's file may only be read ({text}); change its rights to record"
    elif "is full" in text:
        sentence = f"there is no room left on the disk ({text}); nothing was recorded"
    else:
        sentence = f"the ledger's file cannot be used: {text}"
    return LedgerFileError(sentence)


class Connection(sqlite3.Connection):
    """A connection to the file, with the rows that were read on it to be read again, and the
    version of the file that they were read of."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.kept: dict[str, tuple[int, list[Any]]] = {}


def connected(database: str) -> Connection:
    """A connection in which every statement stands by itself, lent to one thread at a time."""
    found = sqlite3.connect(
        database,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=LOCK_TIMEOUT,
        factory=Connection,
    )
    if not has_temporary_files():
        found.execute("PRAGMA temp_store = MEMORY")
    return found


@cache
def has_temporary_files() -> bool:
    """Whether there is a folder where what does not fit into memory can be written."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        return False
    return True


def rows_read(connection: sqlite3.Connection, statement: str, values: Any) -> list[Any]:
    """The rows of one statement; none for a name that is no UTF-8, which names nothing."""
    try:
        found: list[Any] = connection.execute(statement, values).fetchall()
        return found
    except UnicodeEncodeError:
        return []


def rows_kept(reader: Connection, statement: str) -> list[Any]:
    """The rows of a statement as they were read on this connection, unless anybody committed
    anything to the file since; nothing may be committed on the connection itself."""
    # https://www.sqlite.org/pragma.html#pragma_data_version: it differs once another connection, of
    # this process or any, has committed. It is read first: the rows are then at least as new.
    ((version,),) = reader.execute("PRAGMA data_version").fetchall()
    kept = reader.kept.get(statement)
    if kept is None or kept[0] != version:
        kept = reader.kept[statement] = version, rows_read(reader, statement, ())
    return kept[1]


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


@contextmanager
def snapshot_of(reader: sqlite3.Connection) -> Iterator[ReadRows]:
    """A `read` of which all statements see the same moment; the connection is closed then."""
    try:
        reader.execute("BEGIN")
        yield lambda statement, *values: rows_read(reader, statement, values)
    except DATABASE_ERRORS as error:
        raise told_in_words(error) from error
    finally:
        reader.close()


class Pool:
    """Connections to read with, each lent to one thread at a time."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._idle: deque[Connection] = deque()
        self._closed = False

    def taken(self) -> Connection:
        """A connection to read with, to be put back unless anything went wrong on it."""
        if self._closed:
            raise LedgerFileError("the ledger is closed")
        try:
            return self._idle.pop()
        except IndexError:
            pass
        try:
            return self._connect()
        except DATABASE_ERRORS as error:
            raise told_in_words(error) from error

    def put_back(self, reader: Connection) -> None:
        """Lend a connection to others."""
        self._idle.append(reader)
        if self._closed:
            self.close()

    def close(self) -> None:
        """Close what is not lent; what is, when it is put back."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


class FileDatabase:
    """A file. What is committed outlives a power cut."""

    def __init__(self, path: Path) -> None:
        self._name = str(path)
        self._lock = threading.RLock()
        self._writes_next: int | None = None
        self._writer = connected(self._name)
        self._writer.execute("PRAGMA synchronous=FULL")
        self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens all files
        self._standing = Standing(path, beside=True)
        self._pool = Pool(self._reader)
        self.check = self._standing.check

    def _reader(self) -> Connection:
        """One more connection, to the same files as the others."""
        reader = connected(self._name)
        try:
            self.check()
        except LedgerFileError:
            reader.close()
            raise
        return reader

    def read(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement; none for a name that is no UTF-8, which names nothing."""
        if self._writes_next == threading.get_ident():
            return self._read_by_writer(statement, values)
        return self._lent(rows_read, statement, values)

    def read_again(self, statement: str) -> list[Any]:
        """The same of a statement that is read all the time: what was read stays, until anybody
        writes to the file."""
        if self._writes_next == threading.get_ident():
            return self._read_by_writer(statement, ())
        return self._lent(rows_kept, statement)

    def _lent(self, reads: ReadRows, *asked: Any) -> list[Any]:
        """What is read on a connection that nobody else has meanwhile."""
        reader = self._pool.taken()
        try:
            found = reads(reader, *asked)
        except BaseException as error:
            reader.close()
            if isinstance(error, DATABASE_ERRORS):
                raise told_in_words(error) from error
            raise
        self._pool.put_back(reader)
        return found

    @contextmanager
    def reading_to_write(self) -> Iterator[None]:
        """While it lasts, what this thread reads it reads on the connection that writes: what was
        written there last stands in that one's memory, where any other reads it from the file
        again. One thread at a time."""
        self._writes_next = threading.get_ident()
        try:
            yield
        finally:
            self._writes_next = None

    def _read_by_writer(self, statement: str, values: Any) -> list[Any]:
        """What is read on the connection that writes, while nobody writes on it."""
        with self._lock:
            if self._writer.in_transaction:
                return self._lent(rows_read, statement, values)
            try:
                return rows_read(self._writer, statement, values)
            except DATABASE_ERRORS as error:
                raise told_in_words(error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction to write in, alone, that begins before anything is read. An error if the
        file is no longer the one at its path, before it and after."""
        with self._lock:
            self.check()
            try:
                with _immediate(self._writer) as writer:
                    yield writer
            except DATABASE_ERRORS as error:
                raise told_in_words(error) from error
            self.check()

    def snapshot(self) -> AbstractContextManager[ReadRows]:
        """A `read` of which all statements see the same moment."""
        return snapshot_of(self._pool.taken())

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()
        with self._lock:
            self._writer.close()


class MemoryDatabase:
    """A database in memory, or (without a name) in a private place that goes away with it: one
    connection, for whoever's turn it is."""

    def __init__(self, name: str = ":memory:") -> None:
        self._lock = threading.RLock()
        self._only = connected(name)

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._only
            except DATABASE_ERRORS as error:
                raise told_in_words(error) from error

    def read(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement; none for a name that is no UTF-8, which names nothing."""
        with self._alone() as connection:
            return rows_read(connection, statement, values)

    def read_again(self, statement: str) -> list[Any]:
        """The same: what is written on this connection, its version does not tell."""
        return self.read(statement)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction to write in, alone, that begins before anything is read."""
        with self._alone() as connection, _immediate(connection) as writer:
            yield writer

    def reading_to_write(self) -> AbstractContextManager[object]:
        """There is one connection."""
        return nullcontext()

    @contextmanager
    def snapshot(self) -> Iterator[ReadRows]:
        """A `read` of which all statements see the same moment: nobody writes meanwhile."""
        with self._alone() as connection:
            yield lambda statement, *values: rows_read(connection, statement, values)

    def begin_as(self, other: MemoryDatabase) -> None:
        """Take what is in another in the place of all that is in this one."""
        with other._alone() as begun, self._alone() as connection:
            begun.backup(connection)

    def check(self) -> None:
        """Nobody else can come at it."""

    def close(self) -> None:
        """Let the memory go."""
        with self._lock:
            self._only.close()
