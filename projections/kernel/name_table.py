"""Licences by name: a column of names as numbers, without a Python text for each.

A file may name a million licences. Their bytes are looked up as they stand in Arrow's column.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from . import name_hashing
from .numbering import Ints


class NameTable:
    """Names, each with its number: its place in the order in which they were added."""

    def __init__(self) -> None:
        self._bytes = bytearray(1)  # never empty: an array cannot be read from nothing
        self._starts = array("q", [1])
        self._make(1 << 10)

    def _make(self, size: int) -> None:
        self._table = np.full(size, name_hashing.NO_NAME, dtype=np.int32)
        self._tags = np.zeros(size, dtype=np.uint64)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, names: Sequence[str]) -> None:
        """Put names at the end; none of them is there yet."""
        first = len(self)
        for name in names:
            self._bytes += name.encode()
            self._starts.append(len(self._bytes))
        if 2 * len(self) > len(self._table):
            self._make(1 << (2 * len(self)).bit_length())
            first = 0
        name_hashing.put_names(first, *self._arrays(), self._table, self._tags)

    def numbers(self, names: pa.Array) -> Ints:
        """The number of each name in a column without nulls; -1 where it was not added."""
        found = np.full(len(names), name_hashing.NO_NAME, dtype=np.int32)
        if len(names):
            _, offsets, content = names.buffers()
            starts = np.frombuffer(offsets, dtype=np.int32)[names.offset :]
            own = np.frombuffer(content or b"", dtype=np.uint8)
            name_hashing.find_names(starts, own, *self._arrays(), self._table, self._tags, found)
        return found

    def _arrays(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
        starts = np.frombuffer(self._starts, dtype=np.int64)
        return starts, np.frombuffer(self._bytes, dtype=np.uint8)
