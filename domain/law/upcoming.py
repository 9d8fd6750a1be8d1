"""What is still to come: changes and ends that are visible and not yet reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..history.changes import Change
from ..history.ranked import Rank
from ..vocabulary.dates import LegalDate
from ..vocabulary.jurisdictions import law_of
from ..vocabulary.truth import YES
from .running import Seen

UPCOMING_SHOWN = 20


class Coming(NamedTuple):
    """A change that is still to begin or to end: when, its place in rank, and which day it does
    either, None for what it has done or never does."""

    when: int
    rank: Rank
    change: Change
    begins: LegalDate | None
    ends: LegalDate | None

    def shown(self) -> dict[str, Any]:
        """It as answers show it."""
        return {
            "change": self.change.id,
            "type": self.change.type.name,
            "begins": self.begins.text if self.begins else None,
            "ends": self.ends.text if self.ends else None,
        }


def upcoming(streams: Iterable[str], seen: Seen) -> tuple[list[dict[str, Any]], int]:
    """Changes and ends of these streams not yet reached, the soonest first, and how many more
    than are shown; what is stopped today left out."""
    found, count = list[Coming](), 0
    for stream in streams:
        some, of_stream = coming_of(stream, seen)
        found += some
        count += of_stream
    found.sort(key=lambda one: one[:2])
    return [one.shown() for one in found[:UPCOMING_SHOWN]], max(0, count - UPCOMING_SHOWN)


def coming_of(stream: str, seen: Seen) -> tuple[Sequence[Coming], int]:
    """Those of one stream, the soonest first, no more than are shown; and how many there are."""
    ahead, day = seen.history.reading(stream).ahead, seen.valid_on
    beginning, count = ahead.to_begin(day, seen.known_on, UPCOMING_SHOWN)
    others = list(filter(seen.visible, ahead.to_end(day)))
    others += (one for one in ahead.apart(day) if seen.visible(one) and seen.stopped(one) < YES)
    found = [_coming(change, seen) for change in (*beginning, *others)]
    found.sort(key=lambda one: one[:2])
    return found[:UPCOMING_SHOWN], count + len(others)


def prohibiting_streams(licence: str, seen: Seen) -> list[str]:
    """The streams of the requirements of a licence's law that forbid."""
    names = seen.history.under(law_of(licence)).subjects("requirement")
    streams = (f"requirement/{name}" for name in names)
    return [one for one in streams if forbids(one, seen)]


def forbids(requirement: str, seen: Seen) -> bool:
    """Whether a requirement forbids, by its last visible imposition in rank."""
    imposed = seen.visible_of(requirement, "requirement_imposed")
    return bool(imposed) and imposed[-1].content["basis"] == "prohibition"


def _coming(change: Change, seen: Seen) -> Coming:
    when, begins, ends = still_to_come(change, seen.valid_on)
    return Coming(when, seen.rank(change), change, begins, ends)


def still_to_come(change: Change, day: int) -> tuple[int, LegalDate | None, LegalDate | None]:
    """When a change that is still to begin or to end does either, the sooner of them first."""
    begins, ends = change.starting, change.ending
    if begins and begins.reached(day) is YES:
        begins = None
    if ends and ends.reached(day) is YES:
        ends = None
    return min(when.last for when in (begins, ends) if when), begins, ends
