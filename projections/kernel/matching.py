"""Whether a row matches a line: compiled into the loops that ask it."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

import numpy as np
from numba import njit

from .array_layout import (
    BEGINS,
    CONDITIONS,
    CONDITIONS_END,
    ENDS,
    FIELD,
    NEGATED,
    TESTS,
    WHERE,
    WIDTH,
)
from .machine_code import COMPILED, INSIDE

NO, MAY, YES = 0, 1, 2


@njit(**INSIDE)
def matches(lines, conditions, words, listed, k, codes, row):
    """Whether a row matches a line (0, 1 may, 2), and in `>> 2` which fields leave it open:
    bit F where field F is lacking, bit F + N where it is given and not enough, of N fields that
    a row has (`array_layout.GIVEN`)."""
    given = codes.shape[0]
    truth = YES
    open_fields = 0
    for c in range(lines[k, CONDITIONS], lines[k, CONDITIONS_END]):
        field = conditions[c, FIELD]
        where = conditions[c, WHERE]
        width = conditions[c, WIDTH]
        value = codes[field, row]
        one = NO
        if field == listed:
            if value == 0:
                one = MAY
            else:
                for n in range(width):
                    if words[where + n] == np.uint64(value):
                        one = YES
                        break
        else:
            bit = np.uint64(1) << np.uint64(value & 63)
            if words[where + (value >> 6)] & bit:
                one = YES
            elif words[where + width + (value >> 6)] & bit:
                one = MAY
        if one == NO:
            truth = NO
            open_fields = 0
            break
        if one == MAY:
            truth = MAY
            open_fields |= 1 << (field if value == 0 else field + given)
    if lines[k, NEGATED]:
        truth = YES - truth
    return truth | (open_fields << 2)


@njit(**INSIDE)
def matches_quick(quick, words, k, codes, row):
    """Whether a row matches a line in its shortest form (0, 1 may, 2)."""
    yes = np.uint64(1)
    may = np.uint64(1)
    for test in (TESTS, TESTS + 3, TESTS + 6):
        value = codes[quick[k, test], row]
        word, bit = value >> 6, np.uint64(value & 63)
        yes &= words[quick[k, test + 1] + word] >> bit
        may &= words[quick[k, test + 2] + word] >> bit
    return np.int64(yes + may)


@njit(**INSIDE)
def may_but_for(ignored, lines, conditions, words, listed, k, codes, row):
    """Whether a row may match a line, whatever it says in one field."""
    if lines[k, NEGATED]:
        return True
    for c in range(lines[k, CONDITIONS], lines[k, CONDITIONS_END]):
        field, where, width = conditions[c, FIELD], conditions[c, WHERE], conditions[c, WIDTH]
        if field in (ignored, listed):
            continue
        value = codes[field, row]
        bit = np.uint64(1) << np.uint64(value & 63)
        if not words[where + width + (value >> 6)] & bit:
            return False
    return True


@njit(**COMPILED)
def touched_by(field, naming, bounds, rows, asked, law, found):
    """For each of these rows, whether another word in a field can make it match a line of its
    licence otherwise; of a row without one, a line of any. `naming` are the lines that name the
    field, those of block N from `bounds[N]` on."""
    for r in range(rows.shape[0]):
        row = rows[r]
        day, block = asked.days[row], asked.licences[row] + 1
        touched = block == 0 and bounds[1] < naming.shape[0]
        for n in range(bounds[block], bounds[block + 1] if block > 0 else bounds[block]):
            k = naming[n]
            if touched or day < law.lines[k, BEGINS] or day >= law.lines[k, ENDS]:
                continue
            touched = may_but_for(
                *(field, law.lines, law.conditions, law.words, law.listed),
                *(k, asked.codes, row),
            )
        found[r] = touched
