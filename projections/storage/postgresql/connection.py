"""Connections to one database: many, each lent to one thread at a time.

A statement stands by itself: what it reads is of one moment, and what it writes is there whole
once it returns. A connection that was lost is replaced, and what was read on it is read again.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar

import psycopg
from psycopg import errors

from ..errors import LedgerDatabaseError
from .address import PostgreSQLAddress

LOCK_TIMEOUT = 10
"""Seconds that a statement waits for what others hold before it gives up."""
PATIENCE = 5.0
"""Seconds for which a lost connection is looked for again: as long as a server takes to recover."""
_IDLE_MOST = 8
"""So many connections are kept that nobody uses."""
_CONNECT_TIMEOUT = 5

ReadRows = Callable[..., list[Any]]
_T = TypeVar("_T")
"""The rows of one statement with these values."""
Connection = psycopg.Connection[tuple[Any, ...]]

_SETTINGS = (
    "SELECT set_config('default_transaction_isolation', 'read committed', false), "
    "set_config('search_path', 'pg_catalog', false), "
    f"set_config('lock_timeout', '{LOCK_TIMEOUT}s', false), "
    "set_config('default_transaction_read_only', %s, false)"
)


class ConnectionLostError(LedgerDatabaseError):
    """The connection to the database was lost, and could not be made again."""


_NAMES = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\bledger\.""")
"""Texts and quoted names in a statement, and what says `ledger.` outside them."""


class TakenError(LedgerDatabaseError):
    """A row's place was taken by somebody else; in which `table`."""

    def __init__(self, sentence: str, table: str) -> None:
        super().__init__(sentence)
        self.table = table


@lru_cache(1_000)
def as_in_schema(statement: str, schema: str) -> str:
    """A statement that says `ledger.` before the names of tables, and `"ledger"` or `'ledger'` for
    the schema's own, as it reads in a schema."""
    literal = "'" + schema.replace("'", "''").replace("%", "%%") + "'"
    name = quoted_name(schema)
    said = {"'ledger'": literal, '"ledger"': name, "ledger.": f"{name}."}
    return _NAMES.sub(lambda found: said.get(found[0], found[0]), statement)


