"""A ledger kept in one SQLite file, or in memory: the store as `ports` describes it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ....domain.proof.tree import EMPTY_ROOT
from ..errors import LedgerFileError, not_whole
from ..ports import (
    EMPTY_HEAD,
    Addition,
    EventBeside,
    EventsBeside,
    HeadMovedError,
    LogHead,
    MapParts,
    Row,
)
from . import events_beside, signatures
from .backup import copy_file
from .connection import SQLiteDatabase
from .index import SQLiteIndex
from .rows import StoredRows, instruments, rows_between, rows_of
from .writing import insert_rows, last_record, make_tables, remake


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
        return _head_in(self._database.read_again(_HEAD))

    # -- recording -------------------------------------------------------------------

    @contextmanager
    def turn(self) -> Iterator[None]:
        """While it lasts, nobody else who takes a turn here appends."""
        with self._turn, self._database.reading_to_write():
            yield

    def append(self, more: Addition) -> None:
        """Put records at the end of the log; `HeadMovedError` if it is no longer there, or the
        map was made anew since."""
        self._must_be_writable()
        with self._database.writing() as writer:
            found = writer.execute(_HEAD).fetchall()
            if _head_in(found) != more.judged_at or found[0][3] != more.map_top:
                raise HeadMovedError
            insert_rows(writer, more)
            if more.beside:
                events_beside.insert_events(writer, more.beside)

    def put_beside(self, more: EventsBeside) -> None:
        """Keep events beside the log, and none of them in it; `HeadMovedError` if others came
        meanwhile."""
        self._must_be_writable()
        with self._database.writing() as writer:
            events_beside.insert_events(writer, more)

    def _must_be_writable(self) -> None:
        if not self.writable:
            raise LedgerFileError("the ledger's file may only be read; change its rights to record")

    # -- reading ---------------------------------------------------------------------

    def rows_between(self, start: int, end: int) -> list[Row]:
        """The records from one position to before another."""
        return rows_between(self._database.read, start, end)

    def rows_of(self, streams: Sequence[str], size: int) -> Iterator[Row]:
        """The records of streams among the first `size` of the log; each stream's in order."""
        return rows_of(self._database.read, streams, size)

    def instruments(self, after: int, before: int, limit: int) -> list[Row]:
        """The own records of instruments that stand after one position and before another."""
        return instruments(self._database.read, after, before, limit)

    def beside(self, after: int, limit: int) -> list[EventBeside]:
        """The events beside the log after the first so many, at most so many, in their order."""
        return events_beside.events_after(self._database.read, after, limit)

    def stream_beside(self, stream: str, after: int = 0) -> list[EventBeside]:
        """The events of one stream beside the log after its first so many, in their order."""
        return events_beside.events_of_stream(self._database.read, stream, after)

    def count_beside(self) -> int:
        """How many events there are beside the log."""
        return events_beside.count_of_events(self._database.read)

    def length_of(self, stream: str) -> int:
        """How many records a stream holds now."""
        statement = "SELECT max(originator_version) FROM stored_events WHERE originator_id = ?"
        found = self._database.read(statement, stream)
        return int(found[0][0] or 0) if found else 0

    def root_at(self, size: int) -> bytes | None:
        """The root of the first `size` records, if an instrument ends there."""
        found = self._database.read(
            "SELECT CAST(root AS BLOB) FROM log_heads WHERE log_size = ?", size
        )
        return bytes(found[0][0]) if found else EMPTY_ROOT if size == 0 else None

    def map_top(self, size: int) -> bytes | None:
        """The reference to the map's top after the instrument that ends at a size."""
        found = self._database.read(_TOP, size)
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
            "SELECT substr(CAST(hashes AS BLOB), (? - first) * 32 + 1, 32) FROM log_hashes "
            "WHERE first <= ? ORDER BY first DESC LIMIT 1",
            *(place, place),
        )
        return bytes(found[0][0]) if found else None

    def part(self, row: int, offset: int, length: int) -> bytes:
        """Bytes of a row of the map's parts, as many of them as there are."""
        statement = "SELECT substr(CAST(parts AS BLOB), ?, ?) FROM map_parts WHERE number = ?"
        found = self._database.read(statement, offset + 1, length, row)
        return bytes(found[0][0]) if found else b""

    def map_parts(self) -> MapParts:
        """All that is stored of the map."""
        tops = self._database.read("SELECT CAST(map_top AS BLOB) FROM log_heads ORDER BY log_size")
        rows = self._database.read("SELECT number, parts FROM map_parts ORDER BY number")
        return MapParts([top for (top,) in tops], [(row[0], bytearray(row[1])) for row in rows])

    @contextmanager
    def stored(self, size: int | None = None) -> Iterator[StoredRows]:
        """All that is stored, as it stands at one moment; of the first `size` records alone."""
        with self._database.snapshot() as read:
            yield StoredRows(read, size)

    # -- mending ---------------------------------------------------------------------

    def remake(self, made: Iterable[Addition], size: int) -> None:
        """Throw away what is stored beside the first `size` records, which are all, and store
        this instead, all at once; the triggers are put back. `HeadMovedError`, and nothing is
        done, if there are more records by now."""
        with self._database.writing() as writer:
            if (last_record(writer) or 0) != size:
                raise HeadMovedError
            remake(writer, made)

    def reorder(self) -> None:
        """Make SQLite's own indexes anew, and tables that are not there, empty."""
        with self._database.writing() as writer:
            make_tables(writer)
            writer.execute("REINDEX")

    # -- who signed its checkpoints --------------------------------------------------

    def signers(self) -> list[str]:
        """The keys that checkpoints of this ledger were signed with, the last one last."""
        return signatures.signers(self._database.read)

    def remember_signer(self, key: str) -> None:
        """Remember a key that checkpoints are signed with; nothing, where the file may only be
        read or remembers it."""
        if self.writable and key not in self.signers():
            signatures.remember_signer(self._database, key)

    def last_signed(self, key: str) -> str | None:
        """The last checkpoint that a key signed, as a signed note."""
        return signatures.last_signed(self._database.read, key)

    def remember_signed(self, key: str, before: str | None, note: str) -> bool:
        """Remember the last checkpoint that a key signed, after another one; False if that is
        no longer the last. Nothing, where the file may only be read."""
        return not self.writable or signatures.remember_signed(self._database, key, before, note)

    # -- beside the log --------------------------------------------------------------

    def index(self) -> SQLiteIndex:
        """What is looked up of the log."""
        return SQLiteIndex(self._database)

    def copy_to(self, file: Path) -> None:
        """Write the log as it stands at one moment into a new SQLite file."""
        if self.address is None:
            raise LedgerFileError("a ledger in memory has no file to copy")
        copy_file(Path(self.address), file)


_TOP = "SELECT CAST(map_top AS BLOB) FROM log_heads WHERE log_size = ?"
_HEAD = (
    "SELECT log_size, CAST(root AS BLOB), (SELECT max(rowid) FROM stored_events), "
    "CAST(map_top AS BLOB) FROM log_heads "
    "UNION ALL SELECT 0, NULL, (SELECT max(rowid) FROM stored_events), x'' "
    "ORDER BY log_size DESC LIMIT 1"
)


def _head_in(rows: Sequence[Sequence[Any]]) -> LogHead:
    """The head that was read, with the number of the last record; an error if they differ."""
    ((size, root, last, _),) = rows
    if size != (last or 0):
        raise not_whole(f"the log's end, at size {size} with {last or 0} records,")
    return LogHead(size, root) if size else EMPTY_HEAD
