"""What is settled for every transaction of which only some fields are known.

A field that is not supposed leaves a dimension open, that of a rare fact too, whatever silence
would mean. So what is no here is no for every transaction with these fields, and what is yes is
yes for each of them: the logic is three-valued, and more knowledge never turns yes into no.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..vocabulary.clauses import Clause, Membership
from ..vocabulary.dimensions import DIMENSION_BY_NAME
from ..vocabulary.truth import UNDETERMINED, YES, Truth, all_of
from .groups import Groups
from .running import Asked, Seen


class Supposed(Seen):
    """A viewpoint, asked about every transaction with some fields at once."""

    def __init__(self, seen: Seen, given: Mapping[str, str], groups: Groups) -> None:
        super().__init__(seen.history, seen.valid_on, seen.known_on, Asked(given, groups))
        self.plain = seen
        self.given = given
        self.groups = groups

    def matches(self, clause: Clause | None) -> Truth:
        """Whether every transaction matches, or none, or it depends."""
        return YES if clause is None else settled(clause, self.given, self.groups)


def settled(clause: Clause, given: Mapping[str, str], groups: Membership) -> Truth:
    """Whether these fields alone settle that a clause matches, or that it does not."""
    return all_of(_of_dimension(name, clause, given, groups) for name in clause.says)


def rest(clause: Clause, given: Mapping[str, str], groups: Membership) -> Clause:
    """What is left of a clause: without the dimensions that these fields certainly match."""
    left = (name for name in clause.says if _of_dimension(name, clause, given, groups) < YES)
    return Clause({name: clause.says[name] for name in left})


def _of_dimension(name: str, clause: Clause, given: Mapping[str, str], groups: Membership) -> Truth:
    if DIMENSION_BY_NAME[name].field not in given:
        return UNDETERMINED
    return Clause({name: clause.says[name]}).matches(given, groups)
