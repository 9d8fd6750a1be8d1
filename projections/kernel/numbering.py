"""Whole numbers of many rows, numbered anew without gaps."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
"""A whole number for each row, or of each line."""
FEW_NUMBERS = 1 << 20
"""So many numbers are looked up in a table sooner than sorted."""
MANY_ROWS = 1 << 16
"""So many rows are looked up by a compiled loop, which is loaded for them; of fewer by numpy."""
_Numbers = npt.NDArray[Any]


def taken(table: _Numbers, numbers: _Numbers) -> _Numbers:
    """What stands in a table for each number; -1 is the last."""
    if len(numbers) < MANY_ROWS:
        return table[numbers]
    from .columns.taking import take

    found = np.empty(len(numbers), dtype=table.dtype)
    take(table, numbers, found)
    return found


def occurring(numbers: _Numbers, count: int) -> npt.NDArray[np.bool_]:
    """Of each number below `count` whether it occurs, and last whether -1 does."""
    occurs = np.zeros(count + 1, dtype=bool)
    if len(numbers) < MANY_ROWS:
        occurs[numbers] = True
        return occurs
    from .columns.taking import mark

    mark(numbers, occurs)
    return occurs


def as_they_come(numbers: _Numbers, count: int) -> tuple[npt.NDArray[np.int64], Ints]:
    """The numbers below `count` that there are, in the order in which they first stand there, and
    for each row the place of its own among them (-1: it has none)."""
    if len(numbers) < MANY_ROWS:
        used, first = np.unique(numbers, return_index=True)
        order = np.argsort(first[used >= 0])
        found = used[used >= 0][order].astype(np.int64)
        places = np.full(count + 1, -1, dtype=np.int32)
        places[found] = np.arange(len(found), dtype=np.int32)
        return found, places[numbers]
    from .columns.taking import number_in_order

    found, of = np.empty(count, dtype=np.int64), np.empty(len(numbers), dtype=np.int32)
    places = np.full(count, -1, dtype=np.int32)
    there = number_in_order(numbers, places, found, of)
    return found[:there].copy(), of


def numbered(keys: npt.NDArray[np.int64], most: int) -> tuple[list[int], npt.NDArray[np.integer]]:
    """The numbers that there are, ordered, and for each row the place of its own among them;
    they are at least 0 and below `most`."""
    if most > FEW_NUMBERS:
        used, places = np.unique(keys, return_inverse=True)
        return used.tolist(), places
    used = np.flatnonzero(occurring(keys, most)[:-1])
    table = np.zeros(most, dtype=np.int32)
    table[used] = np.arange(len(used))
    return used.tolist(), taken(table, keys)
