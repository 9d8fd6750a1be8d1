"""Opening a ledger's schema: made if it is new, refused if it is something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import LedgerDatabaseError
from .address import read_postgresql_address, without_password
from .connection import PostgreSQLDatabase, ReadRows, lock_of
from .index import make_index
from .store import PostgreSQLStore
from .tables import POSTGRESQL_FORMAT, THERE, statements_of_log

OLDEST = 15
"""The oldest major version of PostgreSQL that ledgers are kept in."""
_DATABASE = (
    "SELECT current_setting('server_version_num')::int / 10000, "
    "current_setting('server_encoding'), current_setting('fsync'), pg_is_in_recovery()"
)
_RIGHTS = (
    "SELECT has_table_privilege(c.oid, 'INSERT') "
    "AND current_setting('transaction_read_only') = 'off' FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'ledger' AND c.relname = 'stored_events'"
)


def in_schema(address: str, read_only: bool = False) -> PostgreSQLStore:
    """The store that an address names, made if there is none and this role may, unless it is to
    be read only. On a replica it is read only.

    `LedgerDatabaseError` if the database cannot be used, or what is there is a newer ledger's.
    """
    return _opened(address, lambda made, replica: _prepared(made, read_only or replica), read_only)


def made_in_schema(address: str) -> bool:
    """Make the tables of a ledger; whether they were not there."""
    made = list[bool]()

    def make(database: PostgreSQLDatabase, replica: bool) -> bool:
        made.append(not _is_ledger(database.read))
        return _prepared(database, replica)

    _opened(address, make, False).close()
    return made[0]


def is_in_schema(address: str) -> bool:
    """Whether there is a ledger at an address."""
    database = PostgreSQLDatabase(read_postgresql_address(address), read_only=True)
    try:
        return _is_ledger(database.read)
    finally:
        database.close()


def _opened(
    address: str, prepare: Callable[[PostgreSQLDatabase, bool], bool], read_only: bool
) -> PostgreSQLStore:
    found = read_postgresql_address(address)
    database = PostgreSQLDatabase(found, read_only)
    try:
        replica = _hold_database(database.read, address)
        writable = prepare(database, replica)
    except BaseException:
        database.close()
        raise
    return PostgreSQLStore(database, address, writable)


def _hold_database(read: ReadRows, address: str) -> bool:
    """An error for a database that no ledger can be kept in; whether it is a replica."""
    ((version, encoding, fsync, replica),) = read(_DATABASE)
    where = without_password(address)
    if version < OLDEST:
        raise LedgerDatabaseError(
            f"{where} is PostgreSQL {version}; a ledger needs {OLDEST} or later"
        )
    if encoding != "UTF8":
        raise LedgerDatabaseError(
            f"{where} keeps texts in {encoding}; make the ledger's database with ENCODING 'UTF8'"
        )
    if fsync != "on":
        raise LedgerDatabaseError(
            f"{where} runs with fsync={fsync}: what it acknowledges does not outlive a power cut; "
            "set fsync=on"
        )
    return bool(replica)


def _prepared(database: PostgreSQLDatabase, read_only: bool) -> bool:
    """Make the tables if they are not there and may be; whether records may be added."""
    if not _is_ledger(database.read):
        if read_only:
            raise LedgerDatabaseError(_NONE.format(database.schema))
        _make(database)
    return not read_only and bool(database.read(_RIGHTS)[0][0])


_NONE = (
    "there is no ledger in the schema {}; make one with licence-ledger database create, "
    "as a role that may make tables"
)


def _is_ledger(read: ReadRows) -> bool:
    """Whether the schema holds a ledger; an error if it holds a newer one."""
    if not read(THERE, "log_format"):
        return False
    ((version,),) = read("SELECT max(version) FROM ledger.log_format")
    if version is not None and version > POSTGRESQL_FORMAT:
        raise LedgerDatabaseError(
            f"the ledger has the format {version} and this release knows up to "
            f"{POSTGRESQL_FORMAT}; use the release that wrote it"
        )
    return version is not None


def _make(database: PostgreSQLDatabase) -> None:
    """Make schema and tables, one of several who would at a time."""
    with database.writing() as write:
        write("SELECT pg_advisory_xact_lock(%s)", lock_of(database.schema, "make"))
        if _is_ledger(write):
            return
        if not write("SELECT 1 FROM pg_namespace WHERE nspname = 'ledger'"):
            write('CREATE SCHEMA "ledger"')
        elif found := _others(write):
            raise LedgerDatabaseError(
                f"the schema {database.schema} holds tables of another program ({found}); name "
                "another with ?schema=NAME"
            )
        write(";".join(statements_of_log()))
        make_index(write)
        write("INSERT INTO ledger.log_format VALUES (%s)", POSTGRESQL_FORMAT)


def _others(read: ReadRows) -> str:
    """Tables in the schema, by name."""
    found: list[Any] = read(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'ledger' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1 LIMIT 5"
    )
    return ", ".join(name for (name,) in found)
