"""Three-valued logic (Kleene): yes, no, undetermined.

The three values are ordered no < undetermined < yes. So *and* is the least of several,
*or* the greatest, and *not* mirrors: no rule of the ledger needs another connective.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """What can be said of a statement when dates or facts may be imprecise."""

    NO = 0
    UNDETERMINED = 1
    YES = 2

    @property
    def word(self) -> str:
        """The word used in answers: `no`, `undetermined` or `yes`."""
        return _WORDS[self]


NO, UNDETERMINED, YES = Truth.NO, Truth.UNDETERMINED, Truth.YES
_WORDS = {NO: "no", UNDETERMINED: "undetermined", YES: "yes"}
_MIRRORED = (YES, UNDETERMINED, NO)


def not_(one: Truth) -> Truth:
    """The opposite; undetermined stays undetermined."""
    return _MIRRORED[one]


def any_of(values: Iterable[Truth]) -> Truth:
    """Yes if one is yes, no if all are no (also when there are none)."""
    most = NO
    for value in values:
        if value is YES:
            return YES
        if value > most:
            most = value
    return most


def all_of(values: Iterable[Truth]) -> Truth:
    """No if one is no, yes if all are yes (also when there are none)."""
    least = YES
    for value in values:
        if value is NO:
            return NO
        if value < least:
            least = value
    return least
