"""Clauses found by the words of a transaction, however many there are.

Of most clauses one word alone tells that they do not match: other goods, another country. So a word
is not held against each clause: what clauses name is looked up, and with it all clauses that name
it. Groups and lists are asked once for all clauses that name the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
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
from ..vocabulary.control_lists import GOODS, LIST, codes_above, goods_said
from ..vocabulary.dimensions import Comparison
from ..vocabulary.truth import NO, YES, Truth

Told = tuple[int, int]
"""The places of clauses that match a transaction or may, and of those that certainly do."""
WORDS_KEPT = 5_000
"""Of so many words of a field it is kept what they tell; nothing of one longer than a code."""
_Asks = Callable[[Mapping[str, str], Membership], Truth]


class _Word(NamedTuple):
    """What a word of one field tells, whatever groups and lists hold: the places of the clauses
    that it matches or may, and of those that it matches; and what these leave open, as places of
    clauses of which lists tell the same, with what to ask."""

    may: int
    certain: int
    open: Sequence[tuple[int, _Asks]]


class _Named:
    """The clauses that say something of one field, by the words that they name; their places are
    bits, as those of all clauses. `silent` are all others."""

    __slots__ = ("below", "by_group", "field", "named", "ordinary", "silent")

    def __init__(self, field: str, ordinary: str | None, every: int) -> None:
        self.field = field
        self.ordinary = ordinary
        self.silent = every
        self.named: dict[str, int] = {}
        self.below: dict[str, int] = {}
        self.by_group: dict[str, int] = {}

    def add(self, place: int, dimension: DimensionAsked) -> None:
        """What one more clause says of it."""
        self.silent ^= place
        for word in dimension.words:
            index = self.by_group if word[:1] == "@" else self.named
            index[word] = index.get(word, 0) | place
            if dimension.compared is Comparison.CODE:
                for above in _cut(word):
                    self.below[above] = self.below.get(above, 0) | place

    def names_of_long(self, code: str) -> Iterator[str]:
        """The codes named that are this one or stand above it: cut at all its dots a long one would
        be read many times."""
        return (name for name in self.named if code == name or code.startswith(f"{name}."))


class _OneByOne:
    """The clauses that say something of one field and are asked one by one; for each word once."""

    __slots__ = ("asked", "every", "field", "told")

    def __init__(self, field: str, every: int) -> None:
        self.field = field
        self.every = every
        self.asked: list[tuple[int, DimensionAsked]] = []
        self.told: dict[str | None, _Word] = {}

    def tell(self, word: str | None, given: Mapping[str, str]) -> _Word:
        """What a word tells of them all; None if the transaction is silent."""
        found = self._tell(given)
        if word is None or len(word) <= CODE:
            if len(self.told) >= WORDS_KEPT:
                self.told.clear()
            self.told[word] = found
        return found

    def _tell(self, given: Mapping[str, str]) -> _Word:
        may = certain = self.every
        alike: dict[tuple[tuple[str, ...], Truth], tuple[int, _Asks]] = {}
        for place, dimension in self.asked:
            truth = dimension.asks(given, NOTHING_KNOWN)
            if truth is NO:
                may ^= place
            if truth is not YES:
                certain ^= place
                if truth is not NO and (least := _left_open(dimension, given)) is not None:
                    places, asks = alike.get((dimension.named, least), (0, dimension.asks))
                    alike[dimension.named, least] = places | place, asks
        return _Word(may, certain, tuple(alike.values()))


class ClauseIndex:
    """Some clauses, each with a place, found by what a transaction says of one field after the
    other. Sets of places are the bits of a number. Several threads may ask."""

    def __init__(self, clauses: Sequence[Clause | None]) -> None:
        self._every = (1 << len(clauses)) - 1
        self._saying = 0
        asked: dict[str, list[tuple[int, DimensionAsked]]] = {}
        for place, clause in enumerate(clauses):
            for dimension in clause.dimensions() if clause else ():
                asked.setdefault(dimension.field, []).append((1 << place, dimension))
                self._saying |= 1 << place
        self._codes: list[_Named] = []
        self._words: list[_Named] = []
        self._others: list[_OneByOne] = []
        for field in sorted(asked, key=lambda field: -len(asked[field])):
            self._put(field, asked[field])

    def _put(self, field: str, asked: Sequence[tuple[int, DimensionAsked]]) -> None:
        first = asked[0][1]
        by_list = first.compared is Comparison.CODE and any(one.named for _, one in asked)
        if first.compared not in _BY_NAME or by_list:
            one_by_one = _OneByOne(field, self._every)
            one_by_one.asked.extend(asked)
            self._others.append(one_by_one)
            return
        named = _Named(field, first.ordinary, self._every)
        for place, dimension in asked:
            named.add(place, dimension)
        (self._codes if first.compared is Comparison.CODE else self._words).append(named)

    def found(self, given: Mapping[str, str]) -> Told:
        """The places of the clauses that may match a transaction with these fields, and of those
        that match whatever groups and lists hold."""
        return self.told(given, NOTHING_KNOWN)

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
        for one in self._codes:
            code = given.get(GOODS) if LIST not in given else goods_said(given)
            if code is None:
                certain &= one.silent
                continue
            here = one.silent
            for above in _codes_above(code) if len(code) <= CODE else one.names_of_long(code):
                here |= one.named.get(above, 0)
            certain &= here
            may &= here | one.below.get(code, 0)
        for one in self._words:
            if not may & self._saying:  # the rest are clauses that say nothing
                return may, certain & may
            word = given.get(one.field, one.ordinary)
            if word is None:
                certain &= one.silent
                continue
            here = sure = one.silent | one.named.get(word, 0)
            for group, places in one.by_group.items():
                if places & may & ~sure:
                    truth = groups().holds(group[1:], word)
                    here |= places if truth > NO else 0
                    sure |= places if truth is YES else 0
            may &= here
            certain &= sure
        return self._of_others(given, groups, may, certain) if self._others else (may, certain)

    def _of_others(
        self, given: Mapping[str, str], groups: Callable[[], Membership], may: int, certain: int
    ) -> Told:
        for one in self._others:
            if not may & self._saying:
                break
            in_list = one.field == GOODS and LIST in given
            word = goods_said(given) if in_list else given.get(one.field)
            could, sure, open_ = one.told.get(word) or one.tell(word, given)
            for places, asks in open_:
                if places & may:
                    truth = asks(given, groups())
                    could &= ~places if truth is NO else -1
                    sure |= places if truth is YES else 0
            may &= could
            certain &= sure
        return may, certain & may


_BY_NAME = (Comparison.EXACTLY, Comparison.COUNTRY, Comparison.CODE)
"""Where what is said matches by being named, or by who is in what is named."""
_codes_above = lru_cache(maxsize=WORDS_KEPT)(codes_above)


def _cut(code: str) -> Iterator[str]:
    """What stands before each of a code's dots."""
    return (code[:place] for place, letter in enumerate(code) if letter == ".")


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
