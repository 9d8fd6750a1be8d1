"""Loops over rows that are silent of a fact: what another word of it does to each."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,call-overload,misc,untyped-decorator"
from __future__ import annotations

from numba import njit

from ..machine_code import COMPILED

NOT_ASKED, NOTHING, UNNAMED, ASKED, MATTERS = range(-1, 4)
"""What another word of a fact does, by what requirements say of rows of one kind: nothing; nothing
to those that name a licence; each such row is to be asked; whether a licence is required depends on
it."""


@njit(**COMPILED)
def silent_rows(sound, places, slots, does, licences, touched, bit, mattered, asked, new):
    """Sort rows that do not say a fact (their place is -1) by what another word of it does to those
    of their kind (`does`, of the codes of `silences`): where it matters their `bit` is set, those
    that are to be `asked` and those whose kind is `new` are listed, and how many of both returned.
    Rows `touched`, if any are, are asked whatever is known of their kind."""
    any_touched = touched.shape[0] > 0
    to_ask, unknown = 0, 0
    for row in range(sound.shape[0]):
        if not sound[row] or places[row] >= 0:
            continue
        slot = slots[row]
        what = does[slot] if slot >= 0 else ASKED
        if what == NOT_ASKED:
            new[unknown] = row
            unknown += 1
        elif what == MATTERS:
            mattered[row] |= bit
        elif (
            what == ASKED
            or (what == UNNAMED and licences[row] < 0)
            or (any_touched and touched[row])
        ):
            asked[to_ask] = row
            to_ask += 1
    return to_ask, unknown


@njit(**COMPILED)
def mark_pairs(numbers, others, width, occurs):
    """Which pairs of numbers occur, of those whose second (below `width`) is not 0."""
    for row in range(numbers.shape[0]):
        if others[row]:
            occurs[numbers[row] * width + others[row]] = True


@njit(**COMPILED)
def take_pairs(numbers, others, width, table, found):
    """What stands in a table for each pair; the first number itself, where the second is 0."""
    for row in range(numbers.shape[0]):
        if others[row]:
            found[row] = table[numbers[row] * width + others[row]]
        else:
            found[row] = numbers[row]
