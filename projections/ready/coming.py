"""What is still to come of a licence, and from which day on nothing is that lies around it."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from ...domain.history.changes import Change
from ...domain.history.history import History
from ...domain.law.running import Seen
from ...domain.law.upcoming import UPCOMING_SHOWN, prohibiting_streams, still_to_come, upcoming
from ...domain.vocabulary.jurisdictions import law_of
from ...domain.vocabulary.truth import YES
from .compiled_licence import CompiledLicence
from .kept_json import kept_json

_Found = tuple[int, int, bytes]


def all_coming(compiled: CompiledLicence, reached: Iterable[str], seen: Seen) -> tuple[bytes, int]:
    """The changes and ends still to come, as JSON, and how many more there are. `reached` are the
    streams of the groups and lists that the licence reaches."""
    streams = (compiled.stream, *reached, *prohibiting_streams(compiled.name, seen))
    found, more = upcoming(streams, seen)
    return orjson.dumps(found)[1:-1], more


def own_coming(compiled: CompiledLicence, day: int, known_on: int, seen: Seen) -> tuple[bytes, int]:
    """The same where nothing is ahead but of the licence itself."""
    ahead = compiled.reading.ahead
    beginning, count = ahead.to_begin(day, seen.known_on, UPCOMING_SHOWN)
    others = [one for one in ahead.to_end(day) if compiled.reading.published(one) <= known_on]
    others += [one for one in ahead.apart(day) if _is_ahead(one, compiled, known_on, seen)]
    more = max(0, count + len(others) - UPCOMING_SHOWN)
    if not others:
        return b",".join([_line(one, compiled, day)[2] for one in beginning]), more
    shown = sorted(_line(one, compiled, day) for one in (*beginning, *others))
    return b",".join([line for _, _, line in shown[:UPCOMING_SHOWN]]), more


def _is_ahead(change: Change, compiled: CompiledLicence, known_on: int, seen: Seen) -> bool:
    """Whether a change can still begin or end: it is visible, and not certainly stopped."""
    if compiled.reading.published(change) > known_on:
        return False
    if (days := compiled.days[change.id]) is None:
        return seen.stopped(change) < YES
    return not days.is_stopped(seen.valid_on, known_on)


def _line(change: Change, compiled: CompiledLicence, day: int) -> _Found:
    """A change that is still to begin or to end: when, its place in rank, and as it is shown."""
    found = compiled.ahead.get(change.id)
    if found is None:
        when, begins, ends = still_to_come(change, day)
        said = {
            "change": change.id,
            "type": change.type.name,
            "begins": begins.text if begins else None,
            "ends": ends.text if ends else None,
        }
        found = when, compiled.reading.place(change), kept_json(said)
        if change.ending is None:  # so that only its beginning is ahead, on whatever day
            compiled.ahead[change.id] = found
    return found


def last_day_of(streams: Iterable[str], history: History) -> int:
    """The last day on which anything of these streams begins or ends."""
    days = (history.stream(name).days for name in streams)
    return max((found[-1] for found in days if found), default=0)


def last_prohibiting_day(licence: str, history: History) -> int:
    """The same of the requirements of a licence's law that ever forbade."""
    under = history.under(law_of(licence))
    streams = [f"requirement/{name}" for name in under.subjects("requirement")]
    imposed = ((name, under.reading(name).of_type("requirement_imposed")) for name in streams)
    return last_day_of((name for name, all_of in imposed if any(map(_prohibits, all_of))), history)


def _prohibits(change: Change) -> bool:
    return bool(change.content["basis"] == "prohibition")
