"""The log: one SQLite file, written through `eventsourcing`, serialised, with its root.

An instrument's events are saved in one transaction or not at all. The transaction takes
the write lock before it reads the head (`BEGIN IMMEDIATE`), and refuses events that were
judged against another head: of two writers the second has to judge again. The Merkle
root is kept in the same transaction, as a frontier; nothing is recomputed.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    InfrastructureFactory,
    JSONTranscoder,
    Mapper,
    PersistenceError,
    StoredEvent,
    Transcoder,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
    SQLiteTransaction,
)
from eventsourcing.utils import Environment, EnvType

from ...domain.proof.tree import EMPTY_ROOT, Frontier, leaf_hash
from ...domain.recording.events import EVENTS, INSTRUMENT_TOPIC, Event
from .errors import LedgerFileError
from .sqlite import tree_hashes as hashes

APPLICATION_ID = 0x4C434C47
"""SQLite's `application_id` of a ledger: the letters LCLG."""
FORMAT_VERSION = 3
"""SQLite's `user_version` of a ledger: the format of its tables and records."""
LOCK_TIMEOUT = 10
"""Seconds that a writer waits for another one before it gives up."""
IN_MEMORY = ":memory:"
_PAGE = 5_000
T = TypeVar("T")
_STAYS = {
    "stored_events": "originator_id = NEW.originator_id "
    "AND originator_version = NEW.originator_version OR rowid = NEW.rowid",
    "log_heads": "log_size = NEW.log_size",
    "log_hashes": "first = NEW.first",
    "map_parts": "number = NEW.number",
}
"""What is only ever added to: the tables, and which row a new one would take the place of.

`INSERT OR REPLACE` fires no trigger on deletion; the one before an insertion catches it.
"""
_TRIGGERS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {table}_{name} BEFORE {act} "
    "BEGIN SELECT RAISE(ABORT, 'what is recorded stays as it is'); END"
    for table, same in _STAYS.items()
    for name, act in (
        ("not_updated", f"UPDATE ON {table}"),
        ("not_deleted", f"DELETE ON {table}"),
        (
            "not_replaced",
            f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",
        ),
    )
)
_TABLES = (
    "CREATE TABLE IF NOT EXISTS stored_events (originator_id TEXT, originator_version INTEGER, "
    "topic TEXT, state BLOB, PRIMARY KEY (originator_id, originator_version))",
    "CREATE TABLE IF NOT EXISTS log_heads (log_size INTEGER PRIMARY KEY, root BLOB NOT NULL, "
    "map_top BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS map_parts (number INTEGER PRIMARY KEY, parts BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS log_frontier (only INTEGER PRIMARY KEY CHECK (only = 1), "
    "log_size INTEGER NOT NULL, hashes BLOB NOT NULL)",
    hashes.TABLE,
    *_TRIGGERS,
    f"PRAGMA application_id={APPLICATION_ID}",
    f"PRAGMA user_version={FORMAT_VERSION}",
)

STREAMS_AT_A_TIME = 500
"""So many streams are asked for in one statement."""
_MADE = (
    "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') "
    f"OR name IN ({', '.join(repr(table) for table in (*_STAYS, 'log_frontier'))})"
)
"""What the file is made of, that a ledger's answers hang on: no trigger or view may be added."""


@dataclass(slots=True)
class MapParts:
    """What comes of the map with instruments: for each the reference to its top then, and the
    parts that are new, in numbered rows."""

    tops: list[bytes] = field(default_factory=list[bytes])
    rows: list[tuple[int, bytearray]] = field(default_factory=list[tuple[int, bytearray]])


class HeadMovedError(Exception):
    """Something was recorded since the events were judged: judge them again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record as stored: `position` counts from 0."""

    position: int
    stream: str
    version: int
    topic: str
    record: bytes


class EventMapper(Mapper[str]):
    """Between events and the bytes that are stored, by declared names only.

    The library's own mapper resolves whatever class a row names; this one knows the closed
    registry `EVENTS`.
    """

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        assert isinstance(domain_event, Event)
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.topic(),
            state=domain_event.record,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        event = EVENTS.get(stored_event.topic)
        if event is None:
            raise unknown_topic(stored_event.topic)
        return event.read(
            str(stored_event.originator_id), stored_event.originator_version, stored_event.state
        )


