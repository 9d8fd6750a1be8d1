"""The inner loop of re-evaluation: rows against lines, compiled to machine code by Numba.

It knows nothing of the law. A transaction is a row of small numbers (a code for each field,
0 where it is lacking); a line has days and conditions, each a set of codes that match and a
set that may. The loop finds the first line that a row matches, or that a row is for the
rule function; for those it writes a signature: all that the rule function could see of the
row, as 128 bits. Rows of one signature have one answer, which is then asked once.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from ...domain.over_time.decision_lines import Kind
from .array_layout import (
    BEGINS,
    CONDITIONS,
    CONDITIONS_END,
    ENDS,
    FIELD,
    KIND,
    NEGATED,
    PART,
    PRESENT,
    SLOW,
    TESTS,
    VERDICT,
    WHERE,
    WIDTH,
)
from .code_cache import is_kept

DECIDES, REMEMBERS, OPENS, ASKED = (int(kind) for kind in Kind)
"""What a line means; whoever makes lines and the loop say the same."""

UNKNOWN = -1
"""No outcome yet: the rule function is to be asked."""

_COMPILED = {"nogil": True, "cache": is_kept(), "boundscheck": False}
_INSIDE = {**_COMPILED, "forceinline": True}
"""For what is called in the loop: as a call of its own it would count references, the dearest
part by far."""
_NO, _MAY, _YES = 0, 1, 2


class Law(NamedTuple):
    """What rows are held against; `quick` are lines in their shortest form, for those that
    decide. Block 0 of the lines is those of requirements, block N + 1 those of licence N, from
    `starts[block]` to `starts[block + 1]`. A block with a field in `fields` has buckets: what a
    row with code C there may match are the `entries` from `bounds[bases[block] + C]` to the next
    bound. The days of licence N are `days` from `day_starts[N]` to `day_starts[N + 1]`. `places`
    has a bit for each country field that is given and not enough: there a group leaves it open.
    `named` are the fields that requirements ask for, `sizes` how many codes each has (none, where
    there are too many)."""

    lines: Any
    quick: Any
    conditions: Any
    words: Any
    starts: Any
    day_starts: Any
    days: Any
    fields: Any
    bases: Any
    bounds: Any
    entries: Any
    listed: int
    places: int
    named: Any
    sizes: Any


class Kinds(NamedTuple):
    """What tells rows apart that name one licence: two of the same kind have one outcome. For
    block N the kinds are numbered from `bases[N]` (below 0: they are too many to number) by
    where the day lies among `days[day_starts[N]:day_starts[N + 1]]` and the codes in
    `fields[field_starts[N]:field_starts[N + 1]]`, of which there are `sizes`."""

    bases: Any
    day_starts: Any
    days: Any
    field_starts: Any
    fields: Any
    sizes: Any


class KindsTable(NamedTuple):
    """The outcomes of kinds seen before, `count[0]` of them; one thread's own."""

    kinds: Any
    outcomes: Any
    count: Any


class AskedRows(NamedTuple):
    """Rows: of each field the code of every row, the day, between which days of the world it
    lies, and the licence's number (-1: none is named)."""

    codes: Any
    days: Any
    epochs: Any
    licences: Any


class Answered(NamedTuple):
    """What was asked before: signatures, and what came of each."""

    keys: Any
    values: Any


@njit(**_INSIDE)
def _matches(lines, conditions, words, listed, k, codes, row):
    """Whether a row matches a line (0, 1 may, 2), and in `>> 2` which fields leave it open:
    bit F where field F is lacking, bit F + N where it is given and not enough, of N fields that
    a row has (`array_layout.GIVEN`)."""
    given = codes.shape[0]
    truth = _YES
    open_fields = 0
    for c in range(lines[k, CONDITIONS], lines[k, CONDITIONS_END]):
        field = conditions[c, FIELD]
        where = conditions[c, WHERE]
        width = conditions[c, WIDTH]
        value = codes[field, row]
        one = _NO
        if field == listed:
            if value == 0:
                one = _MAY
            else:
                for n in range(width):
                    if words[where + n] == np.uint64(value):
                        one = _YES
                        break
        else:
            bit = np.uint64(1) << np.uint64(value & 63)
            if words[where + (value >> 6)] & bit:
                one = _YES
            elif words[where + width + (value >> 6)] & bit:
                one = _MAY
        if one == _NO:
            truth = _NO
            open_fields = 0
            break
        if one == _MAY:
            truth = _MAY
            open_fields |= 1 << (field if value == 0 else field + given)
    if lines[k, NEGATED]:
        truth = _YES - truth
    return truth | (open_fields << 2)


