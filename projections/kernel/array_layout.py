"""How lines and conditions stand in arrays: for those who write them and for the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ...domain.over_time.lines.line import Kind
from ...domain.vocabulary.dimensions import FIELDS
from . import kernel_arrays as arrays
from .numbering import Ints

_Told = npt.NDArray[np.bool_]

BEGINS, ENDS, KIND, PRESENT, NEGATED, CONDITIONS, CONDITIONS_END, PART, OUTCOME = range(9)
"""The columns of a line: its days, what it means (`domain.lines.Kind`), whether it is there
(`Truth`), whether it asks for who does not match, where its conditions begin and end, which part
of its block it is of, and the number of its verdict (-1: none)."""
CHANGE, PLACE, ROLE = range(9, 12)
"""And the numbers of its change, of that one's place in rank, and of its role (-1: none)."""
LINE_WIDTH = 12

FIELD, WHERE, WIDTH = range(3)
"""The columns of a condition: which field, where its sets stand, how many words (or codes) each
has."""
CONDITION_WIDTH = 3

VERDICT, TESTS = 3, 4
"""Of a line in its shortest form: after its days and what it means, its verdict's number; then
three tests, each a field, where the words of its set of codes that match stand, and of those that
may."""
MOST_TESTS = 3
QUICK_WIDTH = TESTS + 3 * MOST_TESTS
SLOW = 8
"""Added to what a line means, where it cannot be tested in that form."""
ASKS_NOTHING = len(FIELDS)
"""In place of a field: every row has the code 0 there."""
GIVEN = ASKS_NOTHING + 1
"""How many codes a row has: one for each field, and the one that is always 0."""
ALWAYS = 0
"""Where the words of a set stand in which that code is."""


def quick(
    lines: npt.NDArray[np.int32], conditions: npt.NDArray[np.int32], listed: int
) -> npt.NDArray[np.int32]:
    """Lines in their shortest form; `listed` is the field whose sets are no bits."""
    found = np.zeros((len(lines), QUICK_WIDTH), dtype=np.int32)
    asks = lines[:, KIND] != Kind.ASKED  # such a line decides nothing: it is there on no day
    found[:, BEGINS] = lines[:, BEGINS] * asks
    found[:, ENDS] = lines[:, ENDS] * asks
    found[:, VERDICT] = lines[:, OUTCOME]
    count = lines[:, CONDITIONS_END] - lines[:, CONDITIONS]
    slow = (count > MOST_TESTS) | (lines[:, NEGATED] != 0)
    one_more = np.zeros((1, CONDITION_WIDTH), dtype=np.int32)
    one_more[0, FIELD] = ASKS_NOTHING
    conditions = np.concatenate([conditions, one_more])
    for number in range(MOST_TESTS):
        which = np.where(number < count, lines[:, CONDITIONS] + number, len(conditions) - 1)
        field, where, width = conditions[which].T
        slow |= field == listed
        test = TESTS + 3 * number
        found[:, test], found[:, test + 1], found[:, test + 2] = field, where, where + width
    found[:, KIND] = lines[:, KIND] + SLOW * slow
    return found


def codes_alike(
    conditions: Ints, words: npt.NDArray[np.uint64], sizes: Sequence[int], listed: int
) -> arrays.Alike:
    """The codes of each field that no condition tells apart; `sizes`: how many codes each has,
    `listed`: the field whose sets are no bits, and whose codes are all told apart.

    Two codes are alike where they are in the same sets of every condition. A code that may match
    and need not is alike to no other: how far it goes is seen itself (`signatures.signed`), and so
    is that a field is lacking.
    """
    classes = [
        classes_of(field, conditions[conditions[:, FIELD] == field], words, size, listed)
        for field, size in enumerate(sizes)
    ]
    starts = np.cumsum([0, *map(len, classes)], dtype=np.int64)
    counts = np.array([int(one.max()) + 1 for one in classes], dtype=np.int64)
    return arrays.Alike(np.concatenate(classes), starts, counts)


def classes_of(
    field: int, asked: Ints, words: npt.NDArray[np.uint64], size: int, listed: int
) -> Ints:
    """For each code of a field the class that it is of by these conditions, which ask for it: as
    `codes_alike` says."""
    if field == listed:
        return np.arange(size, dtype=np.int32)
    if not len(asked):
        return np.zeros(size, dtype=np.int32)
    told = [_told(where, width, words, size) for _, where, width in np.unique(asked, axis=0)]
    matched, possible = np.stack([one for one, _ in told]), np.stack([one for _, one in told])
    apart = np.any(possible & ~matched, axis=0)
    apart[0] = True
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
