"""The rows of the index as they are written into PostgreSQL's tables: many in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ....domain.history.searchable import words_to_find
from ..indexing import IndexRow
from ..ports import Record
from .connection import ReadRows
from .full_text import FULL_TEXT_OF, rows_of_words

_ARRAYS: dict[type, str] = {int: "bigint[]", str: "text[]", bytes: "bytea[]"}


class PostgreSQLIndexTables:
    """The tables of an index of this name, brought to a size in a transaction that writes."""

    def __init__(self, write: ReadRows, index: str, size: int) -> None:
        self._write = write
        self._index = index
        self._size = size

    def insert(self, table: str, rows: Sequence[IndexRow]) -> None:
        """Put rows into a table; one whose key is there stays as it is."""
        if rows:
            self._write(*self._insertion(table, rows))

    def insert_new(self, table: str, rows: Sequence[IndexRow]) -> list[IndexRow]:
        """The same; those of the rows whose key was not there, in their order."""
        if not rows:
            return []
        statement, *values = self._insertion(table, rows)
        new = {tuple(row) for row in self._write(f"{statement} RETURNING *", *values)}
        found = list[IndexRow]()
        for row in rows:
            if row in new:
                new.discard(row)
                found.append(row)
        return found

    def _insertion(self, table: str, rows: Sequence[IndexRow]) -> tuple[Any, ...]:
        columns = [list(column) for column in zip(*rows, strict=True)]
        arrays = ", ".join(f"%s::{_ARRAYS[type(column[0])]}" for column in columns)
        statement = (
            f"INSERT INTO ledger.{self._index}_{table} SELECT * FROM unnest({arrays}) "
            "ON CONFLICT DO NOTHING"
        )
        return statement, *columns

    def insert_words(self, records: Sequence[Record]) -> None:
        """Put the words by which these records are found, with their positions."""
        found = rows_of_words([(record.position, words_to_find(record)) for record in records])
        # An array of arrays would have to be of one length: positions travel as text.
        positions = ["{" + ",".join(map(str, one)) + "}" for one in found.values()]
        self._write(
            f"INSERT INTO ledger.{self._index}_{FULL_TEXT_OF} "
            "SELECT w.word, %s, w.positions::bigint[] "
            "FROM unnest(%s::text[], %s::text[]) AS w (word, positions)",
            *(self._size, list(found), positions),
        )

    def values(self, lists: Iterable[str]) -> Mapping[str, bytes]:
        """The values of those of these lists that are there."""
        found = self._write(
            f"SELECT DISTINCT ON (list) list, value FROM ledger.{self._index}_lists "
            "WHERE list = ANY(%s::text[]) ORDER BY list, size DESC",
            list(lists),
        )
        return dict(found)

    def put_values(self, values: Mapping[str, bytes]) -> None:
        """Give lists these values."""
        self._write(
            f"INSERT INTO ledger.{self._index}_lists SELECT l.list, %s, l.value "
            "FROM unnest(%s::text[], %b::bytea[]) AS l (list, value)",
            *(self._size, list(values), list(values.values())),
        )
