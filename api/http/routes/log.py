"""The log itself: checkpoints, records, proofs, and instruments as they are recorded."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import PlainTextResponse, StreamingResponse

from ....domain.faults import Fault, QuestionError
from ....projections.proof.proofs import Proofs
from ..answers.log import ConsistencyAnswer, InclusionAnswer
from ..dependencies import Served, TheWorkers, served
from ..following import Follower
from ..problems import responses
from ..responses import as_json
from ..routing import doors
from ..workers import FromWorkers

router = doors()

MOST_RECORDS = 10_000
LARGEST = 2**53


class AtSize(BaseModel):
    """A size of the log."""

    model_config = ConfigDict(extra="forbid")

    log_size: int | None = Field(
        None, ge=0, le=LARGEST, description="The first so many records; left out: all of them."
    )


class SomeRecords(AtSize):
    """A page of records."""

    limit: int = Field(1_000, ge=1, le=MOST_RECORDS, description="How many at most.")
    after: int = Field(0, ge=0, le=LARGEST, description="Go on after the first so many records.")


class ARecord(AtSize):
    """A record among the first so many."""

    position: int = Field(
        ge=0, le=LARGEST, description="The record's place, from 0.", examples=[12]
    )


class TwoSizes(BaseModel):
    """Two sizes of the log."""

    model_config = ConfigDict(extra="forbid")

    from_: int = Field(alias="from", ge=1, le=LARGEST, description="The earlier.", examples=[6])
    to: int | None = Field(None, ge=1, le=LARGEST, description="The later; left out: the head.")


class Listening(BaseModel):
    """From where on to listen."""

    model_config = ConfigDict(extra="forbid")

    after: int | None = Field(
        None,
        ge=0,
        le=LARGEST,
        description="Begin after this size of the log; left out: now. The header `Last-Event-ID` "
        "of a client that comes back goes before it.",
    )


_NDJSON = "application/x-ndjson"
_EVENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "event": {"const": "instrument"},
        "id": {"type": "string", "description": "The log's size after the instrument."},
        "data": {"type": "string", "description": "The recording, as JSON."},
    },
}
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}}
}


async def proofs(request: Request) -> Proofs:
    """What can be proved."""
    server = await served(request)
    return Proofs(server.ledger, server.key)


TheProofs = Annotated[Proofs, Depends(proofs)]


@router.get(
    "/log/checkpoint",
    summary="The signed head of the log",
    tags=["log"],
    response_class=PlainTextResponse,
    responses={**_TEXT, **responses(422)},
)
async def get_checkpoint(proofs: TheProofs, asked: Annotated[AtSize, Query()]) -> Response:
    """A C2SP checkpoint: origin, size and root, signed with the log's Ed25519 key."""
    return PlainTextResponse(proofs.checkpoint(asked.log_size))


@router.get(
    "/log/records",
    summary="The canonical lines of the log",
    tags=["log"],
    response_class=Response,
    responses={
        200: {"content": {_NDJSON: {"schema": {"type": "string"}}}},
        **responses(422, 503),
    },
)
async def get_records(
    proofs: TheProofs, workers: TheWorkers, asked: Annotated[SomeRecords, Query()]
) -> Response:
    """A line a record, its bytes as they are hashed. Go on with `after` raised by the number of
    lines, until there are none: `licence-ledger verify --records` then checks the whole."""
    size, _ = proofs.head(asked.log_size)
    return FromWorkers(workers, False, _records, asked.after, asked.limit, size)


def _records(served: Served, after: int, limit: int, size: int) -> Response:
    rows = Proofs(served.ledger, served.key).records(after, limit, size)
    return Response(b"".join(row.record + b"\n" for row in rows), media_type=_NDJSON)


@router.get(
    "/log/proofs/inclusion",
    summary="The proof that a record is in the log",
    tags=["log"],
    response_model=InclusionAnswer,
    responses={
        200: {
            "content": {"text/plain": {"schema": {"type": "string"}}},
            "description": "JSON; or a C2SP tlog-proof, where `text/plain` is accepted",
        },
        **responses(422),
    },
)
async def get_inclusion(
    proofs: TheProofs, request: Request, asked: Annotated[ARecord, Query()]
) -> Response:
    """The hashes that lead from a record to the root (RFC 6962), its sibling first."""
    if request.headers.get("accept", "").startswith("text/plain"):
        return PlainTextResponse(proofs.included(asked.position, asked.log_size))
    return as_json(proofs.inclusion(asked.position, asked.log_size))


@router.get(
    "/log/proofs/consistency",
    summary="The proof that the log only grew",
    tags=["log"],
    response_model=ConsistencyAnswer,
    responses=responses(422),
)
async def get_consistency(proofs: TheProofs, asked: Annotated[TwoSizes, Query()]) -> Response:
    """The hashes that show that the log at one size begins with the log at another (RFC 6962)."""
    return as_json(proofs.consistency(asked.from_, asked.to))


@router.get(
    "/log/stream",
    summary="Instruments as they are recorded",
    tags=["log"],
    response_class=Response,
    responses={
        200: {"content": {"text/event-stream": {"schema": _EVENT}}},
        **responses(422),
    },
)
async def get_stream(
    proofs: TheProofs, request: Request, asked: Annotated[Listening, Query()]
) -> Response:
    """Server-sent events, one an instrument, with the log's size as their id. A client that
    reconnects with `Last-Event-ID` misses none and sees none twice."""
    last = request.headers.get("last-event-id")
    begins, _ = proofs.head(asked.after if last is None else _resumed(last))
    follower: Follower = request.app.state.follower
    return StreamingResponse(
        follower.events(begins),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


def _resumed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        sentence = f"`{text}` is no id of an event of this stream: a size of the log"
        raise QuestionError([Fault("malformed", "/last-event-id", sentence)])
    return int(text)