@njit(**_INSIDE)
def _matches_quick(quick, words, k, codes, row):
    """Whether a row matches a line in its shortest form (0, 1 may, 2)."""
    yes = np.uint64(1)
    may = np.uint64(1)
    for test in (TESTS, TESTS + 3, TESTS + 6):
        value = codes[quick[k, test], row]
        word, bit = value >> 6, np.uint64(value & 63)
        yes &= words[quick[k, test + 1] + word] >> bit
        may &= words[quick[k, test + 2] + word] >> bit
    return np.int64(yes + may)


@njit(**_INSIDE)
def _mixed(seed, value):
    """A step of SplitMix64 (public domain, S. Vigna): every bit of both goes into the result."""
    z = (seed ^ np.uint64(value)) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(**_INSIDE)
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


@njit(**_INSIDE)
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


@njit(**_INSIDE)
def _signed(lines, conditions, words, listed, k, codes, row, one, other):
    """A signature with all that the rule function could see of a row in one line, and which
    fields leave that open."""
    match = _matches(lines, conditions, words, listed, k, codes, row)
    if match == _NO:
        return one, other, 0
    said = (lines[k, PART] << 4) | (lines[k, PRESENT] << 2) | (match & 3)
    fields = match >> 2
    one = _mixed(_mixed(one, said), fields)
    other = _mixed(_mixed(other, said + 1), fields)
    return one, other, fields


@njit(**_INSIDE)
def _bounds(starts, fields_of, bases, bounds, block, codes, row):
    """Which lines of a block a row may match: of themselves, or among the entries."""
    field = fields_of[block]
    if field < 0:
        return starts[block], starts[block + 1]
    bucket = bases[block] + codes[field, row]
    return bounds[bucket], bounds[bucket + 1]


SEEN = 1 << 16
"""How many kinds of rows are remembered while requirements are looked up, twice over."""


@njit(**_COMPILED)
def requirements_of(rows, asked, law, answered, found, signatures):
    """For each row, which answer about requirements is its own; -1 with its signature, if that
    has not been asked."""
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
    named, sizes = law.named, law.sizes
    keys, values = answered.keys, answered.values
    # Rows that requirements cannot tell apart come again and again: their key is exact.
    seen_keys = np.full(SEEN, -1, dtype=np.int64)
    seen = np.full(SEEN, UNKNOWN, dtype=np.int32)
    kept = 0
    for r in range(rows.shape[0]):
        row = rows[r]
        key = np.int64(epochs[row])
        for n in range(named.shape[0]):
            key = key * sizes[n] + codes[named[n], row]
        place = np.int64(_mixed(np.uint64(0), key) & np.uint64(SEEN - 1))
        while seen_keys[place] != -1 and seen_keys[place] != key:
            place = (place + 1) & (SEEN - 1)
        if seen_keys[place] == key and sizes.shape[0] > 0:
            found[row] = seen[place]
            continue
        one = np.uint64(1)
        other = np.uint64(2)
        fields = 0
        first, last = _bounds(starts, fields_of, bases, bounds, 0, codes, row)
        for n in range(first, last):
            k = n if fields_of[0] < 0 else entries[n]
            if lines[k, BEGINS] <= days[row] < lines[k, ENDS]:
                one, other, more = _signed(
                    lines, conditions, words, listed, k, codes, row, one, other
                )
                fields |= more
        if fields & law.places:
            one = _mixed(one, epochs[row])
            other = _mixed(other, epochs[row])
        answer = _found(one, other, keys, values)
        found[row] = answer
        if answer == UNKNOWN:
            signatures[row, 0] = one
            signatures[row, 1] = other
        elif 2 * kept < SEEN and sizes.shape[0] > 0:
            seen_keys[place] = key
            seen[place] = answer
            kept += 1


