"""A country first."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from ....projections.viewpoints import AskedView
from ..answers.destinations import DestinationAnswer, DestinationTimelineAnswer
from ..dependencies import (
    Served,
    TheRegister,
    TheWorkers,
    UnderLawKnownQuery,
    UnderLawSeenQuery,
)
from ..problems import responses
from ..responses import as_json
from ..routing import doors
from ..workers import FromWorkers

router = doors()

Country = Annotated[str, Path(description="A country, as in IL.", examples=["IL"])]


@router.get(
    "/destinations/{country}",
    summary="What the law leaves for what goes to a country",
    tags=["destinations"],
    response_model=DestinationAnswer,
    responses=responses(404, 422, 503),
)
async def get_destination(
    country: Country, asked: UnderLawSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """For each licence what is left of its permits and exclusions once the destination is this
    country, its conditions, the groups that the country is in, prohibitions and requirements
    that reach it, and what comes."""
    seen_from = register.pinned(asked.asked(), with_day=True)
    page = (country, seen_from, asked.limit, asked.after, asked.jurisdiction)
    return FromWorkers(workers, True, _destination, *page)


def _destination(
    served: Served, country: str, seen_from: AskedView, limit: int, after: str, law: str
) -> Response:
    return as_json(served.register.destination(country, seen_from, limit, after, law))


@router.get(
    "/destinations/{country}/timeline",
    summary="The days on which that changed, and by what",
    tags=["destinations"],
    response_model=DestinationTimelineAnswer,
    responses=responses(404, 422, 503),
)
async def get_destination_timeline(
    country: Country, asked: UnderLawKnownQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """The days on which the law changed for what goes to a country: which licences,
    requirements and groups say otherwise from that day on, and by which changes.

    `after` is a day: only what changed later.
    """
    page = (country, register.pinned(asked.asked()), asked.limit, asked.after, asked.jurisdiction)
    return FromWorkers(workers, True, _timeline, *page)


def _timeline(
    served: Served, country: str, seen_from: AskedView, limit: int, after: str, law: str
) -> Response:
    return as_json(served.register.destination_timeline(country, seen_from, limit, after, law=law))
