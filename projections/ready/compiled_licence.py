"""A licence with all of its answer that does not hang on the day asked made beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ...domain.history.changes import Change, Entry
from ...domain.history.history import History, Stretch
from ...domain.history.ranked import Rank
from ...domain.law.licence import TYPES_WITH, Licence
from ...domain.law.licence_answer import (
    condition_shown,
    entry_shown,
    explained,
    named_by,
    partial_stops,
)
from ...domain.law.running import Seen
from ...domain.vocabulary.clauses import Clause
from ...domain.vocabulary.truth import NO, UNDETERMINED, YES, Truth
from .kept_json import kept_json
from .plain_changes import PlainDays, plain_days
from .rare_fields import rare_fields

KINDS = ("permit", "exclude", "condition")
_OF_TYPES = tuple(dict.fromkeys(name for types in TYPES_WITH.values() for name in types))
Names = frozenset[str]
Reached = tuple[Names, Names]
"""The groups and the control lists that clauses name."""
NONE: Reached = (frozenset(), frozenset())
Line = tuple[int, Rank, bytes]
"""When a change is to begin or to end, its place in rank, and how it is shown, as JSON."""
_KIB = 1024


class ByItself(NamedTuple):
    """How a licence stands by itself on a day: what is `said` of it before the orders of courts,
    and the changes that decide it, as JSON; the groups and lists that it reaches; what of it is
    still to come, and how much that is."""

    said: bytes
    because: bytes
    reached: Reached
    ahead: Sequence[Line]
    ahead_in_all: int


class ReadyEntries(NamedTuple):
    """What is shown of a change's entries: each as JSON, with the place of its kind in `KINDS`; and
    what their clauses reach."""

    entries: Sequence[tuple[int, bytes]]
    reached: Reached


class ReadyChange:
    """A change with entries: its days, where they alone tell whether it runs, and what is shown of
    it then, by whether it does or may."""

    __slots__ = ("_shown", "change", "days")

    def __init__(self, change: Change, days: PlainDays | None) -> None:
        self.change = change
        self.days = days
        self._shown: dict[Truth, ReadyEntries] = {}

    def shown(self, present: Truth, seen: Seen) -> ReadyEntries:
        """What is shown of it where all of its entries are as `present` as it runs itself."""
        found = self._shown.get(present)
        if found is None:
            found = self._shown[present] = shown_of(self.change, seen, lambda _: present)
        return found

    def by_law(self, seen: Seen) -> ReadyEntries:
        """What is shown of it as the law says it of each entry."""
        return shown_of(self.change, seen, lambda entry: seen.present(self.change, entry))


def shown_of(change: Change, seen: Seen, present_of: Callable[[Entry], Truth]) -> ReadyEntries:
    """What is shown of the entries of a change that are there, or may be."""
    entries, clauses = list[tuple[int, bytes]](), list[Clause | None]()
    for entry in change.entries:
        if change.type.name not in TYPES_WITH.get(entry.kind, ()):
            continue
        if (present := present_of(entry)) is NO:
            continue
        clauses.append(entry.clause)
        if entry.kind == "condition":
            said = condition_shown(entry, present, None)
        else:
            said = entry_shown(change, entry, present, seen)
            clauses += [stop.clause for stop in partial_stops(change, entry, seen)]
        entries.append((KINDS.index(entry.kind), kept_json(said)))
    return ReadyEntries(entries, _reached(filter(None, clauses)))


def _reached(clauses: Iterable[Clause]) -> Reached:
    named = [(one.groups(), one.lists()) for one in clauses]
    groups = frozenset(name for found, _ in named for name in found)
    lists = frozenset(name for _, found in named for name in found)
    return (groups, lists) if groups or lists else NONE


class CompiledLicence:
    """One licence of one history. `rare` are the fields that most licences have nothing in, and
    this one may; `asked` is how often it was asked about, `kept` how it stands by itself between
    some of its days; `weight` is how much there is of it, in changes or kibibytes."""

    def __init__(self, name: str, history: History) -> None:
        self.name = name
        self.history = history
        self.stream = f"licence/{name}"
        self.reading = reading = history.reading(self.stream)
        self.days = {one.id: plain_days(one, reading) for one in reading.ranked}
        self.changes = list(self._with_entries())
        self.established = [
            (one, self.days[one.id]) for one in reading.of_type("licence_established")
        ]
        self.weight = len(reading.ranked) + 1
        self.rare = rare_fields(self.stream, reading, history)
        self._heads: dict[tuple[str, tuple[str, ...]], bytes] = {}
        self._reasons: dict[str, bytes] = {}
        self.ahead: dict[str, Line] = {}
        self.asked = 0
        self.kept: dict[Stretch, ByItself] = {}
        self._kept_weight = 0

    def _with_entries(self) -> Iterator[ReadyChange]:
        stream = self.reading.stream
        for change in self.reading.of_type(*_OF_TYPES):
            alone = "amends" not in change.content and not any(
                stream.naming(entry.id) for entry in change.entries if entry.id != change.id
            )
            partial = any(stop.clause for stop in stream.stops_of(change.id))
            days = self.days[change.id] if alone and not partial else None
            yield ReadyChange(change, days)

    def keep(self, stretch: Stretch, found: ByItself, most: int) -> int:
        """Keep how it stands between some of its days; all others go if there are as many as at
        `most` are kept. How much more there is of it then."""
        before = self.weight
        if len(self.kept) >= most:
            self.kept.clear()
            self.weight -= self._kept_weight
            self._kept_weight = 0
        more = 1 + len(found.said) // _KIB
        self.kept[stretch] = found
        self._kept_weight += more
        self.weight += more
        return self.weight - before

    # -- what it is --------------------------------------------------------------------

    def deciding(self, day: int, known_on: int, seen: Seen) -> tuple[str, list[Change]] | None:
        """The status and the establishments that decide it, where it is in force, may be, or none
        is known; None where the law has to tell why it is not."""
        runs: dict[Truth, list[Change]] = {}
        visible = False
        for change, days in self.established:
            truth = days.runs(day, known_on) if days else seen.runs(change)
            runs.setdefault(truth, []).append(change)
            visible = visible or self.reading.published(change) <= known_on
        if YES in runs:
            return "in_force", runs[YES]
        if UNDETERMINED in runs:
            return "undetermined", runs[UNDETERMINED]
        return None if visible else ("not_established", [])

    def head(self, day: int, known_on: int, seen: Seen) -> tuple[bytes, bytes]:
        """What it is called, and its status: all before `permits`, as JSON; and the changes that
        decide it."""
        found = self.deciding(day, known_on, seen)
        if found is None:
            licence = Licence(self.name, seen)
            status, because = licence.status()
            return self._head(status, because, licence), self._why(because, seen)
        status, because = found
        key = status, tuple(one.id for one in because)
        head = self._heads.get(key)
        if head is None:
            head = self._heads[key] = self._head(status, because, Licence(self.name, seen))
        return head, self._why(because, seen)

    def _head(self, status: str, because: list[Change], licence: Licence) -> bytes:
        said = {
            "licence": self.name,
            **named_by(licence, because),
            "status": status,
            "in_force": _IN_FORCE.get(status, NO).word,
        }
        return kept_json(said)[:-1]

    def _why(self, because: Iterable[Change], seen: Seen) -> bytes:
        return b",".join([self._reasons.get(one.id) or self._reason(one, seen) for one in because])

    def _reason(self, change: Change, seen: Seen) -> bytes:
        """A change as the reason of the answer; one that nothing stops reads so on all days."""
        found = kept_json(explained(change, seen))
        if not self.reading.stream.stops_of(change.id):
            self._reasons[change.id] = found
        return found


_IN_FORCE = {"in_force": YES, "undetermined": UNDETERMINED}
