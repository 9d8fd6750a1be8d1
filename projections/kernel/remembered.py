"""What is remembered of rows: the answers to signatures, and the outcomes of kinds of rows."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from . import kernel_arrays as arrays
from .signatures import UNKNOWN, put

Signatures = npt.NDArray[np.uint64]
FEW_KINDS, MANY_KINDS = 1 << 14, 1 << 22
"""How many places there are for kinds of rows, at first and at most; half of them are used."""


class SignatureTable:
    """What is known of signatures: half empty at least, so that looking up is short."""

    def __init__(self) -> None:
        self.count = 0
        self._make(1 << 12)

    def _make(self, size: int) -> None:
        self.keys = np.zeros((size, 2), dtype=np.uint64)
        self.values = np.full(size, UNKNOWN, dtype=np.int32)

    def answered(self) -> arrays.Answered:
        """The table as the kernel reads it."""
        return arrays.Answered(self.keys, self.values)

    def put(self, signature: Signatures, value: int) -> None:
        """Remember the answer to a signature."""
        if 2 * (self.count + 1) > len(self.values):
            kept = np.flatnonzero(self.values != UNKNOWN)
            keys, values = self.keys[kept], self.values[kept]
            self._make(2 * len(self.values))
            for (one, other), old in zip(keys, values, strict=True):
                put(one, other, old, self.keys, self.values)
        put(signature[0], signature[1], value, self.keys, self.values)
        self.count += 1


class SeenKinds(threading.local):
    """What one thread remembers of kinds of rows, as long as it is the same law."""

    def __init__(self) -> None:
        self._law: object = None
        self._begin(FEW_KINDS)

    def _begin(self, places: int) -> None:
        kinds = np.full(places, -1, dtype=np.int64)
        outcomes = np.zeros(places, dtype=np.int32)
        self._table = arrays.KindsTable(kinds, outcomes, np.zeros(1, dtype=np.int64))

    def of(self, law: arrays.Law) -> arrays.KindsTable:
        """The table for the kernel: an empty one for another law, a larger one than was filled."""
        places = len(self._table.kinds)
        full = 2 * self._table.count[0] >= places
        if self._law is not law:
            self._begin(places)
        elif full and places < MANY_KINDS:
            self._begin(4 * places)
        self._law = law
        return self._table
