"""How parts of a licence stand for every transaction at once.

A partial stop leaves what it stops standing for some transactions and not for others: whether a
part is there is then no truth but depends on which clauses a transaction matches. A *standing*
says how. Two parts of equal standing are there for the same transactions, whoever asks; where no
stop is partial it is the truth that the law gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from ...history.changes import Change, Entry
from ...law.running import Seen
from ...vocabulary.truth import NO, YES, Truth, not_
from ..presence import bearing_on

Standing = Truth | str
"""A truth, or the name of a condition: equal conditions have equal names."""


class Standings:
    """How changes and entries of one stream stand, seen from a viewpoint."""

    def __init__(self, seen: Seen, stream: str) -> None:
        self.seen = seen
        self.stream = stream
        self.plain = not seen.history.stream(stream).has_partial_stops
        self._running: dict[str, Standing] = {}

    def runs(self, change: Change) -> Standing:
        """For whom a change runs."""
        if self.plain:
            return self.seen.runs(change)
        if change.id not in self._running:
            # What stops a change stands later in the log: from the last one back, no chain of
            # stops is too long to follow.
            bearing = bearing_on(self.seen.history, change)
            for one in sorted(bearing, key=lambda one: one.position, reverse=True):
                if one.id not in self._running:
                    self._running[one.id] = self._runs(one)
        return self._running[change.id]

    def present(self, change: Change, entry: Entry) -> Standing:
        """For whom an entry is present."""
        if self.plain:
            return self.seen.present(change, entry)
        unstopped = self.unstopped(change, entry.id)
        return _all((self.runs(change), self._amended_runs(change), *unstopped))

    def status(self, establishment: Change) -> Standing:
        """For whom an establishment runs, and for whom it does not for which reason."""
        runs = self.runs(establishment)
        if self.plain:
            return runs
        stops = self.unstopped(establishment, establishment.id)
        begun, ended = self.seen.begun(establishment), self.ended(establishment)
        parts = (runs, begun, ended, *stops)
        if all(isinstance(one, Truth) for one in parts):
            return runs  # for everybody alike: the status that is shown tells the rest
        return _named("established", *map(_told, parts))

    def stopped_for_some(self, change: Change, named: str) -> list[Change]:
        """The stops for some transactions that bear on a change or entry, and run or may."""
        if self.plain:
            return []
        bearing = bearing_on(self.seen.history, change, change.entry(named))
        partial = (one for one in bearing if one.type.stops and one.clause is not None)
        return [one for one in partial if self.runs(one) is not NO]

    def unstopped(self, change: Change, named: str) -> list[Standing]:
        """For whom each stop of a change or entry lets it be."""
        return [self._lets_be(stop) for stop in self.seen.stops_of(change, named)]

    def ended(self, change: Change) -> Standing:
        """For whom a change has ended."""
        return _not(self._goes_on(change))

    def _runs(self, change: Change) -> Standing:
        if not self.seen.visible(change):
            return NO
        begun, goes_on = self.seen.begun(change), self._goes_on(change)
        return _all((begun, goes_on, *self.unstopped(change, change.id)))

    def _amended_runs(self, change: Change) -> Standing:
        if "amends" not in change.content:
            return YES
        amended = self.seen.history.change(change.content["amends"])
        return self.runs(amended) if amended else NO

    def _goes_on(self, change: Change) -> Standing:
        if change.ending is None:
            return YES
        extensions = self.seen.naming(change, change.id, "period_extended")
        reached = change.ending.reached(self.seen.valid_on)
        return _any((not_(reached), *map(self.runs, extensions)))

    def _lets_be(self, stop: Change) -> Standing:
        """For whom a stop does not stop."""
        runs = self.runs(stop)
        if stop.clause is None or runs is NO:
            return _not(runs)
        return _named("unless", stop.id, repr(sorted(stop.clause.says.items())), _told(runs))


def _all(parts: Iterable[Standing]) -> Standing:
    """For whom all of these hold."""
    truth, conditions = _parted(parts)
    least = min(truth, default=YES)
    if least is NO or not conditions:
        return least
    if least is YES and len(conditions) == 1:
        return conditions[0]
    return _named("all", least.word, *conditions)


def _any(parts: Iterable[Standing]) -> Standing:
    """For whom one of these holds."""
    truth, conditions = _parted(parts)
    most = max(truth, default=NO)
    if most is YES or not conditions:
        return most
    if most is NO and len(conditions) == 1:
        return conditions[0]
    return _named("any", most.word, *conditions)


def _not(one: Standing) -> Standing:
    return not_(one) if isinstance(one, Truth) else _named("not", one)


def _parted(parts: Iterable[Standing]) -> tuple[list[Truth], Sequence[str]]:
    found = list(parts)
    truths = [one for one in found if isinstance(one, Truth)]
    return truths, sorted({one for one in found if not isinstance(one, Truth)})


def _told(one: Standing) -> str:
    return one.word if isinstance(one, Truth) else one


def _named(*said: str) -> str:
    """The name of a condition; of one length, however deep what it says is nested."""
    return sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()
