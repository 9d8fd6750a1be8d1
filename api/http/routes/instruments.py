"""Recording instruments, and what was recorded."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import Path, Response
from fastapi.concurrency import run_in_threadpool

from ....domain.approval.people import APPROVER, PROPOSER, RECORDER
from ....domain.shapes.instruments import InstrumentShape
from ....projections.ledger import UNAPPROVED, UNASKED
from ....projections.recording.judging import Recording
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
)
from ..entering import BY_TOKEN, CameIn, TheCaller
from ..problems import responses
from ..responses import as_json, inline, reads
from ..routing import doors
from ..workers import FromWorkers

router = doors()
_log = logging.getLogger("licence_ledger.recording")

InstrumentId = Annotated[str, Path(description="An instrument.", examples=["stcrt-2024-5435"])]

_EXAMPLE = {
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
AN_INSTRUMENT = {**reads(inline(InstrumentShape), _EXAMPLE), **BY_TOKEN}
"""How the OpenAPI document says that a door is sent an instrument, by a person with a token."""


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
        **responses(401, 403, 408, 409, 413, 422, 429, 503),
    },
    openapi_extra=AN_INSTRUMENT,
)
async def record_instrument(
    server: TheServer, caller: TheCaller, content: Body, taken: TakenQuery, workers: TheWorkers
) -> Response:
    """Record an instrument whole, or refuse it with every fault, each with a pointer.

    With `dry_run` it is judged in the same way, and what each licence that it touches would
    become is answered; nothing is written. Where approvals are asked for, who may record without
    them does, and the record says so (`unapproved`); everybody else proposes.
    """
    if taken.dry_run:
        caller.must_be(PROPOSER, APPROVER, RECORDER)
        return FromWorkers(workers, True, _dry_run, content)
    caller.must_be(RECORDER)
    note = server.ledger.clock_note()
    recording = await run_in_threadpool(record, server, caller, content)
    if note is None or recording.already:
        return as_json(recording.shown(), 200 if recording.already else 201)
    _log.warning("%s: %s", recording.instrument, note)
    return as_json({**recording.shown(), "warning": note}, 201)


def record(server: Served, caller: CameIn, content: bytes) -> Recording:
    """Record what somebody sends, after what is approved and due."""
    caller.record_due(server.proposals)
    approval = UNAPPROVED if server.entry.approvals else UNASKED
    found = server.ledger.record(read_json(content), caller.subject, approval)
    caller.tell("recorded", instrument=found.instrument, log_size=found.log_size)
    return found


def _dry_run(served: Served, content: bytes) -> Response:
    return as_json(served.register.dry_run(read_json(content)))


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
