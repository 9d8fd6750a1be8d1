"""The requirements as lines: whether a licence is required, and whether a prohibition stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...history.changes import Change
from ...history.history import History
from ...law.requirements import WITH_ENTRIES
from ...law.running import Seen
from ...vocabulary.clauses import Clause
from ...vocabulary.truth import NO, Truth
from ..knowledge import Known, periods_of
from ..periods import END, FIRST_DAY
from ..presence import Presence, bearing_on
from .line import Kind, Line


def requirement_lines(history: History, known: Known) -> list[Line]:
    """All that tells whether a licence is required and whether a prohibition stands."""
    return [*_impositions(history, known), *_required_parts(history, known)]


def _impositions(history: History, known: Known) -> Iterator[Line]:
    for name in history.subjects("requirement"):
        for change in history.stream(f"requirement/{name}").of_type("requirement_imposed"):
            bearing = bearing_on(history, change)
            for period in periods_of(history, known, bearing, _standing(change)):
                if period.value is not None:
                    yield _line(period.begins, period.ends, change.id, period.value, None)


def _required_parts(history: History, known: Known) -> Iterator[Line]:
    presence = Presence(history, known)
    for name in history.subjects("requirement"):
        for change in history.stream(f"requirement/{name}").of_type(*WITH_ENTRIES):
            for entry in change.entries:
                bearing = bearing_on(history, change, entry)
                for period in presence.of(change, entry, bearing):
                    if period.value > NO:
                        yield _line(
                            period.begins, period.ends, entry.id, period.value, entry.clause
                        )
    for change in history.completions():
        for period in periods_of(history, known, bearing_on(history, change), _running(change)):
            if period.value > NO:
                yield _line(period.begins, period.ends, change.id, period.value, change.clause)


def _line(
    begins: int | None, ends: int | None, part: str, present: Truth, clause: Clause | None
) -> Line:
    return Line(begins or FIRST_DAY, ends or END, Kind.ASKED, part, present, clause)


def _running(change: Change) -> Callable[[Seen], Truth]:
    return lambda seen: seen.runs(change)


def _standing(change: Change) -> Callable[[Seen], Truth | None]:
    """Whether a change runs; None where it is not visible."""
    return lambda seen: seen.runs(change) if seen.visible(change) else None
