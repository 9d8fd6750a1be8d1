"""What of a ledger's schema is not as it is made anew: its tables and guards, and its index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import psycopg

from ..ports import AddedToIndex
from ..sqlite.comparing import other_than_made
from .connection import ReadRows
from .full_text import words_in_order
from .index import INDEX, INDEX_TABLES_OF, index_size_in
from .tables import GUARD, GUARD_BODY, LOG_TABLES, TABLES_OF_LOG, TRIGGERS, Table

_PAGE = 1_000

_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           coalesce(l.collname, '') IN ('C', ''), c.relkind::text || c.relpersistence::text,
           c.relhasrules OR c.relrowsecurity
           OR EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_collation l ON l.oid = a.attcollation
    WHERE n.nspname = 'ledger' AND c.relname = ANY(%s::text[])"""
_CONSTRAINTS = """
    SELECT c.relname, replace(pg_get_constraintdef(k.oid), '"', '') FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'ledger' AND c.relname = ANY(%s::text[]) AND k.contype <> 'n'"""
_TRIGGERS = """
    SELECT c.relname, t.tgname, t.tgenabled::text, p.proname, pn.nspname = 'ledger', p.prosrc,
           t.tgtype::int
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace pn ON pn.oid = p.pronamespace
    WHERE n.nspname = 'ledger' AND c.relname = ANY(%s::text[]) AND NOT t.tgisinternal"""
_BEFORE, _ON_DELETE, _ON_UPDATE, _ON_TRUNCATE = 2, 8, 16, 32
"""What a trigger's `tgtype` says (PostgreSQL's pg_trigger.h)."""
_TYPES = {
    "not_changed": _BEFORE | _ON_DELETE | _ON_UPDATE,
    "not_emptied": _BEFORE | _ON_TRUNCATE,
}


def tables_made_otherwise(read: ReadRows) -> list[str]:
    """The tables and triggers of a schema that are missing, added, or not as a ledger's."""
    tables: dict[str, Table] = dict(TABLES_OF_LOG)
    if index_size_in(read, INDEX) is not None:
        tables |= {f"{INDEX}_{name}": table for name, table in INDEX_TABLES_OF.items()}
    names = list(tables)
    other = _columns(tables) ^ {("column", *row) for row in read(_COLUMNS, names)}
    other |= _keys(tables) ^ {("key", *row) for row in read(_CONSTRAINTS, names)}
    other |= _guards() ^ {("trigger", *row) for row in read(_TRIGGERS, names)}
    return sorted({f"{kind} {' '.join(map(str, said[:2]))}" for kind, *said in other})


def _columns(tables: Mapping[str, Table]) -> set[tuple[Any, ...]]:
    return {
        ("column", name, column.name, column.type, True, True, "rp", False)
        for name, table in tables.items()
        for column in table.columns
    }


def _keys(tables: Mapping[str, Table]) -> set[tuple[Any, ...]]:
    primary = {
        ("key", name, f"PRIMARY KEY ({', '.join(table.key)})")
        for name, table in tables.items()
        if table.key
    }
    once = {
        ("key", name, f"UNIQUE ({', '.join(table.unique)})")
        for name, table in tables.items()
        if table.unique
    }
    return primary | once


def _guards() -> set[tuple[Any, ...]]:
    return {
        ("trigger", table, name, "A", GUARD, True, GUARD_BODY, _TYPES[name])
        for table in LOG_TABLES
        for name in TRIGGERS
    }


# -- the database's own indexes ----------------------------------------------------------------

_CHECK = """
    SELECT quote_ident(n.nspname) || '.bt_index_check' FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.proname = 'bt_index_check' AND p.pronargs = 2
    AND has_function_privilege(p.oid, 'EXECUTE')"""
_INDEXES = """
    SELECT i.indexrelid::bigint, x.relname FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class x ON x.oid = i.indexrelid
    WHERE n.nspname = 'ledger' AND c.relname = ANY(%s::text[]) ORDER BY 2"""


def broken_indexes(read: ReadRows) -> list[str]:
    """What `amcheck`, where it is there, finds wrong with the indexes of the log's tables: that
    they are in order, and hold every row."""
    found = list[str]()
    checks = read(_CHECK)
    for oid, name in read(_INDEXES, list(TABLES_OF_LOG)) if checks else ():
        read("SAVEPOINT checked")
        try:
            read(f"SELECT {checks[0][0]}(%s::oid::regclass, true)", oid)
        except psycopg.Error as error:
            read("ROLLBACK TO SAVEPOINT checked")
            found.append(f"{name}: {' '.join(str(error).split())}")
        read("RELEASE SAVEPOINT checked")
    return found


# -- the index -----------------------------------------------------------------------------------


def other_in_index(read: ReadRows, records: Callable[[int], Iterable[AddedToIndex]]) -> list[str]:
    """Of each table of the index the first row that is not as made anew of so many `records`, and
    the first word; none of an index that is not read."""
    held = index_size_in(read, INDEX)
    if held is None:
        return []
    rows, words = partial(_rows, read), partial(words_in_order, read, INDEX)
    return other_than_made(held, partial(records, held), rows, words)


def _rows(read: ReadRows, table: str, key: int) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in the order of its first so many columns; of a list the newest."""
    columns = [column.name for column in INDEX_TABLES_OF[table].columns]
    names, source, order = columns[:key], f"ledger.{INDEX}_{table}", ""
    if table == "lists":
        columns, order = ["list", "value"], ", size DESC"
    select = f"SELECT {'DISTINCT ON (list)' if order else ''} {', '.join(columns)} FROM {source}"
    start, values = "", tuple[Any, ...]()
    while page := read(
        f"{select} {start} ORDER BY {', '.join(names)}{order} LIMIT {_PAGE}", *values
    ):
        yield from page
        values = tuple(page[-1][:key])
        start = f"WHERE ({', '.join(names)}) > ({', '.join(['%s'] * key)})"
