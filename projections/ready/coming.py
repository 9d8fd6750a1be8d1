"""What is still to come of a licence, and from which day on nothing is that lies around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...domain.history.changes import Change
from ...domain.history.history import History
from ...domain.law.running import Seen
from ...domain.law.upcoming import UPCOMING_SHOWN, coming_of, forbids
from .compiled_licence import ByItself, Line
from .kept_json import kept_json

LastDays = Sequence[tuple[int, str]]
"""Streams, each with the last day on which anything of it begins or ends; the latest first."""


class _Ahead:
    """What is still to come of a stream, the soonest first, and how much that is; and whether it is
    that of a requirement that forbids. It is read once for all who see the same of the stream."""

    __slots__ = ("count", "forbids", "lines")

    def __init__(self) -> None:
        self.lines: Sequence[Line] | None = None
        self.count = 0
        self.forbids: bool | None = None

    def read(self, stream: str, seen: Seen) -> Sequence[Line]:
        """Its lines, no more than are shown."""
        if self.lines is None:
            found, self.count = coming_of(stream, seen)
            self.lines = [(one.when, one.rank, kept_json(one.shown())) for one in found]
        return self.lines

    def is_of_prohibition(self, requirement: str, seen: Seen) -> bool:
        """Whether it is that of a requirement that forbids."""
        if self.forbids is None:
            self.forbids = forbids(requirement, seen)
        return self.forbids


def own_coming(by_itself: ByItself) -> tuple[bytes, int]:
    """The changes and ends still to come of a licence, as JSON, and how many more there are, where
    nothing is ahead but of the licence itself."""
    return _shown(by_itself.ahead, by_itself.ahead_in_all)


def all_coming(
    by_itself: ByItself, reached: Iterable[str], forbidding: LastDays, seen: Seen
) -> tuple[bytes, int]:
    """The same with those of the streams of groups and lists that are `reached`, and of those that
    forbid on that day of what may be `forbidding`."""
    lines, count = [*by_itself.ahead], by_itself.ahead_in_all
    for stream, ahead in _around(reached, forbidding, seen):
        lines += ahead.read(stream, seen)
        count += ahead.count
    lines.sort()
    return _shown(lines, count)


def _around(
    reached: Iterable[str], forbidding: LastDays, seen: Seen
) -> Iterator[tuple[str, _Ahead]]:
    day = seen.valid_on
    for stream in reached:
        days = seen.history.stream(stream).days
        if days and day < days[-1]:
            yield stream, seen.kept_of(stream, _Ahead)
    for last, stream in forbidding:
        if last <= day:
            return
        ahead = seen.kept_of(stream, _Ahead)
        if ahead.is_of_prohibition(stream, seen):
            yield stream, ahead


def _shown(lines: Sequence[Line], count: int) -> tuple[bytes, int]:
    shown = b",".join([line for _, _, line in lines[:UPCOMING_SHOWN]])
    return shown, max(0, count - UPCOMING_SHOWN)


def last_day_of(streams: Iterable[str], history: History) -> int:
    """The last day on which anything of these streams begins or ends."""
    days = (history.stream(name).days for name in streams)
    return max((found[-1] for found in days if found), default=0)


def ever_forbidding(law: str, history: History) -> LastDays:
    """The requirements of a law, named by its country's code, that forbid or ever forbade."""
    under = history.under(law)
    streams = [f"requirement/{name}" for name in under.subjects("requirement")]
    imposed = ((name, under.reading(name).of_type("requirement_imposed")) for name in streams)
    found = [name for name, all_of in imposed if any(map(_prohibits, all_of))]
    return sorted(((last_day_of([name], history), name) for name in found), reverse=True)


def _prohibits(change: Change) -> bool:
    return bool(change.content["basis"] == "prohibition")
