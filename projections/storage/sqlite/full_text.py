"""The words of all records in a full-text table of SQLite (FTS5), by the records' positions.

The table holds no text, only which words stand in which record: small letters and digits, as
`plain_words` makes them, so that its tokenizer has nothing to decide. Which record says it best
is not asked of it either: an answer may not depend on what was recorded later.
"""

from __future__ import annotations

from collections.abc import Sequence

from ....domain.vocabulary.plain_words import LONG, Term

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
