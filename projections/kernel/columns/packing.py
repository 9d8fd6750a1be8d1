"""Loops that pack numbers of few bits one behind the other, the first into the lowest bits, as
columns of Parquet store them."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

import numpy as np
from numba import njit

from ..machine_code import COMPILED

_WORD = np.uint64(32)
_ALL = np.uint64(0xFFFFFFFF)
SHORT = 15
"""What is packed of lists of so many texts at most is made once."""


@njit(**COMPILED)
def pack(numbers, bits, words):
    """Pack numbers of so many bits (32 at most) into words of 32; there is room for one more."""
    held, filled, at = np.uint64(0), np.uint64(0), 0
    width = np.uint64(bits)
    for n in range(numbers.shape[0]):
        held |= np.uint64(numbers[n]) << filled
        filled += width
        if filled >= _WORD:
            words[at] = np.uint32(held & _ALL)
            at += 1
            held >>= _WORD
            filled -= _WORD
    words[at] = np.uint32(held & _ALL)


@njit(**COMPILED)
def pack_levels(ends, begins, holds):
    """Of lists that end there, pack what Parquet says of each text (an empty list stands for one
    that is not there): whether it goes on with its list, one bit; and whether it is there (3) or
    the list is empty (1), two bits. How many there are of both is returned."""
    begins_of = np.zeros(SHORT + 1, dtype=np.uint64)
    holds_of = np.ones(SHORT + 1, dtype=np.uint64)
    for length in range(1, SHORT + 1):
        begins_of[length] = (1 << length) - 2
        holds_of[length] = (1 << (2 * length)) - 1
    one, filled_one, at_one = np.uint64(0), np.uint64(0), 0
    other, filled_other, at_other = np.uint64(0), np.uint64(0), 0
    count = 0
    for row in range(ends.shape[0] - 1):
        left = ends[row + 1] - ends[row]
        first = True
        while first or left > 0:
            length = min(left, SHORT)
            taken = max(length, 1)
            begun = begins_of[length]
            if not first:
                begun |= np.uint64(1)
            one |= begun << filled_one
            filled_one += np.uint64(taken)
            if filled_one >= _WORD:
                begins[at_one] = np.uint32(one & _ALL)
                at_one += 1
                one >>= _WORD
                filled_one -= _WORD
            other |= holds_of[length] << filled_other
            filled_other += np.uint64(2 * taken)
            if filled_other >= _WORD:
                holds[at_other] = np.uint32(other & _ALL)
                at_other += 1
                other >>= _WORD
                filled_other -= _WORD
            count += taken
            left -= taken
            first = False
    begins[at_one] = np.uint32(one & _ALL)
    holds[at_other] = np.uint32(other & _ALL)
    return count