def quoted_name(name: str) -> str:
    """A name as it stands in a statement."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'.replace("%", "%%")


def lock_of(schema: str, what: str) -> int:
    """The number of an advisory lock of a ledger in a schema."""
    digest = sha256(f"licence-ledger {what} {schema}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


_PASSING = (
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.DeadlockDetected,  # while a rebuild puts its tables in the place of others
)
"""What ends a statement, of which nothing was done, through no fault of its own."""


def is_lost(error: psycopg.Error, connection: Connection | None) -> bool:
    """Whether a statement may be sent again, on another connection: it is not what is wrong."""
    if isinstance(error, _PASSING):
        return True
    if not isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    return connection is None or connection.closed or (error.sqlstate or "08")[:2] == "08"


def is_ended_for_another(error: ConnectionLostError) -> bool:
    """Whether the database ended a transaction because each of two waited for the other."""
    return isinstance(error.__cause__, errors.DeadlockDetected)


def is_unnameable(error: Exception) -> bool:
    """Whether a text cannot be sent at all, with a NUL or half a character: it names nothing."""
    nul = isinstance(error, psycopg.DataError) and error.sqlstate is None
    return nul or isinstance(error, UnicodeEncodeError)


def told_of_postgresql(error: psycopg.Error) -> LedgerDatabaseError:
    """An error of PostgreSQL in a sentence."""
    text = " ".join(str(error).split())
    if isinstance(error, errors.UniqueViolation):
        said = f"this stands in the ledger's database already: {text}"
        return TakenError(said, error.diag.table_name or "")
    if isinstance(error, errors.InsufficientPrivilege):
        sentence = (
            f"this role of the database may not do that ({text}): the owner of the ledger's tables "
            "can, or gives it the right with licence-ledger database grant"
        )
    elif isinstance(error, errors.ReadOnlySqlTransaction):
        sentence = f"this ledger may only be read ({text}): record at its primary"
    elif isinstance(error, errors.LockNotAvailable):
        sentence = f"another program holds the ledger's tables ({text}); try again"
    elif isinstance(error, (errors.DiskFull, errors.OutOfMemory)):
        sentence = f"the database has no room left ({text}); nothing was recorded"
    else:
        sentence = f"the ledger's database cannot be used: {text}"
    return LedgerDatabaseError(sentence)


class PostgreSQLDatabase:
    """The schema of a ledger; statements say `ledger.` before the names of its tables."""

    def __init__(self, address: PostgreSQLAddress, read_only: bool) -> None:
        self.schema = address.schema
        self._address = address
        self._read_only = read_only
        self._idle: deque[Connection] = deque()
        self._closed = False
        self._was_connected = False

    # -- connections -----------------------------------------------------------------

    def _connected(self) -> Connection:
        found: Connection = psycopg.connect(
            self._address.connection,
            autocommit=True,
            connect_timeout=_CONNECT_TIMEOUT,
            client_encoding="UTF8",
            application_name="licence-ledger",
            prepare_threshold=5 if self._address.prepared else None,
        )
        found.execute(_SETTINGS, ("on" if self._read_only else "off",))
        self._was_connected = True
        return found

    def _taken(self) -> Connection:
        if self._closed:
            raise LedgerDatabaseError("the ledger is closed")
        with suppress(IndexError):
            return self._idle.pop()
        return self._connected()

    def _put_back(self, connection: Connection) -> None:
        if self._closed or connection.closed or len(self._idle) >= _IDLE_MOST:
            connection.close()
        else:
            self._idle.append(connection)

    def _forget_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def close(self) -> None:
        """Close what is open."""
        self._closed = True
        self._forget_idle()

    @contextmanager
    def _lent(self) -> Iterator[Connection]:
        """A connection, looked for as long as `PATIENCE` lasts; its errors in words."""
        connection = self._patiently(self._taken)
        try:
            yield connection
        except (psycopg.Error, UnicodeEncodeError) as error:
            if is_unnameable(error):
                self._put_back(connection)
                raise
            lost = isinstance(error, psycopg.Error) and is_lost(error, connection)
            connection.close()
            if not isinstance(error, psycopg.Error):
                raise
            said = told_of_postgresql(error)
            raise (ConnectionLostError(str(said)) if lost else said) from error
        except BaseException:
            connection.close()
            raise
        self._put_back(connection)

    def _patiently(self, connect: Callable[[], Connection]) -> Connection:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return connect()
            except psycopg.Error as error:
                begins = isinstance(error, errors.CannotConnectNow) or "starting up" in str(error)
                if not (self._was_connected or begins) or time.monotonic() > until:
                    raise ConnectionLostError(str(told_of_postgresql(error))) from error
                time.sleep(0.05)

    # -- statements ------------------------------------------------------------------

    def run(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement, once; `ConnectionLostError` if it may or may not have been
        carried out."""
        with self._lent() as connection:
            return rows_of_statement(connection, as_in_schema(statement, self.schema), values)

    def read(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement that only reads; none for a text that cannot be sent."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.run(statement, *values)
            except ConnectionLostError:
                if not self._was_connected or time.monotonic() > until:
                    raise
                self._forget_idle()
            except (psycopg.DataError, UnicodeEncodeError) as error:
                if is_unnameable(error):
                    return []
                raise

    @contextmanager
    def writing(self) -> Iterator[ReadRows]:
        """A transaction to write in: all of it, or nothing."""
        self._forget_idle_if_lost()
        with self._lent() as connection, connection.transaction():
            connection.execute(KEPT)
            yield self._in(connection)

    def written(self, act: Callable[[ReadRows], _T]) -> _T:
        """What comes of writing so in one transaction; begun anew where the database ended it, as
        somebody who reads waited for it, and it for him: nothing of it was done then."""
        while True:
            try:
                with self.writing() as write:
                    return act(write)
            except ConnectionLostError as error:
                if not is_ended_for_another(error):
                    raise

    @contextmanager
    def snapshot(self) -> Iterator[ReadRows]:
        """A `read` of which all statements see the same moment."""
        self._forget_idle_if_lost()
        with self._lent() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield self._in(connection)

    def _in(self, connection: Connection) -> ReadRows:
        def read(statement: str, *values: Any) -> list[Any]:
            return rows_of_statement(connection, as_in_schema(statement, self.schema), values)

        return read

    def _forget_idle_if_lost(self) -> None:
        """Where the server was started anew, none of the idle connections is of any use."""
        self.read("SELECT 1")


def rows_of_statement(connection: Connection, statement: str, values: Any) -> list[Any]:
    """The rows of a statement; none of one that has no rows. Several statements, between `;`, are
    sent together where they have no values."""
    if values:
        found = connection.execute(statement, values, binary=True)
    else:
        found = connection.execute(statement.replace("%%", "%"))
    return found.fetchall() if found.description else []


KEPT = (
    "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') "
    "WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)"
)
"""What is committed outlives a power cut, whatever the database is set to."""
