"""A ledger kept in a schema of a PostgreSQL database: the store as `ports` describes it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ....domain.proof.tree import EMPTY_ROOT
from ..errors import LedgerDatabaseError, not_whole
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
from . import connection, signatures
from .backup import copy_rows
from .connection import (
    ConnectionLostError,
    PostgreSQLDatabase,
    ReadRows,
    TakenError,
    is_ended_for_another,
    lock_of,
)
from .index import PostgreSQLIndex
from .rows import EVENTS_BESIDE, StoredTables, instruments_among, records_between, records_of
from .tables import TABLES_OF_LOG, statements_of_log
from .writing import APPENDED, PUT_BESIDE, remake_beside, values_appended, values_of_events


class PostgreSQLStore:
    """The log and its index in one schema; any number of processes record and read there."""

    def __init__(self, database: PostgreSQLDatabase, address: str, writable: bool) -> None:
        self._database = database
        self._turn = threading.Lock()
        self._was_overtaken = False
        self.address: str | None = address
        self.writable = writable

    def close(self) -> None:
        """Let go of it; nothing can be read afterwards."""
        self._database.close()

    # -- the head --------------------------------------------------------------------

    def head(self) -> LogHead:
        """How far the log goes, with everything acknowledged before."""
        ((size, root, last),) = self._database.read(_HEAD)
        if (size or 0) != (last or 0):
            raise not_whole(f"the log's end, at size {size or 0} with {last or 0} records,")
        return LogHead(size, root) if size else EMPTY_HEAD

    # -- recording -------------------------------------------------------------------

    @contextmanager
    def turn(self) -> Iterator[None]:
        """While it lasts, nobody else who takes a turn in this process appends. Whoever was
        overtaken by another process stands in line with all that were."""
        with self._turn:
            if not self._was_overtaken:
                yield
                return
            self._was_overtaken = False
            with self._database.writing() as write:
                write("SELECT pg_advisory_xact_lock(%s)", lock_of(self._database.schema, "turn"))
                yield

    def append(self, more: Addition) -> None:
        """Put records at the end of the log; `HeadMovedError` if it is no longer there, or the
        map was made anew since.

        Where the connection was lost, nobody knows whether it was done: it is tried again, and
        counts as done where the log has this root at this size.
        """
        self._must_be_writable()
        values, until = values_appended(more), time.monotonic() + connection.PATIENCE
        lost = False
        while True:
            try:
                if self._database.run(APPENDED, *values):
                    return
            except ConnectionLostError:
                if time.monotonic() > until:
                    raise
                lost = True
                continue
            except TakenError as error:
                if error.table != "events_beside":
                    raise
            if lost and all(self.root_at(size) == root for size, root, _ in more.heads[-1:]):
                return
            self._was_overtaken = True
            raise HeadMovedError

    def put_beside(self, more: EventsBeside) -> None:
        """Keep events beside the log, and none of them in it; `HeadMovedError` if others came
        meanwhile. Where the connection was lost, it counts as done where they are there."""
        self._must_be_writable()
        values = (*values_of_events(more.events), more.after)
        until, lost = time.monotonic() + connection.PATIENCE, False
        while True:
            try:
                if self._database.run(PUT_BESIDE, *values):
                    return
            except ConnectionLostError:
                if time.monotonic() > until:
                    raise
                lost = True
                continue
            except TakenError:
                pass
            if lost and self.beside(more.after, len(more.events)) == list(more.events):
                return
            raise HeadMovedError

    def _must_be_writable(self) -> None:
        if not self.writable:
            raise LedgerDatabaseError(_READ_ONLY)

    # -- reading ---------------------------------------------------------------------

    def rows_between(self, start: int, end: int) -> list[Row]:
        """The records from one position to before another."""
        return records_between(self._database.read, start, end)

    def rows_of(self, streams: Sequence[str], size: int) -> Iterator[Row]:
        """The records of streams among the first `size` of the log; each stream's in order."""
        return records_of(self._database.read, streams, size)

    def instruments(self, after: int, before: int, limit: int) -> list[Row]:
        """The own records of instruments that stand after one position and before another."""
        return instruments_among(self._database.read, after, before, limit)

    def beside(self, after: int, limit: int) -> list[EventBeside]:
        """The events beside the log after the first so many, at most so many, in their order."""
        statement = f"{EVENTS_BESIDE} WHERE number > %s ORDER BY number LIMIT %s"
        return [EventBeside(*row) for row in self._database.read(statement, after, limit)]

    def stream_beside(self, stream: str, after: int = 0) -> list[EventBeside]:
        """The events of one stream beside the log after its first so many, in their order."""
        statement = f"{EVENTS_BESIDE} WHERE stream = %s AND version > %s ORDER BY version"
        return [EventBeside(*row) for row in self._database.read(statement, stream, after)]

    def count_beside(self) -> int:
        """How many events there are beside the log."""
        statement = "SELECT coalesce(max(number), 0) FROM ledger.events_beside"
        return int(self._database.read(statement)[0][0])

    def length_of(self, stream: str) -> int:
        """How many records a stream holds now."""
        found = self._database.read(
            "SELECT max(originator_version) FROM ledger.stored_events WHERE originator_id = %s",
            stream,
        )
        return int(found[0][0] or 0) if found else 0

    def root_at(self, size: int) -> bytes | None:
        """The root of the first `size` records, if an instrument ends there."""
        found = self._head_at("root", size)
        return found or (EMPTY_ROOT if size == 0 else None)

    def map_top(self, size: int) -> bytes | None:
        """The reference to the map's top after the instrument that ends at a size."""
        return self._head_at("map_top", size)

    def _head_at(self, column: str, size: int) -> bytes | None:
        statement = f"SELECT {column} FROM ledger.log_heads WHERE log_size = %s"
        found = self._database.read(statement, size)
        return found[0][0] if found else None

    def ends_around(self, size: int) -> tuple[int, int]:
        """The nearest sizes, not above and not below, at which an instrument ends."""
        ((below, above),) = self._database.read(
            "SELECT (SELECT max(log_size) FROM ledger.log_heads WHERE log_size <= %s), "
            "(SELECT min(log_size) FROM ledger.log_heads WHERE log_size >= %s)",
            *(size, size),
        )
        return int(below or 0), int(above or below or 0)

    def node(self, place: int) -> bytes | None:
        """A node of the tree, by its place in the order of completion."""
        found = self._database.read(
            "SELECT substring(hashes FROM ((%s - first) * 32 + 1)::int FOR 32) "
            "FROM ledger.log_hashes WHERE first <= %s ORDER BY first DESC LIMIT 1",
            *(place, place),
        )
        return found[0][0] if found else None

    def part(self, row: int, offset: int, length: int) -> bytes:
        """Bytes of a row of the map's parts, as many of them as there are."""
        found = self._database.read(
            "SELECT substring(parts FROM %s::int FOR %s::int) FROM ledger.map_parts "
            "WHERE number = %s",
            *(offset + 1, length, row),
        )
        return found[0][0] if found else b""

    def map_parts(self) -> MapParts:
        """All that is stored of the map."""
        read = self._database.read
        tops = read("SELECT map_top FROM ledger.log_heads ORDER BY log_size")
        rows = read("SELECT number, parts FROM ledger.map_parts ORDER BY number")
        return MapParts([top for (top,) in tops], [(row[0], bytearray(row[1])) for row in rows])

    @contextmanager
    def stored(self, size: int | None = None) -> Iterator[StoredTables]:
        """All that is stored, as it stands at one moment; of the first `size` records alone."""
        with self._database.snapshot() as read:
            yield StoredTables(read, size)

    # -- mending ---------------------------------------------------------------------

    def remake(self, made: Iterable[Addition], size: int) -> None:
        """Throw away what is stored beside the first `size` records, which are all, and store
        this instead, all at once; the triggers are put back. `HeadMovedError`, and nothing is
        done, if there are more records by now. Only the owner of the tables may."""
        try:
            self._remake(made, size)
        except ConnectionLostError as error:
            if is_ended_for_another(error):
                raise HeadMovedError from error  # what is `made` is taken: it is judged again
            raise

    def _remake(self, made: Iterable[Addition], size: int) -> None:
        with self._database.writing() as write:
            tables = ", ".join(f"ledger.{table}" for table in TABLES_OF_LOG)
            write(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
            ((last,),) = write("SELECT max(number) FROM ledger.stored_events")
            if (last or 0) != size:
                raise HeadMovedError
            remake_beside(write, made)

    def reorder(self) -> None:
        """Make the database's own indexes of these tables anew, and tables that are not there."""
        self._database.written(lambda write: write(";".join(statements_of_log())))
        for table in TABLES_OF_LOG:
            self._database.written(partial(_reindexed, table))

    # -- who signed its checkpoints --------------------------------------------------

    def signers(self) -> list[str]:
        """The keys that checkpoints of this ledger were signed with, the last one last."""
        return signatures.keys_that_signed(self._database.read)

    def remember_signer(self, key: str) -> None:
        """Remember a key that checkpoints are signed with; nothing, where the ledger may only be
        read or remembers it."""
        if self.writable and key not in self.signers():
            signatures.remember_key(self._database, key)

    def last_signed(self, key: str) -> str | None:
        """The last checkpoint that a key signed, as a signed note."""
        found = signatures.last_of_key(self._database.read, key)
        return found[1] if found else None

    def remember_signed(self, key: str, before: str | None, note: str) -> bool:
        """Remember the last checkpoint that a key signed, after another one; False if that is
        no longer the last. Nothing, where the ledger may only be read."""
        return not self.writable or signatures.remember_note(self._database, key, before, note)

    # -- beside the log --------------------------------------------------------------

    def index(self) -> PostgreSQLIndex:
        """What is looked up of the log."""
        return PostgreSQLIndex(self._database)

    def copy_to(self, file: Path) -> None:
        """Write the log as it stands at one moment into a new SQLite file."""
        with self.stored() as every:
            copy_rows(every, file)


_READ_ONLY = "this ledger may only be read: record at its primary, with a role that may insert"
_HEAD = (
    "SELECT (SELECT log_size FROM ledger.log_heads ORDER BY log_size DESC LIMIT 1), "
    "(SELECT root FROM ledger.log_heads ORDER BY log_size DESC LIMIT 1), "
    "(SELECT number FROM ledger.stored_events ORDER BY number DESC LIMIT 1)"
)


def _reindexed(table: str, write: ReadRows) -> None:
    write(f"REINDEX TABLE ledger.{table}")
