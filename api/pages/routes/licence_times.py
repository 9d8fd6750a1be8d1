"""A licence over time: its timeline as a picture and a table, and every change in the order in
which it was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query, Response
from markupsafe import Markup

from ....projections.register.named import Named
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import PagedSeenFrom, SeenQuery, Served, TheRegister, TheWorkers
from ...http.routes.licences import LicenceId
from ...http.routing import pages
from ..asking import PageAsked, ThePage, seen_from
from ..downloads import as_csv
from ..errors import shown
from ..licences.drawing import drawn_licence, titles_of_requirements
from ..licences.over_time import (
    change_days,
    neighbours,
    runs,
    timeline_of,
    turns,
)
from ..licences.recorded import recorded_clause, recorded_texts
from ..licences.turning import causes_by_instrument, turn_words
from ..prose import Prose
from ..rendering import page
from ..views import TheView
from .licences import in_right_case

router = pages()
Json = Mapping[str, Any]

ON_A_PAGE = 40
"""So many days or changes stand on a page."""
PERIODS = ("from", "until", "status", "in_force", "permits", "exclusions", "conditions", "changes")
HISTORY = (
    "change",
    "type",
    "position",
    "instrument",
    "title",
    "published_on",
    "from",
    "until",
    "stopped_by",
    "corrected_by",
)


class PageOfDays(PagedSeenFrom):
    """A viewpoint and a page of days or changes."""

    limit: int = ON_A_PAGE


PagedQuery = Annotated[PageOfDays, Query()]


# -- the timeline --------------------------------------------------------------------------


@router.get("/licences/{licence}/timeline")
async def timeline_page(licence: LicenceId, asked: PagedQuery, view: TheView) -> Response:
    """The days on which a licence's answers change, as a picture and as a table."""
    return view.shown(asked, in_right_case, _timeline, licence, asked.after, asked.limit)


def _timeline(
    served: Served, at: PageAsked, seen: AskedFrom, licence: str, after: str, limit: int
) -> Response:
    whole = timeline_of(served.ledger, licence, seen)
    line = _line(served, licence, seen)
    every = [one for one in turns(whole) if not after or one.period["from"] > after]
    found = every[:limit]
    named = Named(served.ledger).named([_named_in(one.period) for one in found], seen)
    say = Prose(at, named)
    titles = titles_of_requirements(served, seen)
    entries = {one["entry"]: one for one in whole["entries"]}
    on = line["viewpoint"]["valid_on"]
    return page(
        "licence_timeline.html",
        at,
        named,
        licence=licence,
        title=say.title(line),
        viewpoint=line["viewpoint"],
        rows=[(one.period, list(turn_words(one, entries, say, titles))) for one in found],
        next=found[-1].period["from"] if len(every) > limit else None,
        after=after,
        causes=causes_by_instrument,
        on=on,
        near=neighbours(change_days(whole), on),
        runs=runs(whole),
        picture=Markup(drawn_licence(served, at, whole, on, seen)),
    )


def _named_in(period: Json) -> list[Any]:
    """What of a period is told by the title of its instrument."""
    listed = ("changes", "court_orders", "reviews", "incomplete")
    return [period[name] for name in listed]


def _line(served: Served, licence: str, seen: AskedFrom) -> Json:
    """A licence's answer, of which its name and its viewpoint are shown."""
    return served.register.licence(licence, seen)


@router.get("/licences/{licence}/timeline.svg")
async def timeline_svg_alone(licence: LicenceId, asked: SeenQuery, view: TheView) -> Response:
    """The picture alone."""
    return view.shown(asked, _drawn_alone, licence)


def _drawn_alone(served: Served, at: PageAsked, seen: AskedFrom, licence: str) -> Response:
    whole = timeline_of(served.ledger, licence, seen)
    on = _line(served, licence, seen)["viewpoint"]["valid_on"]
    svg = drawn_licence(served, at, whole, on, seen)
    return Response(svg, media_type="image/svg+xml")


@router.get("/licences/{licence}/timeline.png")
async def timeline_png(licence: LicenceId, asked: SeenQuery, view: TheView) -> Response:
    """The same as PNG."""
    return view.as_png(asked, _drawn_alone, licence)


@router.get("/licences/{licence}/timeline.csv")
async def timeline_csv(
    licence: LicenceId, asked: SeenQuery, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """The periods of a licence as a file."""
    return shown(workers, at, _timeline_csv, licence, register.pinned(seen_from(asked)))


def _timeline_csv(served: Served, at: PageAsked, licence: str, seen: AskedFrom) -> Response:
    rows = [
        {
            **one,
            **{
                listed: [part["entry"] for part in one[listed]]
                for listed in ("permits", "exclusions", "conditions")
            },
            "changes": [cause["change"] for cause in one["changes"]],
        }
        for one in timeline_of(served.ledger, licence, seen)["periods"]
    ]
    return as_csv(f"{licence}-timeline", PERIODS, rows)


# -- every change --------------------------------------------------------------------------


@router.get("/licences/{licence}/history")
async def history_page(licence: LicenceId, asked: PagedQuery, view: TheView) -> Response:
    """Every change to a licence in the order of the log, stopped and corrected ones too."""
    return view.shown(asked, in_right_case, _history, licence, asked.after, asked.limit)


def _history(
    served: Served, at: PageAsked, seen: AskedFrom, licence: str, after: str, limit: int
) -> Response:
    answer = served.register.history(licence, seen, limit, after)
    named = Named(served.ledger).named(answer, seen)
    return page(
        "licence_history.html",
        at,
        named,
        licence=licence,
        history=answer["history"],
        clause_of=recorded_clause,
        texts_of=recorded_texts,
        next=answer["next"],
        after=after,
        viewpoint=answer["viewpoint"],
    )


@router.get("/licences/{licence}/history.csv")
async def history_csv(licence: LicenceId, asked: PagedQuery, view: TheView) -> Response:
    """A page of the changes to a licence as a file."""
    return view.shown(asked, _history_csv, licence, asked.after, asked.limit)


def _history_csv(
    served: Served, at: PageAsked, seen: AskedFrom, licence: str, after: str, limit: int
) -> Response:
    rows = [
        {**one, "stopped_by": [stop["change"] for stop in one["stopped_by"]]}
        for one in served.register.history(licence, seen, limit, after)["history"]
    ]
    return as_csv(f"{licence}-history", HISTORY, rows)
