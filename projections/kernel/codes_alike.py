"""Codes that no condition tells apart: what rows of one kind have in common.

Two codes of a field are alike where they are in the same sets of every condition. A code that may
match and need not is alike to no other: how far it goes is seen itself (`signatures.signed`), and
so is that a field is lacking.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import array_layout as layout
from . import kernel_arrays as arrays
from .field_codes import LACKING, LISTED
from .numbering import Ints

_Told = npt.NDArray[np.bool_]


def codes_alike(
    conditions: Ints, words: npt.NDArray[np.uint64], sizes: Sequence[int]
) -> arrays.Alike:
    """For each field the number of each code's class, by these conditions; `sizes`: how many codes
    each has. Codes of the field whose sets are lists are each a class of their own."""
    classes = [_classes(field, conditions, words, size) for field, size in enumerate(sizes)]
    starts = np.cumsum([0, *map(len, classes)], dtype=np.int64)
    counts = np.array([int(one.max()) + 1 for one in classes], dtype=np.int64)
    return arrays.Alike(np.concatenate(classes), starts, counts)


def _classes(field: int, conditions: Ints, words: npt.NDArray[np.uint64], size: int) -> Ints:
    asked = conditions[conditions[:, layout.FIELD] == field]
    if not len(asked):
        return np.zeros(size, dtype=np.int32)
    if field == LISTED:
        return np.arange(size, dtype=np.int32)
    told = [_told(where, width, words, size) for _, where, width in np.unique(asked, axis=0)]
    matched, possible = np.stack([one for one, _ in told]), np.stack([one for _, one in told])
    apart = np.any(possible & ~matched, axis=0)
    apart[LACKING] = True
    return _numbered(np.concatenate([matched, possible]), apart)


def _told(where: Any, width: Any, words: npt.NDArray[np.uint64], size: int) -> tuple[_Told, _Told]:
    """Of each code, whether it matches one condition and whether it may."""
    codes = np.arange(size)
    shift = (codes & 63).astype(np.uint64)
    matched, possible = (
        (words[start + (codes >> 6)] >> shift & np.uint64(1)).astype(bool)
        for start in (where, where + width)
    )
    return matched, possible


def _numbered(told: _Told, apart: _Told) -> Ints:
    """A number for each code: the same where all that is told is the same and none is `apart`."""
    packed = np.ascontiguousarray(np.packbits(told, axis=0).T)
    each = packed.view([("", packed.dtype)] * packed.shape[1]).reshape(-1)
    _, found = np.unique(each, return_inverse=True)
    found = found.reshape(-1)
    found[apart] = len(told[0]) + np.arange(int(apart.sum()))
    _, numbers = np.unique(found, return_inverse=True)
    return numbers.reshape(-1).astype(np.int32)
