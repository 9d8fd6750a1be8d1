"""The register of licences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Response

from ....projections.viewpoints import AskedView
from ..answers.instruments import HistoryAnswer
from ..answers.licences import LicenceAnswer, LicencesAnswer
from ..dependencies import (
    SIZES,
    PagedKnownQuery,
    RegisterSeenQuery,
    SeenQuery,
    Served,
    TheRegister,
    TheWorkers,
)
from ..problems import responses
from ..responses import as_json, sent_as_json
from ..routing import doors
from ..workers import FromWorkers

router = doors()

LicenceId = Annotated[str, Path(description="A licence.", examples=["NL009"])]


@router.get(
    "/licences",
    summary="The register of licences",
    tags=["licences"],
    response_model=LicencesAnswer | LicenceAnswer,
    responses=responses(404, 422, 503),
)
async def list_licences(
    asked: RegisterSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Every licence ever established, with its status on a day.

    With `jci`, the one licence that cites the regulation, as at `/v1/licences/{licence}`; where
    several cite it, their list.
    """
    page = (asked.limit, asked.after)
    if asked.jci is not None:
        sizes = {name: value for name, value in asked.asked().items() if name in SIZES}
        seen_from = {**asked.asked(), "log_size": register.pinned(sizes).log_size}
        seen_from.pop("recorded_until", None)
        return FromWorkers(workers, False, _cited, asked.jci, seen_from, *page)
    pinned = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _licences, pinned, *page)


def _licences(served: Served, seen_from: AskedView, limit: int, after: str) -> Response:
    return as_json(served.register.licences(seen_from, limit, after))


def _cited(
    served: Served, jci: str, seen_from: Mapping[str, Any], limit: int, after: str
) -> Response:
    return as_json(served.register.cited(jci, seen_from, limit, after))


@router.get(
    "/licences/{licence}",
    summary="One licence on a day, as known on a day",
    tags=["licences"],
    response_model=LicenceAnswer,
    responses=responses(404, 422, 503),
)
async def get_licence(
    licence: LicenceId, asked: SeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """A licence's status, permits, exclusions and conditions, and all that is open about it."""
    if register.is_long(licence):
        seen_from = register.pinned(asked.asked(), with_day=True)
        return FromWorkers(workers, False, _licence, licence, seen_from)
    return sent_as_json(register.licence_written(licence, asked.seen_from()))


def _licence(served: Served, licence: str, seen_from: AskedView) -> Response:
    return as_json(served.register.licence(licence, seen_from))


@router.get(
    "/licences/{licence}/history",
    summary="Every change to a licence",
    tags=["licences"],
    response_model=HistoryAnswer,
    responses=responses(404, 422, 503),
)
async def get_licence_history(
    licence: LicenceId, asked: PagedKnownQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Every change to a licence in log order, stopped and corrected ones too."""
    seen_from = register.pinned(asked.asked())
    return FromWorkers(workers, False, _history, licence, seen_from, asked.limit, asked.after)


def _history(
    served: Served, licence: str, seen_from: AskedView, limit: int, after: str
) -> Response:
    return as_json(served.register.history(licence, seen_from, limit, after))
