"""The words of all records in a full-text table of SQLite (FTS5), by the records' positions.

The table holds no text, only which words stand in which record: small letters and digits, as
`plain_words` makes them, so that its tokenizer has nothing to decide. Which record says it best
is not asked of it either: an answer may not depend on what was recorded later.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import accumulate

from ....domain.vocabulary.plain_words import LONG, Term
from .connection import ReadRows, has_temporary_files, told_in_words

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


# -- where words are looked for ------------------------------------------------------------------
#
# FTS5 keeps words in order in pages, those of a segment one after the other, and looks for a word
# where another table (`_idx`) leads by its first letters. Who reads all words in turn is not led
# by it and sees nothing wrong with it: so it is held against the pages. The format is that of
# SQLite's ext/fts5/fts5_index.c.

_SEGMENT, _NUMBER = 37, (1 << 31) - 1
"""From which bit of a page's id its segment stands; and its number, if there is no other bit."""
_Page = tuple[int, bytes, bytes]
"""The number of a page, and the first and the last of the words that begin there."""
_Lead = tuple[bytes, int]
"""From which letters on words are looked for in a page, and its number."""


def words_misplaced(read: ReadRows, table: str) -> list[str]:
    """What is wrong with where the words of a table are looked for."""
    with closing(sqlite3.connect("" if has_temporary_files() else ":memory:")) as copy:
        copy.execute(f"CREATE VIRTUAL TABLE checked USING {FULL_TEXT_TABLE}")
        copy.execute("DELETE FROM checked_data")
        try:
            if _all_found(_pages(read, table, copy), _leads(read, table, copy)):
                # FTS5 holds by itself what leads among the records of a word: it writes for that
                copy.execute("INSERT INTO checked (checked) VALUES ('integrity-check')")
                return []
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise told_in_words(error) from error
        except (IndexError, TypeError):
            pass  # another thing than a word, or a page, or its end, is there
    return [f"{table}: words are looked for where they do not stand"]


def _all_found(segments: dict[int, tuple[int, list[_Page]]], led: dict[int, list[_Lead]]) -> bool:
    """Whether each word is looked for in its page: the first one, where one before that is named,
    which is there no more."""
    for segment, (start, pages) in segments.items():
        leads = [(b"", 0), *led[segment]]
        letters = [one for one, _ in leads]
        for number, first, last in pages:
            at, until = bisect_right(letters, first) - 1, bisect_right(letters, last)
            if any(max(start, page) != number for _, page in leads[at:until]):
                return False
    return True


def _pages(
    read: ReadRows, table: str, copy: sqlite3.Connection
) -> dict[int, tuple[int, list[_Page]]]:
    """Of each segment its first number, and the pages in which words begin; all of it is copied."""
    found: dict[int, tuple[int, list[_Page]]] = {}
    last = -1
    while rows := read(
        f"SELECT id, CAST(block AS BLOB) FROM {table}_data WHERE id > ? ORDER BY id LIMIT {_PAGE}",
        last,
    ):
        copy.executemany("INSERT INTO checked_data VALUES (?, ?)", rows)
        for place, block in rows:
            segment, number = place >> _SEGMENT, place & _NUMBER
            if segment and place == segment << _SEGMENT | number:
                _, pages = found.setdefault(segment, (number, []))
                if words := _first_and_last(block):
                    pages.append((number, *words))
        last = rows[-1][0]
    return found


def _leads(read: ReadRows, table: str, copy: sqlite3.Connection) -> dict[int, list[_Lead]]:
    """What leads to the pages of each segment; all of it is copied."""
    rows = read(f"SELECT segid, term, pgno FROM {table}_idx ORDER BY segid, term")
    copy.executemany("INSERT INTO checked_idx VALUES (?, ?, ?)", rows)
    found = defaultdict[int, list[_Lead]](list)
    for segment, letters, page in rows:
        found[segment].append((letters, page >> 1))
    return found


def _first_and_last(block: bytes) -> tuple[bytes, bytes] | None:
    """The first and the last word that begin in a page; None if none does.

    At its end stand the places of its words, each but the first as so many bytes after the one
    before; and there how many letters a word shares with the one before, and its others.
    """
    places = list(accumulate(_numbers(block, int.from_bytes(block[2:4]))))
    if not places:
        return None
    last, shared = b"", None
    for at in reversed(places):
        kept, start = _number(block, at) if at != places[0] else (0, at)
        length, start = _number(block, start)
        own = block[start : start + length]
        if shared is None:
            last, shared = own, kept
        elif kept < shared:
            last, shared = own[: shared - kept] + last, kept
        if not shared:
            break
    length, start = _number(block, places[0])
    return block[start : start + length], last


def _numbers(block: bytes, at: int) -> Iterator[int]:
    """The numbers that stand from there on to the end of a page."""
    while at < len(block):
        number, at = _number(block, at)
        yield number


def _number(block: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the highest first, and where it ends."""
    number = 0
    while block[at] > 0x7F:
        number = (number | block[at] & 0x7F) << 7
        at += 1
    return number | block[at], at + 1
