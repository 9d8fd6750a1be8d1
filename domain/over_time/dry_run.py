"""What each licence would become, and on which days, if an instrument were recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..history.changes import Change
from ..history.draft import Draft
from ..history.history import History
from .application_days import differing_applications
from .contents.diff import difference
from .periods import Period, periods
from .subjects import differing_subjects, limited
from .surroundings import (
    Surroundings,
    clauses_of,
    groups_named,
    groups_with,
    prohibiting,
    surroundings_by_day,
)
from .timeline import Around, Timeline

Json = dict[str, Any]

PERIODS_SHOWN = 100
"""How many periods of one licence are told; each says all that differs in it."""


NOTHING: Json = {
    "licences": [],
    "groups": [],
    "requirements": [],
    "policies": [],
    "applications": [],
}
"""The consequences of what changes nothing."""


def consequences(draft: Draft) -> Json:
    """What a sound draft would change: of licences, groups, requirements, policies and
    applications.

    Each stands there with the periods in which it would differ. A licence that a change is
    about is listed even if its answers stay as they are: then without periods. `before` is
    what is answered now, `after` what would be. Of more than `PERIODS_SHOWN` periods the first
    are told, and on which day the next begins.
    """
    trial = Trial(draft)
    return {
        "licences": list(_licences(draft, trial)),
        **differing_subjects(draft, trial.streams, PERIODS_SHOWN),
        "applications": list(_applications(draft, trial.streams)),
    }


def _applications(draft: Draft, streams: Iterable[str]) -> Iterator[Json]:
    for name, differing in differing_applications(draft, streams):
        shown, more = limited(differing, PERIODS_SHOWN)
        if shown:
            yield {"application": name, "periods": shown, "more_from": more}


def _licences(draft: Draft, trial: Trial) -> Iterator[Json]:
    about = {change.stream for change in draft.added}
    for licence in sorted(trial.licences()):
        found = differing_periods(licence, draft, trial)
        shown, more = limited((_shown(one) for one in found), PERIODS_SHOWN)
        if shown or f"licence/{licence}" in about:
            yield {"licence": licence, "periods": shown, "more_from": more}


def differing_periods(licence: str, draft: Draft, trial: Trial) -> Iterator[Period[Json | None]]:
    """The periods in which a licence would differ, with the difference; neighbours differ."""
    now = Timeline(licence, draft.base, around=trial.now)
    then = Timeline(licence, draft, around=trial.then)

    def differs(day: int) -> Json | None:
        if trial.leaves(licence, day):
            return None
        before, after = now.content_on(day), then.content_on(day)
        return difference(before, after) if before != after else None

    days = sorted({*now.days, *then.days})
    return (period for period in periods(differs, days) if period.value is not None)


class Trial:
    """A draft, and what stands beside licences without it and with it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.now: Around = surroundings_by_day(draft.base, None)
        self.then: Around = surroundings_by_day(draft, None)
        self.streams = streams_touched(draft.added, draft) | streams_touched(
            draft.added, draft.base
        )
        self._corrects = any(one.type.name == "record_corrected" for one in draft.added)
        self._alike: dict[int, bool] = {}

    def licences(self) -> set[str]:
        """The licences on which the draft can bear, be it through what stands beside them."""
        found = _licences_in(self.streams)
        for history in (self.draft.base, self.draft):
            found |= set(_reached(self.streams, history))
        return found

    def leaves(self, licence: str, day: int) -> bool:
        """Whether the draft certainly leaves a licence as it is on a day: nothing of its own is
        touched, and what stands beside licences is the same."""
        if self._corrects or f"licence/{licence}" in self.streams:
            return False
        if day not in self._alike:
            self._alike[day] = self._is_alike(self.now(day), self.then(day))
        return self._alike[day]

    def _is_alike(self, now: Surroundings, then: Surroundings) -> bool:
        groups = [one.removeprefix("group/") for one in self.streams if one.startswith("group/")]
        return now.prohibitions == then.prohibitions and all(
            now.members(name) == then.members(name) for name in groups
        )


def _reached(streams: Iterable[str], history: History) -> Iterator[str]:
    """The licences whose answers change with these streams of groups and prohibitions."""
    groups = groups_with({one.removeprefix("group/") for one in streams}, history)
    forbidding = list(prohibiting(history))
    every = any(one.stream in streams for one in forbidding) or (
        not groups.isdisjoint(groups_named(clauses_of(forbidding)))
    )
    for name in history.subjects("licence") if every or groups else ():
        own = history.stream(f"licence/{name}").changes.values()
        if every or not groups.isdisjoint(groups_named(clauses_of(own))):
            yield name


def streams_touched(changes: Iterable[Change], history: History) -> set[str]:
    """The streams of which these changes can alter what is answered, read in a history.

    A change bears on the subject whose stream it stands in; in the stream of an instrument,
    on the subjects that instrument is about; and in any stream, on the licences whose court
    orders are carried out there.
    """
    streams = {change.stream for change in changes}
    for name in list(streams):
        kind, _, instrument = name.partition("/")
        recorded = history.recorded_instrument(instrument) if kind == "instrument" else None
        streams |= {history.home(one) or "" for one in (recorded.changes if recorded else ())}
    orders = {
        change.content["ordered_by"]
        for name in streams
        for change in history.stream(name).changes.values()
        if "ordered_by" in change.content
    }
    return streams | {history.home(order) or "" for order in orders}


def _licences_in(streams: Iterable[str]) -> set[str]:
    return {name.removeprefix("licence/") for name in streams if name.startswith("licence/")}


def _shown(period: Period[Json | None]) -> Json:
    return {**period.bounds(), **(period.value or {})}
