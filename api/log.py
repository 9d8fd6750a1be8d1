"""The log itself: checkpoints, records, proofs, and instruments as they are recorded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response
from starlette.responses import PlainTextResponse, StreamingResponse

from ..domain.faults import Fault, QuestionError
from ..projections.proofs import Proofs
from . import answers
from .dependencies import TheServer
from .problems import responses
from .responses import as_json, doors

router = doors()

MOST_RECORDS = 10_000
LOOKED_EVERY = 0.2
"""Seconds between two looks for what was recorded, by this server or another."""
HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it is still there."""

LogSize = Annotated[
    int | None,
    Query(ge=0, le=2**53, description="The first so many records; left out: all of them."),
]
_NDJSON = "application/x-ndjson"
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}}
}


def proofs(server: TheServer) -> Proofs:
    """What can be proved."""
    return Proofs(server.ledger, server.key)


TheProofs = Annotated[Proofs, Depends(proofs)]


@router.get(
    "/log/checkpoint",
    summary="The signed head of the log",
    tags=["log"],
    response_class=PlainTextResponse,
    responses={**_TEXT, **responses(422)},
)
async def get_checkpoint(proofs: TheProofs, log_size: LogSize = None) -> Response:
    """A C2SP checkpoint: origin, size and root, signed with the log's Ed25519 key."""
    return PlainTextResponse(proofs.checkpoint(log_size))


@router.get(
    "/log/records",
    summary="The canonical lines of the log",
    tags=["log"],
    response_class=Response,
    responses={
        200: {"content": {_NDJSON: {"schema": {"type": "string"}}}},
        **responses(422),
    },
)
async def get_records(
    proofs: TheProofs,
    limit: Annotated[int, Query(ge=1, le=MOST_RECORDS, description="How many at most.")] = 1_000,
    after: Annotated[
        int, Query(ge=0, le=2**53, description="Go on after the first so many records.")
    ] = 0,
    log_size: LogSize = None,
) -> Response:
    """A line a record, its bytes as they are hashed. Go on with `after` raised by the number of
    lines, until there are none: `licence-ledger verify --records` then checks the whole."""
    rows = proofs.records(after, limit, log_size)
    return Response(b"".join(row.record + b"\n" for row in rows), media_type=_NDJSON)


@router.get(
    "/log/proofs/inclusion",
    summary="The proof that a record is in the log",
    tags=["log"],
    response_model=answers.InclusionAnswer,
    responses={
        200: {
            "content": {"text/plain": {"schema": {"type": "string"}}},
            "description": "JSON; or a C2SP tlog-proof, where `text/plain` is accepted",
        },
        **responses(422),
    },
)
async def get_inclusion(
    proofs: TheProofs,
    request: Request,
    position: Annotated[int, Query(ge=0, le=2**53, description="A record's place, from 0.")],
    log_size: LogSize = None,
) -> Response:
    """The hashes that lead from a record to the root (RFC 6962), its sibling first."""
    if request.headers.get("accept", "").startswith("text/plain"):
        return PlainTextResponse(proofs.included(position, log_size))
    return as_json(proofs.inclusion(position, log_size))


@router.get(
    "/log/proofs/consistency",
    summary="The proof that the log only grew",
    tags=["log"],
    response_model=answers.ConsistencyAnswer,
    responses=responses(422),
)
async def get_consistency(
    proofs: TheProofs,
    from_: Annotated[int, Query(alias="from", ge=1, le=2**53, description="The earlier size.")],
    to: Annotated[
        int | None, Query(ge=1, le=2**53, description="The later size; left out: the head.")
    ] = None,
) -> Response:
    """The hashes that show that the log at one size begins with the log at another (RFC 6962)."""
    return as_json(proofs.consistency(from_, to))


@router.get(
    "/log/stream",
    summary="Instruments as they are recorded",
    tags=["log"],
    response_class=Response,
    responses={
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
        **responses(422),
    },
)
async def get_stream(
    server: TheServer,
    request: Request,
    after: Annotated[
        int | None,
        Query(ge=0, le=2**53, description="Begin after this size of the log; left out: now."),
    ] = None,
    last_event_id: Annotated[
        str | None, Header(description="The last event that was received: go on after it.")
    ] = None,
) -> Response:
    """Server-sent events, one an instrument, with the log's size as their id. A client that
    reconnects with `Last-Event-ID` misses none and sees none twice."""
    source = Proofs(server.ledger, server.key)
    size = _resumed(last_event_id) if last_event_id is not None else after
    begins, _ = source.head(size)
    return StreamingResponse(
        _events(source, begins, request),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


def _resumed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        sentence = f"`{text}` is no id of an event of this stream: a size of the log"
        raise QuestionError([Fault("malformed", "/last-event-id", sentence)])
    return int(text)


async def _events(source: Proofs, size: int, request: Request) -> AsyncIterator[bytes]:
    """What is recorded after a size, for as long as somebody listens."""
    yield b": listening\n\n"
    silent = 0.0
    while not await request.is_disconnected():
        found = source.instruments_after(size, 100)
        for one in found:
            size, silent = one["log_size"], 0.0
            said = json.dumps(one, ensure_ascii=False, separators=(",", ":"))
            yield f"event: instrument\nid: {size}\ndata: {said}\n\n".encode()
        if not found:
            await asyncio.sleep(LOOKED_EVERY)
            silent += LOOKED_EVERY
            if silent >= HEARTBEAT:
                silent = 0.0
                yield b": still here\n\n"