@njit(**_COMPILED)
def decide(
    rows, asked, law, kinds, seen, required, alone, forbids, usable, answered, found, signatures
):
    """For each row its outcome; -1 with its signature where the rule function is to be asked.

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
    kind_field_starts, kind_fields, sizes = kinds.field_starts, kinds.fields, kinds.sizes
    seen_kinds, seen_outcomes = seen.kinds, seen.outcomes
    mask = seen_kinds.shape[0] - 1
    count = seen.count[0]
    for r in range(rows.shape[0]):
        row = rows[r]
        licence = licences[row]
        answer = required[row]
        forbidden = forbids[answer]
        if (licence < 0 or forbidden == _YES) and alone[answer] != UNKNOWN:
            found[row] = alone[answer]
            continue
        day = days[row]
        outcome = UNKNOWN
        kind = np.int64(-1)
        slot = np.int64(0)
        if licence >= 0 and forbidden == _NO and kind_bases[licence + 1] >= 0:
            block = licence + 1
            kind = np.int64(
                _place(kind_days, kind_day_starts[block], kind_day_starts[block + 1], day)
            )
            for n in range(kind_field_starts[block], kind_field_starts[block + 1]):
                kind = kind * sizes[kind_fields[n]] + codes[kind_fields[n], row]
            kind += kind_bases[block]
            slot = np.int64(_mixed(np.uint64(0), kind) & np.uint64(mask))
            while seen_kinds[slot] != -1 and seen_kinds[slot] != kind:
                slot = (slot + 1) & mask
            if seen_kinds[slot] == kind:
                found[row] = seen_outcomes[slot]
                continue
        if licence >= 0 and forbidden == _NO:
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
                    truth = _matches(lines, conditions, words, listed, k, codes, row) & 3
                else:
                    truth = _matches_quick(quick, words, k, codes, row)
                if truth == _NO:
                    continue
                if truth == _MAY or means == OPENS:
                    break
                if means == DECIDES:
                    outcome = quick[k, VERDICT] if remembered == UNKNOWN else remembered
                    break
                if remembered == UNKNOWN:
                    remembered = quick[k, VERDICT]
        if outcome == UNKNOWN:
            said = 0 if licence >= 0 and forbidden == _NO else answer + 1
            one = _mixed(np.uint64(3), said)
            other = _mixed(np.uint64(4), said)
            for n in range(usable.shape[0] if licence < 0 else 1):
                which = usable[n] if licence < 0 else licence
                epoch = _place(licence_days, day_starts[which], day_starts[which + 1], day)
                one = _mixed(_mixed(one, which), epoch)
                other = _mixed(_mixed(other, which), epoch)
                fields = 0
                block = which + 1
                first, last = _bounds(starts, fields_of, bases, bounds, block, codes, row)
                for m in range(first, last):
                    k = m if fields_of[block] < 0 else entries[m]
                    if lines[k, BEGINS] <= day < lines[k, ENDS]:
                        one, other, more = _signed(
                            lines, conditions, words, listed, k, codes, row, one, other
                        )
                        fields |= more
                if fields & law.places:
                    one = _mixed(one, asked.epochs[row])
                    other = _mixed(other, asked.epochs[row])
                    kind = np.int64(-1)  # the world's days tell it apart as well
            outcome = _found(one, other, keys, values)
            if outcome == UNKNOWN:
                signatures[row, 0] = one
                signatures[row, 1] = other
        found[row] = outcome
        if kind >= 0 and outcome != UNKNOWN and 2 * count <= mask:
            seen_kinds[slot] = kind
            seen_outcomes[slot] = outcome
            count += 1
    seen.count[0] = count


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


@njit(**_INSIDE)
def _hash_of_name(starts, content, one):
    hashed = np.uint64(0)
    for at in range(starts[one], starts[one + 1]):
        hashed = (hashed ^ np.uint64(content[at])) * np.uint64(0x100000001B3)
    return _mixed(hashed, starts[one + 1] - starts[one])


@njit(**_INSIDE)
def _same_name(starts, content, one, known_starts, known, number):
    first, begins = starts[one], known_starts[number]
    length = starts[one + 1] - first
    if known_starts[number + 1] - begins != length:
        return False
    at = 0
    while at < length and known[begins + at] == content[first + at]:
        at += 1
    return at == length


@njit(**_COMPILED)
def put_names(first, starts, content, table, tags):
    """Put the names from a first one on into a table with room: the bytes of name N are
    `content` from `starts[N]` to `starts[N + 1]`. A place has a number and the hash of its name."""
    mask = table.shape[0] - 1
    for number in range(first, starts.shape[0] - 1):
        hashed = _hash_of_name(starts, content, number)
        place = np.int64(hashed & np.uint64(mask))
        while table[place] != UNKNOWN:
            place = (place + 1) & mask
        table[place] = number
        tags[place] = hashed


@njit(**_COMPILED)
def find_names(starts, content, known_starts, known, table, tags, found):
    """For each name its number in a table of names, or -1.

    First all by their hashes, then all by their bytes: what a loop reads from afar it can then ask
    for ahead.
    """
    mask = table.shape[0] - 1
    hashes = np.empty(found.shape[0], dtype=np.uint64)
    for one in range(found.shape[0]):
        hashes[one] = _hash_of_name(starts, content, one)
    for one in range(found.shape[0]):
        place = np.int64(hashes[one] & np.uint64(mask))
        while table[place] != UNKNOWN and tags[place] != hashes[one]:
            place = (place + 1) & mask
        found[one] = table[place]
    for one in range(found.shape[0]):
        number = found[one]
        if number == UNKNOWN or _same_name(starts, content, one, known_starts, known, number):
            continue
        place = np.int64(hashes[one] & np.uint64(mask))
        while table[place] != UNKNOWN and not _same_name(
            starts, content, one, known_starts, known, table[place]
        ):
            place = (place + 1) & mask
        found[one] = table[place]
