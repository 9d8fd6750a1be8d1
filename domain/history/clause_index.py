"""Clauses found by the words of a transaction, however many there are.

Of most clauses one word alone tells that they do not match: other goods, another country. What a
word tells of all of them is asked of each clause once and kept. What groups and lists hold is
left open here, so that it is true on every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..vocabulary.bounds import CODE
from ..vocabulary.clauses import NOTHING_KNOWN, Clause, DimensionAsked, Membership
from ..vocabulary.control_lists import GOODS, LIST, goods_said
from ..vocabulary.truth import NO, YES

Told = tuple[int, int]
"""The places of clauses that match a transaction or may, and of those that certainly do."""
WORDS_KEPT = 5_000
"""Of so many words of a field it is kept what they tell; nothing of one longer than a code."""


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

    def found(self, given: Mapping[str, str]) -> Told:
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

    def told(self, given: Mapping[str, str], groups: Membership, within: int = -1) -> Told:
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
    """The clauses of parts, each found by its part: `bit` is the place of an entry, or of what a
    change says of itself, by its id."""

    def __init__(self, parts: Iterable[tuple[str, Clause | None]]) -> None:
        every = list(parts)
        super().__init__([clause for _, clause in every])
        self.bit = {part: 1 << place for place, (part, _) in enumerate(every)}
