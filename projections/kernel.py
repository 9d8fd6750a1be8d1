"""The inner loop of re-evaluation: rows against lines, compiled to machine code by Numba.

It knows nothing of the law. A transaction is a row of small numbers (a code for each field,
0 where it is lacking); a line has days and conditions, each a set of codes that match and a
set that may. The loop finds the first line that a row matches, or that a row is for the
rule function; for those it writes a signature: all that the rule function could see of the
row, as 128 bits. Rows of one signature have one answer, which is then asked once.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

import numpy as np
from numba import njit

# Columns of a line.
BEGINS, ENDS, KIND, PRESENT, NEGATED, CONDITIONS, CONDITIONS_END, PART, OUTCOME = range(9)
LINE_WIDTH = 10
# Columns of a condition: which field, where its sets stand, how many words (or codes) each has.
FIELD, WHERE, WIDTH = range(3)
CONDITION_WIDTH = 3

DECIDES, REMEMBERS, OPENS, ASKED = range(4)
GIVEN = 12

UNKNOWN = -1
"""No outcome yet: the rule function is to be asked."""

_COMPILED = {"nogil": True, "cache": True, "boundscheck": False}
_NO, _MAY, _YES = 0, 1, 2


@njit(**_COMPILED)
def _matches(line, code, conditions, words, listed):
    """Whether a row matches a line (0, 1 may, 2), and in `>> 2` which fields leave it open:
    bit F where field F is lacking, bit F + GIVEN where it is given and not enough."""
    truth = _YES
    open_fields = 0
    for c in range(line[CONDITIONS], line[CONDITIONS_END]):
        field = conditions[c, FIELD]
        where = conditions[c, WHERE]
        width = conditions[c, WIDTH]
        value = code[field]
        if field == listed:
            one = _MAY if value == 0 else _NO
            for k in range(width):
                if words[where + k] == value and value != 0:
                    one = _YES
                    break
        else:
            bit = np.uint64(1) << np.uint64(value & 63)
            if words[where + (value >> 6)] & bit:
                one = _YES
            elif words[where + width + (value >> 6)] & bit:
                one = _MAY
            else:
                one = _NO
        if one == _NO:
            truth = _NO
            break
        if one == _MAY:
            truth = _MAY
            open_fields |= 1 << (field if value == 0 else field + GIVEN)
    if truth == _NO:
        open_fields = 0
    if line[NEGATED]:
        truth = _YES - truth
    return truth | (open_fields << 2)


@njit(**_COMPILED)
def _mixed(seed, value):
    """A step of SplitMix64 (public domain, S. Vigna): every bit of both goes into the result."""
    z = (seed ^ np.uint64(value)) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(**_COMPILED)
def _place(days, first, last, day):
    """How many of `days[first:last]`, which are ordered, are on or before a day."""
    low, high = first, last
    while low < high:
        middle = (low + high) >> 1
        if days[middle] <= day:
            low = middle + 1
        else:
            high = middle
    return low - first


@njit(**_COMPILED)
def _found(one, other, keys, values):
    """What is known of a signature, or -1."""
    mask = keys.shape[0] - 1
    place = np.int64(one & np.uint64(mask))
    while values[place] != UNKNOWN:
        if keys[place, 0] == one and keys[place, 1] == other:
            return values[place]
        place = (place + 1) & mask
    return UNKNOWN


@njit(**_COMPILED)
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


@njit(**_COMPILED)
def requirements_of(
    rows,
    codes,
    days,
    bucket_of,
    buckets,
    order,
    lines,
    conditions,
    words,
    listed,
    places,
    world_days,
    keys,
    values,
    found,
    signatures,
):
    """For each row, which answer about requirements is its own; -1 with its signature, if that
    has not been asked. `order[buckets[b]:buckets[b + 1]]` are the lines of a bucket."""
    for r in range(rows.shape[0]):
        row = rows[r]
        code = codes[row]
        day = days[row]
        one = np.uint64(1)
        other = np.uint64(2)
        placed = False
        bucket = code[bucket_of]
        for k in range(buckets[bucket], buckets[bucket + 1]):
            line = lines[order[k]]
            if day < line[BEGINS] or day >= line[ENDS]:
                continue
            match = _matches(line, code, conditions, words, listed)
            truth = match & 3
            if truth == _NO:
                continue
            fields = match >> 2
            said = (line[PART] << 4) | (line[PRESENT] << 2) | truth
            one = _mixed(one, said)
            other = _mixed(other, said + 1)
            if fields:
                one = _mixed(one, fields)
                other = _mixed(other, fields)
                placed |= _by_place(fields, places)
        if placed:
            epoch = _place(world_days, 0, world_days.shape[0], day)
            one = _mixed(one, epoch)
            other = _mixed(other, epoch)
        answer = _found(one, other, keys, values)
        found[row] = answer
        if answer == UNKNOWN:
            signatures[row, 0] = one
            signatures[row, 1] = other


@njit(**_COMPILED)
def _by_place(fields, places):
    """Whether one of the open fields is a country that is given: then a group leaves it open."""
    for place in places:  # noqa: SIM110  # no generator in compiled code
        if (fields >> (place + GIVEN)) & 1:
            return True
    return False


@njit(**_COMPILED)
def decide(
    rows,
    codes,
    days,
    licences,
    required,
    alone,
    forbids,
    starts,
    lines,
    conditions,
    words,
    listed,
    places,
    world_days,
    day_starts,
    licence_days,
    usable,
    keys,
    values,
    found,
    signatures,
):
    """For each row its outcome; -1 with its signature where the rule function is to be asked.

    `alone[q]` is the outcome of an answer about requirements by itself (-1: licences are to be
    asked), `forbids[q]` whether a prohibition stands (0, 1 may, 2).
    """
    for r in range(rows.shape[0]):
        row = rows[r]
        licence = licences[row]
        answer = required[row]
        forbidden = forbids[answer]
        if (licence < 0 or forbidden == _YES) and alone[answer] != UNKNOWN:
            found[row] = alone[answer]
            continue
        code = codes[row]
        day = days[row]
        outcome = UNKNOWN
        if licence >= 0 and forbidden == _NO:
            outcome = _first(
                starts[licence], starts[licence + 1], code, day, lines, conditions, words, listed
            )
        if outcome == UNKNOWN:
            one = np.uint64(licence + 7)
            other = np.uint64(answer + 3)
            if licence < 0 or forbidden != _NO:
                one = _mixed(one, answer)
            else:
                other = np.uint64(3)
            for k in range(usable.shape[0] if licence < 0 else 1):
                which = usable[k] if licence < 0 else licence
                one, other = _seen(
                    which,
                    one,
                    other,
                    code,
                    day,
                    starts,
                    lines,
                    conditions,
                    words,
                    listed,
                    places,
                    world_days,
                    day_starts,
                    licence_days,
                )
            outcome = _found(one, other, keys, values)
            if outcome == UNKNOWN:
                signatures[row, 0] = one
                signatures[row, 1] = other
        found[row] = outcome


@njit(**_COMPILED)
def _first(start, end, code, day, lines, conditions, words, listed):
    """The outcome of the first line that a row matches; -1 where a line before it is open."""
    remembered = UNKNOWN
    for k in range(start, end):
        line = lines[k]
        if line[KIND] == ASKED or day < line[BEGINS] or day >= line[ENDS]:
            continue
        truth = _matches(line, code, conditions, words, listed) & 3
        if truth == _NO:
            continue
        if truth == _MAY or line[KIND] == OPENS:
            return UNKNOWN
        if line[KIND] == DECIDES:
            return line[OUTCOME] if remembered == UNKNOWN else remembered
        if remembered == UNKNOWN:
            remembered = line[OUTCOME]
    return UNKNOWN


@njit(**_COMPILED)
def _seen(
    licence,
    one,
    other,
    code,
    day,
    starts,
    lines,
    conditions,
    words,
    listed,
    places,
    world_days,
    day_starts,
    licence_days,
):
    """The signature with all that the rule function could see of a row in a licence."""
    epoch = _place(licence_days, day_starts[licence], day_starts[licence + 1], day)
    one = _mixed(one, epoch)
    other = _mixed(other, epoch)
    placed = False
    for k in range(starts[licence], starts[licence + 1]):
        line = lines[k]
        if day < line[BEGINS] or day >= line[ENDS]:
            continue
        match = _matches(line, code, conditions, words, listed)
        if match == _NO:
            continue
        fields = match >> 2
        said = (line[PART] << 4) | (line[PRESENT] << 2) | (match & 3)
        one = _mixed(one, said)
        other = _mixed(other, said + 1)
        if fields:
            one = _mixed(one, fields)
            other = _mixed(other, fields)
            placed |= _by_place(fields, places)
    if placed:
        epoch = _place(world_days, 0, world_days.shape[0], day)
        one = _mixed(one, epoch)
        other = _mixed(other, epoch)
    return one, other


@njit(**_COMPILED)
def by_licence(licences, count):
    """The rows ordered by licence (those without one first), so that lines are read once."""
    starts = np.zeros(count + 2, dtype=np.int64)
    for row in range(licences.shape[0]):
        starts[licences[row] + 2] += 1
    for k in range(1, count + 2):
        starts[k] += starts[k - 1]
    rows = np.empty(licences.shape[0], dtype=np.int32)
    for row in range(licences.shape[0]):
        place = starts[licences[row] + 1]
        rows[place] = row
        starts[licences[row] + 1] = place + 1
    return rows
