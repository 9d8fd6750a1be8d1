"""Licences over time: where their answers change, and what differs between two viewpoints."""

from __future__ import annotations

from fastapi import Response

from ....projections.viewpoints import AskedView
from ...library.every_question import EveryQuestion
from ..answers.diffs import DiffAnswer, RegisterDiffAnswer
from ..answers.timelines import TimelineAnswer
from ..dependencies import (
    BetweenQuery,
    BetweenViewpoints,
    PagedBetweenQuery,
    PagedKnownQuery,
    Served,
    TheRegister,
    TheWorkers,
    at_head,
)
from ..problems import responses
from ..responses import as_json
from ..routing import doors
from ..workers import FromWorkers
from .licences import LicenceId

router = doors()


@router.get(
    "/licences/{licence}/timeline",
    summary="The days on which a licence's answers change",
    tags=["licences"],
    response_model=TimelineAnswer,
    responses=responses(404, 422, 503),
)
async def get_licence_timeline(
    licence: LicenceId, asked: PagedKnownQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Periods that follow each other, what a licence answers in each, and why it changed.

    `after` is a day: only the periods that begin later.
    """
    seen_from = register.pinned(asked.asked())
    return FromWorkers(workers, False, _timeline, licence, seen_from, asked.limit, asked.after)


def _timeline(
    served: Served, licence: str, seen_from: AskedView, limit: int, after: str
) -> Response:
    return as_json(served.register.timeline(licence, seen_from, limit, after))


@router.get(
    "/licences/{licence}/diff",
    summary="What differs about a licence between two viewpoints",
    tags=["licences"],
    response_model=DiffAnswer,
    responses=responses(404, 422, 503),
)
async def get_licence_diff(
    licence: LicenceId, between: BetweenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """What was added, removed and altered, and by which changes."""
    return FromWorkers(workers, False, _diff, licence, *_sides(between, register))


def _diff(served: Served, licence: str, from_: str, to: str) -> Response:
    return as_json(served.register.diff(licence, from_, to))


def _sides(between: BetweenViewpoints, register: EveryQuestion) -> tuple[str, str]:
    """Both viewpoints, at a fixed size of the log and on fixed days."""
    today = register.ledger.today().isoformat()
    return at_head(between.from_, register, today), at_head(between.to, register, today)


@router.get(
    "/diff",
    summary="What differs in the register between two viewpoints",
    tags=["licences"],
    response_model=RegisterDiffAnswer,
    responses=responses(422, 503),
)
async def get_register_diff(
    between: PagedBetweenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """The licences that differ, and only these, each with what was added, removed and altered."""
    asked = (*_sides(between, register), between.limit, between.after)
    return FromWorkers(workers, True, _register_diff, *asked)


def _register_diff(served: Served, from_: str, to: str, limit: int, after: str) -> Response:
    return as_json(served.register.register_diff(from_, to, limit, after))
