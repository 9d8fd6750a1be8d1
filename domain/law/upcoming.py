"""What is still to come: changes and ends that are visible and not yet reached."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..history.changes import Change
from ..vocabulary.dates import LegalDate
from ..vocabulary.jurisdictions import law_of
from ..vocabulary.truth import YES
from .running import Seen

UPCOMING_SHOWN = 20


def upcoming(streams: Iterable[str], seen: Seen) -> tuple[list[dict[str, Any]], int]:
    """Changes and ends of these streams not yet reached, the soonest first, and how many more
    than are shown; what is stopped today left out."""
    found: list[Change] = []
    more, day = 0, seen.valid_on
    for stream in streams:
        ahead = seen.history.reading(stream).ahead
        beginning, count = ahead.to_begin(day, seen.known_on, UPCOMING_SHOWN)
        others = list(filter(seen.visible, ahead.to_end(day)))
        others += (one for one in ahead.apart(day) if seen.visible(one) and seen.stopped(one) < YES)
        found += (*beginning, *others)
        more += count + len(others)
    shown = [(*still_to_come(change, day), change) for change in found]
    shown.sort(key=lambda one: (one[0], seen.rank(one[3])))
    return [
        {
            "change": change.id,
            "type": change.type.name,
            "begins": begins.text if begins else None,
            "ends": ends.text if ends else None,
        }
        for _, begins, ends, change in shown[:UPCOMING_SHOWN]
    ], max(0, more - UPCOMING_SHOWN)


def prohibiting_streams(licence: str, seen: Seen) -> list[str]:
    """The streams of the requirements of a licence's law that forbid, by their last visible
    imposition in rank."""
    names = seen.history.under(law_of(licence)).subjects("requirement")
    streams = (f"requirement/{name}" for name in names)
    imposed = ((one, seen.visible_of(one, "requirement_imposed")) for one in streams)
    return [one for one, found in imposed if found and found[-1].content["basis"] == "prohibition"]


def still_to_come(change: Change, day: int) -> tuple[int, LegalDate | None, LegalDate | None]:
    """When a change that is still to begin or to end does either, the sooner of them first."""
    begins, ends = change.starting, change.ending
    if begins and begins.reached(day) is YES:
        begins = None
    if ends and ends.reached(day) is YES:
        ends = None
    return min(when.last for when in (begins, ends) if when), begins, ends
