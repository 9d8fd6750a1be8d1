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
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ....domain.history.in_memory import Summary
from ....domain.history.sources import NEAR
from ....domain.vocabulary.plain_words import Term
from ..errors import LedgerFileError, not_whole
from ..held import hold_list, list_item
from ..indexing import (
    WORDS_LIST,
    IndexTables,
    add_records,
    mentions_list,
    names_list,
    orders_list,
    subjects_list,
    word_item,
)
from ..ports import IndexList, Record
from .connection import ReadRows, SQLiteDatabase
from .full_text import FULL_TEXT, FULL_TEXT_TABLE, match_of
from .index_tables import SQLiteIndexTables

INDEX_VERSION = 6
"""The version of these tables. Another version has tables of other names (`index4_…`), so that
no release reads those of another one, or throws them away."""
INDEX_NAME = "index"
_BESIDE = "index_beside"
_AT_A_TIME = 500
"""So many names are looked for in one statement."""
_TABLES = {
    "state": "only INTEGER PRIMARY KEY CHECK (only = 1), size INTEGER, version INTEGER",
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
    "instruments": "id TEXT PRIMARY KEY, position INTEGER",
    "lists": "list TEXT PRIMARY KEY, value BLOB",
}
_KEYS = {"subjects": 2, "orders": 3, "words": 2, "mentions": 4}
KEYS_OF_TABLES = {table: _KEYS.get(table, 1) for table in _TABLES}
"""The tables, each with the number of its first columns that are its key."""
INDEX_WORDS = f"{INDEX_NAME}_{FULL_TEXT}"
"""The table of words, which reads otherwise."""
INDEX_TABLES = {f"{INDEX_NAME}_{table}": key for table, key in KEYS_OF_TABLES.items()}
"""The same by the names under which they are read."""
_MADE = (
    "SELECT type, name, sql FROM sqlite_master "
    f"WHERE tbl_name IN ({', '.join(map(repr, (*INDEX_TABLES, INDEX_WORDS)))})"
)


def index_size(read: ReadRows) -> int | None:
    """How many records the tables hold that are there; None if they are not of this version."""
    return SQLiteIndex.size_in(read, INDEX_NAME)


def index_made(read: ReadRows) -> set[tuple[str, str, str]]:
    """What the tables that are there are made of."""
    return {(kind, name, (sql or "").replace('"', "")) for kind, name, sql in read(_MADE)}


