"""Streams: the changes of one subject, as they read after their corrections.

Many threads read the same stream: what is derived of it when it is asked for is put there whole.

And what a record tells beside: which instrument it stands in, which words it names. A
`Source` is where all of them are found, asked for at a size of the log.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..vocabulary.change_types import LISTING
from ..vocabulary.clauses import NOTHING_KNOWN, Clause
from ..vocabulary.dimensions import DIMENSION_BY_NAME, RARE, Dimension
from ..vocabulary.truth import Truth
from .changes import Change, Entry, clauses_in, read_change

_RARE = frozenset(one.name for one in RARE)


class RareClause(NamedTuple):
    """A clause that names a rare fact: which words of that it matches, in the dimension's order,
    and what it says of all else; the change that states it, and the entry whose own clause it is,
    if it is that of an entry."""

    dimension: str
    matching: tuple[Truth, ...]
    rest: Clause
    change: Change
    entry: Entry | None


def _rare_clauses(change: Change) -> Iterator[RareClause]:
    others = list(clauses_in(change.content))
    stated: list[tuple[Mapping[str, Sequence[str]], Entry | None]] = []
    for entry in change.entries:
        if entry.clause and entry.clause.says in others:
            others.remove(entry.clause.says)
            stated.append((entry.clause.says, entry))
    for says, of in (*stated, *((says, None) for says in others)):
        for name in _RARE & says.keys():
            told = _told_of(DIMENSION_BY_NAME[name], says[name])
            yield RareClause(name, told, _without(name, says), change, of)


def _told_of(rare: Dimension, named: Sequence[str]) -> tuple[Truth, ...]:
    own = Clause({rare.name: named})
    return tuple(own.matches({rare.field: word}, NOTHING_KNOWN) for word in rare.words)


def _without(name: str, says: Mapping[str, Sequence[str]]) -> Clause:
    return Clause({one: words for one, words in says.items() if one != name})


class Stream:
    """The changes of one subject, in log order, as they read after their corrections."""

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        self.corrections: dict[str, Change] = {}
        self._naming: dict[str, dict[str, Change]] = {}
        self._by_type: dict[str, dict[str, Change]] = {}
        self._own: set[int] | None = None
        self._stops: dict[str, list[Change]] = {}
        self._days: list[int] | None = None
        self._partial: bool | None = None
        self._rare: Sequence[RareClause] | None = None
        self._corrected: dict[str, list[Change]] | None = None
        self._items: dict[str, list[tuple[Change, Entry]]] | None = None
        self._codes: list[str] | None = None
        self._lists: frozenset[str] | None = None

    def extended(self, more: Iterable[Change]) -> Stream:
        """This stream and what was recorded since; this one stays as it was."""
        stream = Stream()
        stream.changes = dict(self.changes)
        stream.corrections = dict(self.corrections)
        stream._naming = dict(self._naming)
        stream._by_type = dict(self._by_type)
        stream._own = set() if self.changes or self.corrections else None  # all of it is its own
        for change in more:
            stream.add(change)
        return stream

    def add(self, change: Change) -> None:
        """Put the next record at the end, or carry the correction out that it is."""
        self._days = self._partial = self._rare = self._corrected = None
        self._items = self._codes = self._lists = None
        if change.type.name != "record_corrected":
            self._put(change)
            return
        self.corrections[change.id] = change
        if target := self.changes.get(change.target or ""):
            self._take(target)
            if restated := change.content.get("restated"):
                self._put(read_change(target.id, target.position, target.stream, restated))

    @property
    def days(self) -> list[int]:
        """The days on which anything in it begins or ends, or may; between two nothing does."""
        if self._days is None:
            dates = (d for c in self.changes.values() for d in (c.starting, c.ending) if d)
            self._days = sorted({day for date in dates for day in (date.first, date.last)})
        return self._days

    @property
    def has_partial_stops(self) -> bool:
        """Whether something in it is stopped for some transactions only."""
        if self._partial is None:
            changes = self.changes.values()
            self._partial = any(c.type.stops and c.clause is not None for c in changes)
        return self._partial

    @property
    def rare(self) -> Sequence[RareClause]:
        """What its clauses say of rare facts: a line for each dimension of one that some clause
        names."""
        if self._rare is None:
            every = self.changes.values()
            self._rare = [clause for change in every for clause in _rare_clauses(change)]
        return self._rare

    @property
    def lists_named(self) -> frozenset[str]:
        """The control lists of which some clause in it names all that is on them."""
        if self._lists is None:
            contents = (change.content for change in self.changes.values())
            clauses = (Clause(says) for content in contents for says in clauses_in(content))
            self._lists = frozenset(name for clause in clauses for name in clause.lists())
        return self._lists

    @property
    def items(self) -> Mapping[str, Sequence[tuple[Change, Entry]]]:
        """The items of a control list by their codes, each with its change, in log order."""
        if self._items is None:
            items: dict[str, list[tuple[Change, Entry]]] = {}
            for change in self.of_type(*LISTING):
                for entry in change.entries:
                    items.setdefault(entry.label, []).append((change, entry))
            self._items = items
        return self._items

    def items_below(self, code: str) -> Iterator[tuple[Change, Entry]]:
        """The items whose codes stand below one at a dot."""
        if self._codes is None:
            self._codes = sorted(self.items)
        below = code + "."
        for place in range(bisect_left(self._codes, below), len(self._codes)):
            if not self._codes[place].startswith(below):
                return
            yield from self.items[self._codes[place]]

    def of_type(self, *names: str) -> list[Change]:
        """The changes of these types, in log order."""
        found = [change for name in names for change in self._by_type.get(name, {}).values()]
        return sorted(found, key=lambda change: change.position)

    def corrections_of(self, target: str) -> Sequence[Change]:
        """The corrections of a change of this stream, in log order."""
        if self._corrected is None:
            corrected: dict[str, list[Change]] = {}
            for one in self.corrections.values():
                corrected.setdefault(one.target or "", []).append(one)
            self._corrected = corrected
        return self._corrected.get(target, ())

    def naming(self, target: str) -> Collection[Change]:
        """The changes whose `target` is this change or entry."""
        named = self._naming.get(target)
        return named.values() if named else ()

    def stops_of(self, target: str) -> Sequence[Change]:
        """The changes that stop this change or entry while they run."""
        if target not in self._naming:
            return []
        stops = self._stops.get(target)
        if stops is None:
            stops = [change for change in self._naming[target].values() if change.type.stops]
            self._stops[target] = stops
        return stops

    def _put(self, change: Change) -> None:
        self.changes[change.id] = change
        self._writable(self._by_type, change.type.name)[change.id] = change
        if change.target is not None:
            self._stops.pop(change.target, None)
            self._writable(self._naming, change.target)[change.id] = change

    def _take(self, change: Change) -> None:
        del self.changes[change.id]
        del self._writable(self._by_type, change.type.name)[change.id]
        if change.target is not None:
            self._stops.pop(change.target, None)
            del self._writable(self._naming, change.target)[change.id]

    def _writable(self, index: dict[str, dict[str, Change]], name: str) -> dict[str, Change]:
        """The part of an index to write to; a part shared with an earlier stream is copied."""
        part = index.setdefault(name, {})
        if self._own is not None and id(part) not in self._own:
            part = index[name] = dict(part)
            self._own.add(id(part))
        return part


EMPTY = Stream()
