"""The days on which something about an application changes: a step, or a term that runs out.

What its last day is moves on every day on which the term stands still for nobody knows how long;
so while it does, `decide_by` is left out of what is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..history.changes import Change
from ..history.draft import Draft
from ..history.history import History
from ..law.applications.application import Application
from ..law.applications.application_answer import application_line
from ..law.applications.term_ends import TermEnd
from ..law.running import Seen
from ..vocabulary.dates import legal_date
from ..vocabulary.truth import NO
from .periods import FIRST_DAY, LAST_DAY, Period, days_of, periods

Json = dict[str, Any]
COMPARED = ("state", "outcome", "decide_by", "overdue")


class ApplicationDays:
    """An application on all days, as known on a day, at a size of the log."""

    def __init__(self, name: str, history: History, known_on: int | None) -> None:
        self.name = name
        self.history = history
        self.known_on = known_on
        self.changes = list(history.stream(f"application/{name}").changes.values())
        self.days = sorted(self._days())

    def on(self, day: int) -> Json:
        """What is so of it on a day."""
        line = application_line(self.name, self._seen(day))
        shown = {name: line[name] for name in COMPARED}
        return shown if line["suspended"] == "no" else {**shown, "decide_by": None}

    def periods(self, after: int | None = None) -> Iterator[Period[Json]]:
        """All periods, or those that begin after a day; neighbours differ."""
        return periods(self.on, self.days, after)

    def begun_by(self, period: Period[Json]) -> list[Change]:
        """The changes of which a date is reached as a period begins; none where a term ran out."""
        day = period.begins
        if day is None:
            return []
        seen, before = self._seen(day), self._seen(day - 1)
        return seen.ranked(
            one
            for one in self.changes
            if seen.visible(one)
            and (day in days_of([one]) or (day in _turning(one) and before.runs(one) > NO))
        )

    def _seen(self, day: int) -> Seen:
        return Seen(self.history, day, self.known_on)

    def _days(self) -> set[int]:
        """Where it can change: the days of its changes, those after, and those after its terms."""
        days = {day for one in self.changes for day in _turning(one)}
        ends = {end for day in (FIRST_DAY, *days) for end in _ends(self.name, self._seen(day))}
        found = days | {day + 1 for end in ends for day in end if day is not None}
        return {day for day in found if FIRST_DAY < day <= LAST_DAY}


def differing_applications(
    draft: Draft, streams: Iterable[str]
) -> Iterator[tuple[str, Iterator[Json]]]:
    """The applications that a draft would change, by name, each with the periods in which it
    would differ: what is so now, what would be, and by which changes."""
    for stream in sorted(one for one in streams if one.startswith("application/")):
        name = stream.partition("/")[2]
        yield name, _differing(name, draft, [one.id for one in draft.added if one.stream == stream])


def _differing(name: str, draft: Draft, by: list[str]) -> Iterator[Json]:
    now, then = (ApplicationDays(name, one, None) for one in (draft.base, draft))

    def differs(day: int) -> Json | None:
        before, after = now.on(day), then.on(day)
        return {"before": before, "after": after, "by": by} if before != after else None

    for period in periods(differs, sorted({*now.days, *then.days})):
        if period.value is not None:
            yield {**period.bounds(), **period.value}


def _turning(change: Change) -> set[int]:
    """The days on which a change begins to count, or ceases to."""
    days = days_of([change])
    if "respond_by" in change.content:
        date = legal_date(change.content["respond_by"])
        days |= {date.first + 1, date.last + 1}
    if change.type.name in ("completion_requested", "decision_term_suspended"):
        days |= {day + 1 for day in days_of([change])}
    return days


def _ends(name: str, seen: Seen) -> Iterator[TermEnd]:
    found = Application(name, seen)
    if found.term:
        yield found.term.end
    for one in found.objections:
        yield one.term.end


def application_period(period: Period[Json], days: ApplicationDays) -> Json:
    """A period as it is answered: its days, what is so, by which changes it began."""
    began = [{"change": one.id, "type": one.type.name} for one in days.begun_by(period)]
    return {**period.bounds(), **period.value, "changes": began}
