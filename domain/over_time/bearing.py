"""What a verdict on one transaction can rest on, whatever the day: so on which days it can change.

Most of a record says nothing about a transaction: a permit for other goods, a member of a group
that is neither its origin nor its destination. Left out is only what certainly never matches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..history.changes import Change, Entry
from ..history.history import History
from ..history.streams import Stream
from ..law.control_lists import stream_of_list
from ..law.licence import TYPES_WITH, holder_clause
from ..law.requirements import WITH_ENTRIES
from ..law.running import Seen
from ..vocabulary.clauses import NOTHING_KNOWN, Clause, Membership, NothingKnown
from ..vocabulary.control_lists import bare, codes_above, goods_said, list_of
from ..vocabulary.dimensions import COUNTRY_DIMENSIONS, COUNTRY_FIELDS, DIMENSION_BY_NAME
from ..vocabulary.truth import NO, UNDETERMINED, Truth
from .periods import FIRST_DAY, LAST_DAY
from .presence import bearing_on


def days_that_bear(
    history: History, licence: str | None, given: Mapping[str, str], known_on: int | None = None
) -> list[int]:
    """The days on which the verdict on a transaction can change, as known on a day; in order.

    Between two of them its verdict, its reason and what decides it stay the same, against a
    licence or without one. `given` are its fields but date and licence, as the law matches them
    (`Evaluation.given`).
    """
    return boundaries(changes_that_bear(history, licence, given, known_on))


def boundaries(changes: Iterable[Change]) -> list[int]:
    """The days on which one of these changes begins or ends, or may; in order."""
    dates = (date for one in changes for date in (one.starting, one.ending) if date)
    days = {day for date in dates for day in (date.first, date.last)}
    return sorted(day for day in days if FIRST_DAY < day <= LAST_DAY)


def changes_that_bear(
    history: History, licence: str | None, given: Mapping[str, str], known_on: int | None = None
) -> list[Change]:
    """The changes that the verdict on a transaction can rest on, on any day, as known on a day."""
    seen = Seen(history, FIRST_DAY, known_on)
    return _Resting(seen, given, _AtSomeTime(seen)).changes(licence)


def changes_that_require(
    history: History, given: Mapping[str, str], known_on: int | None = None
) -> list[Change]:
    """The changes on which it can rest whether a licence is required for a transaction, on any day,
    as known on a day."""
    seen = Seen(history, FIRST_DAY, known_on)
    return _Resting(seen, given, _AtSomeTime(seen)).changes_that_require()


def changes_that_ever_bear(
    history: History, licence: str | None, given: Mapping[str, str]
) -> list[Change]:
    """What a verdict rests on, as known on any day: where nothing tells who is in a group, too."""
    return _Resting(Seen(history, FIRST_DAY, None), given, NOTHING_KNOWN).changes(licence)


def changes_that_ever_require(history: History, given: Mapping[str, str]) -> list[Change]:
    """The same of whether any licence is required."""
    return _Resting(Seen(history, FIRST_DAY, None), given, NOTHING_KNOWN).changes_that_require()


def changes_in_that_ever_bear(
    history: History, licence: str | None, given: Mapping[str, str], streams: Iterable[str]
) -> list[Change]:
    """What a verdict ever rests on, of these streams alone; no other is read, so whether a clause
    of another asks for a group or a list of these is left open."""
    return _Resting(Seen(history, FIRST_DAY, None), given, NOTHING_KNOWN).changes_in(
        streams, licence
    )


class _AtSomeTime(NothingKnown):
    """Who may be in a group on some day, as known on one: nobody else ever is. Anything may be on
    a list."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._known: dict[str, tuple[set[str], bool]] = {}

    def holds(self, group: str, country: str) -> Truth:
        named, unrecorded = self._read(group)
        return UNDETERMINED if unrecorded or country in named else NO

    def rests_on_unrecorded(self, group: str) -> bool:
        return self._read(group)[1]

    def _read(self, group: str) -> tuple[set[str], bool]:
        """Whom visible changes name in a group or inside it, and whether one of these groups is
        established by none."""
        found = self._known.get(group)
        if found is None:
            names = list(groups_inside([group], self._seen))
            labels = {
                entry.label for name in names for _, entry in member_entries(name, self._seen)
            }
            unrecorded = any(
                not self._seen.visible_of(f"group/{name}", "group_established") for name in names
            )
            found = self._known[group] = labels, unrecorded
        return found


