"""Clauses found by the words of a transaction, however many there are.

Of most clauses one word alone tells that they do not match: other goods, another country. What a
word tells of all of them is asked of each clause once and kept. What groups and lists hold is
left open here, so that it is true on every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..vocabulary.bounds import CODE
from ..vocabulary.clauses import Clause, DimensionAsked, Membership
from ..vocabulary.control_lists import GOODS, LIST, goods_said
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth
from .changes import Entry

WORDS_KEPT = 5_000
"""Of so many words of a field it is kept what they tell; nothing of one longer than a code."""


class _Unknown:
    """Groups and lists of which nothing is known."""

    def holds(self, group: str, country: str) -> Truth:
        return UNDETERMINED

    def rests_on_unrecorded(self, group: str) -> bool:
        return True

    def on_list(self, control_list: str, code: str) -> Truth:
        return UNDETERMINED

    def says_too_little(self, control_list: str, code: str) -> bool:
        return False

    def is_unrecorded(self, control_list: str, code: str) -> bool:
        return True


NOTHING_KNOWN = _Unknown()
"""What is told of groups and lists where only the words of a clause are asked."""


class ClauseIndex:
    """Some clauses, each with a place, found by what a transaction says of one field after the
    other. Sets of places are the bits of a number. Several threads may ask."""

    def __init__(self, clauses: Sequence[Clause | None]) -> None:
        self._clauses = clauses
        self._every = (1 << len(clauses)) - 1
        self._asked: dict[str, list[tuple[int, DimensionAsked]]] = {}
        for place, clause in enumerate(clauses):
            for dimension in clause.dimensions() if clause else ():
                self._asked.setdefault(dimension.field, []).append((1 << place, dimension))
        self._told: dict[str, dict[str | None, tuple[int, int]]] = {one: {} for one in self._asked}

    def found(self, given: Mapping[str, str]) -> tuple[int, int]:
        """The places of the clauses that may match a transaction with these fields, and of those
        that match whatever groups and lists hold."""
        may = certain = self._every
        for field, told in self._told.items():
            word = given.get(field) if field != GOODS or LIST not in given else goods_said(given)
            here = told.get(word) or self._tell(field, word, given)
            may &= here[0]
            if not may:
                return 0, 0
            certain &= here[1]
        return may, certain

    def told(
        self, given: Mapping[str, str], groups: Membership, within: int = -1
    ) -> tuple[int, int]:
        """The places of the clauses that match a transaction with these fields or may, and of
        those that certainly do; only of those `within`."""
        may, certain = self.found(given)
        may &= within
        certain &= within
        open_ = may ^ certain
        while open_:
            bit = open_ & -open_
            open_ ^= bit
            clause = self._clauses[bit.bit_length() - 1]
            truth = clause.matches(given, groups) if clause else YES
            if truth is NO:
                may ^= bit
            elif truth is YES:
                certain |= bit
        return may, certain

    def _tell(self, field: str, word: str | None, given: Mapping[str, str]) -> tuple[int, int]:
        may = certain = self._every
        for bit, dimension in self._asked[field]:
            truth = dimension.asks(given, NOTHING_KNOWN)
            if truth is NO:
                may ^= bit
            if truth is not YES:
                certain ^= bit
        if word is None or len(word) <= CODE:
            told = self._told[field]
            if len(told) >= WORDS_KEPT:
                told.clear()
            told[word] = may, certain
        return may, certain


class PlacedClauses(ClauseIndex):
    """The clauses of entries, each found by its entry: `bit` is its place in the sets found."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        every = list(entries)
        super().__init__([entry.clause for entry in every])
        self.bit = {entry.id: 1 << place for place, entry in enumerate(every)}
