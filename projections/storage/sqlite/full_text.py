"""The words of all records in a full-text table of SQLite (FTS5), by the records' positions.

The table holds no text, only which words stand in which record: small letters and digits, as
`plain_words` makes them, so that its tokenizer has nothing to decide. Which record says it best
is not asked of it either: an answer may not depend on what was recorded later.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from ....domain.vocabulary.plain_words import LONG, Term
from .connection import ReadRows

FULL_TEXT = "full_text"
FULL_TEXT_TABLE = "fts5(words, content='', columnsize=0, detail=none, tokenize='ascii')"


def match_of(terms: Sequence[Term]) -> str:
    """The query that finds records with all these terms. Every word stands in quotes: none is
    read as an operator, whatever it says."""
    return " AND ".join(_any_way(term) for term in terms)


def _any_way(term: Term) -> str:
    ways = (" AND ".join(_quoted(word) for word in way) for way in term)
    return f"({' OR '.join(f'({way})' for way in ways)})"


def _quoted(word: str) -> str:
    doubled = word.replace('"', '""')
    return f'"{doubled}"{"*" if len(word) >= LONG else ""}'


_PAGE = 1_000
"""So many words are read at a time."""


_POSITIONS = "CASE count(*) WHEN 1 THEN doc ELSE group_concat(doc) END"


def words_stored(read: ReadRows, table: str) -> Generator[tuple[str, str | int], None, None]:
    """Every word of a table in its order, each with the positions of the records that have it, as
    a text with commas, or its only one; to be closed by who does not read to the end, while the
    table can be read."""
    read(f"CREATE VIRTUAL TABLE temp.words_stored USING fts5vocab(main, {table}, instance)")
    try:
        last = ""
        while page := read(
            f"SELECT term, {_POSITIONS} FROM temp.words_stored WHERE term > ? "
            f"GROUP BY term ORDER BY term LIMIT {_PAGE}",
            last,
        ):
            yield from page
            last = page[-1][0]
    finally:
        read("DROP TABLE temp.words_stored")
