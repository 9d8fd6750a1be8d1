"""Loops over rows that look something up for each: as numpy would, in one pass and without copies.

They are compiled (`machine_code`), so whoever has few rows does the same with numpy.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

from numba import njit

from ..machine_code import COMPILED


@njit(**COMPILED)
def mark(numbers, occurs):
    """Which numbers occur; -1 is the last."""
    for row in range(numbers.shape[0]):
        occurs[numbers[row]] = True


@njit(**COMPILED)
def take(table, numbers, found):
    """What stands in a table for each number; -1 is the last."""
    for row in range(numbers.shape[0]):
        found[row] = table[numbers[row]]


@njit(**COMPILED)
def number_in_order(numbers, places, found, of):
    """Which numbers there are, in the order in which they first stand there, and for each row the
    place of its own among them (-1: it has none); how many there are is returned."""
    there = 0
    for row in range(numbers.shape[0]):
        number = numbers[row]
        if number < 0:
            of[row] = -1
            continue
        if places[number] < 0:
            places[number] = there
            found[there] = number
            there += 1
        of[row] = places[number]
    return there


@njit(**COMPILED)
def list_ends(lengths, own, ends):
    """Where the list of each row ends, of lists so long; the first begins at 0."""
    end = 0
    ends[0] = 0
    for row in range(own.shape[0]):
        end += lengths[own[row]]
        ends[row + 1] = end


@njit(**COMPILED)
def list_values(starts, lengths, values, own, found):
    """The values of the lists of all rows, one after the other. Where no list has more than two,
    both are written and what is too much is written over: there is room for two more."""
    most = 0
    for n in range(lengths.shape[0]):
        most = max(most, lengths[n])
    end = 0
    for row in range(own.shape[0]):
        start, length = starts[own[row]], lengths[own[row]]
        if most <= 2:
            found[end] = values[start]
            found[end + 1] = values[start + 1]
        else:
            for n in range(length):
                found[end + n] = values[start + n]
        end += length


@njit(**COMPILED)
def put_digests(pairs, notes, number, digests, digested, asked, rows):
    """Put the digest of each sound row whose notes have this number, by its pair; pairs of which
    none was made are `asked`, and how many rows have one is returned."""
    lacking = 0
    for row in range(pairs.shape[0]):
        pair = pairs[row]
        if notes[row] != number or pair < 0:
            continue
        if digested[pair]:
            rows[row, 0] = digests[pair, 0]
            rows[row, 1] = digests[pair, 1]
        else:
            asked[pair] = True
            lacking += 1
    return lacking
