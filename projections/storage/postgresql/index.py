"""What is looked up of the log: tables beside it that can be thrown away and made again.

They follow the log by position, some records a transaction. Like the log's they are only ever
added to, so that a role that may insert and select keeps them: how many records they hold says the
newest row of their state, and which value a list has its newest row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ....domain.history.in_memory import Summary
from ....domain.history.sources import NEAR
from ....domain.vocabulary.plain_words import Term
from ..errors import LedgerDatabaseError
from ..held import hold_list, list_item
from ..indexing import (
    WORDS_LIST,
    add_records,
    mentions_list,
    names_list,
    orders_list,
    subjects_list,
    word_item,
)
from ..ports import IndexList, Record
from .connection import PostgreSQLDatabase, ReadRows, lock_of
from .full_text import FIRST_LETTERS, FULL_TEXT_OF, query_of
from .index_tables import PostgreSQLIndexTables
from .tables import THERE, Column, Table

TABLES_VERSION = 1
"""The version of these tables. Another version has tables of other names."""
INDEX = f"index{TABLES_VERSION}"
_BESIDE = f"{INDEX}_beside"


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "text") for name in names)


_POSITION = Column("position")
INDEX_TABLES_OF = {
    "state": Table((Column("held"), Column("size")), ("held",)),
    "subjects": Table((*_texts("kind", "name"), _POSITION), ("kind", "name")),
    "orders": Table(
        (*_texts("ordered"), _POSITION, *_texts("change_id")), ("ordered", "position", "change_id")
    ),
    "completions": Table((*_texts("stream"), _POSITION), ("stream",)),
    "words": Table(
        (*_texts("dimension", "compared"), _POSITION, *_texts("written")),
        ("dimension", "compared"),
    ),
    "mentions": Table(
        (*_texts("what", "name"), _POSITION, *_texts("id")), ("what", "name", "position", "id")
    ),
    "corrections": Table(_texts("instrument"), ("instrument",)),
    "spoken_of": Table(_texts("instrument"), ("instrument",)),
    "instruments": Table((*_texts("id"), _POSITION), ("id",)),
    "lists": Table((*_texts("list"), Column("size"), Column("value", "bytea")), ("list", "size")),
    FULL_TEXT_OF: Table(
        (*_texts("word"), Column("size"), Column("positions", "bigint[]")),
        (),
        found_by=FIRST_LETTERS,
    ),
}
"""The tables; a list's value, and where a word is, count from the size that is named with them."""


def index_size_in(read: ReadRows, name: str) -> int | None:
    """How many records the tables of a name hold; None if there are none."""
    if not read(THERE, f"{name}_state"):
        return None
    found = read(f"SELECT max(size) FROM ledger.{name}_state")
    return int(found[0][0] or 0) if found else None


