"""The one law, of all parts of a licence at once: which of them run and are there on a day, as
known on a day.

Each change, and each permit and exclusion of it, has a place, the first in rank first; sets of
places are the bits of a number. What stops or extends another stands later in the log, so that
one pass over these, the last first, settles all of them. `running` says the same, a change at a
time; it is asked where that is not so, and where there are too many changes to keep their days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import or_
from typing import Any, NamedTuple

from ...history.changes import Change, Entry
from ...history.clause_index import ClauseIndex
from ...history.history import History
from ...vocabulary.bounds import CODE
from ...vocabulary.clauses import Clause
from ...vocabulary.dimensions import DIMENSIONS
from ...vocabulary.truth import NO, YES, Truth
from ..licence import TYPES_WITH, Licence, holder_clause
from ..running import Seen

MOST_CHANGES = 300
"""Of a licence of more changes the law is asked change by change."""
_DECIDING = ("permit", "exclude")
_OPEN_FIELDS = frozenset(one.field for one in DIMENSIONS if one.is_open)
STANDING_KEPT = 1_000
"""Between so many days it is kept what is there of a licence, and so many decisions."""
OFTEN, WORDS_KEPT = 10, 2_000
"""Asked about so often between two days, it is kept what was decided of which words; and of so
many of a licence."""


class PartsThere:
    """What there is of a licence between days on which nothing of it changes: the places of what
    is visible, of what is there or may be, and of what certainly is. And what is `decided` there
    whatever is asked, None if that is not known."""

    __slots__ = ("asked", "certain", "decided", "may", "visible")

    def __init__(self, visible: int, may: int, certain: int) -> None:
        self.visible = visible
        self.may = may
        self.certain = certain
        self.decided: Any = None
        self.asked = 0
        """How often it was asked about."""


class _Placed(NamedTuple):
    """A change, its own place and those of its permits and exclusions, with the clause of each;
    and all its places together, and those of its entries."""

    change: Change
    own: int
    entries: dict[str, int]
    clauses: list[Clause | None]
    all: int
    of_entries: int


class _Mover(NamedTuple):
    """A change that stops what is at these places while it runs, or keeps it from ending."""

    own: int
    moves: int
    extends: bool


class _OnDays(NamedTuple):
    """Between two days the places of what has begun or may have, and has ended or may have."""

    may_begin: int
    begun: int
    may_end: int
    ended: int


class LicenceParts:
    """A licence's parts, as recorded, and its clauses by the words of a transaction; whatever day
    is asked about, and whatever transaction."""

    def __init__(self, history: History, name: str) -> None:
        self._name = name
        self._reading = history.reading(f"licence/{name}")
        self._placed = list(_placed(self._reading.ranked))
        self._at = [one.change for one in self._placed for _ in one.clauses]
        clauses = [clause for one in self._placed for clause in one.clauses]
        self.clauses = ClauseIndex(clauses)
        self.fields = self.clauses.fields()
        self._open_places = [n for n, one in enumerate(self.fields, 1) if one in _OPEN_FIELDS]
        self._days, self._public = self._days_with(history, filter(None, clauses))
        self.establishments = self._of_type("licence_established")
        self.gaps = self._of_type("history_incomplete")
        self.permits = self._of_kind("permit")
        self.exclusions = self._of_kind("exclude")
        self._own = {one.change.id: one.own for one in self._placed}
        self._movers = list(self._moving())
        self._amending = [
            (one.of_entries, self._own.get(one.change.content["amends"], 0))
            for one in self._placed
            if "amends" in one.change.content
        ]
        self._is_settled_by_bits = self._stands_in_order(history)
        self._visible, self._on_days = self._by_days() if self._is_settled_by_bits else ([], [])
        self._standing: dict[tuple[int, int], PartsThere | None] = {}
        self.decisions: dict[tuple[str, str, int], Any] = {}
        """What was decided, by verdict, reason, and the places of what decides."""
        self.by_words: dict[tuple[PartsThere | str | None, ...], Any] = {}
        """The same, by what there is of it, and what a transaction says in its `fields`."""

    def standing(self, valid_on: int, known_on: int | None) -> PartsThere | None:
        """What there is of it on a day, as known on a day: one and the same on all days on which
        the groups and lists that it names are the same too. None where that is to be asked of the
        law change by change (`asked_again`)."""
        found = self._standing.get(_stretch(self._days, self._public, valid_on, known_on))
        if found is None and self._is_settled_by_bits:
            own = self._reading
            found = self._settled(*_stretch(own.stream.days, own.days, valid_on, known_on))
            self._keep(valid_on, known_on, found)
        return found

    def asked_again(self, seen: Seen) -> PartsThere | None:
        """The same, of the law change by change. None where it is asked for the first time between
        these days: to find all that is there takes longer than one transaction does."""
        between = _stretch(self._days, self._public, seen.valid_on, seen.known_on)
        found = self._asked(seen) if between in self._standing else None
        self._keep(seen.valid_on, seen.known_on, found)
        return found

    def _keep(self, valid_on: int, known_on: int | None, found: PartsThere | None) -> None:
        if len(self._standing) >= STANDING_KEPT:
            self._standing.clear()
        self._standing[_stretch(self._days, self._public, valid_on, known_on)] = found

    def placed(self) -> Iterator[tuple[Change, Entry | None, int]]:
        """Each change and each permit and exclusion of it, with its place."""
        for one in self._placed:
            yield one.change, None, one.own
            yield from (
                (one.change, e, one.entries[e.id])
                for e in one.change.entries
                if e.kind in _DECIDING
            )

    def changes_at(self, places: int) -> list[Change]:
        """The changes of these places, in rank."""
        found = {}
        while places:
            place = places & -places
            places ^= place
            change = self._at[place.bit_length() - 1]
            found[change.id] = change
        return list(found.values())

    def remember(self, key: tuple[str, str, int], decided: Any) -> None:
        """Keep what was decided."""
        if len(self.decisions) >= STANDING_KEPT:
            self.decisions.clear()
        self.decisions[key] = decided

    def remember_words(self, said: tuple[Any, ...], decided: Any) -> None:
        """Keep what was decided where there is so much, of these words in `fields`; not if one of
        them is longer than a code."""
        for place in self._open_places:
            word = said[place]
            if word is not None and len(word) > CODE:
                return
        if len(self.by_words) >= WORDS_KEPT:
            self.by_words.clear()
        self.by_words[said] = decided

    # -- the law ------------------------------------------------------------------------

    def _settled(self, day: int, public: int) -> PartsThere:
        """What is there between two days of it, as known between two days on which of it something
        became known."""
        visible = self._visible[public]
        may_begin, begun, may_end, ended = self._on_days[day]
        may_stop = stopped = 0
        for own, moves, extends in self._movers:
            if own & visible & may_begin & ~ended & ~stopped:
                surely = own & begun & ~may_end & ~may_stop
                if extends:
                    ended &= ~moves
                    may_end &= ~moves if surely else -1
                else:
                    may_stop |= moves
                    stopped |= moves if surely else 0
        may = visible & may_begin & ~ended & ~stopped
        certain = may & begun & ~may_end & ~may_stop
        running = may, certain
        for entries, amended in self._amending:
            may &= -1 if amended & running[0] else ~entries
            certain &= -1 if amended & running[1] else ~entries
        return PartsThere(visible, may, certain)

    def _asked(self, seen: Seen) -> PartsThere:
        licence = Licence(self._name, seen)
        own, there = self._own, []
        there += [(own[one.id], seen.runs(one)) for one in licence.establishments]
        there += [(own[one.id], seen.runs(one)) for one in licence.gaps()]
        placed = {entry: bit for one in self._placed for entry, bit in one.entries.items()}
        for kind in _DECIDING:
            there += [(placed[e.id], present) for _, e, present in licence.entries(kind)]
        visible = sum(own[one.id] for one in licence.establishments)
        return PartsThere(visible, *_places(there))

    # -- its parts ----------------------------------------------------------------------

    def _days_with(
        self, history: History, clauses: Iterable[Clause]
    ) -> tuple[Sequence[int], Sequence[int]]:
        """The days on which something of it, or of a group or list that it names, can change; and
        those on which some of that becomes known."""
        own = self._reading
        days, public = {*own.stream.days}, {*own.days}
        every = list(clauses)
        for group in {name for clause in every for name in clause.groups()}:
            of_group = history.days_of_group(group)
            days.update(of_group[0])
            public.update(of_group[1])
        for name in {name for clause in every for name in clause.lists()}:
            days.update(history.stream(f"list/{name}").days)
            public.update(history.reading(f"list/{name}").days)
        return sorted(days), sorted(public)

    def _of_type(self, name: str) -> int:
        return sum(one.own for one in self._placed if one.change.type.name == name)

    def _of_kind(self, kind: str) -> int:
        return sum(
            one.entries[entry.id]
            for one in self._placed
            for entry in one.change.entries
            if entry.kind == kind and one.change.type.name in TYPES_WITH[kind]
        )

    def _moving(self) -> Iterator[_Mover]:
        """What stops or extends something of it, the last in the log first."""
        places = {entry: bit for one in self._placed for entry, bit in one.entries.items()}
        places |= {one.change.id: one.all for one in self._placed}
        for one in sorted(self._placed, key=lambda one: -one.change.position):
            extends = one.change.type.name == "period_extended"
            if one.change.type.stops or extends:
                yield _Mover(one.own, places.get(one.change.target or "", 0), extends)

    def _by_days(self) -> tuple[list[int], list[_OnDays]]:
        """What is visible, by how many of the days are over on which something of it became known;
        and what has begun and ended, by how many of its days are over."""
        published = self._reading.published
        public = [(published(one.change), one.all) for one in self._placed]
        starting = [(one.change.starting, one.all) for one in self._placed]
        begun = sum(places for when, places in starting if when is None)
        begins = [(when, places) for when, places in starting if when]
        ends = [(one.change.ending, one.all) for one in self._placed if one.change.ending]
        days = self._reading.stream.days
        each = (
            _since(days, [(when.first, places) for when, places in begins], begun),
            _since(days, [(when.last, places) for when, places in begins], begun),
            _since(days, [(when.first, places) for when, places in ends]),
            _since(days, [(when.last, places) for when, places in ends]),
        )
        on_days = [_OnDays(*one) for one in zip(*each, strict=True)]
        return _since(self._reading.days, public), on_days

    def _stands_in_order(self, history: History) -> bool:
        """Whether one pass settles all: what moves another stands after it, and what is amended
        stands here."""
        if len(self._placed) > MOST_CHANGES:
            return False
        at = {one.change.id: one.change.position for one in self._placed}
        for change in (one.change for one in self._placed):
            target = (change.target or "").partition("/")[0]
            if at.get(target, -1) >= change.position:
                return False
            amended = change.content.get("amends")
            if amended is not None and amended not in at and history.change(amended):
                return False
        return True


def _placed(ranked: Iterable[Change]) -> Iterator[_Placed]:
    place = 0
    for change in ranked:
        clauses = [_own_clause(change)]
        entries = {}
        for entry in change.entries:
            if entry.kind in _DECIDING:
                entries[entry.id] = 1 << place + len(clauses)
                clauses.append(entry.clause)
        own, of_entries = 1 << place, sum(entries.values())
        yield _Placed(change, own, entries, clauses, own | of_entries, of_entries)
        place += len(clauses)


def _stretch(
    days: Sequence[int], public: Sequence[int], valid_on: int, known_on: int | None
) -> tuple[int, int]:
    """How many of some days are over on a day, and how many as known on a day."""
    known = len(public) if known_on is None else bisect_right(public, known_on)
    return bisect_right(days, valid_on), known


def _own_clause(change: Change) -> Clause | None:
    """What a change says of itself: an establishment who may use the licence."""
    established = change.type.name == "licence_established"
    return holder_clause(change) if established else change.clause


def _since(days: Sequence[int], dated: Iterable[tuple[int, int]], always: int = 0) -> list[int]:
    """The places whose day is over, by how many of all days are over."""
    added = dict.fromkeys(days, 0)
    for day, places in dated:
        added[day] |= places
    return list(accumulate(added.values(), or_, initial=always))


def _places(told: Iterable[tuple[int, Truth]]) -> tuple[int, int]:
    """The places of which it is or may be so, and of which it certainly is."""
    may = certain = 0
    for places, truth in told:
        if truth > NO:
            may |= places
        if truth is YES:
            certain |= places
    return may, certain
