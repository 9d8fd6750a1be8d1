"""The tables of a ledger's file, and what keeps them as they are."""

from __future__ import annotations

APPLICATION_ID = 0x4C434C47
"""SQLite's `application_id` of a ledger: the letters LCLG."""
FORMAT_VERSION = 3
"""SQLite's `user_version` of a ledger: the format of its tables and records."""
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


def _guards(table: str, same: str) -> tuple[str, ...]:
    """The triggers of a table to which is only ever added."""
    acts = (
        ("not_updated", f"UPDATE ON {table}"),
        ("not_deleted", f"DELETE ON {table}"),
        (
            "not_replaced",
            f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",
        ),
    )
    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {table}_{name} BEFORE {act} "
        "BEGIN SELECT RAISE(ABORT, 'what is recorded stays as it is'); END"
        for name, act in acts
    )


_TRIGGERS = tuple(guard for table, same in _STAYS.items() for guard in _guards(table, same))
FORMAT_WITH_BESIDE = 4
"""The same of a ledger beside whose log events are kept; it is otherwise as one of format 3."""
TABLES_BESIDE = (
    "CREATE TABLE IF NOT EXISTS events_beside (number INTEGER PRIMARY KEY, stream TEXT NOT NULL, "
    "version INTEGER NOT NULL, event BLOB NOT NULL, UNIQUE (stream, version))",
    *_guards(
        "events_beside", "number = NEW.number OR stream = NEW.stream AND version = NEW.version"
    ),
    f"PRAGMA user_version={FORMAT_WITH_BESIDE}",
)
"""What is made when the first event is kept beside the log."""
TABLES = (
    "CREATE TABLE IF NOT EXISTS stored_events (originator_id TEXT, originator_version INTEGER, "
    "topic TEXT, state BLOB, PRIMARY KEY (originator_id, originator_version))",
    "CREATE TABLE IF NOT EXISTS log_heads (log_size INTEGER PRIMARY KEY, root BLOB NOT NULL, "
    "map_top BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS map_parts (number INTEGER PRIMARY KEY, parts BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS log_frontier (only INTEGER PRIMARY KEY CHECK (only = 1), "
    "log_size INTEGER NOT NULL, hashes BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS log_hashes (first INTEGER PRIMARY KEY, hashes BLOB NOT NULL)",
    *_TRIGGERS,
    f"PRAGMA application_id={APPLICATION_ID}",
    f"PRAGMA user_version={FORMAT_VERSION}",
)
MADE = (
    "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') "
    f"OR name IN ({', '.join(repr(table) for table in (*_STAYS, 'log_frontier', 'events_beside'))})"
)
"""What the file is made of, that a ledger's answers hang on: no trigger or view may be added."""
BESIDE = ("log_heads", "map_parts", "log_frontier", "log_hashes")
"""The tables that follow from the records."""
