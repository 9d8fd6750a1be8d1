"""Applications: a list, and a page each, with the term for a decision and a picture over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import Query, Response
from markupsafe import Markup

from ....projections.register.named import Named
from ....projections.register.subject_changes import SubjectChanges
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import (
    MAX_PAGE,
    PagedSeenFrom,
    SeenQuery,
    Served,
)
from ...http.routes.applications import ApplicationId
from ...http.routing import pages
from ...library.every_question import EveryQuestion
from ..asking import PageAsked
from ..downloads import as_csv
from ..licences.application_lanes import application_picture
from ..prose import Prose
from ..rendering import page
from ..views import TheView

router = pages()
Json = Mapping[str, Any]

LISTED = 100
COLUMNS = (
    *("application", "title", "applicant", "received", "state", "outcome"),
    *("decide_by_earliest", "decide_by_latest", "overdue"),
)
PERIODS = ("from", "until", "state", "outcome", "decide_by_earliest", "decide_by_latest", "overdue")


class ApplicationsAsked(PagedSeenFrom):
    """A viewpoint and a page."""

    limit: int = LISTED


@router.get("/applications")
async def application_list(
    asked: Annotated[ApplicationsAsked, Query()],
    view: TheView,
) -> Response:
    """Every application, where it stands on a day, and by when it must be decided."""
    return view.shown(asked, _listed, min(asked.limit, MAX_PAGE), asked.after)


def _listed(served: Served, at: PageAsked, seen: AskedFrom, limit: int, after: str) -> Response:
    found = served.register.applications(seen, limit, after)
    return page(
        "applications.html",
        at,
        found=found["applications"],
        more=found["next"],
        begins=not after,
        viewpoint=found["viewpoint"],
    )


@router.get("/applications.csv")
async def applications_as_csv(asked: SeenQuery, view: TheView) -> Response:
    """The same as a table to take away."""
    return view.shown(asked, _table)


def _table(served: Served, at: PageAsked, seen: AskedFrom) -> Response:
    return as_csv("applications", COLUMNS, _rows(served.register, seen))


def _rows(asked: EveryQuestion, seen: AskedFrom) -> Iterator[Json]:
    after: str | None = ""
    while after is not None:
        found = asked.applications(seen, MAX_PAGE, after)
        yield from map(_in_columns, found["applications"])
        after = found["next"]


def _in_columns(one: Json) -> Json:
    """A row with the bounds of its term in columns of their own."""
    ends = one["decide_by"] or {"earliest": None, "latest": None}
    return {**one, **{f"decide_by_{name}": day for name, day in ends.items()}}


@router.get("/applications/{application}")
async def application_page(
    application: ApplicationId,
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """Where an application stands on a day, and by when it must be decided."""
    return view.shown(asked, _application, application)


def _application(served: Served, at: PageAsked, seen: AskedFrom, name: str) -> Response:
    found = served.register.application(name, seen)
    changes = SubjectChanges(served.ledger).changes_of("application", name, seen)["changes"]
    named = Named(served.ledger).named([found, changes], seen)
    said = [one for one in changes if one["type"] == "statement_recorded"]
    return page(
        "application.html",
        at,
        named,
        found=found,
        about={"changes": [one for one in changes if one not in said], "statements": said},
        picture=Markup(_drawn(served, at, name, seen)),
        viewpoint=found["viewpoint"],
    )


def _timeline(served: Served, name: str, seen: AskedFrom) -> Json:
    days = AskedFrom(known_on=seen.known_on, log_size=seen.log_size, root_hash=seen.root_hash)
    return served.register.application_timeline(name, days, MAX_PAGE)


def _drawn(served: Served, at: PageAsked, name: str, seen: AskedFrom) -> str:
    today = served.ledger.today()
    on = seen.valid_on or today.toordinal()
    day = today.fromordinal(on).isoformat()
    timeline = _timeline(served, name, seen)
    return application_picture(timeline, day, today.isoformat(), Prose(at, {}))


@router.get("/applications/{application}/timeline.svg")
async def application_svg(
    application: ApplicationId,
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """The picture alone."""
    return view.shown(asked, _drawn_alone, application)


def _drawn_alone(served: Served, at: PageAsked, seen: AskedFrom, name: str) -> Response:
    return Response(_drawn(served, at, name, seen), media_type="image/svg+xml")


@router.get("/applications/{application}/timeline.png")
async def application_png(
    application: ApplicationId,
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """The same as PNG."""
    return view.as_png(asked, _drawn_alone, application)


@router.get("/applications/{application}/timeline.csv")
async def application_csv(
    application: ApplicationId,
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """The periods as a file."""
    return view.shown(asked, _periods, application)


def _periods(served: Served, at: PageAsked, seen: AskedFrom, name: str) -> Response:
    rows = map(_in_columns, _timeline(served, name, seen)["periods"])
    return as_csv(f"{name}-timeline", PERIODS, rows)
