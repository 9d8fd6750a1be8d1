"""What was recorded between two sizes of the log, and whether any of it can bear on a question.

Only the streams that something was recorded in are looked at, so a question that nothing new can
bear on is found without being asked. What is left out can certainly not change its answer on any
day; who is in a group and what is on a list is left open for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...history.changes import Change
from ...history.history import History
from ...history.mentions import corrected_id, corrects_instrument
from ..bearing import changes_in_that_ever_bear


class Moved:
    """The changes that were recorded between two sizes of the log, and those that read otherwise
    since; `instruments` are the ids of all that was recorded between."""

    def __init__(self, before: History, after: History, instruments: Iterable[str]) -> None:
        self.before = before
        self.after = after
        self._of_stream: dict[str, set[str]] = {}
        self._by: dict[str, list[Change]] = {}
        for name in instruments:
            for moved, by in self._told_by(name):
                home = after.home(moved)
                if home is not None:
                    self._of_stream.setdefault(home, set()).add(moved)
                    self._by.setdefault(moved, []).append(by)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded between the two."""
        return not self._of_stream

    def by(self, changes: Iterable[Change]) -> list[Change]:
        """What was recorded between that these changes are, or by which they read otherwise; in
        the order of the log."""
        found = {one.id: one for change in changes for one in self._by.get(change.id, ())}
        return sorted(found.values(), key=lambda one: one.position)

    def by_streams(self, streams: Iterable[str]) -> list[Change]:
        """What was recorded between in these streams, or of what stands in them; likewise."""
        moved = (name for stream in streams for name in self._of_stream.get(stream, ()))
        found = {one.id: one for name in moved for one in self._by[name]}
        return sorted(found.values(), key=lambda one: one.position)

    def _told_by(self, instrument: str) -> Iterator[tuple[str, Change]]:
        """The changes of an instrument, and those that it makes read otherwise; each with what
        does so."""
        recorded = self.after.recorded_instrument(instrument)
        names = recorded.changes if recorded else ()
        for change in self.after.recorded_changes(names):
            if corrects_instrument(change):
                corrected = self.after.recorded_instrument(change.target or "")
                yield from ((one, change) for one in (corrected.changes if corrected else ()))
            else:
                yield corrected_id(change), change

    def can_bear(self, licence: str | None, given: Mapping[str, str], law: str) -> bool:
        """Whether something that moved can bear on a question of these fields, on any day, against
        a licence or without one. `given` are its fields as the law matches them."""
        streams = self._of_stream
        return any(
            change.id in streams[change.stream]
            for history in (self.before, self.after)
            for change in changes_in_that_ever_bear(history.under(law), licence, given, streams)
        )
