"""Claims: what somebody said, and reported figures."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from ....projections.register.claims import Claims
from ..answers.claims import ReportsAnswer, StatementsAnswer
from ..dependencies import SaidSeenQuery, served
from ..problems import responses
from ..responses import as_json
from ..routing import doors

router = doors()


async def claims(request: Request) -> Claims:
    """The questions about claims."""
    return Claims((await served(request)).ledger)


TheClaims = Annotated[Claims, Depends(claims)]


@router.get(
    "/statements",
    summary="What was said, by whom and when",
    tags=["claims"],
    response_model=StatementsAnswer,
    responses=responses(404, 422),
)
async def list_statements(asked: SaidSeenQuery, claims: TheClaims) -> Response:
    """The statements that run on a day, as known on a day; those taken back do not: all, or those
    about one thing, by one speaker, in one instrument.

    About one thing they come in rank, otherwise in the order of recording.
    """
    return as_json(claims.statements(asked.asked(), **asked.which()))


@router.get(
    "/reports",
    summary="Figures on the use of licences, as reported",
    tags=["claims"],
    response_model=ReportsAnswer,
    responses=responses(404, 422),
)
async def list_reports(asked: SaidSeenQuery, claims: TheClaims) -> Response:
    """The figures reported, each with who gave it; two that differ are both kept.

    `about` is a licence here, `by` who issued the instrument.
    """
    return as_json(claims.reports(asked.asked(), **asked.which()))
