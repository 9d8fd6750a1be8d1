"""The words of all records: for each word of some records that were added together, where it is.

A word stands with the positions of the records that have it, in one row for each time that records
were added. Words are small letters and digits, as `plain_words` makes them. They are found by
their first letters: an index holds no longer ones.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from ....domain.vocabulary.plain_words import LONG, Term
from .connection import ReadRows

FULL_TEXT_OF = "full_text"
FIRST_LETTERS = "left(word, 600)"
"""What the words are found by; an index of PostgreSQL holds 2,704 bytes."""
_BYTES_MOST = 32_768
"""So many bytes of a word are kept, as in SQLite's full-text tables."""
_AFTER_ALL = "\U0010ffff"
"""No word begins with this: in the order of bytes it comes after all that do not."""


def rows_of_words(words: Sequence[tuple[int, set[str]]]) -> dict[str, list[int]]:
    """The words of records that are added together, each with their positions in order."""
    found: dict[str, list[int]] = {}
    for position, some in words:
        for word in some:
            found.setdefault(_kept_of(word), []).append(position)
    return found


def _kept_of(word: str) -> str:
    encoded = word.encode()
    return word if len(encoded) <= _BYTES_MOST else encoded[:_BYTES_MOST].decode(errors="ignore")


def query_of(terms: Sequence[Term], table: str) -> tuple[str, list[Any]]:
    """The statement that finds the positions with all these terms, and its values."""
    values = list[Any]()
    every = " INTERSECT ".join(_any_way(term, table, values) for term in terms)
    return every, values


def _any_way(term: Term, table: str, values: list[Any]) -> str:
    ways = (" INTERSECT ".join(_having(word, table, values) for word in way) for way in term)
    return f"({' UNION '.join(f'({way})' for way in ways)})"


def _having(word: str, table: str, values: list[Any]) -> str:
    if len(word) >= LONG:
        first = word[:600]
        values += (first, first + _AFTER_ALL, _kept_of(word))
        where = f"{FIRST_LETTERS} >= %s AND {FIRST_LETTERS} < %s AND starts_with(word, %s)"
    else:
        values.append(word)
        where = f"{FIRST_LETTERS} = %s"
    return f"(SELECT unnest(positions) AS at FROM {table} WHERE {where})"


def words_in_order(read: ReadRows, index: str) -> Generator[tuple[str, str], None, None]:
    """Every word in its order, each with the positions of the records that have it; a place that is
    none is told as a word."""
    last, columns = "", f"{FIRST_LETTERS}, word"
    while page := read(
        "SELECT word, string_agg(array_to_string(positions, ',', 'none'), ',' ORDER BY size) "
        f"FROM ledger.{index}_{FULL_TEXT_OF} WHERE ({columns}) > (left(%s, 600), %s) "
        f"GROUP BY {columns} ORDER BY {columns} LIMIT 1000",
        *(last, last),
    ):
        yield from page
        last = page[-1][0]
