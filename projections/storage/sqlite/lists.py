"""The lists of the index, each with a value of its own.

The value is made as the map makes those of its lists: how many items there are, and their Merkle
frontier. Whoever reads a list holds it against its value, so that a row that was lost or changed
since is an error and no shorter list. To most of them nothing in the log commits; to the others
the map does too, but not to their places in the log.
"""

from __future__ import annotations

import sqlite3

from ....domain.history.changes import Change
from ....domain.history.instruments import Instrument
from ....domain.history.mentions import corrected_id, mentions, orders_named, words_of
from ....domain.proof.sparse_map import with_items
from ....domain.vocabulary.change_types import SUBJECTS
from ..held import list_item
from ..ports import Record

WORDS_LIST = "words"
"""The list of all words that clauses name."""


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


class GrowingLists:
    """The lists while records are added: their rows, and the values that they come to."""

    def __init__(self, writer: sqlite3.Connection, index: str) -> None:
        self._writer = writer
        self._index = index
        self._new: dict[str, list[str]] = {}
        self._mentions: list[tuple[str, str, int, str]] = []

    def add(self, record: Record) -> None:
        """Take in the next record."""
        position, names = record.position, set[tuple[str, str]]()
        for what, name, by in dict.fromkeys(mentions(record)):
            self._mentions.append((what, name, position, by))
            mentioning = mentions_list(what, name)
            if name and not self._begun(mentioning):
                names.add((what, name))
            self._put(mentioning, list_item(position, by))
        for what, name in sorted(names):
            self._put(names_list(what), list_item(position, name))
        if not isinstance(record, Instrument):
            self._add_subject(record)
            for order in dict.fromkeys(orders_named(record)):
                self._put(orders_list(order), list_item(position, corrected_id(record)))
            self._add_words(record)

    def _add_subject(self, record: Change) -> None:
        """The subject that a record establishes, where it was not before."""
        kind = record.type
        if kind.establishes and kind.subject in SUBJECTS:
            statement = f"INSERT OR IGNORE INTO {self._index}_subjects VALUES (?,?,?)"
            values = (kind.subject, record.subject, record.position)
            if self._writer.execute(statement, values).rowcount:
                item = list_item(record.position, record.subject)
                self._put(subjects_list(kind.subject), item)

    def _add_words(self, record: Change) -> None:
        """The words that are not named before: only where they are first is kept."""
        statement = f"INSERT OR IGNORE INTO {self._index}_words VALUES (?,?,?,?)"
        new = []
        for dimension, compared, written in words_of(record):
            values = (dimension, compared, record.position, written)
            if self._writer.execute(statement, values).rowcount:
                new.append((dimension, compared, written))
        for word in sorted(new):
            self._put(WORDS_LIST, word_item(record.position, *word))

    def _put(self, name: str, item: str) -> None:
        self._new.setdefault(name, []).append(item)

    def _begun(self, name: str) -> bool:
        return name in self._new or self._value(name) is not None

    def _value(self, name: str) -> bytes | None:
        statement = f"SELECT value FROM {self._index}_lists WHERE list = ?"
        found = self._writer.execute(statement, (name,)).fetchone()
        return found[0] if found else None

    def save(self) -> None:
        """Write what mentions what, and the values of the lists that grew."""
        self._writer.executemany(
            f"INSERT INTO {self._index}_mentions VALUES (?,?,?,?)", self._mentions
        )
        self._writer.executemany(
            f"INSERT OR REPLACE INTO {self._index}_lists VALUES (?,?)",
            [(name, with_items(self._value(name), items)) for name, items in self._new.items()],
        )
