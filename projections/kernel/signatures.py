"""Signatures of rows: all that the rule function could see of one, as 128 bits; and a table of
what is known of them.

A *situation* is what a row meets under the licence that it names, whichever licence that is. Lines
tell what the rule function looks at (`Line.role`). Rows that match lines of the same roles as much,
of changes in the same order, are in the same situation: what is decided of one is decided of the
others too, by the change that stands at the same place. The rule function is asked once.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

import numpy as np
from numba import njit

from .array_layout import (
    BEGINS,
    CHANGE,
    CONDITIONS,
    CONDITIONS_END,
    ENDS,
    FIELD,
    GIVEN,
    PART,
    PLACE,
    PRESENT,
    ROLE,
    WHERE,
)
from .machine_code import COMPILED, INSIDE, mixed
from .matching import MAY, NO, matches

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


MOST_CHANGES = 256
"""A situation in which more changes take part is no other licence's."""
UNSHARED = -2
"""In place of an answer: it is not that of other licences."""
FIRST_OPEN = -3
"""The answer of situation N that one of its changes decides is `FIRST_OPEN - N`."""


@njit(**INSIDE)
def situation(lines, conditions, words, listed, first, last, entries, wide, codes, row, day, into):
    """A row's situation as 128 bits, how many changes take part, which are put `into` an array
    with their places in rank (-1 where lines do not tell it), and which fields leave it open."""
    one, other, count, every = np.uint64(5), np.uint64(6), 0, 0
    for n in range(first, last):
        k = entries[n] if wide else n
        if day < lines[k, BEGINS] or day >= lines[k, ENDS]:
            continue
        match = matches(lines, conditions, words, listed, k, codes, row)
        if match == NO:
            continue
        change, place = lines[k, CHANGE], lines[k, PLACE]
        if lines[k, ROLE] < 0 or change < 0 or place < 0:
            count = -1
            break
        which, before = 0, 0
        while which < count and into[which, 0] != change:
            before += into[which, 1] < place
            which += 1
        if which == count:
            if count == MOST_CHANGES:
                count = -1
                break
            into[count, 0], into[count, 1] = change, place
            count += 1
        fields = match >> 2
        every |= fields
        said = (which * (MOST_CHANGES + 1) + before) * 16 + (lines[k, PRESENT] << 2) + (match & 3)
        one = mixed(mixed(mixed(one, lines[k, ROLE]), said), fields)
        other = mixed(mixed(mixed(other, said), lines[k, ROLE]), fields)
        if match & 3 == MAY:
            for c in range(lines[k, CONDITIONS], lines[k, CONDITIONS_END]):
                field, where = conditions[c, FIELD], conditions[c, WHERE]
                one = mixed(mixed(one, field), where)
                other = mixed(mixed(other, where), field)
                if fields >> (field + GIVEN) & 1:
                    one = mixed(one, codes[field, row])
                    other = mixed(other, codes[field, row])
    return one, other, count, every


@njit(**COMPILED)
def changes_met(row, asked, law):
    """The changes that take part in a row's situation, in the order in which lines tell them."""
    into = np.empty((MOST_CHANGES, 2), dtype=np.int32)
    block = asked.licences[row] + 1
    field = law.fields[block]
    first, last = law.starts[block], law.starts[block + 1]
    if field >= 0:
        bucket = law.bases[block] + asked.codes[field, row]
        first, last = law.bounds[bucket], law.bounds[bucket + 1]
    _, _, count, _ = situation(
        *(law.lines, law.conditions, law.words, law.listed, first, last, law.entries, field >= 0),
        *(asked.codes, row, asked.days[row], into),
    )
    return into[: max(count, 0), 0].copy()


@njit(**COMPILED)
def put_many(signatures, values, keys, known):
    """Remember what is known of many signatures; the table has room for all."""
    for n in range(values.shape[0]):
        put(signatures[n, 0], signatures[n, 1], values[n], keys, known)


@njit(**COMPILED)
def move_kinds(table, larger):
    """Put what is remembered of kinds of rows into a larger table."""
    mask = larger.kinds.shape[0] - 1
    for old in range(table.kinds.shape[0]):
        kind = table.kinds[old]
        if kind != -1:
            slot = np.int64(mixed(np.uint64(0), kind) & np.uint64(mask))
            while larger.kinds[slot] != -1:
                slot = (slot + 1) & mask
            larger.kinds[slot] = kind
            larger.outcomes[slot] = table.outcomes[old]
            larger.more[slot] = table.more[old]
    larger.count[0] = table.count[0]
