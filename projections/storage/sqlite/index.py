"""What is looked up of the log: tables beside it that can be thrown away and made again.

The log itself finds the records of a stream. These tables find the rest: which stream a
change stands in, which subjects and instruments there are, what carries an order out. They
follow the log by position, a batch of records a transaction; a kill between the two leaves
them behind, and the next one to open the ledger goes on from there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from ....domain.history.in_memory import Summary
from ....domain.history.mentions import mentions
from ....domain.history.streams import (
    NEAR,
    Instrument,
    corrected_id,
    corrects_instrument,
    orders_named,
    speaks_of,
    words_of,
)
from ....domain.vocabulary.change_types import SUBJECTS
from ..ports import Record
from .connection import ReadRows, SQLiteDatabase

INDEX_VERSION = 3
"""The version of these tables; of any other they are made again."""

_TABLES = {
    "index_state": "only INTEGER PRIMARY KEY CHECK (only = 1), size INTEGER, version INTEGER",
    "index_changes": "id TEXT PRIMARY KEY, position INTEGER, stream TEXT",
    "index_subjects": "kind TEXT, name TEXT, position INTEGER, PRIMARY KEY (kind, name)",
    "index_orders": "ordered TEXT, position INTEGER, change_id TEXT, "
    "PRIMARY KEY (ordered, position, change_id)",
    "index_completions": "stream TEXT PRIMARY KEY, position INTEGER",
    "index_words": "dimension TEXT, compared TEXT, position INTEGER, written TEXT, "
    "PRIMARY KEY (dimension, compared)",
    "index_mentions": "what TEXT, name TEXT, position INTEGER, id TEXT, "
    "PRIMARY KEY (what, name, position, id)",
    "index_corrections": "instrument TEXT PRIMARY KEY",
    "index_spoken_of": "instrument TEXT PRIMARY KEY",
    "index_instruments": "id TEXT PRIMARY KEY, position INTEGER, recorded_at TEXT",
}
_MORE = (
    "CREATE INDEX IF NOT EXISTS index_instruments_position ON index_instruments (position)",
    "CREATE INDEX IF NOT EXISTS index_instruments_recorded_at ON index_instruments (recorded_at)",
)


class SQLiteIndex:
    """The tables, read and brought forward."""

    def __init__(self, database: SQLiteDatabase) -> None:
        self._database = database

    # -- keeping in step -------------------------------------------------------------

    def open(self, writable: bool) -> int:
        """How many records the tables hold; made, or made anew, where they are not of this
        version. 0 if they cannot be made and are not there: then nothing is looked up here."""
        state = self._state(self._database.read)
        if state is None and writable:
            with self._database.writing() as c:
                state = self._state(_reading(c))
                if state is None:
                    self._make(c)
        return state or 0

    def clear(self) -> None:
        """Empty tables, to be filled again from the log's beginning."""
        with self._database.writing() as c:
            self._make(c)

    def add(self, held: int, records: Iterable[Record], size: int) -> bool:
        """Bring the tables from `held` records to `size`; False if somebody else moved them."""
        with self._database.writing() as c:
            if self._state(_reading(c)) != held:
                return False
            rows: dict[str, list[tuple[Any, ...]]] = {}
            for record in records:
                for statement, values in _rows_of(record):
                    rows.setdefault(statement, []).append(values)
            for statement, every in rows.items():
                c.executemany(statement, every)
            c.execute("UPDATE index_state SET size = ?", (size,))
            return True

    def _state(self, read: ReadRows) -> int | None:
        if not read("SELECT 1 FROM sqlite_master WHERE name = 'index_state'"):
            return None
        found = read("SELECT size FROM index_state WHERE version = ?", INDEX_VERSION)
        return int(found[0][0]) if found else None

    def _make(self, c: sqlite3.Connection) -> None:
        for name, columns in _TABLES.items():
            c.execute(f"DROP TABLE IF EXISTS {name}")
            c.execute(f"CREATE TABLE {name} ({columns})")
        for statement in _MORE:
            c.execute(statement)
        c.execute("INSERT INTO index_state VALUES (1, 0, ?)", (INDEX_VERSION,))

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        return self._database.read(statement, *values)

    # -- looking up ------------------------------------------------------------------

    def home(self, change_id: str) -> tuple[int, str] | None:
        """The position and stream of a change."""
        rows = self._rows("SELECT position, stream FROM index_changes WHERE id = ?", change_id)
        return tuple(rows[0]) if rows else None

    def subject(self, kind: str, name: str) -> int | None:
        """The position at which a subject was first established."""
        rows = self._rows(
            "SELECT position FROM index_subjects WHERE kind = ? AND name = ?", kind, name
        )
        return rows[0][0] if rows else None

    def subjects(self, kind: str, size: int, after: str, limit: int | None) -> list[str]:
        """The names established before `size`, in their order."""
        rows = self._rows(
            "SELECT name FROM index_subjects WHERE kind = ? AND name > ? AND position < ? "
            "ORDER BY name LIMIT ?",
            *(kind, after, size, -1 if limit is None else limit),
        )
        return [row[0] for row in rows]

    def subjects_like(self, kind: str, name: str) -> list[str]:
        """The names next to one in the alphabet."""
        return self._around("SELECT name FROM index_subjects WHERE kind = ? AND name", name, kind)

    def instruments_like(self, name: str) -> list[str]:
        """The ids next to one in the alphabet."""
        return self._around("SELECT id FROM index_instruments WHERE id", name)

    def _around(self, select: str, name: str, *values: str) -> list[str]:
        column = select.rpartition(" ")[2]
        before = self._rows(f"{select} < ? ORDER BY {column} DESC LIMIT {NEAR}", *values, name)
        after = self._rows(f"{select} >= ? ORDER BY {column} LIMIT {NEAR}", *values, name)
        return [row[0] for row in (*reversed(before), *after)]

    def orders(self, order: str, size: int) -> list[str]:
        """The ids of the changes that say that they carry out an order, before `size`."""
        rows = self._rows(
            "SELECT change_id FROM index_orders WHERE ordered = ? AND position < ? "
            "ORDER BY position",
            *(order, size),
        )
        return [row[0] for row in rows]

    def instruments(self, before: int, after: int, limit: int) -> list[str]:
        """The ids of instruments whose own record stands after one position and before another."""
        rows = self._rows(
            "SELECT id FROM index_instruments WHERE position > ? AND position < ? "
            "ORDER BY position LIMIT ?",
            *(after, before, limit),
        )
        return [row[0] for row in rows]

    def size_at(self, moment: str) -> int:
        """The size of the log after the last instrument recorded by a moment."""
        rows = self._rows(
            "SELECT max(position) FROM index_instruments WHERE recorded_at <= ?", moment
        )
        return 0 if rows[0][0] is None else int(rows[0][0]) + 1

    def mentioning(
        self, what: str, name: str, size: int, after: int, limit: int | None
    ) -> list[tuple[int, str]]:
        """What mentions a name (`domain.mentions`) between two positions, in log order."""
        rows = self._rows(
            "SELECT position, id FROM index_mentions WHERE what = ? AND name = ? "
            "AND position > ? AND position < ? ORDER BY position LIMIT ?",
            *(what, name, after, size, -1 if limit is None else limit),
        )
        return [(row[0], row[1]) for row in rows]

    def mentioned_like(self, what: str, name: str) -> list[str]:
        """The names next to one in the alphabet that are mentioned."""
        return self._around(
            "SELECT DISTINCT name FROM index_mentions WHERE what = ? AND name", name, what
        )

    def last_recorded_at(self) -> str:
        """When the last instrument was recorded; empty before the first."""
        return str(self._rows("SELECT max(recorded_at) FROM index_instruments")[0][0] or "")

    def summary(self) -> Summary:
        """What is asked of the whole record at once."""
        summary = Summary()
        for stream, position in self._rows("SELECT stream, position FROM index_completions"):
            summary.completions[stream] = position
        summary.corrected.update(
            name for (name,) in self._rows("SELECT instrument FROM index_corrections")
        )
        summary.spoken_of.update(
            name for (name,) in self._rows("SELECT instrument FROM index_spoken_of")
        )
        words = self._rows("SELECT dimension, compared, position, written FROM index_words")
        for dimension, compared, position, written in words:
            summary.words[dimension][compared] = (position, written)
        return summary