def unknown_topic(topic: str) -> LedgerFileError:
    """The error for a record of a kind that this release does not know."""
    return LedgerFileError(
        f"the ledger holds a record of the kind `{topic}`, which this release does not know; "
        "it was written by a newer release: use that one"
    )


def _connected(database: str) -> sqlite3.Connection:
    """A connection to read with, from any thread, one statement at a time."""
    return sqlite3.connect(
        database, uri=True, isolation_level=None, check_same_thread=False, timeout=LOCK_TIMEOUT
    )


class _Pool(SQLiteConnectionPool):
    """Connections that are durable: an acknowledged instrument outlives a power cut."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        connection.cursor().execute("PRAGMA synchronous=FULL")
        return connection


class _Immediate(SQLiteTransaction):
    """A transaction that takes the write lock before it reads anything."""

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        return cursor


class _Datastore(SQLiteDatastore):
    def __init__(self, database: str) -> None:
        super().__init__(database, lock_timeout=LOCK_TIMEOUT, originator_id_type="text")
        self.pool = _Pool(db_name=database, lock_timeout=LOCK_TIMEOUT)
        self._reader: sqlite3.Connection | None = None
        if database != IN_MEMORY:
            self._reader = _connected(database)

    def read(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement; none for a name that is no UTF-8, which names nothing.

        A file is read through a connection of its own: the pool's transaction costs more
        than the statement.
        """
        try:
            if self._reader is None:
                with self.transaction(commit=False) as cursor:
                    cursor.execute(statement, values)
                    return list(cursor.fetchall())
            found: list[Any] = self._reader.execute(statement, values).fetchall()
            return found
        except UnicodeEncodeError:
            return []
        except sqlite3.Error as error:
            raise LedgerFileError(_sentence(error)) from error

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
        super().close()

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """A transaction, to write (`commit`) or to read; errors are told in a sentence."""
        kind = _Immediate if commit else SQLiteTransaction
        try:
            with (
                self.get_connection(commit=commit) as connection,
                kind(connection, commit=commit) as cursor,
                cursor,
            ):
                yield cursor
        except (PersistenceError, sqlite3.Error) as error:
            raise LedgerFileError(_sentence(error)) from error


