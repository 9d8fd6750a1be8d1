"""Claims: what somebody said, and reported figures."""

from __future__ import annotations

from fastapi import Response

from ....projections.register.claims import Claims
from ....projections.viewpoints import AskedView
from ..answers.claims import ReportsAnswer, StatementsAnswer
from ..dependencies import AboutSeenQuery, Served, TheRegister, TheWorkers
from ..problems import responses
from ..responses import as_json
from ..routing import doors
from ..workers import FromWorkers

router = doors()


@router.get(
    "/statements",
    summary="What was said, by whom and when",
    tags=["claims"],
    response_model=StatementsAnswer,
    responses=responses(404, 422, 503),
)
async def list_statements(
    asked: AboutSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """The statements that run on a day, as known on a day; those taken back do not.

    About one thing they come in rank, otherwise in the order of recording.
    """
    seen_from = register.pinned(asked.asked(), with_day=True)
    page = (asked.about, asked.limit, asked.after)
    return FromWorkers(workers, False, _statements, seen_from, *page)


def _statements(
    served: Served, seen_from: AskedView, about: str | None, limit: int, after: str
) -> Response:
    return as_json(Claims(served.ledger).statements(seen_from, about, limit, after))


@router.get(
    "/reports",
    summary="Figures on the use of licences, as reported",
    tags=["claims"],
    response_model=ReportsAnswer,
    responses=responses(404, 422, 503),
)
async def list_reports(
    asked: AboutSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """The figures reported, each with who gave it; two that differ are both kept.

    `about` is a licence here.
    """
    seen_from = register.pinned(asked.asked(), with_day=True)
    page = (asked.about, asked.limit, asked.after)
    return FromWorkers(workers, False, _reports, seen_from, *page)


def _reports(
    served: Served, seen_from: AskedView, about: str | None, limit: int, after: str
) -> Response:
    return as_json(Claims(served.ledger).reports(seen_from, about, limit, after))