def _reading(c: sqlite3.Connection) -> ReadRows:
    """What is read within a transaction that writes."""
    return lambda statement, *values: c.execute(statement, values).fetchall()


def _rows_of(record: Record) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rows that a record adds; a first one of its kind stays the first."""
    position = record.position
    values: tuple[Any, ...]
    for what, name, by in mentions(record):
        yield "INSERT OR IGNORE INTO index_mentions VALUES (?,?,?,?)", (what, name, position, by)
    if isinstance(record, Instrument):
        values = (record.id, position, record.recorded_at)
        yield "INSERT INTO index_instruments VALUES (?,?,?)", values
        return
    yield "INSERT INTO index_changes VALUES (?,?,?)", (record.id, position, record.stream)
    kind = record.type
    if kind.establishes and kind.subject in SUBJECTS:
        values = (kind.subject, record.subject, position)
        yield "INSERT OR IGNORE INTO index_subjects VALUES (?,?,?)", values
    for order in orders_named(record):
        values = (order, position, corrected_id(record))
        yield "INSERT OR IGNORE INTO index_orders VALUES (?,?,?)", values
    if kind.name == "requirements_complete":
        yield "INSERT OR IGNORE INTO index_completions VALUES (?,?)", (record.stream, position)
    if (spoken_of := speaks_of(record)) is not None:
        yield "INSERT OR IGNORE INTO index_spoken_of VALUES (?)", (spoken_of,)
    if corrects_instrument(record):
        yield "INSERT OR IGNORE INTO index_corrections VALUES (?)", (record.target,)
    for dimension, compared, written in words_of(record):
        values = (dimension, compared, position, written)
        yield "INSERT OR IGNORE INTO index_words VALUES (?,?,?,?)", values
