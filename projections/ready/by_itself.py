"""How a licence stands by itself on a day: what its own changes say of it, as ready bytes."""

from __future__ import annotations

from ...domain.history.changes import Change
from ...domain.law.running import Seen
from ...domain.law.upcoming import UPCOMING_SHOWN, Coming, still_to_come
from ...domain.vocabulary.truth import YES
from .compiled_licence import NONE, ByItself, CompiledLicence, Line, Reached
from .kept_json import kept_json
from .plain_changes import NEVER

_SAID = b'%b,"permits":[%b],"exclusions":[%b],"conditions":[%b],"court_orders":'


def by_itself(compiled: CompiledLicence, seen: Seen) -> ByItself:
    """How a licence stands by itself; the same between two of its days, as known between two."""
    day, known_on = seen.valid_on, NEVER if seen.known_on is None else seen.known_on
    head, because = compiled.head(day, known_on, seen)
    entries, reached = _entries(compiled, day, known_on, seen)
    ahead, count = _ahead(compiled, day, known_on, seen)
    return ByItself(_SAID % (head, *map(b",".join, entries)), because, reached, ahead, count)


def _entries(
    compiled: CompiledLicence, day: int, known_on: int, seen: Seen
) -> tuple[tuple[list[bytes], ...], Reached]:
    """The entries that are there, or may be, of each kind; and what their clauses reach."""
    entries: tuple[list[bytes], ...] = ([], [], [])
    reached = NONE
    for one in compiled.changes:
        days = one.days
        if days is None:
            shown = one.by_law(seen)
        elif days[0] > known_on or day < days[1]:  # most often; `runs` would say so too
            continue
        elif runs := days.runs(day, known_on):
            shown = one.shown(runs, seen)
        else:
            continue
        for kind, said in shown.entries:
            entries[kind].append(said)
        if shown.reached is not NONE:
            more = shown.reached
            reached = more if reached is NONE else (reached[0] | more[0], reached[1] | more[1])
    return entries, reached


def _ahead(
    compiled: CompiledLicence, day: int, known_on: int, seen: Seen
) -> tuple[list[Line], int]:
    """What of it is still to begin or to end, the soonest first, no more than are shown, and how
    much: as the rules say it (`coming_of`), by days alone where these tell."""
    ahead, published = compiled.reading.ahead, compiled.reading.published
    beginning, count = ahead.to_begin(day, seen.known_on, UPCOMING_SHOWN)
    lines = [_line(one, compiled, day) for one in beginning]
    others = [one for one in ahead.to_end(day) if published(one) <= known_on]
    others += [one for one in ahead.apart(day) if _is_ahead(one, compiled, known_on, seen)]
    if others:
        lines += [_line(one, compiled, day) for one in others]
        lines.sort()
    return lines[:UPCOMING_SHOWN], count + len(others)


def _is_ahead(change: Change, compiled: CompiledLicence, known_on: int, seen: Seen) -> bool:
    """Whether a change can still begin or end: it is visible, and not certainly stopped."""
    if compiled.reading.published(change) > known_on:
        return False
    if (days := compiled.days[change.id]) is None:
        return seen.stopped(change) < YES
    return not days.is_stopped(seen.valid_on, known_on)


def _line(change: Change, compiled: CompiledLicence, day: int) -> Line:
    """A change that is still to begin or to end."""
    found = compiled.ahead.get(change.id)
    if found is None:
        when, begins, ends = still_to_come(change, day)
        place = compiled.reading.rank(change)
        said = Coming(when, place, change, begins, ends).shown()
        found = when, place, kept_json(said)
        if change.ending is None:  # so that only its beginning is ahead, on whatever day
            compiled.ahead[change.id] = found
    return found
