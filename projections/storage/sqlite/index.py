"""What is looked up of the log: tables beside it that can be thrown away and made again.

The log itself finds the records of a stream. These tables find the rest: which stream a
change stands in, which subjects and instruments there are, what carries an order out. They
follow the log by position, a batch of records a transaction; a kill between the two leaves
them behind, and the next one to open the ledger goes on from there.

What is looked up is bounded by a position: below the size at which a process took it over the
index reads the same for good, whoever brings it forward or makes it again meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ....domain.history.in_memory import Summary
from ....domain.history.instruments import Instrument
from ....domain.history.mentions import (
    corrected_id,
    corrects_instrument,
    mentions,
    orders_named,
    speaks_of,
    words_of,
)
from ....domain.history.searchable import words_to_find
from ....domain.history.sources import NEAR
from ....domain.vocabulary.change_types import SUBJECTS
from ....domain.vocabulary.plain_words import Term
from ..errors import LedgerFileError
from ..ports import Record
from .connection import ReadRows, SQLiteDatabase
from .full_text import FULL_TEXT, FULL_TEXT_TABLE, match_of

INDEX_VERSION = 5
"""The version of these tables. Another version has tables of other names (`index4_…`), so that
no release reads those of another one, or throws them away."""
_NAME = "index"
_BESIDE = "index_beside"
_TABLES = {
    "state": "only INTEGER PRIMARY KEY CHECK (only = 1), size INTEGER, version INTEGER",
    "changes": "id TEXT PRIMARY KEY, position INTEGER, stream TEXT",
    "subjects": "kind TEXT, name TEXT, position INTEGER, PRIMARY KEY (kind, name)",
    "orders": "ordered TEXT, position INTEGER, change_id TEXT, "
    "PRIMARY KEY (ordered, position, change_id)",
    "completions": "stream TEXT PRIMARY KEY, position INTEGER",
    "words": "dimension TEXT, compared TEXT, position INTEGER, written TEXT, "
    "PRIMARY KEY (dimension, compared)",
    "mentions": "what TEXT, name TEXT, position INTEGER, id TEXT, "
    "PRIMARY KEY (what, name, position, id)",
    "corrections": "instrument TEXT PRIMARY KEY",
    "spoken_of": "instrument TEXT PRIMARY KEY",
    "instruments": "id TEXT PRIMARY KEY, position INTEGER, recorded_at TEXT",
}
_MORE = tuple(
    f"CREATE INDEX {_NAME}_instruments_{column} ON {_NAME}_instruments ({column})"
    for column in ("position", "recorded_at")
)


class SQLiteIndex:
    """The tables, read and brought forward."""

    def __init__(self, database: SQLiteDatabase, name: str = _NAME) -> None:
        self._database = database
        self._name = name

    # -- keeping in step -------------------------------------------------------------

    def open(self, writable: bool) -> int:
        """How many records the tables hold; made, or made anew, where they are not there or of
        an earlier version. 0 where there are none that may be read: nothing is looked up then."""
        version = self._version(self._database.read)
        if version < INDEX_VERSION and writable:
            with self._database.writing() as c:
                if self._version(_reading(c)) < INDEX_VERSION:
                    self._make(c)
                    _add_indexes(c)
        return self.held()

    def held(self) -> int:
        """How many records the tables hold now, whoever brought them there."""
        return self._size(self._database.read) or 0

    def add(self, held: int, records: Iterable[Record], size: int) -> bool:
        """Bring the tables from `held` records to `size`; False if somebody else moved them."""
        with self._database.writing() as c:
            if self._size(_reading(c)) != held:
                return False
            rows: dict[str, list[tuple[Any, ...]]] = {}
            for record in records:
                for statement, values in _rows_of(record, self._name):
                    rows.setdefault(statement, []).append(values)
            for statement, every in rows.items():
                c.executemany(statement, every)
            c.execute(f"UPDATE {self._name}_state SET size = ?", (size,))
            return True

    def beside(self) -> SQLiteIndex:
        """Empty tables beside these, to be filled from the log's beginning; nobody reads them."""
        made = SQLiteIndex(self._database, _BESIDE)
        with self._database.writing() as c:
            made._make(c)
        return made

    def take_place(self) -> bool:
        """Put tables that were filled beside in the place of those that are read, all at once;
        False, and nothing is done, while those hold more."""
        with self._database.writing() as c:
            made = self._size(_reading(c))
            if made is None:
                raise LedgerFileError("another rebuild took the place of this one; run it again")
            if made < (SQLiteIndex(self._database)._size(_reading(c)) or 0):
                return False
            for table in (*_TABLES, FULL_TEXT):
                c.execute(f"DROP TABLE IF EXISTS {_NAME}_{table}")
                c.execute(f"ALTER TABLE {self._name}_{table} RENAME TO {_NAME}_{table}")
            _add_indexes(c)
            return True

    def _version(self, read: ReadRows) -> int:
        """The version of the tables that are there; 0 if none are."""
        if not read("SELECT 1 FROM sqlite_master WHERE name = ?", f"{self._name}_state"):
            return 0
        found = read(f"SELECT version FROM {self._name}_state")
        return int(found[0][0]) if found else 0

    def _size(self, read: ReadRows) -> int | None:
        if self._version(read) != INDEX_VERSION:
            return None
        return int(read(f"SELECT size FROM {self._name}_state")[0][0])

    def _make(self, c: sqlite3.Connection) -> None:
        for table, columns in _TABLES.items():
            c.execute(f"DROP TABLE IF EXISTS {self._name}_{table}")
            c.execute(f"CREATE TABLE {self._name}_{table} ({columns})")
        c.execute(f"DROP TABLE IF EXISTS {self._name}_{FULL_TEXT}")
        c.execute(f"CREATE VIRTUAL TABLE {self._name}_{FULL_TEXT} USING {FULL_TEXT_TABLE}")
        c.execute(f"INSERT INTO {self._name}_state VALUES (1, 0, ?)", (INDEX_VERSION,))

    # -- looking up: only what stands before a position --------------------------------

    def home(self, change_id: str, before: int) -> tuple[int, str] | None:
        """The position and stream of a change."""
        rows = self._database.read(
            "SELECT position, stream FROM index_changes WHERE id = ? AND position < ?",
            *(change_id, before),
        )
        return tuple(rows[0]) if rows else None

    def subject(self, kind: str, name: str, before: int) -> int | None:
        """The position at which a subject was first established."""
        rows = self._database.read(
            "SELECT position FROM index_subjects WHERE kind = ? AND name = ? AND position < ?",
            *(kind, name, before),
        )
        return rows[0][0] if rows else None

    def subjects(self, kind: str, before: int, after: str, limit: int | None) -> list[str]:
        """The names established before a position, in their order."""
        rows = self._database.read(
            "SELECT name FROM index_subjects WHERE kind = ? AND name > ? AND position < ? "
            "ORDER BY name LIMIT ?",
            *(kind, after, before, -1 if limit is None else limit),
        )
        return [row[0] for row in rows]

    def subjects_like(self, kind: str, name: str, before: int) -> list[str]:
        """The names next to one in the alphabet."""
        return self._around("name", "index_subjects WHERE kind = ?", name, before, kind)

    def instruments_like(self, name: str, before: int) -> list[str]:
        """The ids next to one in the alphabet."""
        return self._around("id", "index_instruments WHERE true", name, before)

    def mentioned_like(self, what: str, name: str, before: int) -> list[str]:
        """The names next to one in the alphabet that are mentioned."""
        return self._around("name", "index_mentions WHERE what = ?", name, before, what)

    def mentioned(self, what: str, after: str, before: int, limit: int) -> list[str]:
        """The names that are mentioned, in their order, after one."""
        rows = self._database.read(
            "SELECT DISTINCT name FROM index_mentions WHERE what = ? AND name > ? "
            "AND position < ? ORDER BY name LIMIT ?",
            what,
            after,
            before,
            limit,
        )
        return [row[0] for row in rows]

    def _around(self, column: str, where: str, name: str, before: int, *values: str) -> list[str]:
        select = f"SELECT DISTINCT {column} FROM {where} AND position < ? AND {column}"
        lower = self._database.read(
            f"{select} < ? ORDER BY {column} DESC LIMIT {NEAR}", *values, before, name
        )
        upper = self._database.read(
            f"{select} >= ? ORDER BY {column} LIMIT {NEAR}", *values, before, name
        )
        return [row[0] for row in (*reversed(lower), *upper)]

    def orders(self, order: str, before: int) -> list[str]:
        """The ids of the changes that say that they carry out an order."""
        rows = self._database.read(
            "SELECT change_id FROM index_orders WHERE ordered = ? AND position < ? "
            "ORDER BY position",
            *(order, before),
        )
        return [row[0] for row in rows]

    def instruments(self, after: int, before: int, limit: int) -> list[str]:
        """The ids of instruments whose own record stands after one position and before another."""
        rows = self._database.read(
            "SELECT id FROM index_instruments WHERE position > ? AND position < ? "
            "ORDER BY position LIMIT ?",
            *(after, before, limit),
        )
        return [row[0] for row in rows]

    def size_at(self, moment: str, before: int) -> int:
        """The size of the log after the last instrument recorded by a moment."""
        rows = self._database.read(
            "SELECT max(position) FROM index_instruments WHERE recorded_at <= ? AND position < ?",
            *(moment, before),
        )
        return 0 if rows[0][0] is None else int(rows[0][0]) + 1

    def mentioning(
        self, what: str, name: str, before: int, after: int, limit: int | None
    ) -> list[tuple[int, str]]:
        """What mentions a name (`domain.mentions`) between two positions, in log order."""
        rows = self._database.read(
            "SELECT position, id FROM index_mentions WHERE what = ? AND name = ? "
            "AND position > ? AND position < ? ORDER BY position LIMIT ?",
            *(what, name, after, before, -1 if limit is None else limit),
        )
        return [(row[0], row[1]) for row in rows]

    def with_words(self, terms: Sequence[Term], before: int, limit: int) -> list[int]:
        """The positions of records before one that have all that is looked for, the latest
        first."""
        table = f"{_NAME}_{FULL_TEXT}"
        rows = self._database.read(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid < ? "
            "ORDER BY rowid DESC LIMIT ?",
            *(match_of(terms), before, limit),
        )
        return [row[0] for row in rows]

    def last_recorded_at(self, before: int) -> str:
        """When the last instrument was recorded; empty before the first."""
        rows = self._database.read(
            "SELECT recorded_at FROM index_instruments WHERE position < ? "
            "ORDER BY position DESC LIMIT 1",
            before,
        )
        return str(rows[0][0]) if rows else ""

    def summary(self) -> Summary:
        """What is asked of the whole record at once."""
        read, summary = self._database.read, Summary()
        for stream, position in read("SELECT stream, position FROM index_completions"):
            summary.completions[stream] = position
        corrected = read("SELECT instrument FROM index_corrections")
        summary.corrected.update(name for (name,) in corrected)
        spoken_of = read("SELECT instrument FROM index_spoken_of")
        summary.spoken_of.update(name for (name,) in spoken_of)
        words = read("SELECT dimension, compared, position, written FROM index_words")
        for dimension, compared, position, written in words:
            summary.words[dimension][compared] = (position, written)
        return summary


