"""Clauses: what a permit, an exclusion or a stop says about transactions.

A clause names some dimensions; each holds a list, of which any may match; all dimensions
named must match; one left out matches anything. A field that the transaction lacks and that
has no ordinary word, or that it names too coarsely, leaves the dimension undetermined.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
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
from .truth import NO, UNDETERMINED, YES, Truth, any_of

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


class NothingKnown:
    """Groups and lists of which nothing is known: everybody may be in them, anything on them."""

    def holds(self, group: str, country: str) -> Truth:
        return UNDETERMINED

    def rests_on_unrecorded(self, group: str) -> bool:
        return True

    def on_list(self, control_list: str, code: str) -> Truth:
        return UNDETERMINED

    def says_too_little(self, control_list: str, code: str) -> bool:
        return True

    def is_unrecorded(self, control_list: str, code: str) -> bool:
        return True


NOTHING_KNOWN = NothingKnown()
"""What is told of groups and lists where only the words of a clause are asked."""


Asks = Callable[[Mapping[str, str], Membership], Truth]
"""Whether a transaction with these fields matches one dimension of a clause."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A conjunction of dimensions; `says` is the clause as recorded.

    It is read once, when it is first asked, however many transactions are held against it.
    """

    says: Mapping[str, Sequence[str]]
    _read: list[tuple[str, Asks]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    def __reduce__(self) -> tuple[type[Clause], tuple[Mapping[str, Sequence[str]]]]:
        return Clause, (self.says,)

    def matches(self, given: Mapping[str, str], groups: Membership) -> Truth:
        """Whether a transaction with these fields matches."""
        least = YES
        for _, asks in self._read or self._as_read():
            found = asks(given, groups)
            if found is NO:
                return NO
            if found < least:
                least = found
        return least

    def _as_read(self) -> list[tuple[str, Asks]]:
        """Its dimensions, as they are asked; put there whole, since several threads may ask."""
        self._read[:] = [(name, _asks(name, words)) for name, words in as_asked(self.says).items()]
        return self._read

    def words(self) -> Mapping[str, Sequence[str]]:
        """The words of its dimensions, as they are asked: codes and the lists they are of are
        one."""
        return as_asked(self.says)

    def asks(self, dimension: str) -> Asks:
        """Whether a transaction matches one of its dimensions."""
        return dict(self._read or self._as_read())[dimension]

    def undetermined(
        self, given: Mapping[str, str], groups: Membership
    ) -> Iterator[tuple[str, str | None]]:
        """The dimensions that leave the match open, each with the field it is for want of.

        The field is None where the transaction says enough and the record does not.
        Nothing, when the match is not undetermined.
        """
        if self.matches(given, groups) is UNDETERMINED:
            words = as_asked(self.says)
            for name, asks in self._read:
                if asks(given, groups) is UNDETERMINED:
                    asked = DIMENSION_BY_NAME[name].field
                    wanting = asked not in given or _too_coarse(name, words[name], given, groups)
                    yield self._as_said(name), asked if wanting else None

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
        read = self._read or self._as_read()
        return sorted(self._as_said(name) for name, asks in read if asks(given, groups) is NO)

    def apart(self) -> list[Clause]:
        """A clause of each of its dimensions alone."""
        read = [name for name, _ in self._read or self._as_read()]
        return [
            Clause({one: self.says[one] for one in _AS_ONE.get(name, (name,)) if one in self.says})
            for name in read
        ]

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


_AS_ONE = {GOODS: (GOODS, LISTS)}
"""What a clause says apart that is asked as one dimension."""


def _asks(name: str, words: Sequence[str]) -> Asks:
    """Whether what a transaction says of a dimension is among these words: read once, to be asked
    of many transactions."""
    asked, ordinary, compared = _ASKS_FOR[name]
    otherwise = _OTHERWISE[compared](words)
    known = frozenset(words) if compared is not Comparison.BEFORE else frozenset()

    def asks(given: Mapping[str, str], groups: Membership) -> Truth:
        said = given.get(asked, ordinary)
        if said is None:
            return UNDETERMINED
        if said in known:
            return YES
        return otherwise(said, groups) if otherwise else NO

    def asks_for_goods(given: Mapping[str, str], groups: Membership) -> Truth:
        said = goods_said(given)
        if said is None:
            return UNDETERMINED
        return YES if said in known or otherwise is None else otherwise(said, groups)

    return asks_for_goods if name == GOODS else asks


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
    if _held_by(codes, given):
        return YES
    below = given + "."
    return UNDETERMINED if any(code.startswith(below) for code in codes) else NO


def _held_by(codes: Collection[str], given: str) -> bool:
    """Whether one of these codes is this one, or one above it."""
    if len(given) > CODE:  # none is asked for: cut at its dots it would be read many times
        return given in codes or any(given.startswith(code + ".") for code in codes)
    if "." not in given:
        return given in codes
    return any(above in codes for above in codes_above(given))


def programme_name(text: str) -> str:
    """A programme's name as it is compared: `F35`, `f-35` and `F-35` are one, and so are a name
    of composed and of decomposed letters, as some programs write them (Unicode's NFKC)."""
    # To fold the case can take a letter apart again: normalized before and after.
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return "".join(letter for letter in folded if letter.isalnum())


_Otherwise = Callable[[str, Membership], Truth]


def _exactly(values: Sequence[str]) -> None:
    """Nothing else: a word is among them as it stands, or is not."""


def _by_code(values: Sequence[str]) -> _Otherwise:
    codes, ordered, lists = frozenset(values), sorted(values), lists_named(values)

    def asks(said: str, groups: Membership) -> Truth:
        if _held_by(codes, said):
            return YES
        below = said + "."
        place = bisect_left(ordered, below)
        coarse = place < len(ordered) and ordered[place].startswith(below)
        found = UNDETERMINED if coarse else NO
        for one in lists:
            if found is not YES and list_of(said) == one:
                found = max(found, groups.on_list(one, said))
        return found

    return asks


def _by_programme(values: Sequence[str]) -> _Otherwise:
    named = frozenset(map(programme_name, values))
    return lambda said, _: YES if programme_name(said) in named else NO


def _by_group(values: Sequence[str]) -> _Otherwise | None:
    named = [value[1:] for value in values if value[0] == "@"]
    if not named:
        return None
    if len(named) == 1:
        return lambda said, groups: groups.holds(named[0], said)
    return lambda said, groups: any_of([groups.holds(one, said) for one in named])


def _before(values: Sequence[str]) -> _Otherwise:
    # Full days of four-figure years: they stand in the order of their texts.
    last = max(values, default="")
    return lambda said, _: YES if said != NEVER and said < last else NO


def _by_possible(values: Sequence[str]) -> _Otherwise:
    def asks(said: str, _: Membership) -> Truth:
        named = [kind in values for kind in alternatives(said)]
        return YES if all(named) else UNDETERMINED if any(named) else NO

    return asks


_OTHERWISE: dict[Comparison, Callable[[Sequence[str]], _Otherwise | None]] = {
    Comparison.EXACTLY: _exactly,
    Comparison.COUNTRY: _by_group,
    Comparison.CODE: _by_code,
    Comparison.PROGRAMME: _by_programme,
    Comparison.BEFORE: _before,
    Comparison.POSSIBLE: _by_possible,
    Comparison.LIST: _exactly,
}
"""Whether a clause's words hold what is said, where it is none of them as it stands."""

_ASKS_FOR = {one.name: (one.field, one.ordinary, one.compared) for one in DIMENSIONS}


def as_compared(dimension: str, word: str) -> str:
    """A word of a dimension as it is compared and counted; of most, as it is written."""
    named = DIMENSION_BY_NAME[dimension].compared is Comparison.PROGRAMME
    return programme_name(word) if named else word


def clause_in(content: Mapping[str, Any]) -> Clause:
    """The clause that a change states in its own fields: an exclusion, an order."""
    named = [name for name in content if name in _PLACE_OF]
    named.sort(key=_PLACE_OF.__getitem__)
    return Clause({name: content[name] for name in named})


_PLACE_OF = {name: place for place, name in enumerate(DIMENSION_NAMES)}
"""Dimensions by their place in the order in which a clause says them."""
