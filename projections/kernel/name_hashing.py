"""Names found by the hashes of their bytes, compiled to machine code."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

import numpy as np
from numba import njit

from .machine_code import COMPILED, INSIDE, mixed

NO_NAME = -1
"""In place of a number: nothing stands there, or the name is not known."""


@njit(**INSIDE)
def _hash_of_name(starts, content, one):
    hashed = np.uint64(0)
    for at in range(starts[one], starts[one + 1]):
        hashed = (hashed ^ np.uint64(content[at])) * np.uint64(0x100000001B3)
    return mixed(hashed, starts[one + 1] - starts[one])


@njit(**INSIDE)
def _same_name(starts, content, one, known_starts, known, number):
    first, begins = starts[one], known_starts[number]
    length = starts[one + 1] - first
    if known_starts[number + 1] - begins != length:
        return False
    at = 0
    while at < length and known[begins + at] == content[first + at]:
        at += 1
    return at == length


@njit(**COMPILED)
def put_names(first, starts, content, table, tags):
    """Put the names from a first one on into a table with room: the bytes of name N are
    `content` from `starts[N]` to `starts[N + 1]`. A place has a number and the hash of its name."""
    mask = table.shape[0] - 1
    for number in range(first, starts.shape[0] - 1):
        hashed = _hash_of_name(starts, content, number)
        place = np.int64(hashed & np.uint64(mask))
        while table[place] != NO_NAME:
            place = (place + 1) & mask
        table[place] = number
        tags[place] = hashed


@njit(**COMPILED)
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
        while table[place] != NO_NAME and tags[place] != hashes[one]:
            place = (place + 1) & mask
        found[one] = table[place]
    for one in range(found.shape[0]):
        number = found[one]
        if number == NO_NAME or _same_name(starts, content, one, known_starts, known, number):
            continue
        place = np.int64(hashes[one] & np.uint64(mask))
        while table[place] != NO_NAME and not _same_name(
            starts, content, one, known_starts, known, table[place]
        ):
            place = (place + 1) & mask
        found[one] = table[place]
