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

from ...domain.over_time.lines.line import Kind
from .array_layout import (
    BEGINS,
    ENDS,
    KIND,
    SLOW,
    VERDICT,
)
from .machine_code import COMPILED, INSIDE, mixed
from .matching import MAY, NO, YES, matches, matches_quick
from .signatures import (
    FIRST_OPEN,
    MOST_CHANGES,
    UNKNOWN,
    UNSHARED,
    known_of,
    signed,
    situation,
)

DECIDES, REMEMBERS, OPENS, ASKED = (int(kind) for kind in Kind)
"""What a line means; whoever makes lines and the loop say the same."""


@njit(**INSIDE)
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


@njit(**INSIDE)
def _bounds(starts, fields_of, bases, bounds, block, codes, row):
    """Which lines of a block a row may match: of themselves, or among the entries."""
    field = fields_of[block]
    if field < 0:
        return starts[block], starts[block + 1]
    bucket = bases[block] + codes[field, row]
    return bounds[bucket], bounds[bucket + 1]


@njit(**COMPILED)
def requirements_of(rows, asked, law, remembered, answered, found, slots, signatures):
    """For each row, which answer about requirements is its own; -1 with its signature, if that
    has not been asked. Rows that requirements cannot tell apart come again and again: what was
    found of one is remembered for all, at a place which is the row's in `slots` (-1: at none)."""
    codes, epochs = asked.codes, asked.epochs
    days = asked.days
    lines, conditions, words, listed = law.lines, law.conditions, law.words, law.listed
    starts, fields_of, bases, bounds, entries = (
        law.starts,
        law.fields,
        law.bases,
        law.bounds,
        law.entries,
    )
    named, classes = law.named, law.alike.classes
    class_starts, class_counts = law.alike.starts, law.alike.counts
    keys, values = answered.keys, answered.values
    seen_kinds, seen = remembered.kinds, remembered.outcomes
    mask = seen_kinds.shape[0] - 1
    count = remembered.count[0]
    for r in range(rows.shape[0]):
        row = rows[r]
        kind = np.int64(epochs[row])
        for n in range(named.shape[0]):
            field = named[n]
            kind = kind * class_counts[field] + classes[class_starts[field] + codes[field, row]]
        slot = np.int64(mixed(np.uint64(0), kind) & np.uint64(mask))
        while seen_kinds[slot] != -1 and seen_kinds[slot] != kind:
            slot = (slot + 1) & mask
        if seen_kinds[slot] == kind and named.shape[0] > 0:
            found[row] = seen[slot]
            slots[row] = slot
            continue
        one = np.uint64(1)
        other = np.uint64(2)
        fields = 0
        first, last = _bounds(starts, fields_of, bases, bounds, 0, codes, row)
        for n in range(first, last):
            k = n if fields_of[0] < 0 else entries[n]
            if lines[k, BEGINS] <= days[row] < lines[k, ENDS]:
                one, other, more = signed(
                    lines, conditions, words, listed, k, codes, row, one, other
                )
                fields |= more
        if fields & law.places:
            one = mixed(one, epochs[row])
            other = mixed(other, epochs[row])
        answer = known_of(one, other, keys, values)
        found[row] = answer
        if answer == UNKNOWN:
            signatures[row, 0] = one
            signatures[row, 1] = other
        elif 2 * count <= mask and named.shape[0] > 0:
            seen_kinds[slot] = kind
            seen[slot] = answer
            slots[row] = slot
            count += 1
    remembered.count[0] = count


