"""What is settled for every transaction of which only some fields are known.

A field that is not supposed leaves a dimension open, that of a rare fact too, whatever silence
would mean. So what is no here is no for every transaction with these fields, and what is yes is
yes for each of them: the logic is three-valued, and more knowledge never turns yes into no.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..vocabulary.clauses import Clause, Membership
from ..vocabulary.control_lists import GOODS, LISTS
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
    one = _AS_ONE.get(name, (name,))
    if any(DIMENSION_BY_NAME[each].field not in given for each in one if each in clause.says):
        return UNDETERMINED
    asked = {each: clause.says[each] for each in one if each in clause.says}
    return Clause(asked).matches(given, groups)


_AS_ONE = {GOODS: (GOODS, LISTS), LISTS: (GOODS, LISTS)}
"""The dimensions that settle nothing each for itself."""
