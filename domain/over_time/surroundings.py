"""What stands beside every licence and yet decides about it: prohibitions, and who is in a group.

A licence's own changes are not all that its answers rest on. A prohibition goes before every
licence; and a clause that names a group asks who is in it that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..history.changes import Change
from ..history.history import History
from ..law.control_lists import ControlLists, is_kept_free, stream_of_list
from ..law.requirements import Requirement, requirement_for
from ..law.running import Seen
from ..vocabulary.clauses import Clause
from ..vocabulary.jurisdictions import law_of
from ..vocabulary.originals import with_original
from ..vocabulary.truth import NO, Truth, any_of
from .bearing import groups_inside, member_entries

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in a group by its own entries, countries and groups, as far as they are present or
    may be; and whether it is established."""

    established: bool
    present: Mapping[str, Truth]


@dataclass(frozen=True, slots=True)
class Listed:
    """What is on a control list: of each code that the record tells of whether it is; which are
    kept free, or may be; whether the list is adopted, and whether the record of it is whole."""

    adopted: bool
    whole: Truth
    items: Mapping[str, Truth]
    kept_free: Mapping[str, Truth]


class _KeptList:
    """What is on a list between two of its days."""

    def __init__(self) -> None:
        self.listed: Listed | None = None


class Surroundings:
    """What stands beside licences, seen from a viewpoint; each found once."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self._prohibitions: dict[str, list[Requirement]] = {}
        self._members: dict[str, Members] = {}
        self._lists: dict[str, Listed] = {}

    def prohibitions(self, licence: str) -> list[Requirement]:
        """The prohibitions of a licence's law that are imposed or may be, each with its entries;
        by name."""
        law = law_of(licence)
        found = self._prohibitions.get(law)
        if found is None:
            names = self.seen.history.under(law).subjects("requirement")
            asked = (requirement_for(name, self.seen) for name in names)
            found = [one for one in asked if one.prohibits and imposed(one) > NO]
            self._prohibitions[law] = found
        return found

    def members(self, name: str) -> Members:
        """Who is in a group by its own entries."""
        found = self._members.get(name)
        if found is None:
            found = self._members[name] = self._read(name)
        return found

    def groups(self, clauses: Iterable[Clause]) -> dict[str, Members]:
        """The groups that clauses reach: those they name, and those that are or may be inside."""
        found: dict[str, Members] = {}
        waiting = list(groups_named(clauses))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self.members(name)
                waiting += [label[1:] for label in found[name].present if label[0] == "@"]
        return {name: found[name] for name in sorted(found)}

    def listed(self, name: str) -> Listed:
        """What is on a control list."""
        found = self._lists.get(name)
        if found is None:
            seen, stream = self.seen, stream_of_list(name)
            stretch = seen.history.stretch(stream, seen.valid_on, seen.known_on)
            kept = seen.history.derived(stretch, _KeptList)
            if kept.listed is None:
                kept.listed = self._read_list(name)
            found = self._lists[name] = kept.listed
        return found

    def lists(self, clauses: Iterable[Clause]) -> dict[str, Listed]:
        """The control lists of which clauses name all that is on them."""
        return {name: self.listed(name) for name in sorted(lists_reached(clauses))}

    def _read_list(self, name: str) -> Listed:
        lists = ControlLists(self.seen)
        items: dict[str, Truth] = {}
        kept_free: dict[str, Truth] = {}
        for code in self.seen.history.stream(stream_of_list(name)).items:
            for change, entry in lists.items_at(name, code):
                present = self.seen.present(change, entry)
                if not is_kept_free(entry):
                    items[code] = max(items.get(code, NO), present)
                elif present > NO:
                    kept_free[code] = max(kept_free.get(code, NO), present)
        return Listed(lists.is_adopted(name), lists.is_whole(name), items, kept_free)

    def _read(self, name: str) -> Members:
        present: dict[str, Truth] = {}
        for change, entry in member_entries(name, self.seen):
            if (truth := self.seen.present(change, entry)) > NO:
                present[entry.label] = max(present.get(entry.label, NO), truth)
        established = self.seen.visible_of(f"group/{name}", "group_established")
        return Members(bool(established), present)


def imposed(prohibition: Requirement) -> Truth:
    """Whether a prohibition runs at all, whomever it is about."""
    return any_of(truth for _, truth in prohibition.imposed)


def prohibition_shown(prohibition: Requirement) -> Json:
    """A prohibition that runs or may, with its entries that are present or may be."""
    seen = prohibition.imposed[-1][0]
    return {
        "requirement": prohibition.name,
        **with_original(seen.content, "title"),
        "imposed": imposed(prohibition).word,
        "requires": _entries(prohibition.requires),
        "exempts": _entries(prohibition.exempts),
    }


def _entries(parts: Iterable[tuple[tuple[Change, Any], Truth]]) -> list[Json]:
    return [
        {"entry": entry.id, "present": truth.word, "clause": dict(entry.content)}
        for (_, entry), truth in parts
        if truth > NO
    ]


def groups_named(clauses: Iterable[Clause]) -> dict[str, None]:
    """The groups that clauses name, each once."""
    return {name: None for clause in clauses for name in clause.groups()}


def lists_reached(clauses: Iterable[Clause]) -> dict[str, None]:
    """The control lists of which clauses name all that is on them, each once."""
    return {name: None for clause in clauses for name in clause.lists()}


def surroundings_by_day(history: History, known_on: int | None) -> Callable[[int], Surroundings]:
    """What stands beside licences on a day; each day is read once."""
    found: dict[int, Surroundings] = {}

    def on(day: int) -> Surroundings:
        if day not in found:
            found[day] = Surroundings(Seen(history, day, known_on))
        return found[day]

    return on


# -- which changes they rest on --------------------------------------------------------


def prohibiting(history: History) -> Iterator[Change]:
    """Every change of a requirement that forbids, or ever did."""
    for stream in _forbidding(history):
        yield from history.stream(stream).changes.values()


def _forbidding(history: History) -> Iterator[str]:
    for name in history.subjects("requirement"):
        stream = f"requirement/{name}"
        imposed_ = history.stream(stream).of_type("requirement_imposed")
        if any(one.content["basis"] == "prohibition" for one in imposed_):
            yield stream


def streams_beside(licence: str, history: History) -> Iterator[str]:
    """The streams beside a licence that its answers can rest on: of prohibitions, and of the
    groups and control lists that its clauses or theirs ever reach."""
    forbidding = list(_forbidding(history.under(law_of(licence))))
    yield from forbidding
    streams = (f"licence/{licence}", *forbidding)
    changes = (one for stream in streams for one in history.stream(stream).changes.values())
    clauses = list(clauses_of(changes))
    groups = groups_inside(groups_named(clauses), Seen(history, 0, None))
    yield from (f"group/{name}" for name in groups)
    yield from map(stream_of_list, lists_reached(clauses))


def bearing_beside(licence: str, history: History) -> Iterator[Change]:
    """Every change beside a licence that its answers can rest on."""
    for stream in streams_beside(licence, history):
        yield from history.stream(stream).changes.values()


def clauses_of(changes: Iterable[Change]) -> Iterator[Clause]:
    """What decides about transactions in these changes: the clauses of entries and of stops."""
    for change in changes:
        if change.clause is not None:
            yield change.clause
        yield from (entry.clause for entry in change.entries if entry.clause is not None)


def groups_with(names: Iterable[str], history: History) -> set[str]:
    """These groups, and those inside which one of them ever is."""
    wanted, seen = set(names), Seen(history, 0, None)
    return {
        name
        for name in history.subjects("group")
        if not wanted.isdisjoint(groups_inside([name], seen))
    }
