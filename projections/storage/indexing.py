"""What records add to the index of any store: rows, and lists that each have a value of their own.

The value is made as the map makes those of its lists: how many items there are, and their Merkle
frontier. Whoever reads a list holds it against its value, so that a row that was lost or changed
since is an error and no shorter list. To most of them nothing in the log commits; to the others
the map does too, but not to their places in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from ...domain.history.changes import Change
from ...domain.history.instruments import Instrument
from ...domain.history.mentions import (
    Mention,
    corrected_id,
    corrects_instrument,
    may_be_listed,
    mentions,
    orders_named,
    speaks_of,
    words_of,
)
from ...domain.proof.sparse_map import with_items
from ...domain.vocabulary.change_types import SUBJECTS
from .held import list_item
from .ports import Record

WORDS_LIST = "words"
"""The list of all words that clauses name."""
IndexRow = tuple[Any, ...]


class IndexTables(Protocol):
    """The tables of an index, as records are added to them in one transaction."""

    def insert(self, table: str, rows: Sequence[IndexRow]) -> None:
        """Put rows into a table; one whose key is there stays as it is."""

    def insert_new(self, table: str, rows: Sequence[IndexRow]) -> list[IndexRow]:
        """The same; those of the rows whose key was not there, in their order."""

    def insert_words(self, records: Sequence[Record]) -> None:
        """Put the words by which these records are found, with their positions."""

    def values(self, lists: Iterable[str]) -> Mapping[str, bytes]:
        """The values of those of these lists that are there."""

    def put_values(self, values: Mapping[str, bytes]) -> None:
        """Give lists these values."""


def add_records(tables: IndexTables, records: Iterable[Record]) -> None:
    """Put the next records of the log into the tables."""
    rows: dict[str, list[IndexRow]] = {}
    lists, every = _GrowingLists(), list(records)
    for record in every:
        if isinstance(record, Change) and not may_be_listed(record.content):
            continue
        for table, row in _rows_of(record):
            rows.setdefault(table, []).append(row)
        lists.add(record)
    for table, some in rows.items():
        tables.insert(table, some)
    tables.insert_words(every)
    lists.save(tables)


def adds_rows(said: Mapping[str, Any]) -> bool:
    """Whether a record may add more to the tables than its words, by its JSON; most do not."""
    return "instrument" in said or may_be_listed(said["change"])


def _rows_of(record: Record) -> Iterator[tuple[str, IndexRow]]:
    """The rows that a record adds beside those of lists; a first one of its kind stays."""
    position = record.position
    if isinstance(record, Instrument):
        yield "instruments", (record.id, position)
        return
    for order in orders_named(record):
        yield "orders", (order, position, corrected_id(record))
    if record.type.name == "requirements_complete":
        yield "completions", (record.stream, position)
    if (spoken_of := speaks_of(record)) is not None:
        yield "spoken_of", (spoken_of,)
    if corrects_instrument(record):
        yield "corrections", (record.target,)


# -- lists -----------------------------------------------------------------------------------


def subjects_list(kind: str) -> str:
    """The list of the subjects of a kind."""
    return f"subjects {kind}"


def orders_list(order: str) -> str:
    """The list of what says that it carries out an order."""
    return f"orders {order}"


def mentions_list(what: str, name: str) -> str:
    """The list of what mentions a name."""
    return f"mentions {what} {name}"


def names_list(what: str) -> str:
    """The list of the names that are mentioned."""
    return f"names {what}"


def word_item(position: int, dimension: str, compared: str, written: str) -> str:
    """A word in its list."""
    return list_item(position, f"{dimension} {compared} {written}")


class _GrowingLists:
    """The lists while records are added: their rows, and the values that they come to."""

    def __init__(self) -> None:
        self._new: dict[str, list[str]] = {}
        self._mentions: list[IndexRow] = []
        self._names: dict[tuple[str, str], int] = {}
        self._subjects: list[IndexRow] = []
        self._words: dict[tuple[str, str], IndexRow] = {}

    def add(self, record: Record) -> None:
        """Take in the next record."""
        if mentioned := dict.fromkeys(mentions(record)):
            self._add_mentioned(mentioned, record.position)
        if isinstance(record, Change):
            self._add_change(record)

    def _add_mentioned(self, mentioned: Iterable[Mention], position: int) -> None:
        names = set[tuple[str, str]]()
        for what, name, by in mentioned:
            self._mentions.append((what, name, position, by))
            if name:
                names.add((what, name))
            self._put(mentions_list(what, name), list_item(position, by))
        for named in sorted(names):
            self._names.setdefault(named, position)

    def _add_change(self, record: Change) -> None:
        kind, position = record.type, record.position
        if kind.establishes and kind.subject in SUBJECTS:
            self._subjects.append((kind.subject, record.subject, position))
        for order in dict.fromkeys(orders_named(record)):
            self._put(orders_list(order), list_item(position, corrected_id(record)))
        for dimension, compared, written in words_of(record):
            if (dimension, compared) not in self._words:
                self._words[dimension, compared] = dimension, compared, position, written

    def _put(self, name: str, item: str) -> None:
        self._new.setdefault(name, []).append(item)

    def save(self, tables: IndexTables) -> None:
        """Write what mentions what, what is named first, and the values of lists that grew."""
        tables.insert("mentions", self._mentions)
        for kind, subject, position in tables.insert_new("subjects", self._subjects):
            self._put(subjects_list(kind), list_item(position, subject))
        new_words = tables.insert_new("words", list(self._words.values()))
        for dimension, compared, position, written in sorted(new_words, key=_place_of_word):
            self._put(WORDS_LIST, word_item(position, dimension, compared, written))
        of_names = {names_list(what) for what, _ in self._names}
        values = tables.values([*self._new, *of_names])
        for (what, name), position in self._names.items():
            if mentions_list(what, name) not in values:
                self._put(names_list(what), list_item(position, name))
        tables.put_values(
            {name: with_items(values.get(name), items) for name, items in self._new.items()}
        )


def _place_of_word(row: IndexRow) -> IndexRow:
    """Words stand in the order of their records, those of one in the alphabet's."""
    return row[2], row
