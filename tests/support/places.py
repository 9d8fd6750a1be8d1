"""Where a ledger is kept, for tests that hold for every store: a file, or a schema.

Whoever tampers with one may write to it as its owner, and takes its triggers away: he speaks the
SQL that both stores understand.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from builders import Case, without_triggers
from licence_ledger.projections.storage.postgresql.address import read_postgresql_address

GUARDED = ("stored_events", "log_heads", "log_hashes", "map_parts", "events_beside")


@dataclass(frozen=True)
class FilePlace:
    """A SQLite file."""

    address: str
    number = "rowid"
    index = "index"

    @property
    def uri(self) -> str:
        """The address as the command takes it."""
        return f"sqlite:///{self.address}"

    def case(self, *instruments: Any) -> Case:
        """The ledger there, with these recorded."""
        return Case(*instruments, database=self.address)

    def ask(self, statement: str) -> list[Any]:
        """The rows of a statement."""
        with closing(sqlite3.connect(self.address, isolation_level=None)) as opened:
            return opened.execute(statement).fetchall()

    def tamper(self, *statements: str) -> None:
        """Do these with the triggers away, which are put back."""
        with without_triggers(Path(self.address)) as opened:
            for one in statements:
                opened.execute(one)
        opened.close()

    def refuses(self, statement: str) -> bool:
        """Whether the store itself does not let its owner do this."""
        try:
            self.ask(statement)
        except sqlite3.IntegrityError as error:
            return "stays as it is" in str(error)
        return False


@dataclass(frozen=True)
class SchemaPlace:
    """A schema of PostgreSQL."""

    address: str
    number = "number"
    index = "index1"

    @property
    def uri(self) -> str:
        """The address as the command takes it."""
        return self.address

    def case(self, *instruments: Any) -> Case:
        """The ledger there, with these recorded."""
        return Case(*instruments, database=self.address)

    def connected(self) -> psycopg.Connection[Any]:
        """A connection of the schema's owner."""
        found = read_postgresql_address(self.address)
        opened = psycopg.connect(found.connection, autocommit=True)
        opened.execute("SELECT set_config('search_path', %s, false)", (f'"{found.schema}"',))
        return opened

    def ask(self, statement: str) -> list[Any]:
        """The rows of a statement."""
        with closing(self.connected()) as opened:
            found = opened.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    def tamper(self, *statements: str) -> None:
        """Do these with the triggers away, which are put back."""
        for table in GUARDED:
            self.ask(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for one in statements:
            self.ask(one)
        for table in GUARDED:
            for name in ("not_changed", "not_emptied"):
                if self.ask(
                    f"SELECT 1 FROM pg_trigger WHERE tgname = '{name}' "
                    f"AND tgrelid = '{table}'::regclass"
                ):
                    self.ask(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    def refuses(self, statement: str) -> bool:
        """Whether the store itself does not let its owner do this."""
        try:
            self.ask(statement)
        except psycopg.errors.RaiseException as error:
            return "stays as it is" in str(error)
        return False


Place = FilePlace | SchemaPlace
