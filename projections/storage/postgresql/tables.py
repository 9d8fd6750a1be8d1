"""The tables of a ledger in PostgreSQL, and what keeps them as they are.

All of them are only ever added to: what SQLite replaces in a row stands here in a row of its own,
of which the newest counts. So a role that may insert and select, and nothing else, can record.
"""

from __future__ import annotations

from typing import NamedTuple

POSTGRESQL_FORMAT = 1
"""The format of these tables."""


class Column(NamedTuple):
    """A column: texts are ordered by their bytes, as in SQLite."""

    name: str
    type: str = "bigint"


def _text(name: str) -> Column:
    return Column(name, "text")


def _bytes(name: str) -> Column:
    return Column(name, "bytea")


class Table(NamedTuple):
    """A table: its columns, of which none may be empty, its primary key, and what else is once
    there only; or by which expression rows are found that have no key."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: tuple[str, ...] = ()
    found_by: str = ""

    def made(self, name: str) -> str:
        """The statement that makes it, if it is not there."""
        columns = ", ".join(map(_declared, self.columns))
        once = f", UNIQUE ({', '.join(self.unique)})" if self.unique else ""
        key = f", PRIMARY KEY ({', '.join(self.key)})" if self.key else ""
        return f"CREATE TABLE IF NOT EXISTS ledger.{name} ({columns}{key}{once})"


def _declared(column: Column) -> str:
    order = ' COLLATE "C"' if column.type == "text" else ""
    return f"{column.name} {column.type}{order} NOT NULL"


LOG_TABLES = {
    "stored_events": Table(
        (
            Column("number"),
            _text("originator_id"),
            Column("originator_version"),
            _text("topic"),
            _bytes("state"),
        ),
        ("number",),
        ("originator_id", "originator_version"),
    ),
    "log_heads": Table((Column("log_size"), _bytes("root"), _bytes("map_top")), ("log_size",)),
    "log_hashes": Table((Column("first"), _bytes("hashes")), ("first",)),
    "map_parts": Table((Column("number"), _bytes("parts")), ("number",)),
    "events_beside": Table(
        (Column("number"), _text("stream"), Column("version"), _bytes("event")),
        ("number",),
        ("stream", "version"),
    ),
}
"""The records, what follows from them, and what people did on the way to them: `first` is the place
that an addition takes."""
OTHER_TABLES = {
    "log_format": Table((Column("version"),), ("version",)),
    "log_signers": Table((Column("number"), _text("key")), ("number",), ("key",)),
    "log_signed": Table((_text("key"), Column("number"), _text("note")), ("key", "number")),
}
TABLES_OF_LOG = {**LOG_TABLES, **OTHER_TABLES}

FOLLOWING = ("log_heads", "log_hashes", "map_parts")
"""The tables that follow from the records."""
_LONG = {"log_hashes": "hashes", "map_parts": "parts"}
"""Columns of which parts are read: they are stored as they are, not compressed."""

GUARD = "recorded_stays"
GUARD_BODY = "BEGIN RAISE EXCEPTION 'what is recorded stays as it is'; END"
"""The function that every change of what is recorded calls, and what it does."""
_GUARD = (
    f"CREATE OR REPLACE FUNCTION ledger.{GUARD}() RETURNS trigger LANGUAGE plpgsql AS "
    f"$guard${GUARD_BODY}$guard$"
)
TRIGGERS = {"not_changed": "UPDATE OR DELETE", "not_emptied": "TRUNCATE"}
"""The triggers of each table of the log, and what they keep from being done."""


def statements_of_log() -> list[str]:
    """The statements that make the tables of a log with their guards, in a schema that is there."""
    tables = [table.made(name) for name, table in TABLES_OF_LOG.items()]
    return [
        *tables,
        *(
            f"ALTER TABLE ledger.{table} ALTER COLUMN {column} SET STORAGE EXTERNAL"
            for table, column in _LONG.items()
        ),
        *guards(),
    ]


def guards() -> list[str]:
    """The statements that put the triggers onto the tables of the log."""
    found = [_GUARD]
    for table in LOG_TABLES:
        for name, acts in TRIGGERS.items():
            found += (
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {acts} ON ledger.{table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION ledger.{GUARD}()",
                f"ALTER TABLE ledger.{table} ENABLE ALWAYS TRIGGER {name}",
            )
    return found


OTHER_TRIGGERS = """
    SELECT c.relname, quote_ident(t.tgname) FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'ledger' AND NOT t.tgisinternal AND t.tgname <> ALL(%s::text[])"""
"""Triggers on tables of the schema that are none of these."""


THERE = (
    "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'ledger' AND c.relname = %s"
)
"""Whether there is a table of a name in the schema."""
