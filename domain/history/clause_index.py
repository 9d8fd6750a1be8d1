"""Clauses found by the words of a transaction, however many there are.

Of most clauses one word alone tells that they do not match: other goods, another country. So a word
is not held against each clause: what clauses name is looked up, and with it all clauses that name
it. Groups and lists are asked once for all clauses that name the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_

from ..vocabulary.bounds import CODE
from ..vocabulary.clauses import NOTHING_KNOWN, Asks, Clause, Membership
from ..vocabulary.control_lists import LIST, codes_above, goods_said, list_of
from ..vocabulary.dimensions import COUNTRY_FIELDS, DIMENSION_BY_NAME, Comparison, Dimension
from ..vocabulary.truth import NO, YES

Told = tuple[int, int]
"""The places of clauses that match a transaction or may, and of those that certainly do."""
WORDS_KEPT = 5_000
"""Of so many words of a field it is kept what they tell; nothing of one longer than a code."""


_Places = tuple[int, int]


class _Named:
    """The clauses that say something of one field, by the words that they name; their places are
    bits, as those of all clauses. `silent` are all others; `open` those that name groups or lists;
    `below` those that name a code below one."""

    __slots__ = (
        *("below", "by_group", "field", "held", "is_of_codes", "is_of_names"),
        *("named", "open", "ordinary", "silent"),
    )

    def __init__(self, like: Dimension, every: int) -> None:
        self.field = like.field
        self.ordinary = like.ordinary
        self.is_of_codes = like.compared is Comparison.CODE
        self.is_of_names = like.compared is Comparison.EXACTLY
        self.silent = every
        self.open = 0
        self.named: dict[str, int] = {}
        self.below: dict[str, int] = {}
        self.by_group: dict[str, int] = {}
        self.held: dict[str, int] = {}

    def add(self, place: int, words: Sequence[str]) -> None:
        """What one more clause says of it."""
        self.silent ^= place
        named = self.named
        for word in words:
            named[word] = named.get(word, 0) | place
            if word[0] == "@" and not self.is_of_names:
                self.by_group[word[1:]] = self.by_group.get(word[1:], 0) | place
                self.open |= place
            if self.is_of_codes:
                for above in _cut(word):
                    self.below[above] = self.below.get(above, 0) | place

    def holding(self, word: str) -> int:
        """The places of those that name a word, or a code above it, and of those that are silent;
        kept in `held`."""
        found = self.silent | self.named.get(word, 0)
        if len(word) > CODE:  # cut at its dots a code so long would be read many times
            long = (name for name in self.named if word.startswith(f"{name}."))
            return reduce(or_, (self.named[name] for name in long if self.is_of_codes), found)
        if self.is_of_codes:
            for above in _codes_above(word):
                found |= self.named.get(above, 0)
        if len(self.held) >= WORDS_KEPT:
            self.held.clear()
        self.held[word] = found
        return found

    def in_groups(self, word: str, groups: Membership, may: int, sure: int) -> _Places:
        """The places that match or may, by the groups that they name, beside those that are sure;
        and those that then are."""
        here = sure
        for group, places in self.by_group.items():
            if places & may & ~sure:
                truth = groups.holds(group, word)
                here |= places if truth > NO else 0
                sure |= places if truth is YES else 0
        return here, sure

    def on_lists(self, code: str, groups: Membership, may: int, sure: int) -> _Places:
        """The same, by the list that a code is of."""
        here = sure | self.below.get(code, 0)
        name = _list_of(code) if len(code) <= CODE else list_of(code)
        places = self.by_group.get(name, 0) if name else 0
        if places & may & ~sure:
            truth = groups.on_list(name or "", code)
            here |= places if truth > NO else 0
            sure |= places if truth is YES else 0
        return here, sure


class _OneByOne:
    """The clauses that say something of one field and are asked one by one; for each word once:
    the places of those that match it or may, and of those that match it."""

    __slots__ = ("asked", "every", "field", "told")

    def __init__(self, field: str, every: int) -> None:
        self.field = field
        self.every = every
        self.asked: list[tuple[int, Asks]] = []
        self.told: dict[str | None, _Places] = {}

    def tell(self, word: str | None, given: Mapping[str, str]) -> _Places:
        """What a word tells of them all; None if the transaction is silent."""
        may = certain = self.every
        for place, asks in self.asked:
            truth = asks(given, NOTHING_KNOWN)
            may ^= place if truth is NO else 0
            certain ^= place if truth is not YES else 0
        if word is None or len(word) <= CODE:
            if len(self.told) >= WORDS_KEPT:
                self.told.clear()
            self.told[word] = may, certain
        return may, certain


_Said = tuple[int, Dimension, Sequence[str], Clause]
"""The place of a clause, a dimension that it names, the words of that, and the clause itself."""


class ClauseIndex:
    """Some clauses, each with a place, found by what a transaction says of one field after the
    other. Sets of places are the bits of a number. Several threads may ask."""

    def __init__(self, clauses: Sequence[Clause | None]) -> None:
        self._every = (1 << len(clauses)) - 1
        self._saying = 0
        asked: dict[str, list[_Said]] = {}
        for number, clause in enumerate(clauses):
            if clause is not None and (words := clause.words()):
                place = 1 << number
                self._saying |= place
                for name, named in words.items():
                    dimension = DIMENSION_BY_NAME[name]
                    asked.setdefault(dimension.field, []).append((place, dimension, named, clause))
        self._named: list[_Named] = []
        self._codes: _Named | None = None
        self._others: list[_OneByOne] = []
        for field in sorted(asked, key=lambda field: _how_telling(field, len(asked[field]))):
            self._put(field, asked[field])
        first = self._named[0] if self._named and self._named[0] is not self._codes else None
        self._all_name = first if first and not first.silent | first.open else None

    def _put(self, field: str, asked: Sequence[_Said]) -> None:
        first = asked[0][1]
        if first.compared not in _BY_NAME:
            one_by_one = _OneByOne(field, self._every)
            one_by_one.asked += [(place, said.asks(of.name)) for place, of, _, said in asked]
            self._others.append(one_by_one)
            return
        named = _Named(first, self._every)
        for place, _, words, _ in asked:
            named.add(place, words)
        self._named.append(named)
        if named.is_of_codes:
            self._codes = named

    def fields(self) -> list[str]:
        """The fields of a transaction by which these clauses tell one from another."""
        found = [one.field for one in self._named] + [one.field for one in self._others]
        return [*found, LIST] if self._codes else found

    def found(self, given: Mapping[str, str]) -> Told:
        """The places of the clauses that may match a transaction with these fields, and of those
        that match whatever groups and lists hold."""
        return self.told(given, NOTHING_KNOWN)

    def rules_out(self, given: Mapping[str, str]) -> bool:
        """Whether one word of a transaction tells that none of the clauses matches it; that they do
        not may still be found by the others."""
        first = self._all_name
        word = None if first is None else given.get(first.field)
        return first is not None and word is not None and word not in first.named

    def told(self, given: Mapping[str, str], groups: Membership, within: int = -1) -> Told:
        """The places of the clauses that match a transaction with these fields or may, and of
        those that certainly do; only of those `within`."""
        return self.of(given, lambda: groups, within, within)

    def of(
        self, given: Mapping[str, str], groups: Callable[[], Membership], may: int, certain: int
    ) -> Told:
        """The same, of those that may be there, and of those that certainly are; groups and lists
        are looked for where, for all other words, a clause that names one may match."""
        may &= self._every
        certain &= self._every
        saying, codes = self._saying, self._codes
        left_open = []
        for one in self._named:
            if not may & saying:  # the rest are clauses that say nothing
                return may, certain & may
            if one is codes and LIST in given:
                word = goods_said(given)
            else:
                word = given.get(one.field, one.ordinary)
            if word is None:
                certain &= one.silent
                continue
            sure = one.held.get(word)
            if sure is None:
                sure = one.holding(word)
            here = sure | one.open
            if one is codes:
                here |= one.below.get(word, 0)
            may &= here
            if one.open & may & ~sure:
                left_open.append((one, word, sure))
            else:
                certain &= sure
        for other in self._others:
            word = given.get(other.field)
            here, sure = other.told.get(word) or other.tell(word, given)
            may &= here
            certain &= sure
        for one, word, sure in left_open:
            if not may & saying:
                break
            asks = one.on_lists if one is codes else one.in_groups
            here, sure = asks(word, groups(), may, sure)
            may &= here
            certain &= sure
        return may, certain & may


_BY_NAME = (Comparison.EXACTLY, Comparison.COUNTRY, Comparison.CODE)
"""Where what is said matches by being named, or by who is in what is named."""
_codes_above = lru_cache(maxsize=WORDS_KEPT)(codes_above)
_list_of = lru_cache(maxsize=WORDS_KEPT)(list_of)


def _how_telling(field: str, asked: int) -> tuple[bool, int]:
    """The order in which fields are looked at: those of which a word tells most come first."""
    return field not in COUNTRY_FIELDS, -asked


def _cut(code: str) -> Iterator[str]:
    """What stands before each of a code's dots."""
    return (code[:place] for place, letter in enumerate(code) if letter == ".")


class PlacedClauses(ClauseIndex):
    """The clauses of parts, each found by its part: `bit` is the place of an entry, or of what a
    change says of itself, by its id."""

    def __init__(self, parts: Iterable[tuple[str, Clause | None]]) -> None:
        every = list(parts)
        super().__init__([clause for _, clause in every])
        self.bit = {part: 1 << place for place, (part, _) in enumerate(every)}
