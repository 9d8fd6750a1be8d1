"""Signatures of rows: all that the rule function could see of one, as 128 bits; and a table of
what is known of them."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

import numpy as np
from numba import njit

from .array_layout import CONDITIONS, CONDITIONS_END, FIELD, GIVEN, PART, PRESENT
from .machine_code import COMPILED, INSIDE, mixed
from .matching import NO, matches

UNKNOWN = -1
"""No outcome yet: the rule function is to be asked."""


@njit(**INSIDE)
def known_of(one, other, keys, values):
    """What is known of a signature, or -1."""
    mask = keys.shape[0] - 1
    place = np.int64(one & np.uint64(mask))
    while values[place] != UNKNOWN:
        if keys[place, 0] == one and keys[place, 1] == other:
            return values[place]
        place = (place + 1) & mask
    return UNKNOWN


@njit(**COMPILED)
def put(one, other, value, keys, values):
    """Remember what is known of a signature; the table has room."""
    mask = keys.shape[0] - 1
    place = np.int64(one & np.uint64(mask))
    while values[place] != UNKNOWN:
        if keys[place, 0] == one and keys[place, 1] == other:
            break
        place = (place + 1) & mask
    keys[place, 0] = one
    keys[place, 1] = other
    values[place] = value


@njit(**INSIDE)
def signed(lines, conditions, words, listed, k, codes, row, one, other):
    """A signature with all that the rule function could see of a row in one line, and which
    fields leave that open. What is given and not enough is seen itself: it tells why."""
    match = matches(lines, conditions, words, listed, k, codes, row)
    if match == NO:
        return one, other, 0
    said = (lines[k, PART] << 4) | (lines[k, PRESENT] << 2) | (match & 3)
    fields = match >> 2
    one = mixed(mixed(one, said), fields)
    other = mixed(mixed(other, said + 1), fields)
    for c in range(lines[k, CONDITIONS], lines[k, CONDITIONS_END]):
        field = conditions[c, FIELD]
        if fields >> (field + GIVEN) & 1:
            one = mixed(one, codes[field, row])
            other = mixed(other, codes[field, row])
    return one, other, fields
