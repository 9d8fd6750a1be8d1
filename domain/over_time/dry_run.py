"""What each licence would become, and on which days, if an instrument were recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from ..history.changes import Change
from ..history.draft import Draft
from ..history.history import History
from .diff import difference
from .periods import Period, periods
from .timeline import Timeline

Json = dict[str, Any]

PERIODS_SHOWN = 100
"""How many periods of one licence are told; each says all that differs in it."""


def consequences(draft: Draft) -> list[Json]:
    """The licences that a sound draft touches, each with the periods in which it would differ.

    A licence that a change is about is listed even if its answers stay as they are: then
    without periods. `before` is what is answered now, `after` what would be. Of more than
    `PERIODS_SHOWN` periods the first are told, and on which day the next begins.
    """
    about = {change.stream for change in draft.added}
    found = []
    for licence in sorted(touched(draft.added, draft) | touched(draft.added, draft.base)):
        differing = list(islice(differing_periods(licence, draft), PERIODS_SHOWN + 1))
        if differing or f"licence/{licence}" in about:
            more = differing[PERIODS_SHOWN].bounds()["from"] if differing[PERIODS_SHOWN:] else None
            shown = [_shown(period) for period in differing[:PERIODS_SHOWN]]
            found.append({"licence": licence, "periods": shown, "more_from": more})
    return found


def differing_periods(licence: str, draft: Draft) -> Iterator[Period[Json | None]]:
    """The periods in which a licence would differ, with the difference; neighbours differ."""
    now, then = Timeline(licence, draft.base), Timeline(licence, draft)

    def differs(day: int) -> Json | None:
        before, after = now.content_on(day), then.content_on(day)
        return difference(before, after) if before != after else None

    days = sorted({*now.days, *then.days})
    return (period for period in periods(differs, days) if period.value is not None)


def touched(changes: Iterable[Change], history: History) -> set[str]:
    """The licences whose answers these changes can bear on, read in a history.

    A change bears on the licence whose stream it stands in; in the stream of an instrument,
    on the licences that instrument is about; and in any stream, on the licences whose court
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
    streams |= {history.home(order) or "" for order in orders}
    return {name.removeprefix("licence/") for name in streams if name.startswith("licence/")}


def _shown(period: Period[Json | None]) -> Json:
    return {**period.bounds(), **(period.value or {})}
