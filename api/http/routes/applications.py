"""Applications for licences, and by when each must be decided."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from ....projections.viewpoints import AskedView
from ..answers.applications import (
    ApplicationAnswer,
    ApplicationHistory,
    ApplicationsAnswer,
    ApplicationTimeline,
)
from ..dependencies import (
    PagedKnownQuery,
    PagedSeenQuery,
    SeenQuery,
    Served,
    TheRegister,
    TheWorkers,
)
from ..problems import responses
from ..responses import as_json
from ..routing import doors
from ..workers import FromWorkers

router = doors()

ApplicationId = Annotated[str, Path(description="An application.", examples=["NL0074CDIU0182267"])]


@router.get(
    "/applications",
    summary="The applications",
    tags=["applications"],
    response_model=ApplicationsAnswer,
    responses=responses(422, 503),
)
async def list_applications(
    asked: PagedSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Every application ever received, where it stands on a day, and by when it must be decided."""
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _applications, seen_from, asked.limit, asked.after)


def _applications(served: Served, seen_from: AskedView, limit: int, after: str) -> Response:
    return as_json(served.register.applications(seen_from, limit, after))


@router.get(
    "/applications/{application}",
    summary="By when must an application be decided?",
    tags=["applications"],
    response_model=ApplicationAnswer,
    responses=responses(404, 422, 503),
)
async def get_application(
    application: ApplicationId, asked: SeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Where an application stands on a day, by when it must be decided and how that comes about,
    and its decisions, objections and appeals with their own terms."""
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _application, application, seen_from)


def _application(served: Served, application: str, seen_from: AskedView) -> Response:
    return as_json(served.register.application(application, seen_from))


@router.get(
    "/applications/{application}/history",
    summary="Every change to an application",
    tags=["applications"],
    response_model=ApplicationHistory,
    responses=responses(404, 422, 503),
)
async def get_application_history(
    application: ApplicationId, asked: PagedKnownQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Every change to an application in log order, stopped and corrected ones too."""
    seen_from = register.pinned(asked.asked())
    return FromWorkers(workers, False, _history, application, seen_from, asked.limit, asked.after)


def _history(
    served: Served, application: str, seen_from: AskedView, limit: int, after: str
) -> Response:
    found = served.register.history(application, seen_from, limit, after, "application")
    return as_json(found)


@router.get(
    "/applications/{application}/timeline",
    summary="The days on which something about an application changes",
    tags=["applications"],
    response_model=ApplicationTimeline,
    responses=responses(404, 422, 503),
)
async def get_application_timeline(
    application: ApplicationId, asked: PagedKnownQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Periods that follow each other, and what is so of the application in each.

    `after` is a day: only the periods that begin later.
    """
    seen_from = register.pinned(asked.asked())
    return FromWorkers(workers, False, _timeline, application, seen_from, asked.limit, asked.after)


def _timeline(
    served: Served, application: str, seen_from: AskedView, limit: int, after: str
) -> Response:
    found = served.register.application_timeline(application, seen_from, limit, after)
    return as_json(found)