class LogRecorder(SQLiteApplicationRecorder):
    """Appends events and, in the same transaction, the root of the log after them."""

    def construct_create_table_statements(self) -> list[str]:
        return list(_TABLES)

    datastore: _Datastore

    last_heads: Sequence[tuple[int, bytes]] = ()
    """The sizes and roots at the instruments' ends of the last insertion."""

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        frontier = self._frontier(c)
        if frontier.size != kwargs["judged_at"]:
            raise HeadMovedError
        rows = [(e.originator_id, e.originator_version, e.topic, e.state) for e in stored_events]
        c.executemany(self.insert_events_statement, rows)
        heads: list[tuple[int, bytes, bytes]] = []
        completed, maps = bytearray(), kwargs["maps"]
        tops = iter(maps.tops)
        for event in stored_events:
            completed += frontier.add(leaf_hash(event.state))
            if event.topic == INSTRUMENT_TOPIC:
                heads.append((frontier.size, frontier.root(), next(tops)))
        c.execute(self.select_max_notification_id_statement)
        if c.fetchone()[0] != frontier.size:
            raise LedgerFileError("the ledger's rows are not gapless; restore it from a backup")
        c.executemany("INSERT INTO log_heads VALUES (?,?,?)", heads)
        c.executemany("INSERT INTO map_parts VALUES (?,?)", maps.rows)
        hashes.add_hashes(c, kwargs["judged_at"], bytes(completed))
        self.last_heads = [head[:2] for head in heads]
        c.execute(
            "INSERT OR REPLACE INTO log_frontier VALUES (1,?,?)",
            (frontier.size, frontier.to_bytes()),
        )
        return range(kwargs["judged_at"] + 1, frontier.size + 1)

    @staticmethod
    def _frontier(c: SQLiteCursor) -> Frontier:
        c.execute("SELECT log_size, hashes FROM log_frontier")
        row = c.fetchone()
        return Frontier.from_bytes(*row) if row else Frontier()

    def rows_after(self, size: int) -> list[Row]:
        """The records from position `size` on, at most a page of them."""
        return self._rows("rowid > ? ORDER BY rowid LIMIT ?", size, _PAGE)

    def rows_between(self, start: int, end: int) -> list[Row]:
        """The records from one position to before another."""
        return self._rows("rowid > ? AND rowid <= ? ORDER BY rowid", start, end)

    def rows_of(self, stream: str, size: int) -> list[Row]:
        """The records of one stream among the first `size` of the log."""
        where = "originator_id = ? AND rowid <= ? ORDER BY originator_version"
        return self._rows(where, stream, size)

    def rows_of_all(self, streams: Sequence[str], size: int) -> Iterator[Row]:
        """The records of several streams among the first `size` of the log, in any order."""
        for first in range(0, len(streams), STREAMS_AT_A_TIME):
            some = streams[first : first + STREAMS_AT_A_TIME]
            marks = ", ".join("?" * len(some))
            yield from self._rows(f"originator_id IN ({marks}) AND rowid <= ?", *some, size)

    def _rows(self, where: str, *values: Any) -> list[Row]:
        found = self.datastore.read(
            "SELECT rowid - 1, originator_id, originator_version, topic, state "
            f"FROM {self.events_table_name} WHERE {where}",
            *values,
        )
        return [Row(*row) for row in found]

    def remade(self) -> list[str]:
        """What of the file's own tables and triggers is not as a ledger's: missing, or other."""
        with closing(sqlite3.connect(IN_MEMORY)) as fresh:
            for statement in _TABLES:
                fresh.execute(statement)
            right = set(fresh.execute(_MADE).fetchall())
        other = right ^ {tuple(row) for row in self.datastore.read(_MADE)}
        return sorted({f"{kind} {name}" for kind, name, _ in other})

    def ends_around(self, size: int) -> tuple[int, int]:
        """The nearest sizes, not above and not below, at which an instrument ends."""
        ((below, above),) = self.datastore.read(
            "SELECT (SELECT max(log_size) FROM log_heads WHERE log_size <= ?), "
            "(SELECT min(log_size) FROM log_heads WHERE log_size >= ?)",
            size,
            size,
        )
        return int(below or 0), int(above or below or 0)

    def size(self) -> int:
        """The number of records."""
        return self.max_notification_id() or 0

    def root_at(self, size: int) -> bytes | None:
        """The root of the first `size` records, if an instrument ends there."""
        found = self.datastore.read("SELECT root FROM log_heads WHERE log_size = ?", size)
        return bytes(found[0][0]) if found else EMPTY_ROOT if size == 0 else None


class _Factory(SQLiteFactory):
    application_recorder_class = LogRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self.datastore = _Datastore(self.env[self.SQLITE_DBNAME])


