"""Recording instruments, and what was recorded."""

from __future__ import annotations

import hmac
import logging
from typing import Annotated

from fastapi import Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from ....domain.shapes.instruments import InstrumentShape
from ....projections.register.timelines import Timelines
from ...texts import read_json
from ..answers.diffs import DryRunAnswer
from ..answers.instruments import InstrumentAnswer, InstrumentsAnswer, RecordedAnswer
from ..dependencies import Body, KnownQuery, PagedKnownQuery, TakenQuery, TheRegister, TheServer
from ..problems import NotAllowedError, RecordingClosedError, responses
from ..responses import as_json, inline, reads
from ..routing import doors

router = doors()
_log = logging.getLogger("licence_ledger.recording")

InstrumentId = Annotated[str, Path(description="An instrument.", examples=["stcrt-2024-5435"])]

_EXAMPLE_INSTRUMENT = {
    "instrument": "stcrt-2030-1",
    "kind": "ministerial_regulation",
    "title": "An example: a destination leaves NL009",
    "issued_by": "Minister",
    "published_on": "2026-01-02",
    "cites": [{"source": "Stcrt. 2030, 1", "locator": "art. I"}],
    "changes": [
        {
            "type": "destination_excluded",
            "licence": "NL009",
            "from": "2026-01-03",
            "destinations": ["QA"],
        }
    ],
}


@router.post(
    "/instruments",
    status_code=201,
    summary="Record an instrument",
    tags=["instruments"],
    response_model=RecordedAnswer,
    responses={
        200: {
            "model": RecordedAnswer | DryRunAnswer,
            "description": "Recorded already, with the same content, and nothing changed; "
            "or a dry run: what each licence would become",
        },
        **responses(401, 403, 409, 413, 422, 503),
    },
    openapi_extra={
        **reads(inline(InstrumentShape), _EXAMPLE_INSTRUMENT),
        "security": [{"token": []}],
    },
)
async def record_instrument(
    server: TheServer, request: Request, content: Body, taken: TakenQuery
) -> Response:
    """Record an instrument whole, or refuse it with every fault, each with a pointer.

    With `dry_run` it is judged in the same way, and what each licence that it touches would
    become is answered; nothing is written.
    """
    _may_record(server.token, request.headers.get("authorization", ""))
    submitted = read_json(content)
    if taken.dry_run:
        return as_json(await run_in_threadpool(Timelines(server.ledger).dry_run, submitted))
    note = server.ledger.clock_note()
    recording = await run_in_threadpool(server.ledger.record, submitted, server.recorder)
    if note is None or recording.already:
        return as_json(recording.shown(), 200 if recording.already else 201)
    _log.warning("%s: %s", recording.instrument, note)
    return as_json({**recording.shown(), "warning": note}, 201)


def _may_record(token: str | None, authorization: str) -> None:
    if token is None:
        raise RecordingClosedError(
            "this server was started without LEDGER_TOKEN; set it, or use `licence-ledger record`"
        )
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotAllowedError("send `Authorization: Bearer` with the token of this server")


@router.get(
    "/instruments",
    summary="The instruments recorded",
    tags=["instruments"],
    response_model=InstrumentsAnswer,
    responses=responses(422),
)
async def list_instruments(asked: PagedKnownQuery, register: TheRegister) -> Response:
    """The instruments in the order of recording: by whom, when, at which sizes of the log."""
    return as_json(register.instruments(asked.asked(), asked.limit, asked.after))


@router.get(
    "/instruments/{instrument}",
    summary="One instrument",
    tags=["instruments"],
    response_model=InstrumentAnswer,
    responses=responses(404, 422),
)
async def get_instrument(
    instrument: InstrumentId, asked: KnownQuery, register: TheRegister
) -> Response:
    """An instrument as it was recorded, whatever was corrected since."""
    return as_json(register.instrument(instrument, asked.asked()))
