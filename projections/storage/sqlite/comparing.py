"""What of a ledger's file is not as it is made anew: its tables and guards, and its index."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import zip_longest
from typing import Any

from ..ports import AddedToIndex, Record
from ..words_weighed import WeighedWords
from .connection import MemoryDatabase, ReadRows, has_temporary_files
from .events_beside import keeps_events
from .full_text import words_stored
from .index import (
    INDEX_NAME,
    INDEX_WORDS,
    KEYS_OF_TABLES,
    SQLiteIndex,
    index_made,
    index_size,
)
from .index_tables import SQLiteIndexTables
from .tables import MADE, TABLES, TABLES_BESIDE

_PAGE = 1_000
_AT_A_TIME = 2_000
"""So many records are taken into an index at a time."""
_Row = tuple[Any, ...]


def made_otherwise(read: ReadRows) -> list[str]:
    """The tables, indexes and triggers of a file that are missing, added, or another's."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in (*TABLES, *(TABLES_BESIDE if keeps_events(read) else ())):
            fresh.execute(statement)
        right = set(fresh.execute(MADE).fetchall())
    other = right ^ {tuple(row) for row in read(MADE)}
    if index_size(read) is not None:
        other |= index_made(_private().read) ^ index_made(read)
    return sorted({f"{kind} {name}" for kind, name, _ in other})


def _private() -> MemoryDatabase:
    """An index without records, in a private place that goes away with it."""
    made = MemoryDatabase("" if has_temporary_files() else ":memory:")
    SQLiteIndex(made).open(writable=True)
    return made


def other_lookups(read: ReadRows, records: Callable[[int], Iterable[AddedToIndex]]) -> list[str]:
    """Of each table of the index the first row that is not as made anew of so many `records`, and
    the first word; none of an index that is not read."""
    held = index_size(read)
    if held is None:
        return []
    rows, words = partial(_rows_of_index, read), partial(words_stored, read, INDEX_WORDS)
    return other_than_made(held, partial(records, held), rows, words)


def _rows_of_index(read: ReadRows, table: str, key: int) -> Iterator[_Row]:
    return _rows(f"{INDEX_NAME}_{table}", key, read)


def other_than_made(
    held: int,
    records: Callable[[], Iterable[AddedToIndex]],
    rows: Callable[[str, int], Iterator[_Row]],
    words: Callable[[], Generator[_Row, None, None]],
) -> list[str]:
    """Of each table of an index, whatever store keeps it, the first row that is not as made anew
    of the `records` that are `held`, and the first word: of its `rows`, in the order of their
    first so many columns, and of its `words`, each with its positions."""
    made, weighed, found = _private(), WeighedWords(), list[str]()
    try:
        if _fill(SQLiteIndex(made), weighed, records()) != held:
            return [f"index_state: it holds {held} records, and there are fewer"]
        for table, key in KEYS_OF_TABLES.items():
            name = f"{INDEX_NAME}_{table}"
            if table != "state":
                found += _first_other(name, key, rows(table, key), _rows(name, key, made.read))
        with closing(words()) as stored:
            if not weighed.are_those_of(stored):
                found += _first_other_word(made, records(), words)
        return found
    finally:
        made.close()


def _first_other_word(
    made: MemoryDatabase,
    records: Iterable[AddedToIndex],
    words: Callable[[], Generator[_Row, None, None]],
) -> list[str]:
    """The first word that is not as made anew, in a table of words that is empty yet."""
    with made.writing() as c:
        tables = SQLiteIndexTables(c, INDEX_NAME)
        for some in records:
            tables.put_words(some.words)
    with closing(words()) as table, closing(words_stored(made.read, INDEX_WORDS)) as right:
        return list(_first_other(INDEX_WORDS, 1, _as_texts(table), _as_texts(right)))


def _as_texts(words: Iterable[_Row]) -> Iterator[_Row]:
    """Words with their positions, one alone as a text too."""
    return ((word, str(positions)) for word, positions in words)


class _TablesWithoutWords(SQLiteIndexTables):
    """The tables of an index, of which the words are compared otherwise."""

    def insert_words(self, records: Sequence[Record]) -> None:
        """Nothing."""


def _fill(made: SQLiteIndex, weighed: WeighedWords, records: Iterable[AddedToIndex]) -> int:
    """Put records into an index, and weigh their words; how many they were."""
    held, count, waiting = 0, 0, list[Record]()
    for words, adding in records:
        count += weighed.take(words)
        waiting += adding
        if len(waiting) >= _AT_A_TIME:
            made.add(held, waiting, count, _TablesWithoutWords)
            held, waiting = count, []
    made.add(held, waiting, count, _TablesWithoutWords)
    return count


def _first_other(table: str, key: int, one: Iterator[_Row], other: Iterator[_Row]) -> Iterator[str]:
    for stored, right in zip_longest(one, other):
        if stored != right:
            yield _told(table, key, stored, right)
            return


def _told(table: str, key: int, stored: _Row | None, right: _Row | None) -> str:
    if stored and right and stored[:key] == right[:key]:
        return f"{table}, {_key(stored[:key])}: it is another"
    if right is None or (stored and _before(stored, right)):
        return f"{table}, {_key((stored or ())[:key])}: it was added"
    return f"{table}, {_key(right[:key])}: it is missing"


def _before(stored: _Row, right: _Row) -> bool:
    try:
        return bool(stored < right)
    except TypeError:  # something else than a text or a number
        return True


def _key(values: _Row) -> str:
    return " ".join(str(value) for value in values)


def _rows(table: str, key: int, read: ReadRows) -> Iterator[_Row]:
    """The rows of a table in the order of its key."""
    columns = ", ".join(str(number + 1) for number in range(key))
    names = [name for (name,) in read(f"SELECT name FROM pragma_table_info('{table}')")][:key]
    start, values = "", tuple[Any, ...]()
    while page := read(f"SELECT * FROM {table} {start} ORDER BY {columns} LIMIT {_PAGE}", *values):
        yield from (tuple(row) for row in page)
        values = tuple(page[-1][:key])
        start = f"WHERE ({', '.join(names)}) > ({', '.join('?' * key)})"
