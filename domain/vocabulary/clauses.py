"""Clauses: what a permit, an exclusion or a stop says about transactions.

A clause names some dimensions; each holds a list, of which any may match; all dimensions
named must match; one left out matches anything. A field that the transaction lacks and that
has no ordinary word, or that it names too coarsely, leaves the dimension undetermined.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from unicodedata import normalize

from .bounds import CODE
from .dimensions import (
    COUNTRY_DIMENSIONS,
    DIMENSION_BY_NAME,
    DIMENSION_NAMES,
    DIMENSIONS,
    Comparison,
)
from .item_kinds import alternatives
from .truth import NO, UNDETERMINED, YES, Truth, all_of, any_of

NEVER = "none"
"""What a transaction says for a day that never was."""


class Membership(Protocol):
    """Who is in a group, seen from a viewpoint."""

    def holds(self, group: str, country: str) -> Truth:
        """Whether the country is in the group, itself or through a group inside it."""

    def rests_on_unrecorded(self, group: str) -> bool:
        """Whether the group, or one that it holds or may hold, is established nowhere."""


class Clause(NamedTuple):
    """A conjunction of dimensions; `says` is the clause as recorded."""

    says: Mapping[str, Sequence[str]]

    def matches(self, given: Mapping[str, str], groups: Membership) -> Truth:
        """Whether a transaction with these fields matches."""
        return all_of(self._matches(name, given, groups) for name in self.says)

    def undetermined(
        self, given: Mapping[str, str], groups: Membership
    ) -> Iterator[tuple[str, str | None]]:
        """The dimensions that leave the match open, each with the field it is for want of.

        The field is None where the transaction says enough and the record does not.
        Nothing, when the match is not undetermined.
        """
        if self.matches(given, groups) is UNDETERMINED:
            for name in self.says:
                if self._matches(name, given, groups) is UNDETERMINED:
                    dimension = DIMENSION_BY_NAME[name]
                    coarse = dimension.compared in _TOO_COARSE
                    wanting = coarse or dimension.field not in given
                    yield name, dimension.field if wanting else None

    def groups(self) -> Iterator[str]:
        """The groups of countries that it names."""
        for name in COUNTRY_DIMENSIONS:
            yield from (value[1:] for value in self.says.get(name, ()) if value[0] == "@")

    def failing(self, given: Mapping[str, str], groups: Membership) -> list[str]:
        """The dimensions that a transaction with these fields certainly does not match; sorted."""
        return sorted(name for name in self.says if self._matches(name, given, groups) is NO)

    def names_unrecorded_group(self, dimension: str, groups: Membership) -> bool:
        """Whether this dimension names a group of which nothing visible tells the members."""
        return dimension in COUNTRY_DIMENSIONS and any(
            value[0] == "@" and groups.rests_on_unrecorded(value[1:])
            for value in self.says[dimension]
        )

    def _matches(self, name: str, given: Mapping[str, str], groups: Membership) -> Truth:
        field, ordinary, otherwise = _ASKS_FOR[name]
        said = given.get(field, ordinary)
        if said is None:
            return UNDETERMINED
        values = self.says[name]
        if said in values and otherwise is not _before:
            return YES
        return NO if otherwise is None else otherwise(values, said, groups)


def goods_match(codes: Collection[str], given: str) -> Truth:
    """Whether goods classified as `given` fall under one of a clause's control-list codes.

    A code holds everything below it at a dot; goods given only by a code above it may or
    may not be what the clause names.
    """
    if len(given) > CODE:  # none is asked for: cut at its dots it would be read many times
        if given in codes or any(given.startswith(code + ".") for code in codes):
            return YES
    elif any(above in codes for above in codes_above(given)):
        return YES
    below = given + "."
    return UNDETERMINED if any(code.startswith(below) for code in codes) else NO


def codes_above(code: str) -> list[str]:
    """A control-list code and those that hold it, cut at each of its dots; the longest first."""
    dots = [place for place, letter in enumerate(code) if letter == "."]
    return [code, *(code[:place] for place in reversed(dots) if place)]


def programme_name(text: str) -> str:
    """A programme's name as it is compared: `F35`, `f-35` and `F-35` are one, and so are a name
    of composed and of decomposed letters, as some programs write them (Unicode's NFKC)."""
    # To fold the case can take a letter apart again: normalized before and after.
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return "".join(letter for letter in folded if letter.isalnum())


def _by_code(values: Sequence[str], said: str, _: Membership) -> Truth:
    return goods_match(values, said)


def _by_programme(values: Sequence[str], said: str, _: Membership) -> Truth:
    named = programme_name(said)
    return YES if any(programme_name(value) == named for value in values) else NO


def _by_group(values: Sequence[str], said: str, groups: Membership) -> Truth:
    return any_of(groups.holds(value[1:], said) for value in values if value[0] == "@")


def _before(values: Sequence[str], said: str, _: Membership) -> Truth:
    # Full days of four-figure years: they stand in the order of their texts.
    return YES if said != NEVER and any(said < day for day in values) else NO


def _by_possible(values: Sequence[str], said: str, _: Membership) -> Truth:
    named = [kind in values for kind in alternatives(said)]
    return YES if all(named) else UNDETERMINED if any(named) else NO


_Otherwise = Callable[[Sequence[str], str, Membership], Truth]
_OTHERWISE: dict[Comparison, _Otherwise | None] = {
    Comparison.EXACTLY: None,
    Comparison.COUNTRY: _by_group,
    Comparison.CODE: _by_code,
    Comparison.PROGRAMME: _by_programme,
    Comparison.BEFORE: _before,
    Comparison.POSSIBLE: _by_possible,
}
"""Whether a clause's words hold what is said, where it is none of them as it stands."""

_TOO_COARSE = (Comparison.CODE, Comparison.POSSIBLE)
"""Where what is said can say too little, it is asked for again."""
_ASKS_FOR = {one.name: (one.field, one.ordinary, _OTHERWISE[one.compared]) for one in DIMENSIONS}


def as_compared(dimension: str, word: str) -> str:
    """A word of a dimension as it is compared and counted; of most, as it is written."""
    named = DIMENSION_BY_NAME[dimension].compared is Comparison.PROGRAMME
    return programme_name(word) if named else word


def clause_in(content: Mapping[str, Any]) -> Clause:
    """The clause that a change states in its own fields: an exclusion, an order."""
    return Clause({name: content[name] for name in DIMENSION_NAMES if name in content})