@njit(**COMPILED)
def decide(
    rows,
    asked,
    law,
    kinds,
    seen,
    required,
    alone,
    forbids,
    usable,
    answered,
    situations,
    found,
    signatures,
    wanted,
):
    """For each row its outcome; -1 with its signature where it is not known. What is `wanted` then
    is the answer of the rule function: for this row (-1), for all in its situation (-2), or that
    of a situation, by the change of this licence that decides: both their numbers.

    `alone[q]` is the outcome of an answer about requirements by itself (-1: licences are to be
    asked), `forbids[q]` whether a prohibition stands (0, 1 may, 2); `usable` are all licences.
    """
    codes, days, licences = asked.codes, asked.days, asked.licences
    lines, conditions, words, listed = law.lines, law.conditions, law.words, law.listed
    quick = law.quick
    starts, day_starts, licence_days = law.starts, law.day_starts, law.days
    fields_of, bases, bounds, entries = law.fields, law.bases, law.bounds, law.entries
    keys, values = answered.keys, answered.values
    kind_bases, kind_day_starts, kind_days = kinds.bases, kinds.day_starts, kinds.days
    kind_field_starts, kind_fields = kinds.field_starts, kinds.fields
    classes, class_starts, class_counts = kinds.classes, kinds.class_starts, kinds.class_counts
    places, behind, first_day, placed = kinds.places, asked.behind, asked.first, len(kinds.cuts) > 0
    seen_kinds, seen_outcomes, direct = seen.kinds, seen.outcomes, seen.direct
    mask = seen_kinds.shape[0] - 1
    count = seen.count[0]
    met = np.empty((MOST_CHANGES, 2), dtype=np.int32)
    for r in range(rows.shape[0]):
        row = rows[r]
        licence = licences[row]
        answer = required[row]
        forbidden = forbids[answer]
        if (licence < 0 or forbidden == YES) and alone[answer] != UNKNOWN:
            found[row] = alone[answer]
            continue
        day = days[row]
        outcome = UNKNOWN
        kind = np.int64(-1)
        slot = np.int64(0)
        if licence >= 0 and forbidden == NO and kind_bases[licence + 1] >= 0:
            block = licence + 1
            if placed:
                kind = np.int64(places[block, behind[day - first_day]])
            else:
                kind = np.int64(
                    _place(kind_days, kind_day_starts[block], kind_day_starts[block + 1], day)
                )
            for n in range(kind_field_starts[block], kind_field_starts[block + 1]):
                code = codes[kind_fields[n], row]
                kind = kind * class_counts[n] + classes[class_starts[n] + code]
            kind += kind_bases[block]
            slot = kind
            if not direct:
                slot = np.int64(mixed(np.uint64(0), kind) & np.uint64(mask))
                while seen_kinds[slot] != -1 and seen_kinds[slot] != kind:
                    slot = (slot + 1) & mask
            if direct or seen_kinds[slot] == kind:
                found[row] = seen_outcomes[slot]
                if found[row] != UNKNOWN:
                    continue
        wanted[row, 0] = -1
        if licence >= 0 and forbidden == NO:
            # The first line that the row matches decides, unless one before it is open.
            remembered = UNKNOWN
            block = licence + 1
            first, last = _bounds(starts, fields_of, bases, bounds, block, codes, row)
            wide = fields_of[block] >= 0
            for n in range(first, last):
                k = entries[n] if wide else n
                if day < quick[k, BEGINS] or day >= quick[k, ENDS]:
                    continue
                means = quick[k, KIND]
                if means >= SLOW:
                    means -= SLOW
                    truth = matches(lines, conditions, words, listed, k, codes, row) & 3
                else:
                    truth = matches_quick(quick, words, k, codes, row)
                if truth == NO:
                    continue
                if truth == MAY or means == OPENS:
                    break
                if means == DECIDES:
                    outcome = quick[k, VERDICT] if remembered == UNKNOWN else remembered
                    break
                if remembered == UNKNOWN:
                    remembered = quick[k, VERDICT]
            if outcome == UNKNOWN:
                one, other, changes, fields = situation(
                    *(lines, conditions, words, listed, first, last, entries, wide),
                    *(codes, row, day, met),
                )
                if changes >= 0:
                    if fields & law.places:
                        kind = np.int64(-1)  # the world's days tell it apart as well
                    if fields != 0:
                        one, other = mixed(one, asked.epochs[row]), mixed(other, asked.epochs[row])
                    answer_of = known_of(one, other, situations.keys, situations.values)
                    outcome = max(answer_of, UNKNOWN)
                    if answer_of == UNKNOWN:
                        wanted[row, 0] = -2
                    elif answer_of <= FIRST_OPEN:
                        number = FIRST_OPEN - answer_of
                        if number >= situations.deciding.shape[0] - 1:
                            wanted[row, 0] = -2  # another thread was told since: asked again
                        else:
                            change = met[situations.deciding[number], 0]
                            one = mixed(np.uint64(7), (number << 32) | change)
                            other = np.uint64((number << 32) | change)
                            outcome = known_of(
                                one, other, situations.placed_keys, situations.placed
                            )
                            wanted[row, 0], wanted[row, 1] = number, change
                    if outcome == UNKNOWN and answer_of != UNSHARED:
                        signatures[row, 0], signatures[row, 1] = one, other
                        continue
        if outcome == UNKNOWN:
            said = 0 if licence >= 0 and forbidden == NO else answer + 1
            one = mixed(np.uint64(3), said)
            other = mixed(np.uint64(4), said)
            for n in range(usable.shape[0] if licence < 0 else 1):
                which = usable[n] if licence < 0 else licence
                epoch = _place(licence_days, day_starts[which], day_starts[which + 1], day)
                one = mixed(mixed(one, which), epoch)
                other = mixed(mixed(other, which), epoch)
                fields = 0
                block = which + 1
                first, last = _bounds(starts, fields_of, bases, bounds, block, codes, row)
                for m in range(first, last):
                    k = m if fields_of[block] < 0 else entries[m]
                    if lines[k, BEGINS] <= day < lines[k, ENDS]:
                        one, other, more = signed(
                            lines, conditions, words, listed, k, codes, row, one, other
                        )
                        fields |= more
                if fields & law.places:
                    one = mixed(one, asked.epochs[row])
                    other = mixed(other, asked.epochs[row])
                    kind = np.int64(-1)  # the world's days tell it apart as well
            outcome = known_of(one, other, keys, values)
            if outcome == UNKNOWN:
                signatures[row, 0] = one
                signatures[row, 1] = other
        found[row] = outcome
        if kind >= 0 and outcome != UNKNOWN and (direct or 2 * count <= mask):
            if not direct:
                seen_kinds[slot] = kind
                count += 1
            seen_outcomes[slot] = outcome
    seen.count[0] = count


@njit(**COMPILED)
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
