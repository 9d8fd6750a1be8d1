"""Clauses found by the words of a transaction, however many there are.

Of most clauses one word alone tells that they do not match: other goods, another country. What a
word tells of all of them is asked of each clause once and kept. What groups and lists hold is
left open there, so that it is true on every day, and asked of each group and list once for all
clauses that name the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ..vocabulary.bounds import CODE
from ..vocabulary.clauses import (
    EVERYBODY,
    NOBODY,
    NOTHING_KNOWN,
    Clause,
    DimensionAsked,
    Membership,
)
from ..vocabulary.control_lists import GOODS, LIST, goods_said
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth

Told = tuple[int, int]
"""The places of clauses that match a transaction or may, and of those that certainly do."""
WORDS_KEPT = 5_000
"""Of so many words of a field it is kept what they tell; nothing of one longer than a code."""
_Asks = Callable[[Mapping[str, str], Membership], Truth]


class _Word(NamedTuple):
    """What a word of one field tells, whatever groups and lists hold: the places of the clauses
    that it matches or may, and of those that it matches; and what these leave open, as places of
    clauses for which groups and lists tell the same, with what to ask."""

    may: int
    certain: int
    open: Sequence[tuple[int, _Asks]]


class ClauseIndex:
    """Some clauses, each with a place, found by what a transaction says of one field after the
    other. Sets of places are the bits of a number. Several threads may ask."""

    def __init__(self, clauses: Sequence[Clause | None]) -> None:
        self._every = (1 << len(clauses)) - 1
        self._asked: dict[str, list[tuple[int, DimensionAsked]]] = {}
        for place, clause in enumerate(clauses):
            for dimension in clause.dimensions() if clause else ():
                self._asked.setdefault(dimension.field, []).append((1 << place, dimension))
        self._told: dict[str, dict[str | None, _Word]] = {one: {} for one in self._asked}

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
        return self.of(given, lambda: groups, within, within)

    def of(
        self, given: Mapping[str, str], groups: Callable[[], Membership], may: int, certain: int
    ) -> Told:
        """The same, of those that may be there, and of those that certainly are; groups and lists
        are looked for where a clause names one."""
        may &= self._every
        certain &= self._every
        for field, told in self._told.items():
            word = given.get(field) if field != GOODS or LIST not in given else goods_said(given)
            could, sure, open_ = told.get(word) or self._tell(field, word, given)
            for places, asks in open_:
                if places & may:
                    truth = asks(given, groups())
                    if truth is NO:
                        could &= ~places
                    elif truth is YES:
                        sure |= places
            may &= could
            if not may:
                return 0, 0
            certain &= sure
        return may, certain

    def _tell(self, field: str, word: str | None, given: Mapping[str, str]) -> _Word:
        may = certain = self._every
        alike: dict[tuple[tuple[str, ...], Truth], tuple[int, _Asks]] = {}
        for bit, dimension in self._asked[field]:
            truth = dimension.asks(given, NOTHING_KNOWN)
            if truth is NO:
                may ^= bit
            if truth is not YES:
                certain ^= bit
            if truth is UNDETERMINED and (least := _left_open(dimension, given)) is not None:
                places, asks = alike.get((dimension.named, least), (0, dimension.asks))
                alike[dimension.named, least] = places | bit, asks
        found = _Word(may, certain, tuple(alike.values()))
        if word is None or len(word) <= CODE:
            told = self._told[field]
            if len(told) >= WORDS_KEPT:
                told.clear()
            told[word] = found
        return found


def _left_open(dimension: DimensionAsked, given: Mapping[str, str]) -> Truth | None:
    """What a dimension says where its groups and lists hold nothing; None where it says no more
    than that whatever they hold."""
    if not dimension.named:
        return None
    least = dimension.asks(given, NOBODY)
    return None if least is dimension.asks(given, EVERYBODY) else least


class PlacedClauses(ClauseIndex):
    """The clauses of parts, each found by its part: `bit` is the place of an entry, or of what a
    change says of itself, by its id."""

    def __init__(self, parts: Iterable[tuple[str, Clause | None]]) -> None:
        every = list(parts)
        super().__init__([clause for _, clause in every])
        self.bit = {part: 1 << place for place, (part, _) in enumerate(every)}