class _Resting:
    """One transaction, and what matches it on some day."""

    def __init__(self, seen: Seen, given: Mapping[str, str], groups: Membership) -> None:
        self.seen = seen
        self.history = seen.history
        self.given = given
        self.groups = groups
        self._found: dict[str, Change] = {}
        self._clauses: list[Clause] = []

    def changes(self, licence: str | None) -> list[Change]:
        """All that is visible and that a verdict, against the licence or without one, rests on."""
        names = self.history.subjects("licence") if licence is None else [licence]
        for name in names:
            self._take_licence(name, named=licence is not None)
        self._take_requirements(only_prohibitions=licence is not None)
        return self._with_what_they_ask()

    def changes_that_require(self) -> list[Change]:
        """The same of whether any is required."""
        self._take_requirements(only_prohibitions=False)
        return self._with_what_they_ask()

    def changes_in(self, streams: Iterable[str], licence: str | None) -> list[Change]:
        """The same of some streams, each by itself."""
        for stream in streams:
            kind, _, name = stream.partition("/")
            if kind == "licence" and licence in (None, name):
                self._take_licence(name, named=licence is not None)
            elif kind == "requirement":
                self._take_requirement(name, only_prohibitions=licence is not None)
            elif kind == "group":
                self._take_group(name)
            elif kind == "list":
                self._take_list(name)
            elif licence is None:
                for change in self.history.stream(stream).of_type("requirements_complete"):
                    self._take_if_matching(change)
        return [one for one in self._found.values() if self.seen.visible(one)]

    def _with_what_they_ask(self) -> list[Change]:
        """All that was taken, with the groups and lists that it names; what of it is visible."""
        self._take_groups()
        self._take_lists()
        return [one for one in self._found.values() if self.seen.visible(one)]

    def _take_licence(self, name: str, named: bool) -> None:
        """A licence's parts. Without a permit and without a gap that match, none that was not
        named by the question can cover, nor leave it open whether it does."""
        stream = f"licence/{name}"
        establishments = self.seen.visible_of(stream, "licence_established")
        permits = list(self._parts(stream, "permit", TYPES_WITH["permit"]))
        incomplete = self.seen.visible_of(stream, "history_incomplete")
        gaps = [one for one in incomplete if self._may_match(one.clause)]
        if not named and not (
            (permits or gaps) and any(self._may_match(holder_clause(e)) for e in establishments)
        ):
            return
        for one in (*establishments, *gaps):
            self._take(one, None, one.clause)
        for change, entry in (*permits, *self._parts(stream, "exclude", TYPES_WITH["exclude"])):
            self._take(change, entry, entry.clause)

    def _take_requirements(self, only_prohibitions: bool) -> None:
        for name in self.history.subjects("requirement"):
            self._take_requirement(name, only_prohibitions)
        if not only_prohibitions:
            for change in self.history.completions():
                self._take_if_matching(change)

    def _take_requirement(self, name: str, only_prohibitions: bool) -> None:
        stream = f"requirement/{name}"
        imposed = self.seen.visible_of(stream, "requirement_imposed")
        if only_prohibitions and all(one.content["basis"] != "prohibition" for one in imposed):
            return
        requires = list(self._parts(stream, "require", WITH_ENTRIES))
        if requires:
            for one in imposed:
                self._take(one, None, None)
            for change, entry in (*requires, *self._parts(stream, "exempt", WITH_ENTRIES)):
                self._take(change, entry, entry.clause)

    def _take_groups(self) -> None:
        """The members that the transaction's countries are, in the groups that all taken so far
        name; and what establishes these groups."""
        named = {name for clause in self._clauses for name in self._groups_asked(clause)}
        for name in groups_inside(named, self.seen):
            self._take_group(name)

    def _take_group(self, name: str) -> None:
        countries = {self.given.get(field) for field in COUNTRY_FIELDS}
        for change in self.seen.visible_of(f"group/{name}", "group_established"):
            self._take(change, None, None)
        for change, entry in member_entries(name, self.seen):
            if entry.label[0] == "@" or entry.label in countries:
                self._take(change, entry, None)

    def _take_lists(self) -> None:
        """What tells of the transaction's goods, in the lists that all taken so far name: the
        items of their code, above and below it; and what tells whether a list is known whole."""
        for name in {name for clause in self._clauses for name in clause.lists()}:
            self._take_list(name)

    def _take_list(self, name: str) -> None:
        goods = goods_said(self.given)
        if goods is None or list_of(goods) != name:
            return
        stream = stream_of_list(name)
        for change in self.seen.visible_of(stream, "control_list_adopted", "list_complete"):
            self._take(change, None, None)
        for change, entry in items_telling(self.history.stream(stream), bare(goods)):
            self._take(change, entry, None)

    def _groups_asked(self, clause: Clause) -> Iterator[str]:
        """The groups of which a clause asks whether a country of the transaction is in them."""
        for dimension in COUNTRY_DIMENSIONS:
            words = clause.says.get(dimension, ())
            country = self.given.get(DIMENSION_BY_NAME[dimension].field)
            if country is not None and country not in words:
                yield from (word[1:] for word in words if word[0] == "@")

    def _parts(
        self, stream: str, kind: str, types: Iterable[str]
    ) -> Iterator[tuple[Change, Entry]]:
        for change in self.seen.visible_of(stream, *types):
            for entry in change.entries:
                if entry.kind == kind and self._may_match(entry.clause):
                    yield change, entry

    def _take_if_matching(self, change: Change) -> None:
        if self._may_match(change.clause):
            self._take(change, None, change.clause)

    def _take(self, change: Change, entry: Entry | None, clause: Clause | None) -> None:
        """A part, what it asks, and all that stops or extends it, with what that asks."""
        bearing = bearing_on(self.history, change, entry)
        self._found.update((one.id, one) for one in bearing)
        asked = (clause, *(one.clause for one in bearing if one.type.stops))
        self._clauses += [one for one in asked if one is not None]

    def _may_match(self, clause: Clause | None) -> bool:
        return clause is None or clause.matches(self.given, self.groups) > NO


# -- lists ---------------------------------------------------------------------------


def items_telling(stream: Stream, code: str) -> Iterator[tuple[Change, Entry]]:
    """The items of a control list that can tell whether goods of a code are on it."""
    for above in codes_above(code):
        yield from stream.items.get(above, ())
    yield from stream.items_below(code)


# -- groups --------------------------------------------------------------------------


def groups_inside(names: Iterable[str], seen: Seen) -> Iterator[str]:
    """These groups and those that visible changes ever name inside them, each once."""
    waiting, entered = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in entered:
            entered.add(name)
            yield name
            labels = (entry.label for _, entry in member_entries(name, seen))
            waiting += [label[1:] for label in labels if label[0] == "@"]


def member_entries(name: str, seen: Seen) -> Iterator[tuple[Change, Entry]]:
    """The visible entries of a group's members, each with its change."""
    for change in seen.visible_of(f"group/{name}", "group_established", "member_admitted"):
        for entry in change.entries:
            yield change, entry