class Log(Application[str]):
    """The event-sourced application: saves an instrument's events whole, or not at all."""

    recorder: LogRecorder

    def __init__(self, database: str, writable: bool = True) -> None:
        in_memory = database == IN_MEMORY
        self.database = database
        self.writable = writable
        name = database if writable else f"{Path(database).resolve().as_uri()}?immutable=1"
        super().__init__(
            {
                "SQLITE_DBNAME": name,
                "ORIGINATOR_ID_TYPE": "text",
                "CREATE_TABLE": "y" if in_memory else "n",  # a file's are made by `_prepare`
            }
        )
        self._seen = -1
        self._watch: sqlite3.Connection | None = None
        if not in_memory:
            self._watch = _connected(name)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Only what the ledger sets: the user's own environment is not the library's."""
        return Environment(name, dict(env or {}))

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return _Factory(env)

    def construct_transcoder(self) -> Transcoder:
        return JSONTranscoder()  # never used: the mapper has its own bytes

    def construct_mapper(self) -> Mapper[str]:
        return EventMapper(self.construct_transcoder())

    def append(
        self,
        events: Sequence[Event],
        judged_at: int,
        maps: MapParts,
    ) -> int:
        """Save events judged against the first `judged_at` records; the new size of the log.
        `maps` is what of the map comes with each of their instruments.

        `HeadMovedError` if the log has grown since; `LedgerFileError` if it cannot be written.
        """
        if not self.writable:
            raise LedgerFileError("the ledger's file may only be read; change its rights to record")
        stored = [self.mapper.to_stored_event(event) for event in events]
        ids = self.recorder.insert_events(stored, judged_at=judged_at, maps=maps)
        assert ids, "what is appended has its places"
        return ids[-1]

    def moved(self) -> bool:
        """Whether something may have been recorded since this was last asked, by anybody."""
        if self._watch is None:
            return True
        version = int(self._watch.execute("PRAGMA data_version").fetchone()[0])
        moved, self._seen = version != self._seen, version
        return moved

    def look_again(self) -> None:
        """Make the next `moved` say yes: what was recorded could not be read."""
        self._seen = -1

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
        super().close()

    def rows_after(self, size: int) -> Iterator[Row]:
        """Every record from position `size` on."""
        while page := self.recorder.rows_after(size):
            yield from page
            size = page[-1].position + 1


def open_log(database: str) -> Log:
    """The log in a SQLite file (made if there is none), or in memory (`:memory:`).

    `LedgerFileError` if the file cannot be used, is another program's, or a newer ledger's.
    """
    try:
        if database == IN_MEMORY:
            return Log(database)
        if _may_only_be_read(Path(database)):
            _check_format(Path(database))
            return Log(database, writable=False)
        _patiently(lambda: _prepare(Path(database)))
        return _patiently(lambda: Log(database))
    except (PersistenceError, sqlite3.Error) as error:
        raise LedgerFileError(_sentence(error)) from error


def _may_only_be_read(path: Path) -> bool:
    """Whether a file is there that this user cannot write, and nobody is writing."""
    if not path.is_file() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return False
    return not path.with_name(path.name + "-wal").exists()


def _prepare(path: Path) -> None:
    """Make the file a ledger if it is new; refuse it if it is something else."""
    if not path.parent.is_dir():
        raise LedgerFileError(f"there is no folder {path.parent}; make it first")
    if path.is_dir():
        raise LedgerFileError(f"{path} is a folder; name a file in it")
    connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT, isolation_level=None)
    try:
        if not _is_ledger(connection, path):
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN IMMEDIATE")
            if not _is_ledger(connection, path):
                for statement in _TABLES:
                    connection.execute(statement)
            connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            raise LedgerFileError(f"{path} is no ledger: {error}; name another file") from error
        raise
    finally:
        connection.close()


def _check_format(path: Path) -> None:
    """Refuse a file that can only be read and is no ledger, or one of another format."""
    connection = _connected(f"{path.resolve().as_uri()}?immutable=1")
    try:
        _is_ledger(connection, path)
    finally:
        connection.close()


def _is_ledger(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is one of ours; False if it is empty, an error if it is another's."""
    application, version, tables = connection.execute(  # one statement: one moment
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master) "
        "FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if tables and application != APPLICATION_ID:
        raise LedgerFileError(f"{path} is a database of another program; name another file")
    if version > FORMAT_VERSION:
        raise LedgerFileError(
            f"{path} has the format {version} and this release knows up to {FORMAT_VERSION}; "
            "use the release that wrote it"
        )
    if tables and version < FORMAT_VERSION:
        raise LedgerFileError(
            f"{path} has the format {version}; this release keeps format {FORMAT_VERSION}, in "
            "which records say if any was left out: copy it into a new ledger with "
            f"licence-ledger copy {path} --database sqlite:///NEW.db"
        )
    return bool(tables)


def _patiently(open_: Callable[[], T]) -> T:
    """Try again while others open or close the file: SQLite does not always wait by itself."""
    until = time.monotonic() + LOCK_TIMEOUT
    while True:
        try:
            return open_()
        except (PersistenceError, LedgerFileError, sqlite3.OperationalError) as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _sentence(error: Exception) -> str:
    text = str(error)
    if "locked" in text:
        return f"another program is writing to the ledger ({text}); try again"
    if "readonly" in text:
        return f"the ledger's file may only be read ({text}); change its rights to record"
    if "full" in text:
        return f"there is no room left on the disk ({text}); nothing was recorded"
    return f"the ledger's file cannot be used: {text}"
