"""Fields as small numbers, and what clauses ask of them as sets of such numbers.

For a clause only so much of a value matters as some clause tells apart: every value that
none names is one and the same "other". What a value means to a clause is asked of the
clause itself (`Clause.matches`), once for each value and list of words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice, takewhile

from ...domain.shapes.countries import country_names
from ...domain.vocabulary.clauses import NEVER, Clause, Membership, as_compared
from ...domain.vocabulary.control_lists import code_on_list, codes_above, list_of
from ...domain.vocabulary.dates import day, day_text
from ...domain.vocabulary.dimensions import (
    DIMENSION_BY_NAME,
    DIMENSION_NAMES,
    DIMENSIONS,
    Comparison,
)
from ...domain.vocabulary.item_kinds import COMBINATIONS
from ...domain.vocabulary.truth import UNDETERMINED, YES, Truth

LACKING, OTHER = 0, 1
(LISTED,) = (number for number, one in enumerate(DIMENSIONS) if one.many)
"""The dimension whose values are too many for sets of bits: its words stand in a list."""
BY_DAY = tuple(
    number
    for number, one in enumerate(DIMENSIONS)
    if one.compared in (Comparison.COUNTRY, Comparison.CODE)
)
"""The dimensions of which a group or a control list may tell more on another day."""
Condition = tuple[int, int, int]
"""What a clause asks of a dimension: its number, where its set stands, and how wide it is."""
NOBODY = "~"
"""A value that no clause names: `~` is no code, country or name."""


class Codes:
    """The codes of one dimension's values: 0 lacking, 1 named by no clause."""

    def __init__(self, dimension: str, named: Iterable[str]) -> None:
        self.dimension = dimension
        self.field = DIMENSION_BY_NAME[dimension].field
        self.compared = DIMENSION_BY_NAME[dimension].compared
        self.values = ["", NOBODY]
        self.of: dict[str, int] = {}
        for value in _told_apart(dimension, named):
            self.add(value)
        self.nodes = sorted(self.of)

    def add(self, value: str) -> int:
        """The code of a value, a new one if it has none."""
        code = self.of.get(value)
        if code is None:
            code = self.of[value] = len(self.values)
            self.values.append(value)
        return code

    def code(self, value: str) -> int:
        """The code of a transaction's value, which has passed the check of its shape."""
        if self.compared is Comparison.CODE:
            return self._goods(value)
        if self.compared is Comparison.BEFORE:
            return self._on_or_after(value)
        return self.of.get(as_compared(self.dimension, value), OTHER)

    def _goods(self, value: str) -> int:
        """The code's own, or that of "something else below" the nearest code above it, or that of
        anything else of its list."""
        if value in self.of:
            return self.of[value]
        above = next((one for one in codes_above(value) if one in self.of), None)
        if above:
            return self.of[_below(above)]
        of = list_of(value)
        return self.of.get(_else_of(of), OTHER) if of else OTHER

    def _on_or_after(self, value: str) -> int:
        """The code of the first day kept that a day is not after: between it and the one before
        it no clause tells days apart."""
        place = len(self.nodes) if value == NEVER else bisect_left(self.nodes, value)
        return self.of[self.nodes[place]] if place < len(self.nodes) else OTHER

    def concerned(self, words: Iterable[str]) -> Iterable[int]:
        """The codes that these words of a clause may tell from `OTHER`."""
        if self.compared is Comparison.CODE:
            return {code for word in words for code in self._concerned_by(word)}
        grouped = self.compared is Comparison.COUNTRY and any(word[0] == "@" for word in words)
        if grouped or self.compared in (Comparison.POSSIBLE, Comparison.BEFORE):
            return range(OTHER + 1, len(self.values))
        return {self.of[as_compared(self.dimension, word)] for word in words}

    def bearing_on(self, items: Iterable[str]) -> set[int]:
        """The codes of which these items of control lists may tell: theirs, and those above and
        below them."""
        return {self.of[value] for item in items for value in self._related(item)}

    def _concerned_by(self, word: str) -> Iterable[int]:
        if word[0] == "@":
            return (code for value, code in self.of.items() if list_of(value) == word[1:])
        return (self.of[value] for value in self._related(word))

    def _related(self, word: str) -> list[str]:
        first = bisect_left(self.nodes, word + ".")
        below = takewhile(lambda value: value.startswith(word + "."), self.nodes[first:])
        return [*codes_above(word), *below]


def _told_apart(dimension: str, named: Iterable[str]) -> list[str]:
    row = DIMENSION_BY_NAME[dimension]
    if row.words:
        unsaid = COMBINATIONS if row.compared is Comparison.POSSIBLE else ()
        return [*row.words, *unsaid]
    if row.compared is Comparison.COUNTRY:
        return sorted(country_names())
    if row.compared is Comparison.CODE:
        codes = [value for value in named if value[0] != "@"]
        nodes = {node for value in codes for node in codes_above(value)}
        others = {_else_of(value[1:]) for value in named if value[0] == "@"}
        return sorted(nodes | {_below(node) for node in nodes} | others)
    if row.compared is Comparison.BEFORE:
        return [day_text(day(value) - 1) for value in sorted(named) if day(value) > 1]
    return sorted(named)


def _below(code: str) -> str:
    """Goods below a code that no clause names more exactly."""
    return f"{code}.{NOBODY}"


def _else_of(control_list: str) -> str:
    """Goods of a control list of which neither a clause nor the list tells anything."""
    return code_on_list(NOBODY, control_list)


class Sets:
    """What clauses ask, as sets of codes in one array of words, each set kept once."""

    def __init__(self, codes: Sequence[Codes]) -> None:
        self.codes = codes
        self.words = array("Q", [1])  # at 0 a set of nothing but the code 0
        self._places: dict[tuple[int, bytes], int] = {}

    def condition(
        self,
        dimension: str,
        words: Sequence[str],
        groups: Membership,
        earlier: tuple[Condition, Iterable[str]] | None = None,
    ) -> Condition:
        """What words ask. `earlier`: what the same words ask where all is told alike but for these
        items of control lists."""
        number = DIMENSION_NAMES.index(dimension)
        codes = self.codes[number]
        if number == LISTED:
            found = array("Q", sorted(codes.add(word) for word in words))
            return number, self.placed(number, found), len(found)
        width = (len(codes.values) + 63) // 64
        asked: Iterable[int]
        if earlier is None:
            asked = (LACKING, OTHER, *codes.concerned(words))
            yes, may = array("Q", bytes(8 * width)), array("Q", bytes(8 * width))
        else:
            (_, where, _), items = earlier
            asked = codes.bearing_on(items)
            yes, may = (self.words[at : at + width] for at in (where, where + width))
        clause = Clause({dimension: words})
        for code in asked:
            truth = self._truth(clause, codes, code, groups)
            for bits, least in ((yes, YES), (may, UNDETERMINED)):
                bits[code >> 6] &= ~(1 << (code & 63))
                if truth >= least:
                    bits[code >> 6] |= 1 << (code & 63)
        return number, self.placed(number, yes + may), width

    def _truth(self, clause: Clause, codes: Codes, code: int, groups: Membership) -> Truth:
        given = {} if code == LACKING else {codes.field: codes.values[code]}
        return clause.matches(given, groups)

    def placed(self, number: int, found: array[int]) -> int:
        """Where a set of a dimension stands, put at the end if it was not there."""
        key = (number, found.tobytes())
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self.words)
            self.words.extend(found)
        return place

    def after(self, count: int) -> list[tuple[int, bytes]]:
        """The sets but for the first so many, in their order: of which dimension, and its words."""
        return list(islice(self._places, count, None))
