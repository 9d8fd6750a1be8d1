"""The register of licences."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from ....projections.register.regulations import Regulations
from ..answers.instruments import HistoryAnswer
from ..answers.licences import LicenceAnswer, LicencesAnswer
from ..dependencies import PagedKnownQuery, RegisterSeenQuery, SeenQuery, TheRegister
from ..problems import responses
from ..responses import as_json
from ..routing import doors

router = doors()

LicenceId = Annotated[str, Path(description="A licence.", examples=["NL009"])]


@router.get(
    "/licences",
    summary="The register of licences",
    tags=["licences"],
    response_model=LicencesAnswer | LicenceAnswer,
    responses=responses(404, 422),
)
async def list_licences(asked: RegisterSeenQuery, register: TheRegister) -> Response:
    """Every licence ever established, with its status on a day.

    With `jci`, the one licence that cites the regulation, as at `/v1/licences/{licence}`; where
    several cite it, their list.
    """
    if asked.jci is not None:
        regulations = Regulations(register.ledger)
        return as_json(regulations.cited(asked.jci, asked.asked(), asked.limit, asked.after))
    return as_json(register.licences(asked.asked(), asked.limit, asked.after))


@router.get(
    "/licences/{licence}",
    summary="One licence on a day, as known on a day",
    tags=["licences"],
    response_model=LicenceAnswer,
    responses=responses(404, 422),
)
async def get_licence(licence: LicenceId, asked: SeenQuery, register: TheRegister) -> Response:
    """A licence's status, permits, exclusions and conditions, and all that is open about it."""
    return as_json(register.licence(licence, asked.asked()))


@router.get(
    "/licences/{licence}/history",
    summary="Every change to a licence",
    tags=["licences"],
    response_model=HistoryAnswer,
    responses=responses(404, 422),
)
async def get_history(
    licence: LicenceId, asked: PagedKnownQuery, register: TheRegister
) -> Response:
    """Every change to a licence in log order, stopped and corrected ones too."""
    return as_json(register.history(licence, asked.asked(), asked.limit, asked.after))
