"""What each licence would become, and on which days, if an instrument were recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from ..history.changes import Change
from ..history.draft import Draft
from ..history.history import History
from ..vocabulary.jurisdictions import law_of
from .application_days import differing_applications
from .contents.diff import difference
from .periods import Period, periods
from .subjects import differing_subjects, limited
from .surroundings import (
    Surroundings,
    clauses_of,
    groups_named,
    groups_with,
    lists_reached,
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
    "lists": [],
    "applications": [],
}
"""The consequences of what changes nothing."""


def consequences(draft: Draft) -> Json:
    """What a sound draft would change: of licences, and of groups, requirements, policies,
    control lists and applications.

    Each stands there with the periods in which it would differ. A licence that a change is
    about is listed even if its answers stay as they are: then without periods. `before` is
    what is answered now, `after` what would be. Of more than `PERIODS_SHOWN` periods the first
    are told, and on which day the next begins.
    """
    trial = Trial(draft)
    return {
        "licences": list(_licences(draft, trial)),
        **_subjects(draft, trial.streams),
    }


def consequences_in_part(draft: Draft, after: str, most: int) -> Json:
    """The same of so many licences whose names follow one; `next` is the last of them if there are
    more. What is no licence is told with the first part."""
    trial = Trial(draft)
    licences = list(islice(_licences(draft, trial, after), most + 1))
    streams = [] if after else sorted(trial.streams)
    return {
        "licences": licences[:most],
        **_subjects(draft, streams),
        "next": licences[most - 1]["licence"] if licences[most:] else None,
    }


def _subjects(draft: Draft, streams: Collection[str]) -> Json:
    return {
        **differing_subjects(draft, streams, PERIODS_SHOWN),
        "applications": list(_applications(draft, streams)),
    }


def _applications(draft: Draft, streams: Iterable[str]) -> Iterator[Json]:
    for name, differing in differing_applications(draft, streams):
        shown, more = limited(differing, PERIODS_SHOWN)
        if shown:
            yield {"application": name, "periods": shown, "more_from": more}


def _licences(draft: Draft, trial: Trial, after: str = "") -> Iterator[Json]:
    about = {change.stream for change in draft.added}
    for licence in sorted(name for name in trial.licences() if name > after):
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
        self._alike: dict[tuple[int, str], bool] = {}

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
        law = law_of(licence)
        if (day, law) not in self._alike:
            alike = self._is_alike(licence, self.now(day), self.then(day))
            self._alike[day, law] = alike
        return self._alike[day, law]

    def _is_alike(self, licence: str, now: Surroundings, then: Surroundings) -> bool:
        groups = [one.removeprefix("group/") for one in self.streams if one.startswith("group/")]
        lists = [one.removeprefix("list/") for one in self.streams if one.startswith("list/")]
        return (
            now.prohibitions(licence) == then.prohibitions(licence)
            and all(now.members(name) == then.members(name) for name in groups)
            and all(now.listed(name) == then.listed(name) for name in lists)
        )


def _reached(streams: Iterable[str], history: History) -> Iterator[str]:
    """The licences whose answers change with these streams of groups, control lists and
    prohibitions."""
    groups = groups_with({one.removeprefix("group/") for one in streams}, history)
    lists = {one.removeprefix("list/") for one in streams if one.startswith("list/")}
    for law in dict.fromkeys(law_of(name) for name in history.subjects("licence")):
        yield from _reached_under(streams, groups, lists, history.under(law))


def _reached_under(
    streams: Iterable[str], groups: set[str], lists: set[str], history: History
) -> Iterator[str]:
    """The same of the licences of one law; `groups` and `lists` are those that these streams can
    alter."""

    def reach(changes: Iterable[Change]) -> bool:
        clauses = list(clauses_of(changes))
        named = (groups, groups_named(clauses)), (lists, lists_reached(clauses))
        return any(not some.isdisjoint(others) for some, others in named)

    forbidding = list(prohibiting(history))
    every = any(one.stream in streams for one in forbidding) or reach(forbidding)
    for name in history.subjects("licence") if every or groups or lists else ():
        if every or reach(history.stream(f"licence/{name}").changes.values()):
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