class SQLiteIndex:
    """The tables, read and brought forward."""

    def __init__(self, database: SQLiteDatabase, name: str = INDEX_NAME) -> None:
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
        return self.held()

    def held(self) -> int:
        """How many records the tables hold now, whoever brought them there."""
        return self._size(self._database.read) or 0

    def add(
        self,
        held: int,
        records: Iterable[Record],
        size: int,
        tables: Callable[[sqlite3.Connection, str], IndexTables] = SQLiteIndexTables,
    ) -> bool:
        """Bring the tables from `held` records to `size`; False if somebody else moved them.
        `tables` makes of a connection and their name what the records are put into."""
        with self._database.writing() as c:
            if self._size(_reading(c)) != held:
                return False
            add_records(tables(c, self._name), records)
            c.execute(f"UPDATE {self._name}_state SET size = ?", (size,))
            return True

    def beside(self) -> SQLiteIndex:
        """Empty tables beside these, to be filled from the log's beginning; nobody reads them."""
        made = SQLiteIndex(self._database, _BESIDE)
        with self._database.writing() as c:
            made._make(c)
        return made

    def take_place(self, whatever_it_holds: bool = False) -> bool:
        """Put tables that were filled beside in the place of those that are read, all at once;
        False, and nothing is done, while those hold more, unless `whatever_it_holds`."""
        with self._database.writing() as c:
            made = self._size(_reading(c))
            if made is None:
                raise LedgerFileError("another rebuild took the place of this one; run it again")
            other = SQLiteIndex(self._database)._size(_reading(c)) or 0
            if made < other and not whatever_it_holds:
                return False
            for table in (*_TABLES, FULL_TEXT):
                c.execute(f"DROP TABLE IF EXISTS {INDEX_NAME}_{table}")
                c.execute(f"ALTER TABLE {self._name}_{table} RENAME TO {INDEX_NAME}_{table}")
            return True

    @staticmethod
    def version_in(read: ReadRows, name: str) -> int:
        """The version of the tables of a name that are there; 0 if none are."""
        if not read("SELECT 1 FROM sqlite_master WHERE name = ?", f"{name}_state"):
            return 0
        found = read(f"SELECT version FROM {name}_state")
        return _number(found[0][0], "index_state") if found else 0

    @staticmethod
    def size_in(read: ReadRows, name: str) -> int | None:
        """How many records the tables of a name hold; None if they are not of this version."""
        if SQLiteIndex.version_in(read, name) != INDEX_VERSION:
            return None
        return _number(read(f"SELECT size FROM {name}_state")[0][0], "index_state")

    def _version(self, read: ReadRows) -> int:
        return self.version_in(read, self._name)

    def _size(self, read: ReadRows) -> int | None:
        return self.size_in(read, self._name)

    def _make(self, c: sqlite3.Connection) -> None:
        for table, columns in _TABLES.items():
            c.execute(f"DROP TABLE IF EXISTS {self._name}_{table}")
            c.execute(f"CREATE TABLE {self._name}_{table} ({columns})")
        c.execute(f"DROP TABLE IF EXISTS {self._name}_{FULL_TEXT}")
        c.execute(f"CREATE VIRTUAL TABLE {self._name}_{FULL_TEXT} USING {FULL_TEXT_TABLE}")
        c.execute(f"INSERT INTO {self._name}_state VALUES (1, 0, ?)", (INDEX_VERSION,))

    # -- looking up: only what stands before a position --------------------------------

    def instruments_among(self, names: Sequence[str]) -> list[str]:
        """Those of these names under which an instrument is recorded."""
        found = list[str]()
        for first in range(0, len(names), _AT_A_TIME):
            some = names[first : first + _AT_A_TIME]
            marks = ", ".join("?" * len(some))
            rows = self._database.read(
                f"SELECT id FROM index_instruments WHERE id IN ({marks})", *some
            )
            found += [_text(name, "index_instruments") for (name,) in rows]
        return found

    def subjects(self, kind: str) -> IndexList:
        """The names that were established, at their positions."""
        return self._list(
            "SELECT position, name, NULL FROM index_subjects WHERE kind = ?",
            *(kind, subjects_list(kind)),
        )

    def subjects_like(self, kind: str, name: str, before: int) -> list[str]:
        """The names next to one in the alphabet."""
        return self._around("name", "index_subjects WHERE kind = ?", name, before, kind)

    def instruments_like(self, name: str, before: int) -> list[str]:
        """The ids next to one in the alphabet."""
        return self._around("id", "index_instruments WHERE true", name, before)

    def mentioned_like(self, what: str, name: str, before: int) -> list[str]:
        """The names next to one in the alphabet that are mentioned."""
        return self._around("name", "index_mentions WHERE what = ?", name, before, what)

    def _around(self, column: str, where: str, name: str, before: int, *values: str) -> list[str]:
        select = f"SELECT DISTINCT {column} FROM {where} AND position < ? AND {column}"
        lower = self._database.read(
            f"{select} < ? ORDER BY {column} DESC LIMIT {NEAR}", *values, before, name
        )
        upper = self._database.read(
            f"{select} >= ? ORDER BY {column} LIMIT {NEAR}", *values, before, name
        )
        table = where.partition(" ")[0]
        return [_text(row[0], table) for row in (*reversed(lower), *upper)]

    def orders(self, order: str) -> IndexList:
        """The ids of the changes that say that they carry out an order."""
        return self._list(
            "SELECT position, change_id, NULL FROM index_orders WHERE ordered = ?",
            *(order, orders_list(order)),
        )

    def mentioning(self, what: str, name: str) -> IndexList:
        """What mentions a name (`domain.mentions`), in log order."""
        return self._list(
            "SELECT position, id, NULL FROM index_mentions WHERE what = ? AND name = ?",
            *(what, name, mentions_list(what, name)),
        )

    def mentioned(self, what: str) -> IndexList:
        """The names that are mentioned, each where it is first."""
        return self._list(
            "SELECT min(position), name, NULL FROM index_mentions WHERE what = ? "
            "AND name != '' GROUP BY name",
            *(what, names_list(what)),
        )

    def with_words(self, terms: Sequence[Term], before: int, limit: int) -> list[int]:
        """The positions of records before one that have all that is looked for, the latest
        first."""
        rows = self._database.read(
            f"SELECT rowid FROM {INDEX_WORDS} WHERE {INDEX_WORDS} MATCH ? AND rowid < ? "
            "ORDER BY rowid DESC LIMIT ?",
            *(match_of(terms), before, limit),
        )
        return [row[0] for row in rows]

    def _list(self, select: str, *values: str) -> IndexList:
        """A list, whole and in order, held against its value, of the same moment."""
        rows = self._database.read(f"{select} UNION ALL {_VALUE}", *values)
        found: IndexList = _in_order(values[-1], rows)
        hold_list(values[-1], (list_item(*one) for one in found), _value_in(rows))
        return found

    def summary(self) -> Summary:
        """What is asked of the whole record at once."""
        read, summary = self._database.read, Summary()
        completions = read("SELECT stream, position FROM index_completions ORDER BY position")
        summary.completions.update(
            (_text(stream, "index_completions"), _number(position, "index_completions"))
            for stream, position in completions
        )
        corrected = read("SELECT instrument FROM index_corrections")
        summary.corrected.update(_text(name, "index_corrections") for (name,) in corrected)
        spoken_of = read("SELECT instrument FROM index_spoken_of")
        summary.spoken_of.update(_text(name, "index_spoken_of") for (name,) in spoken_of)
        rows = read(
            "SELECT position, dimension, compared, written, NULL FROM index_words "
            "UNION ALL SELECT NULL, NULL, NULL, NULL, value FROM index_lists WHERE list = ?",
            WORDS_LIST,
        )
        words = _in_order(WORDS_LIST, rows)
        hold_list(WORDS_LIST, (word_item(*word) for word in words), _value_in(rows))
        for position, dimension, compared, written in words:
            summary.words[dimension][compared] = (position, written)
        return summary


def _number(value: Any, table: str) -> int:
    """A number that is stored in a table of the index; an error for anything else."""
    if not isinstance(value, int):
        raise not_whole(f"the table {table}")
    return value


def _text(value: Any, table: str) -> str:
    """A text that is stored in a table of the index; an error for anything else."""
    if not isinstance(value, str):
        raise not_whole(f"the table {table}")
    return value


_VALUE = "SELECT NULL, NULL, value FROM index_lists WHERE list = ?"


def _in_order(name: str, rows: Iterable[Sequence[Any]]) -> list[Any]:
    """The items of a list among its rows, in the order of their positions."""
    found = [tuple(row[:-1]) for row in rows if row[-1] is None]
    if any([type(one) for one in row] != [int, *[str] * (len(row) - 1)] for row in found):
        raise not_whole(f"the list `{name}`")
    return sorted(found)


def _value_in(rows: Iterable[Sequence[Any]]) -> bytes | None:
    """The value of a list among its rows."""
    return next((row[-1] for row in rows if row[-1] is not None), None)


def _reading(c: sqlite3.Connection) -> ReadRows:
    """What is read within a transaction that writes."""
    return lambda statement, *values: c.execute(statement, values).fetchall()
