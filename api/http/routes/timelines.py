"""Licences over time: where their answers change, and what differs between two viewpoints."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from ....projections.register.timelines import Timelines
from ..answers.diffs import DiffAnswer, RegisterDiffAnswer
from ..answers.timelines import TimelineAnswer
from ..dependencies import BetweenQuery, PagedBetweenQuery, PagedKnownQuery, served
from ..problems import responses
from ..responses import as_json
from ..routing import doors
from .licences import LicenceId

router = doors()


async def timelines(request: Request) -> Timelines:
    """The questions over time."""
    return Timelines((await served(request)).ledger)


TheTimelines = Annotated[Timelines, Depends(timelines)]


@router.get(
    "/licences/{licence}/timeline",
    summary="The days on which a licence's answers change",
    tags=["licences"],
    response_model=TimelineAnswer,
    responses=responses(404, 422),
)
def get_timeline(licence: LicenceId, asked: PagedKnownQuery, timelines: TheTimelines) -> Response:
    """Periods that follow each other, what a licence answers in each, and why it changed.

    `after` is a day: only the periods that begin later.
    """
    return as_json(timelines.timeline(licence, asked.asked(), asked.limit, asked.after))


@router.get(
    "/licences/{licence}/diff",
    summary="What differs about a licence between two viewpoints",
    tags=["licences"],
    response_model=DiffAnswer,
    responses=responses(404, 422),
)
def get_diff(licence: LicenceId, between: BetweenQuery, timelines: TheTimelines) -> Response:
    """What was added, removed and altered, and by which changes."""
    return as_json(timelines.diff(licence, between.from_, between.to))


@router.get(
    "/diff",
    summary="What differs in the register between two viewpoints",
    tags=["licences"],
    response_model=RegisterDiffAnswer,
    responses=responses(422),
)
def get_register_diff(between: PagedBetweenQuery, timelines: TheTimelines) -> Response:
    """The licences that differ, and only these, each with what was added, removed and altered."""
    page = timelines.register_diff(between.from_, between.to, between.limit, between.after)
    return as_json(page)
