"""The one law: a change runs unless a running change stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from ..history.changes import Change, Entry
from ..history.history import History
from ..history.instruments import Instrument
from ..history.ranked import Rank, RankedStream, rank
from ..vocabulary.clauses import Clause, Membership
from ..vocabulary.truth import NO, YES, Truth, any_of, not_

T = TypeVar("T")


class Conclusions:
    """What the law says of one stream, between two of its days as known between two others."""

    __slots__ = ("may_run", "present", "running")

    def __init__(self) -> None:
        self.running: dict[str, Truth] = {}
        self.present: dict[str, Truth] = {}
        self.may_run: dict[tuple[str, ...], list[Change]] = {}


class Asked(NamedTuple):
    """The transaction that is asked about: its fields, and who is in which group."""

    given: Mapping[str, str]
    groups: Membership


class Seen:
    """What runs, seen from a viewpoint: on a day, as known on a day, at a size of the log.

    With a transaction (`asked`) a partial stop stops when its clause matches; without one
    the question is about the licence itself, and a partial stop stops nothing.
    """

    def __init__(
        self, history: History, valid_on: int, known_on: int | None, asked: Asked | None = None
    ) -> None:
        self.history = history
        self.valid_on = valid_on
        self.known_on = known_on
        self.asked = asked
        self._conclusions: dict[str, Conclusions] = {}

    def of(self, given: Mapping[str, str], groups: Membership) -> Seen:
        """The same viewpoint, asked about a transaction."""
        return Seen(self.history, self.valid_on, self.known_on, Asked(given, groups))

    # -- the law -------------------------------------------------------------------

    def runs(self, change: Change) -> Truth:
        """Whether a change runs: visible, begun, not ended, and no running change stops it."""
        running = self.concluded(change.stream).running
        known = running.get(change.id)
        if known is None:
            if not self.history.stream(change.stream).naming(change.id):
                known = running[change.id] = self._runs(change)
                return known
            # What stops a change stands later in the log: from the last one back, no
            # chain of stops is too long to follow.
            for one in reversed(self._bearing_on(change)):
                if one.id not in running:
                    running[one.id] = self._runs(one)
            known = running[change.id]
        return known

    def _runs(self, change: Change) -> Truth:
        if not self.visible(change):
            return NO
        return min(self.begun(change), not_(self.ended(change)), not_(self.stopped(change)))

    def present(self, change: Change, entry: Entry) -> Truth:
        """Whether an entry is there: its change runs, nothing that runs stops the entry itself,
        and the establishment that its change amends, if it names one, runs."""
        present = self.concluded(change.stream).present
        known = present.get(entry.id)
        if known is None:
            stops = self.stops_of(change, entry.id)
            stopped = any_of(self.stops(stop) for stop in stops) if stops else NO
            known = min(self.runs(change), not_(stopped), self._amended_runs(change))
            present[entry.id] = known
        return known

    def concluded(self, stream: str) -> Conclusions:
        """What is known of a stream: shared by all who see the same of it.

        A transaction has its own where a partial stop may tell it from others.
        """
        memo = self._conclusions.get(stream)
        if memo is None:
            memo = self._conclusions[stream] = self.kept_of(stream, Conclusions)
        return memo

    def kept_of(self, stream: str, begin: Callable[[], T]) -> T:
        """What whoever asks derives of a stream, begun where nothing is kept: shared by all who
        see the same of it, as long as no partial stop may tell a transaction from others."""
        if self.asked and self.history.stream(stream).has_partial_stops:
            return begin()
        stretch = self.history.stretch(stream, self.valid_on, self.known_on)
        return self.history.derived(stretch, begin)

    # -- its parts -----------------------------------------------------------------

    def visible(self, change: Change) -> bool:
        """Whether it stands in the log read, and its instrument was published by `known_on`."""
        instrument = self.history.instrument(change.instrument)
        return instrument is not None and self.published(instrument)

    def begun(self, change: Change) -> Truth:
        """Whether its `from` has been reached; always, without one."""
        return change.starting.reached(self.valid_on) if change.starting else YES

    def ended(self, change: Change) -> Truth:
        """Whether its `until` has been reached, and no running extension keeps it from ending."""
        if change.ending is None:
            return NO
        extensions = self.naming(change, change.id, "period_extended")
        return min(
            change.ending.reached(self.valid_on),
            not_(any_of(self.runs(extension) for extension in extensions)),
        )

    def stopped(self, change: Change) -> Truth:
        """Whether a running change stops this one."""
        stops = self.stops_of(change, change.id)
        return any_of(self.stops(stop) for stop in stops) if stops else NO

    def stops(self, stop: Change) -> Truth:
        """Whether a stop runs and bears on what is asked."""
        return min(self.bears(stop.clause), self.runs(stop))

    def bears(self, clause: Clause | None) -> Truth:
        """Whether a stop with this clause concerns what is asked (see the class)."""
        if clause is None:
            return YES
        return self.matches(clause) if self.asked else NO

    def matches(self, clause: Clause | None) -> Truth:
        """Whether the transaction asked about matches; nothing asked matches anything."""
        if clause is None or self.asked is None:
            return YES
        return clause.matches(self.asked.given, self.asked.groups)

    def stops_of(self, change: Change, named: str) -> Sequence[Change]:
        """The recorded changes that stop `named`, the change or one of its entries."""
        return self.history.stream(change.stream).stops_of(named)

    def naming(self, change: Change, named: str, *types: str) -> list[Change]:
        """The visible changes of these types whose target is `named`, in rank."""
        found = self.history.stream(change.stream).naming(named)
        return self.ranked(c for c in found if c.type.name in types and self.visible(c))

    def _amended_runs(self, change: Change) -> Truth:
        if "amends" not in change.content:
            return YES
        amended = self.history.change(change.content["amends"])
        return self.runs(amended) if amended else NO

    def published(self, instrument: Instrument) -> bool:
        """Whether an instrument was made known on or before `known_on`."""
        return self.known_on is None or instrument.published_on <= self.known_on

    def _bearing_on(self, change: Change) -> list[Change]:
        """The change and all that stops or extends it, or what does so to those, in log order."""
        stream = self.history.stream(change.stream)
        if not stream.naming(change.id):
            return [change]
        found = {change.id: change}
        waiting = [change]
        while waiting:
            for one in stream.naming(waiting.pop().id):
                if one.id not in found and (one.type.stops or one.type.name == "period_extended"):
                    found[one.id] = one
                    waiting.append(one)
        return sorted(found.values(), key=lambda one: one.position)

    # -- order ---------------------------------------------------------------------

    def rank(self, change: Change) -> Rank:
        """The place among several: by `from`, then publication, then instrument, then number."""
        return rank(change, self.history.instrument(change.instrument))

    def ranked(self, changes: Iterable[Change]) -> list[Change]:
        """Changes in rank, the first in rank first."""
        found = list(changes)
        if len(found) > 1:
            found.sort(key=self.rank)
        return found

    def visible_of(self, stream: str, *types: str) -> Sequence[Change]:
        """The visible changes of these types in a stream, in rank."""
        reading = self.history.reading(stream)
        return self._public(reading, reading.of_type(*types))

    def may_run_of(self, stream: str, *types: str) -> Sequence[Change]:
        """The visible changes of these types in a stream, in rank, without most of those that
        certainly do not run: what each does is for `runs` to say."""
        reading = self.history.reading(stream)
        if not reading.of_type(*types):
            return ()
        may_run = self.concluded(stream).may_run
        found = may_run.get(types)
        if found is None:
            found = may_run[types] = reading.may_run(self.valid_on, self.known_on, *types)
        return found

    def reviewing(self, stream: str) -> Sequence[Change]:
        """The visible changes that conclude a review or say when there is to be one, in rank."""
        reading = self.history.reading(stream)
        return self._public(reading, reading.reviewing)

    def _public(self, reading: RankedStream, changes: Sequence[Change]) -> Sequence[Change]:
        known_on = self.known_on
        if known_on is None or not changes:
            return changes
        return [change for change in changes if reading.published(change) <= known_on]