class PostgreSQLIndex:
    """The tables, read and brought forward."""

    def __init__(self, database: PostgreSQLDatabase, name: str = INDEX) -> None:
        self._database = database
        self._name = name

    # -- keeping in step -------------------------------------------------------------

    def open(self, writable: bool) -> int:
        """How many records the tables hold; made, where they are not there and this role may make
        them. 0 where there are none: nothing is looked up then."""
        held = index_size_in(self._database.read, self._name)
        if held is None and writable and self._may_make():
            self._make()
            held = index_size_in(self._database.read, self._name)
        return held or 0

    def _may_make(self) -> bool:
        return bool(self._database.read("SELECT has_schema_privilege('ledger', 'CREATE')")[0][0])

    def held(self) -> int:
        """How many records the tables hold now, whoever brought them there."""
        return index_size_in(self._database.read, self._name) or 0

    def add(self, held: int, records: Iterable[Record], size: int) -> bool:
        """Bring the tables from `held` records to `size`; False if somebody else moved them."""
        with self._database.writing() as write:
            write("SELECT pg_advisory_xact_lock(%s)", self._lock())
            if index_size_in(write, self._name) != held:
                return False
            if size != held:
                write(f"INSERT INTO ledger.{self._name}_state VALUES (%s, %s)", held, size)
                add_records(PostgreSQLIndexTables(write, self._name, size), records)
            return True

    def _lock(self) -> int:
        return lock_of(self._database.schema, "index")

    def beside(self) -> PostgreSQLIndex:
        """Empty tables beside these, to be filled from the log's beginning; nobody reads them."""
        made = PostgreSQLIndex(self._database, _BESIDE)
        made._make(anew=True)
        return made

    def take_place(self, whatever_it_holds: bool = False) -> bool:
        """Put tables that were filled beside in the place of those that are read, all at once;
        False, and nothing is done, while those hold more, unless `whatever_it_holds`."""
        return self._database.written(lambda write: self._put_in_place(write, whatever_it_holds))

    def _put_in_place(self, write: ReadRows, whatever_it_holds: bool) -> bool:
        write("SELECT pg_advisory_xact_lock(%s)", self._lock())
        made = index_size_in(write, self._name)
        if made is None:
            raise LedgerDatabaseError("another rebuild took the place of this one; run it again")
        if not whatever_it_holds and made < (index_size_in(write, INDEX) or 0):
            return False
        for table in INDEX_TABLES_OF:
            write(f"DROP TABLE IF EXISTS ledger.{INDEX}_{table}")
            write(f"ALTER TABLE ledger.{self._name}_{table} RENAME TO {INDEX}_{table}")
        return True

    def _make(self, anew: bool = False) -> None:
        with self._database.writing() as write:
            write("SELECT pg_advisory_xact_lock(%s)", self._lock())
            make_index(write, self._name, anew)

    # -- looking up ------------------------------------------------------------------

    def instruments_among(self, names: Sequence[str]) -> list[str]:
        """Those of these names under which an instrument is recorded."""
        statement = f"SELECT id FROM ledger.{INDEX}_instruments WHERE id = ANY(%s::text[])"
        return [name for (name,) in self._database.read(statement, list(names))]

    def subjects(self, kind: str) -> IndexList:
        """The names that were established, at their positions."""
        return self._list(
            f"SELECT position, name, NULL::bytea FROM ledger.{INDEX}_subjects WHERE kind = %s",
            *(kind, subjects_list(kind)),
        )

    def subjects_like(self, kind: str, name: str, before: int) -> list[str]:
        """The names next to one in the alphabet."""
        return self._around("name", "subjects WHERE kind = %s", name, before, kind)

    def instruments_like(self, name: str, before: int) -> list[str]:
        """The ids next to one in the alphabet."""
        return self._around("id", "instruments WHERE true", name, before)

    def mentioned_like(self, what: str, name: str, before: int) -> list[str]:
        """The names next to one in the alphabet that are mentioned."""
        return self._around("name", "mentions WHERE what = %s", name, before, what)

    def _around(self, column: str, where: str, name: str, before: int, *values: str) -> list[str]:
        source = f"FROM ledger.{INDEX}_{where} AND position < %s AND {column}"
        select = f"SELECT DISTINCT {column} {source}"
        lower = self._database.read(
            f"{select} < %s ORDER BY {column} DESC LIMIT {NEAR}", *values, before, name
        )
        upper = self._database.read(
            f"{select} >= %s ORDER BY {column} LIMIT {NEAR}", *values, before, name
        )
        return [row[0] for row in (*reversed(lower), *upper)]

    def orders(self, order: str) -> IndexList:
        """The ids of the changes that say that they carry out an order."""
        return self._list(
            f"SELECT position, change_id, NULL::bytea FROM ledger.{INDEX}_orders "
            "WHERE ordered = %s",
            *(order, orders_list(order)),
        )

    def mentioning(self, what: str, name: str) -> IndexList:
        """What mentions a name (`domain.mentions`), in log order."""
        return self._list(
            f"SELECT position, id, NULL::bytea FROM ledger.{INDEX}_mentions "
            "WHERE what = %s AND name = %s",
            *(what, name, mentions_list(what, name)),
        )

    def mentioned(self, what: str) -> IndexList:
        """The names that are mentioned, each where it is first."""
        return self._list(
            f"SELECT min(position), name, NULL::bytea FROM ledger.{INDEX}_mentions "
            "WHERE what = %s AND name <> '' GROUP BY name",
            *(what, names_list(what)),
        )

    def with_words(self, terms: Sequence[Term], before: int, limit: int) -> list[int]:
        """The positions of records before one that have all that is looked for, the latest
        first."""
        every, values = query_of(terms, f"ledger.{INDEX}_{FULL_TEXT_OF}")
        rows = self._database.read(
            f"SELECT at FROM ({every}) AS found WHERE at < %s ORDER BY at DESC LIMIT %s",
            *(*values, before, limit),
        )
        return [position for (position,) in rows]

    def _list(self, select: str, *values: str) -> IndexList:
        """A list, whole and in order, held against its value, of the same moment."""
        rows = self._database.read(f"{select} UNION ALL {_value_of('NULL, NULL')}", *values)
        found: IndexList = sorted((row[0], row[1]) for row in rows if row[2] is None)
        hold_list(values[-1], (list_item(*one) for one in found), _value_in(rows))
        return found

    def summary(self) -> Summary:
        """What is asked of the whole record at once."""
        read, summary = self._database.read, Summary()
        completions = read(
            f"SELECT stream, position FROM ledger.{INDEX}_completions ORDER BY position"
        )
        summary.completions.update(completions)
        corrected = read(f"SELECT instrument FROM ledger.{INDEX}_corrections")
        summary.corrected.update(name for (name,) in corrected)
        spoken_of = read(f"SELECT instrument FROM ledger.{INDEX}_spoken_of")
        summary.spoken_of.update(name for (name,) in spoken_of)
        rows = read(
            "SELECT position, dimension, compared, written, NULL::bytea "
            f"FROM ledger.{INDEX}_words UNION ALL {_value_of('NULL, NULL, NULL, NULL')}",
            WORDS_LIST,
        )
        words = sorted(row[:4] for row in rows if row[4] is None)
        hold_list(WORDS_LIST, (word_item(*word) for word in words), _value_in(rows))
        for position, dimension, compared, written in words:
            summary.words[dimension][compared] = (position, written)
        return summary


def make_index(write: ReadRows, name: str = INDEX, anew: bool = False) -> None:
    """Make the empty tables of an index, unless they are there; or throw those away first."""
    statements = list[str]()
    for table, made in INDEX_TABLES_OF.items():
        full = f"{name}_{table}"
        if anew:
            statements.append(f"DROP TABLE IF EXISTS ledger.{full}")
        if anew or not write(THERE, full):
            statements.append(made.made(full))
            if made.found_by:
                statements.append(f"CREATE INDEX ON ledger.{full} (({made.found_by}))")
    write(";".join(statements))
    if not write(f"SELECT 1 FROM ledger.{name}_state LIMIT 1"):
        write(f"INSERT INTO ledger.{name}_state VALUES (-1, 0)")


def _value_of(nulls: str) -> str:
    """The newest value of a list, as a row beside the list's."""
    return (
        f"(SELECT {nulls}, value FROM ledger.{INDEX}_lists WHERE list = %s "
        "ORDER BY size DESC LIMIT 1)"
    )


def _value_in(rows: Iterable[Sequence[Any]]) -> bytes | None:
    """The value of a list among its rows."""
    return next((row[-1] for row in rows if row[-1] is not None), None)
