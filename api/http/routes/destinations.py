"""A country first."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request, Response

from ....projections.register.destinations import Destinations
from ..answers.destinations import DestinationAnswer, DestinationTimelineAnswer
from ..dependencies import PagedKnownQuery, PagedSeenQuery, served
from ..problems import responses
from ..responses import as_json
from ..routing import doors

router = doors()

Country = Annotated[str, Path(description="A country, as in IL.", examples=["IL"])]


async def destinations(request: Request) -> Destinations:
    """The questions about destinations."""
    return Destinations((await served(request)).ledger)


TheDestinations = Annotated[Destinations, Depends(destinations)]


@router.get(
    "/destinations/{country}",
    summary="What the law leaves for what goes to a country",
    tags=["destinations"],
    response_model=DestinationAnswer,
    responses=responses(404, 422),
)
def get_destination(
    country: Country, asked: PagedSeenQuery, destinations: TheDestinations
) -> Response:
    """For each licence what is left of its permits and exclusions once the destination is this
    country, its conditions, the groups that the country is in, prohibitions and requirements
    that reach it, and what comes."""
    return as_json(destinations.destination(country, asked.asked(), asked.limit, asked.after))


@router.get(
    "/destinations/{country}/timeline",
    summary="The days on which that changed, and by what",
    tags=["destinations"],
    response_model=DestinationTimelineAnswer,
    responses=responses(404, 422),
)
def get_destination_timeline(
    country: Country, asked: PagedKnownQuery, destinations: TheDestinations
) -> Response:
    """The days on which the law changed for what goes to a country: which licences,
    requirements and groups say otherwise from that day on, and by which changes.

    `after` is a day: only what changed later.
    """
    found = destinations.destination_timeline(country, asked.asked(), asked.limit, asked.after)
    return as_json(found)