def _add_indexes(c: sqlite3.Connection) -> None:
    for statement in _MORE:
        c.execute(statement)


def _reading(c: sqlite3.Connection) -> ReadRows:
    """What is read within a transaction that writes."""
    return lambda statement, *values: c.execute(statement, values).fetchall()


def _rows_of(record: Record, index: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The rows that a record adds; a first one of its kind stays the first."""
    position = record.position
    values: tuple[Any, ...]
    words = " ".join(sorted(words_to_find(record)))
    yield f"INSERT INTO {index}_{FULL_TEXT} (rowid, words) VALUES (?,?)", (position, words)
    for what, name, by in mentions(record):
        yield f"INSERT OR IGNORE INTO {index}_mentions VALUES (?,?,?,?)", (what, name, position, by)
    if isinstance(record, Instrument):
        values = (record.id, position, record.recorded_at)
        yield f"INSERT INTO {index}_instruments VALUES (?,?,?)", values
        return
    yield f"INSERT INTO {index}_changes VALUES (?,?,?)", (record.id, position, record.stream)
    kind = record.type
    if kind.establishes and kind.subject in SUBJECTS:
        values = (kind.subject, record.subject, position)
        yield f"INSERT OR IGNORE INTO {index}_subjects VALUES (?,?,?)", values
    for order in orders_named(record):
        values = (order, position, corrected_id(record))
        yield f"INSERT OR IGNORE INTO {index}_orders VALUES (?,?,?)", values
    if kind.name == "requirements_complete":
        yield f"INSERT OR IGNORE INTO {index}_completions VALUES (?,?)", (record.stream, position)
    if (spoken_of := speaks_of(record)) is not None:
        yield f"INSERT OR IGNORE INTO {index}_spoken_of VALUES (?)", (spoken_of,)
    if corrects_instrument(record):
        yield f"INSERT OR IGNORE INTO {index}_corrections VALUES (?)", (record.target,)
    for dimension, compared, written in words_of(record):
        values = (dimension, compared, position, written)
        yield f"INSERT OR IGNORE INTO {index}_words VALUES (?,?,?,?)", values
