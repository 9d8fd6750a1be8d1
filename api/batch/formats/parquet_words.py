"""Columns of texts in Parquet, read as words with a number for each row.

Arrow takes two equal words of a dictionary, as it is stored, for one, and leaves the numbers of the
rows as they were: those of all words after them are then of others, or of none. Parquet forbids no
word that stands twice, and DuckDB stores an ENUM so, with an empty text for each word that no row
says. Such columns are read text by text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .thrift_structs import NoThriftError, read_struct

ROWS = 500_000
"""So many rows are read at a time."""

PAGE, WORDS = 1, 7  # of PageHeader (https://github.com/apache/parquet-format)
OF_WORDS = 2
"""The type of a page that is a dictionary."""
COUNT = 1  # of DictionaryPageHeader
HEADER = 512
"""What is told of a page of words is shorter."""
STORES_EACH_ONCE = "parquet-cpp-arrow"
"""Arrow's own writer stores no word twice."""


def tables_of(
    file: Any, metadata: Any, texts: Sequence[str], groups: Sequence[int], whole: bool = False
) -> Iterator[tuple[int, pa.Table]]:
    """The rows of some row groups, each with the number of its own; with `whole` all rows of a row
    group at once. The columns `texts` are words with numbers."""
    as_words = _Stored(file, metadata, texts)
    if not whole and not texts:
        for batch in as_words.found.iter_batches(ROWS, row_groups=groups):
            yield 0, pa.Table.from_batches([batch])
        return
    for number in groups:
        for table in as_words.tables(number, whole):
            yield number, table


class _Stored:
    """A file that is read, and which of its columns of texts Arrow reads as words."""

    def __init__(self, file: Any, metadata: Any, texts: Sequence[str]) -> None:
        self._file, self._metadata = file, metadata
        self._places = {metadata.schema.column(n).path: n for n in range(metadata.num_columns)}
        self._is_sure = str(metadata.created_by).startswith(STORES_EACH_ONCE)
        self._texts, self._apart = list(texts), list[str]()
        self.found = self._opened()

    def _opened(self) -> pq.ParquetFile:
        return pq.ParquetFile(self._file, metadata=self._metadata, read_dictionary=self._texts)

    def tables(self, number: int, whole: bool) -> Iterator[pa.Table]:
        """The rows of a row group."""
        for place, table in enumerate(self._read(number, whole)):
            amiss = [one for one in self._texts if self._is_amiss(number, one, table.column(one))]
            if not amiss:
                yield table
                continue
            if place:
                raise OSError(f"`{amiss[0]}` has numbers of words that there are not")
            self._texts = [name for name in self._texts if name not in amiss]
            self._apart += amiss
            self.found = self._opened()
            yield from self._read(number, whole)
            return

    def _read(self, number: int, whole: bool) -> Iterator[pa.Table]:
        if whole:
            tables = iter((self.found.read_row_group(number),))
        else:
            batches = self.found.iter_batches(ROWS, row_groups=[number])
            tables = (pa.Table.from_batches([batch]) for batch in batches)
        for table in tables:
            for name in self._apart:
                place = table.schema.get_field_index(name)
                table = table.set_column(place, name, table.column(name).dictionary_encode())
            yield table

    def _is_amiss(self, number: int, name: str, column: pa.ChunkedArray) -> bool:
        """Whether a column of a row group was read with other words than are stored. Where rows
        further on have texts of no dictionary Arrow adds them to the words that it read: more words
        than are stored hide whether any stood twice."""
        if not pa.types.is_dictionary(column.type):  # of a type of its own, such as JSON
            return False
        if not all(map(_is_sound, column.chunks)):
            return True
        stored = None if self._is_sure else self._words_stored(number, name)
        return stored is not None and any(len(one.dictionary) != stored for one in column.chunks)

    def _words_stored(self, number: int, name: str) -> int | None:
        """How many words the dictionary of a column has as it is stored; none if it has none."""
        column = self._metadata.row_group(number).column(self._places[name])
        starts = [column.dictionary_page_offset or 0, column.data_page_offset]
        start = min(start for start in starts if start > 0)
        try:
            told = read_struct(self._file.read_at(HEADER, start))
            if told[PAGE][1] != OF_WORDS:
                return None
            return int(told[WORDS][1][COUNT][1])
        except (NoThriftError, LookupError, TypeError):
            return None


def _is_sound(column: pa.DictionaryArray) -> bool:
    """Whether each number is one of a word."""
    last = pc.max(column.indices).as_py()
    return last is None or last < len(column.dictionary)
