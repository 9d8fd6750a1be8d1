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
from .control_lists import (
    GOODS,
    LISTS,
    as_asked,
    codes_above,
    goods_said,
    list_of,
    lists_named,
)
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
    """Who is in a group and what is on a list, seen from a viewpoint."""

    def holds(self, group: str, country: str) -> Truth:
        """Whether the country is in the group, itself or through a group inside it."""

    def rests_on_unrecorded(self, group: str) -> bool:
        """Whether the group, or one that it holds or may hold, is established nowhere."""

    def on_list(self, control_list: str, code: str) -> Truth:
        """Whether goods of this code of the list are on it."""

    def says_too_little(self, control_list: str, code: str) -> bool:
        """Whether only codes below this one are on the list, or may be."""

    def is_unrecorded(self, control_list: str, code: str) -> bool:
        """Whether the record tells nothing of this code, nor that the list is recorded whole."""


class Clause(NamedTuple):
    """A conjunction of dimensions; `says` is the clause as recorded."""

    says: Mapping[str, Sequence[str]]

    def matches(self, given: Mapping[str, str], groups: Membership) -> Truth:
        """Whether a transaction with these fields matches."""
        asked = as_asked(self.says)
        return all_of(_matches(name, asked[name], given, groups) for name in asked)

    def undetermined(
        self, given: Mapping[str, str], groups: Membership
    ) -> Iterator[tuple[str, str | None]]:
        """The dimensions that leave the match open, each with the field it is for want of.

        The field is None where the transaction says enough and the record does not.
        Nothing, when the match is not undetermined.
        """
        if self.matches(given, groups) is UNDETERMINED:
            for name, words in as_asked(self.says).items():
                if _matches(name, words, given, groups) is UNDETERMINED:
                    field = DIMENSION_BY_NAME[name].field
                    wanting = field not in given or _too_coarse(name, words, given, groups)
                    yield self._as_said(name), field if wanting else None

    def groups(self) -> Iterator[str]:
        """The groups of countries that it names."""
        for name in COUNTRY_DIMENSIONS:
            yield from (value[1:] for value in self.says.get(name, ()) if value[0] == "@")

    def lists(self) -> Iterator[str]:
        """The control lists of which it names all that is on them."""
        if GOODS not in self.says:
            yield from self.says.get(LISTS, ())

    def failing(self, given: Mapping[str, str], groups: Membership) -> list[str]:
        """The dimensions that a transaction with these fields certainly does not match; sorted."""
        asked = as_asked(self.says).items()
        return sorted(
            self._as_said(name)
            for name, words in asked
            if _matches(name, words, given, groups) is NO
        )

    def names_unrecorded_group(self, dimension: str, groups: Membership) -> bool:
        """Whether this dimension names a group of which nothing visible tells the members."""
        return dimension in COUNTRY_DIMENSIONS and any(
            value[0] == "@" and groups.rests_on_unrecorded(value[1:])
            for value in self.says[dimension]
        )

    def names_unrecorded_list(
        self, dimension: str, given: Mapping[str, str], groups: Membership
    ) -> bool:
        """Whether this dimension names a list whose record tells nothing of the goods."""
        said = goods_said(given)
        return (
            dimension == LISTS
            and said is not None
            and any(groups.is_unrecorded(one, said) for one in self.lists() if list_of(said) == one)
        )

    def _as_said(self, name: str) -> str:
        """A dimension as the clause says it: codes are asked for by lists alone, too."""
        return name if name in self.says else LISTS


def _matches(
    name: str, values: Sequence[str], given: Mapping[str, str], groups: Membership
) -> Truth:
    """Whether what a transaction says of a dimension is among these words, as they are asked."""
    field, ordinary, otherwise = _ASKS_FOR[name]
    said = goods_said(given) if name == GOODS else given.get(field, ordinary)
    if said is None:
        return UNDETERMINED
    if said in values and otherwise is not _before:
        return YES
    return NO if otherwise is None else otherwise(values, said, groups)


def _too_coarse(
    name: str, words: Sequence[str], given: Mapping[str, str], groups: Membership
) -> bool:
    """Whether what is said is undetermined because it says too little, and is asked for again."""
    compared = DIMENSION_BY_NAME[name].compared
    if compared is not Comparison.CODE:
        return compared is Comparison.POSSIBLE
    said = goods_said(given) or ""
    return goods_match(words, said) is UNDETERMINED or any(
        groups.says_too_little(one, said) for one in lists_named(words) if list_of(said) == one
    )


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


def programme_name(text: str) -> str:
    """A programme's name as it is compared: `F35`, `f-35` and `F-35` are one, and so are a name
    of composed and of decomposed letters, as some programs write them (Unicode's NFKC)."""
    # To fold the case can take a letter apart again: normalized before and after.
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return "".join(letter for letter in folded if letter.isalnum())


def _by_code(values: Sequence[str], said: str, groups: Membership) -> Truth:
    found = goods_match(values, said)
    if found is YES:
        return YES
    on_lists = (groups.on_list(one, said) for one in lists_named(values) if list_of(said) == one)
    return max(found, any_of(on_lists))


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
    Comparison.LIST: None,
}
"""Whether a clause's words hold what is said, where it is none of them as it stands."""

_ASKS_FOR = {one.name: (one.field, one.ordinary, _OTHERWISE[one.compared]) for one in DIMENSIONS}


def as_compared(dimension: str, word: str) -> str:
    """A word of a dimension as it is compared and counted; of most, as it is written."""
    named = DIMENSION_BY_NAME[dimension].compared is Comparison.PROGRAMME
    return programme_name(word) if named else word


def clause_in(content: Mapping[str, Any]) -> Clause:
    """The clause that a change states in its own fields: an exclusion, an order."""
    return Clause({name: content[name] for name in DIMENSION_NAMES if name in content})
