"""A file that this user may only read, also while others write to it.

SQLite reads such a file with the help of two others beside it, where a writer made them. While
there is no writer they are not there, and cannot be made: then the file is read as it stands,
and what was read counts only if nobody wrote meanwhile.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from ..errors import LedgerFileError
from .connection import (
    DATABASE_ERRORS,
    Connection,
    Pool,
    ReadRows,
    connected,
    rows_read,
    snapshot_of,
    told_in_words,
)
from .standing import Standing

_TRIES = 20
"""How often a statement is read again because somebody wrote meanwhile."""
_State = tuple[int, int, int] | None
"""When a file that nobody writes to was changed last, and its size; None while somebody does."""


_WRITTEN = "another program is writing to the ledger's file; try again"


class ReadOnlyDatabase:
    """The file; it follows what others write, or says that it cannot."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._uri = path.resolve().as_uri()
        self._standing = Standing(path, beside=False)
        self._lock = threading.Lock()
        self._state = self._now()
        self._pool = self._pool_for(self._state)

    def _now(self) -> _State:
        if self._path.with_name(self._path.name + "-wal").exists():
            return None
        try:
            found = self._path.stat()
        except OSError:
            return 0, 0, 0  # it was removed: the next question is told so
        return found.st_mtime_ns, found.st_ctime_ns, found.st_size

    def _pool_for(self, state: _State) -> Pool:
        how = "mode=ro" if state is None else "immutable=1"
        return Pool(lambda: connected(f"{self._uri}?{how}"))

    def check(self) -> None:
        """`LedgerFileError` from the first time on that the path names another file."""
        self._standing.check()

    def read(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement; none for a name that is no UTF-8, which names nothing."""
        for _ in range(_TRIES):
            state, pool, reader = self._taken()
            try:
                found = rows_read(reader, statement, values)
            except BaseException as error:
                reader.close()
                if not isinstance(error, DATABASE_ERRORS):
                    raise
                if self._now() == state:
                    raise told_in_words(error) from error
                continue
            pool.put_back(reader)
            if state is None or self._now() == state:
                return found
        raise LedgerFileError(_WRITTEN)

    def read_again(self, statement: str) -> list[Any]:
        """The same: a file that is read as it stands has no version that tells of what others
        write."""
        return self.read(statement)

    def _taken(self) -> tuple[_State, Pool, Connection]:
        """How the file stands, and a connection that was made while it stood so, of its pool."""
        self._standing.check()
        with self._lock:
            state = self._now()
            if state != self._state:
                self._pool.close()
                self._state, self._pool = state, self._pool_for(state)
            return state, self._pool, self._pool.taken()

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """Nothing is written here."""
        raise LedgerFileError("the ledger's file may only be read; change its rights to record")

    def reading_to_write(self) -> AbstractContextManager[object]:
        """Nothing is written here."""
        return nullcontext()

    @contextmanager
    def snapshot(self) -> Iterator[ReadRows]:
        """A `read` of which all statements see the same moment; an error if somebody wrote
        meanwhile to a file that is read as it stands."""
        state, _, reader = self._taken()
        with snapshot_of(reader) as read:
            yield read
        if state is not None and self._now() != state:
            raise LedgerFileError(_WRITTEN)

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()
