"""A ledger kept in one SQLite file, or in memory: the store as `ports` describes it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ....domain.proof.tree import EMPTY_ROOT, nodes_before
from ..errors import LedgerFileError
from ..ports import EMPTY_HEAD, Addition, HeadMovedError, LogHead, MapParts, Row
from .backup import copy_file
from .connection import SQLiteDatabase
from .index import SQLiteIndex
from .rows import StoredRows, rows_between, rows_of


class SQLiteStore:
    """The log and its index in one database; `address` is the file's name, None in memory."""

    def __init__(
        self, database: SQLiteDatabase, address: str | None, writable: bool = True
    ) -> None:
        self._database = database
        self._turn = threading.Lock()
        self.address = address
        self.writable = writable

    def close(self) -> None:
        """Let go of it; nothing can be read afterwards."""
        self._database.close()

    # -- the head --------------------------------------------------------------------

    def head(self) -> LogHead:
        """How far the log goes, with everything acknowledged before."""
        self._database.check()
        found = self._database.read(_HEAD)
        return LogHead(*found[0]) if found else EMPTY_HEAD

    # -- recording -------------------------------------------------------------------

    @contextmanager
    def turn(self) -> Iterator[None]:
        """While it lasts, nobody else who takes a turn here appends."""
        with self._turn:
            yield

    def append(self, more: Addition) -> None:
        """Put records at the end of the log; `HeadMovedError` if it is no longer there."""
        if not self.writable:
            raise LedgerFileError("the ledger's file may only be read; change its rights to record")
        with self._database.writing() as writer:
            found = writer.execute(_HEAD).fetchone()
            if (LogHead(*found) if found else EMPTY_HEAD) != more.judged_at:
                raise HeadMovedError
            _insert(writer, more)

    # -- reading ---------------------------------------------------------------------

    def rows_between(self, start: int, end: int) -> list[Row]:
        """The records from one position to before another."""
        return rows_between(self._database.read, start, end)

    def rows_of(self, streams: Sequence[str], size: int) -> Iterator[Row]:
        """The records of streams among the first `size` of the log; each stream's in order."""
        return rows_of(self._database.read, streams, size)

    def length_of(self, stream: str) -> int:
        """How many records a stream holds now."""
        statement = "SELECT max(originator_version) FROM stored_events WHERE originator_id = ?"
        found = self._database.read(statement, stream)
        return int(found[0][0] or 0) if found else 0

    def root_at(self, size: int) -> bytes | None:
        """The root of the first `size` records, if an instrument ends there."""
        found = self._database.read("SELECT root FROM log_heads WHERE log_size = ?", size)
        return bytes(found[0][0]) if found else EMPTY_ROOT if size == 0 else None

    def map_top(self, size: int) -> bytes | None:
        """The reference to the map's top after the instrument that ends at a size."""
        found = self._database.read("SELECT map_top FROM log_heads WHERE log_size = ?", size)
        return bytes(found[0][0]) if found else None

    def ends_around(self, size: int) -> tuple[int, int]:
        """The nearest sizes, not above and not below, at which an instrument ends."""
        ((below, above),) = self._database.read(
            "SELECT (SELECT max(log_size) FROM log_heads WHERE log_size <= ?), "
            "(SELECT min(log_size) FROM log_heads WHERE log_size >= ?)",
            *(size, size),
        )
        return int(below or 0), int(above or below or 0)

    def node(self, place: int) -> bytes | None:
        """A node of the tree, by its place in the order of completion."""
        found = self._database.read(
            "SELECT substr(hashes, (? - first) * 32 + 1, 32) FROM log_hashes "
            "WHERE first <= ? ORDER BY first DESC LIMIT 1",
            *(place, place),
        )
        return bytes(found[0][0]) if found else None

    def part(self, row: int, offset: int, length: int) -> bytes:
        """Bytes of a row of the map's parts, as many of them as there are."""
        statement = "SELECT substr(parts, ?, ?) FROM map_parts WHERE number = ?"
        found = self._database.read(statement, offset + 1, length, row)
        return bytes(found[0][0]) if found else b""

    def map_parts(self) -> MapParts:
        """All that is stored of the map."""
        tops = self._database.read("SELECT map_top FROM log_heads ORDER BY log_size")
        rows = self._database.read("SELECT number, parts FROM map_parts ORDER BY number")
        return MapParts([top for (top,) in tops], [(row[0], bytearray(row[1])) for row in rows])

    @contextmanager
    def stored(self) -> Iterator[StoredRows]:
        """All that is stored, as it stands at one moment."""
        with self._database.snapshot() as read:
            yield StoredRows(read)

    # -- who signed its checkpoints --------------------------------------------------

    def signers(self) -> list[str]:
        """The keys that checkpoints of this ledger were signed with, the last one last."""
        if not self._database.read("SELECT 1 FROM sqlite_master WHERE name = 'log_signers'"):
            return []
        return [key for (key,) in self._database.read("SELECT key FROM log_signers ORDER BY rowid")]

    def remember_signer(self, key: str) -> None:
        """Remember a key that checkpoints are signed with; nothing, where the file may only be
        read or remembers it."""
        if self.writable and key not in self.signers():
            with self._database.writing() as writer:
                writer.execute("CREATE TABLE IF NOT EXISTS log_signers (key TEXT NOT NULL UNIQUE)")
                writer.execute("INSERT OR IGNORE INTO log_signers VALUES (?)", (key,))

    # -- beside the log --------------------------------------------------------------

    def index(self) -> SQLiteIndex:
        """What is looked up of the log."""
        return SQLiteIndex(self._database)

    def copy_to(self, file: Path) -> None:
        """Write the log as it stands at one moment into a new SQLite file."""
        if self.address is None:
            raise LedgerFileError("a ledger in memory has no file to copy")
        copy_file(Path(self.address), file)


_HEAD = "SELECT log_size, root FROM log_heads ORDER BY log_size DESC LIMIT 1"


def _insert(writer: sqlite3.Connection, more: Addition) -> None:
    rows = [(row.stream, row.version, row.topic, row.record) for row in more.rows]
    writer.executemany("INSERT INTO stored_events VALUES (?,?,?,?)", rows)
    (last,) = writer.execute("SELECT max(rowid) FROM stored_events").fetchone()
    if last != more.frontier.size:
        raise LedgerFileError("the ledger's rows are not gapless; restore it from a backup")
    writer.executemany("INSERT INTO log_heads VALUES (?,?,?)", more.heads)
    writer.executemany("INSERT INTO map_parts VALUES (?,?)", more.parts)
    first = nodes_before(more.judged_at.size)
    writer.execute("INSERT INTO log_hashes VALUES (?,?)", (first, more.completed))
    writer.execute(
        "INSERT OR REPLACE INTO log_frontier VALUES (1,?,?)",
        (more.frontier.size, more.frontier.to_bytes()),
    )
