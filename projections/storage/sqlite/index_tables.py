"""The rows of the index as they are written into SQLite's tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from ....domain.history.searchable import words_to_find
from ..indexing import IndexRow
from ..ports import Record, RecordWords
from .full_text import FULL_TEXT


class SQLiteIndexTables:
    """The tables of an index of this name, in a transaction that writes."""

    def __init__(self, writer: sqlite3.Connection, index: str) -> None:
        self._writer = writer
        self._index = index

    def insert(self, table: str, rows: Sequence[IndexRow]) -> None:
        """Put rows into a table; one whose key is there stays as it is."""
        if rows:
            self._writer.executemany(self._insertion(table, rows[0]), rows)

    def insert_new(self, table: str, rows: Sequence[IndexRow]) -> list[IndexRow]:
        """The same; those of the rows whose key was not there, in their order."""
        return [
            row for row in rows if self._writer.execute(self._insertion(table, row), row).rowcount
        ]

    def _insertion(self, table: str, row: IndexRow) -> str:
        marks = ",".join("?" * len(row))
        return f"INSERT OR IGNORE INTO {self._index}_{table} VALUES ({marks})"

    def insert_words(self, records: Sequence[Record]) -> None:
        """Put the words by which these records are found, with their positions."""
        self.put_words([(record.position, words_to_find(record)) for record in records])

    def put_words(self, words: Iterable[RecordWords]) -> None:
        """Put words with the positions of their records."""
        self._writer.executemany(
            f"INSERT INTO {self._index}_{FULL_TEXT} (rowid, words) VALUES (?,?)",
            [(position, " ".join(some)) for position, some in words],
        )

    def values(self, lists: Iterable[str]) -> Mapping[str, bytes]:
        """The values of those of these lists that are there."""
        statement = f"SELECT value FROM {self._index}_lists WHERE list = ?"
        found = {name: self._writer.execute(statement, (name,)).fetchone() for name in lists}
        return {name: row[0] for name, row in found.items() if row is not None}

    def put_values(self, values: Mapping[str, bytes]) -> None:
        """Give lists these values."""
        self._writer.executemany(
            f"INSERT OR REPLACE INTO {self._index}_lists VALUES (?,?)", list(values.items())
        )
