"""Recording instruments, and what was recorded."""

from __future__ import annotations

import hmac
import logging
from typing import Annotated

from fastapi import Depends, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from ....domain.shapes.instruments import InstrumentShape
from ....projections.ledger import Recording
from ....projections.register.timelines import Timelines
from ....projections.viewpoints import AskedView
from ...texts import read_json
from ..answers.diffs import DryRunAnswer
from ..answers.instruments import InstrumentAnswer, InstrumentsAnswer, RecordedAnswer
from ..dependencies import (
    Body,
    KnownQuery,
    PagedKnownQuery,
    Served,
    TakenQuery,
    TheRegister,
    TheServer,
    TheWorkers,
    served,
)
from ..observing import PERSON
from ..problems import NotAllowedError, RecordingClosedError, responses
from ..responses import as_json, inline, reads
from ..routing import doors
from ..workers import FromWorkers

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


async def may_record(request: Request) -> None:
    """Nothing, for somebody who may record; asked before anything is read of what he sends."""
    token = (await served(request)).token
    if token is None:
        raise RecordingClosedError(
            "this server was started without LEDGER_TOKEN; set it, or use `licence-ledger record`"
        )
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotAllowedError("send `Authorization: Bearer` with the token of this server")
    setattr(request.state, PERSON, (await served(request)).recorder)


MayRecord = Annotated[None, Depends(may_record)]


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
        **responses(401, 403, 408, 409, 413, 422, 503),
    },
    openapi_extra={
        **reads(inline(InstrumentShape), _EXAMPLE_INSTRUMENT),
        "security": [{"token": []}],
    },
)
async def record_instrument(
    server: TheServer, _: MayRecord, content: Body, taken: TakenQuery, workers: TheWorkers
) -> Response:
    """Record an instrument whole, or refuse it with every fault, each with a pointer.

    With `dry_run` it is judged in the same way, and what each licence that it touches would
    become is answered; nothing is written.
    """
    if taken.dry_run:
        return FromWorkers(workers, True, _dry_run, content)
    note = server.ledger.clock_note()
    recording = await run_in_threadpool(_record, server, content)
    if note is None or recording.already:
        return as_json(recording.shown(), 200 if recording.already else 201)
    _log.warning("%s: %s", recording.instrument, note)
    return as_json({**recording.shown(), "warning": note}, 201)


def _record(server: Served, content: bytes) -> Recording:
    return server.ledger.record(read_json(content), server.recorder)


def _dry_run(served: Served, content: bytes) -> Response:
    return as_json(Timelines(served.ledger).dry_run(read_json(content)))


@router.get(
    "/instruments",
    summary="The instruments recorded",
    tags=["instruments"],
    response_model=InstrumentsAnswer,
    responses=responses(422, 503),
)
async def list_instruments(
    asked: PagedKnownQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """The instruments in the order of recording: by whom, when, at which sizes of the log."""
    seen_from = register.pinned(asked.asked())
    return FromWorkers(workers, False, _instruments, seen_from, asked.limit, asked.after)


def _instruments(served: Served, seen_from: AskedView, limit: int, after: str) -> Response:
    return as_json(served.register.instruments(seen_from, limit, after))


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
