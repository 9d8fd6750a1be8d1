"""Whole numbers of many rows, numbered anew without gaps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
"""A whole number for each row, or of each line."""
FEW_NUMBERS = 1 << 20
"""So many numbers are looked up in a table sooner than sorted."""


def numbered(keys: npt.NDArray[np.int64], most: int) -> tuple[list[int], npt.NDArray[np.int64]]:
    """The numbers that there are, ordered, and for each row the place of its own among them;
    they are at least 0 and below `most`."""
    if most > FEW_NUMBERS:
        used, places = np.unique(keys, return_inverse=True)
        return used.tolist(), places
    occurs = np.zeros(most, dtype=bool)
    occurs[keys] = True
    used = np.flatnonzero(occurs)
    table = np.zeros(most, dtype=np.int64)
    table[used] = np.arange(len(used))
    return used.tolist(), table[keys]
