"""Errors as responses: one shape, `application/problem+json` (RFC 9457).

This file alone gives errors their status codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from ...domain.approval.deciding import (
    AlreadyApprovedError,
    ClosedProposalError,
    OthersProposalError,
    OwnProposalError,
    ReasonError,
    SameContentError,
    StaleContentError,
    StaleEffectError,
    UnknownProposalError,
)
from ...domain.faults import (
    DamagedRecordError,
    Fault,
    Hints,
    LedgerError,
    OtherContentError,
    QuestionError,
    RefusedError,
    UnknownInstrumentError,
    UnknownSubjectError,
    told_of,
)
from ...domain.shapes.sentences import fault_of
from ...projections.approval.looking import differing_shown
from ...projections.approval.proposals import ApprovalsNotAskedError
from ...projections.register.claims import UnknownTopicError
from ...projections.register.destinations import UnknownCountryError
from ...projections.register.regulations import UnknownRegulationError
from ...projections.storage.errors import LedgerFileError
from ...projections.watching.watch_errors import (
    OthersWatchError,
    UnknownWatchError,
    WatchNameTakenError,
)
from ..access.entry_errors import (
    AccessError,
    NotAllowedError,
    RecordingClosedError,
    RoleMissingError,
    TooManyAttemptsError,
)
from ..texts import NotJsonError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5
"""Seconds after which somebody who was sent away may ask again."""
_NOTHING: Mapping[str, Any] = {}
_HEADERS = {
    "token-needed": {"WWW-Authenticate": "Bearer"},
    "role-missing": {"WWW-Authenticate": 'Bearer error="insufficient_scope"'},
    "busy": {"Retry-After": str(RETRY_AFTER)},
    "not-arrived": {"Retry-After": "1"},
    "stalled": {"Connection": "close"},
}


class MalformedHeaderError(QuestionError):
    """A header of a request holds what it cannot hold."""

    title = "A header cannot be read"


class TooLargeError(LedgerError):
    """A body is larger than the server reads."""

    title = "The body is too large"


class StalledError(LedgerError):
    """A body that was announced did not come."""

    title = "The body did not come"


class BusyError(LedgerError):
    """The server has as much to do as it takes on: ask again in a moment."""

    title = "The server is busy"


class TookTooLongError(LedgerError):
    """A question takes longer than the server works on one."""

    title = "It takes too long"


class MemoryNeededError(LedgerError):
    """A question needs more memory than the server gives one."""

    title = "It needs too much memory"


class WorkerLostError(LedgerError):
    """The process that was to answer ended before it did."""

    title = "It was not answered to its end"


class NotArrivedError(LedgerError):
    """A replica does not hold yet what a question asks for."""

    title = "It has not arrived at this replica"


class ProblemError(BaseModel):
    """One thing wrong: where (a JSON pointer), its code, and a sentence."""

    pointer: str = Field(examples=["/changes/0/destinations/1"])
    code: str = Field(examples=["unknown_country"])
    detail: str = Field(examples=["`XX` is no country code; write a code of ISO 3166-1"])


class Problem(BaseModel):
    """A question that could not be answered, or an instrument that was refused (RFC 9457)."""

    type: str = Field(examples=["/problems#refused"])
    title: str = Field(examples=["The instrument was refused; nothing was recorded"])
    status: int = Field(examples=[422])
    detail: str
    errors: list[ProblemError]
    differs: list[dict[str, Any]] | None = Field(
        None, description="Only of `stale-content` and `stale-effect`: what `was` and `is` where."
    )


_STATUS: tuple[tuple[type[LedgerError], int, str], ...] = (
    (OtherContentError, 409, "other-content"),
    (RefusedError, 422, "refused"),
    (UnknownCountryError, 404, "unknown"),
    (UnknownTopicError, 404, "unknown"),
    (UnknownRegulationError, 404, "unknown"),
    (UnknownInstrumentError, 404, "unknown"),
    (UnknownSubjectError, 404, "unknown"),
    (MalformedHeaderError, 400, "malformed-header"),
    (QuestionError, 422, "faulty-question"),
    (NotJsonError, 422, "not-json"),
    (UnknownProposalError, 404, "unknown"),
    (OwnProposalError, 403, "own-proposal"),
    (OthersProposalError, 403, "others-proposal"),
    (StaleContentError, 409, "stale-content"),
    (StaleEffectError, 409, "stale-effect"),
    (AlreadyApprovedError, 409, "already-approved"),
    (ClosedProposalError, 409, "closed-proposal"),
    (SameContentError, 409, "same-content"),
    (ReasonError, 422, "faulty-question"),
    (ApprovalsNotAskedError, 403, "approvals-not-asked"),
    (UnknownWatchError, 404, "unknown"),
    (WatchNameTakenError, 409, "name-taken"),
    (OthersWatchError, 403, "others-watch"),
    (NotAllowedError, 401, "token-needed"),
    (RoleMissingError, 403, "role-missing"),
    (TooManyAttemptsError, 429, "too-many-attempts"),
    (AccessError, 503, "access"),
    (RecordingClosedError, 403, "recording-closed"),
    (TooLargeError, 413, "too-large"),
    (StalledError, 408, "stalled"),
    (BusyError, 503, "busy"),
    (NotArrivedError, 503, "not-arrived"),
    (TookTooLongError, 503, "took-too-long"),
    (MemoryNeededError, 503, "memory-needed"),
    (WorkerLostError, 503, "worker-lost"),
    (LedgerFileError, 503, "ledger-file"),
    (DamagedRecordError, 503, "damaged-record"),
    (LedgerError, 500, "ledger"),
)

PROBLEMS = {name: (status, error) for error, status, name in _STATUS if status != 500}
"""Every kind of problem by the name in its `type`, as listed at `/problems`."""


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may answer with, for the OpenAPI document."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def problem(
    status: int,
    name: str,
    title: str,
    detail: str,
    faults: Sequence[Fault] = (),
    more: Mapping[str, Any] = _NOTHING,
) -> Response:
    """A problem as a response."""
    body = {
        "type": f"/problems#{name}",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [{"pointer": f.pointer, "code": f.code, "detail": f.detail} for f in faults],
        **more,
    }
    headers = {**_HEADERS.get(name, {})}
    content = json.dumps(body).encode()  # ASCII: a sentence may repeat what is no UTF-8
    return Response(content, status, headers, MEDIA_TYPE)


def problem_of(error: LedgerError) -> Response:
    """An error as a response."""
    name = next(name for kind, _, name in _STATUS if isinstance(error, kind))
    faults: Sequence[Fault] = getattr(error, "faults", ())
    more: dict[str, Any] = {}
    if isinstance(error, StaleContentError | StaleEffectError):
        more["differs"] = differing_shown(error.differs)
    found = problem(status_of(error), name, error.title, str(error), faults, more)
    if isinstance(error, TooManyAttemptsError):
        found.headers["retry-after"] = str(error.seconds)
    return found


def status_of(error: LedgerError) -> int:
    """The status of an error: what a question names within a transaction is a fault of it."""
    status = next(status for kind, status, _ in _STATUS if isinstance(error, kind))
    faults: Sequence[Fault] = getattr(error, "faults", ())
    in_transaction = faults and faults[0].pointer.startswith("/transaction")
    return 422 if status == 404 and in_transaction else status


def add_problems(app: FastAPI) -> None:
    """Make every error of this application a problem."""

    async def of_ledger(request: Request, error: Exception) -> Response:
        assert isinstance(error, LedgerError)
        return problem_of(error)

    async def of_request(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        hints = Hints()
        faults = told_of([fault_of(one, "", 1, (), hints) for one in error.errors()])
        detail = "; ".join(fault.detail for fault in faults)
        return problem(422, "faulty-question", QuestionError.title, detail, faults)

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        # `request.url` would be taken apart by a function that keeps what it was given.
        path = request.scope["path"]
        detail = f"{request.method} {path}: {error.detail}; what there is stands at /"
        answer = problem(error.status_code, "no-such-page", str(error.detail), detail)
        answer.headers.update(error.headers or {})
        return answer

    async def of_client_gone(request: Request, error: Exception) -> Response:
        return Response(status_code=400)  # nobody is there to read it

    app.add_exception_handler(LedgerError, of_ledger)
    app.add_exception_handler(ClientDisconnect, of_client_gone)
    app.add_exception_handler(RequestValidationError, of_request)
    app.add_exception_handler(HTTPException, of_http)
