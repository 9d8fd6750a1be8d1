"""Claims: what somebody said, and reported figures."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from ....projections.viewpoints import AskedView
from ..answers.claims import ReportsAnswer, StatementsAnswer
from ..dependencies import SaidSeenQuery, Served, TheRegister, TheWorkers
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
    asked: SaidSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """The statements that run on a day, as known on a day; those taken back do not: all, or those
    about one thing, by one speaker, in one instrument.

    About one thing they come in rank, otherwise in the order of recording.
    """
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _statements, seen_from, asked.which())


def _statements(served: Served, seen_from: AskedView, which: dict[str, Any]) -> Response:
    return as_json(served.register.statements(seen_from, **which))


@router.get(
    "/reports",
    summary="Figures on the use of licences, as reported",
    tags=["claims"],
    response_model=ReportsAnswer,
    responses=responses(404, 422, 503),
)
async def list_reports(
    asked: SaidSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """The figures reported, each with who gave it; two that differ are both kept.

    `about` is a licence here, `by` who issued the instrument.
    """
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _reports, seen_from, asked.which())


def _reports(served: Served, seen_from: AskedView, which: dict[str, Any]) -> Response:
    return as_json(served.register.reports(seen_from, **which))
