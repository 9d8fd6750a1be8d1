"""Clauses: what a permit, an exclusion or a stop says about transactions.

A clause names some dimensions; each holds a list, of which any may match; all dimensions
named must match; one left out matches anything. A field that the transaction lacks, or
names too coarsely, leaves the dimension undetermined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from .truth import NO, UNDETERMINED, YES, Truth, all_of, any_of

FIELD_OF = {
    "activities": "activity",
    "goods": "goods",
    "item_kinds": "item_kind",
    "origins": "origin",
    "destinations": "destination",
    "programmes": "programme",
    "end_uses": "end_use",
    "purposes": "purpose",
    "recipients": "recipient",
    "exporters": "exporter",
    "licence_kinds": "licence_kind",
}
"""Every dimension of a clause, with the transaction's field that it asks for."""

DIMENSIONS = tuple(FIELD_OF)
FIELDS = tuple(FIELD_OF.values())

CLOSED_LISTS = {
    "activities": ("export", "transit", "transfer", "brokering", "technical_assistance"),
    "item_kinds": ("complete", "component", "software", "technology"),
    "end_uses": ("civil", "military", "police_or_intelligence"),
    "purposes": (
        "intra_company",
        "demonstration",
        "repair",
        "after_sales",
        "temporary",
        "other",
    ),
    "recipients": ("armed_forces", "certified", "group_company", "government", "private"),
    "licence_kinds": ("general", "global", "individual"),
}
"""The dimensions whose words are fixed."""

COUNTRY_DIMENSIONS = ("origins", "destinations")


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
                    field = FIELD_OF[name]
                    wanting = field not in given or name == "goods"
                    yield name, field if wanting else None

    def names_unrecorded_group(self, dimension: str, groups: Membership) -> bool:
        """Whether this dimension names a group of which nothing visible tells the members."""
        return dimension in COUNTRY_DIMENSIONS and any(
            value[0] == "@" and groups.rests_on_unrecorded(value[1:])
            for value in self.says[dimension]
        )

    def _matches(self, name: str, given: Mapping[str, str], groups: Membership) -> Truth:
        field = given.get(FIELD_OF[name])
        if field is None:
            return UNDETERMINED
        values = self.says[name]
        if name == "goods":
            return goods_match(values, field)
        if name == "programmes":
            named = programme_name(field)
            return YES if any(programme_name(value) == named for value in values) else NO
        if field in values:
            return YES
        if name in COUNTRY_DIMENSIONS:
            return any_of(groups.holds(value[1:], field) for value in values if value[0] == "@")
        return NO


def goods_match(codes: Collection[str], given: str) -> Truth:
    """Whether goods classified as `given` fall under one of a clause's control-list codes.

    A code holds everything below it at a dot; goods given only by a code above it may or
    may not be what the clause names.
    """
    above = given
    while above:
        if above in codes:
            return YES
        above = above.rpartition(".")[0]
    below = given + "."
    return UNDETERMINED if any(code.startswith(below) for code in codes) else NO


def programme_name(text: str) -> str:
    """A programme's name as it is compared: `F35`, `f-35` and `F-35` are one."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def clause_in(content: Mapping[str, Any]) -> Clause:
    """The clause that a change states in its own fields: an exclusion, an order."""
    return Clause({name: content[name] for name in DIMENSIONS if name in content})
