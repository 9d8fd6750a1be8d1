"""Was this transaction covered?"""

from __future__ import annotations

import asyncio
import json
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ....domain.faults import Fault, LedgerError, QuestionError, did_you_mean
from ....domain.shapes.transactions import TransactionShape
from ....domain.vocabulary.viewpoint import VIEWPOINT_FIELDS
from ....projections.proof.proofs import Proofs
from ....projections.register.register import Register
from ....projections.viewpoints import AskedView, parted
from ...receipts import for_transaction
from ...texts import NotJsonError, read_json
from ..answers.evaluations import EvaluationAnswer, ReceiptAnswer
from ..bodies import body_pieces
from ..dependencies import KnownQuery, QuestionBody, Served, TheRegister, TheServer, TheWorkers
from ..problems import StalledError, TookTooLongError, WorkerLostError, responses
from ..responses import as_bytes, as_json, inline, reads
from ..routing import doors
from ..workers import Askable, FromWorkers, left

router = doors()

_EXAMPLE_TRANSACTION = {
    "date": "2024-02-25",
    "licence": "NL009",
    "activity": "export",
    "goods": "ML10",
    "origin": "NL",
    "destination": "IL",
    "programme": "F-35",
}

_EVALUATION_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["transaction"],
    "properties": {
        "transaction": inline(TransactionShape),
        "known_on": {"type": "string", "format": "date"},
        "log_size": {"type": "integer", "minimum": 0},
        "recorded_until": {"type": "string", "format": "date-time"},
        "root_hash": {"type": "string"},
        "answer_version": {"type": "integer"},
    },
}


class Receipted(BaseModel):
    """Whether the answer comes in a receipt."""

    model_config = ConfigDict(extra="forbid")
    receipt: bool = Field(
        False,
        description="The answer in a receipt, with viewpoint, signed checkpoint and release: "
        "`licence-ledger replay` asks again what it tells of.",
    )


@router.post(
    "/evaluations",
    summary="Was this transaction covered?",
    tags=["evaluations"],
    response_model=EvaluationAnswer | ReceiptAnswer,
    responses=responses(408, 413, 422, 503),
    openapi_extra=reads(
        _EVALUATION_SCHEMA, {"transaction": _EXAMPLE_TRANSACTION, "known_on": "2024-02-15"}
    ),
)
async def evaluate(
    server: TheServer,
    workers: TheWorkers,
    asked_for: Annotated[Receipted, Query()],
    content: QuestionBody,
) -> Response:
    """A transaction's verdict on its own date, against the licence it names or all of them."""
    transaction, asked = read_evaluation(read_json(content))
    question = (transaction, server.register.pinned(asked), asked_for.receipt)
    if isinstance(transaction, dict) and transaction.get("licence") is None:
        return FromWorkers(workers, False, _evaluation, *question)
    return _evaluation(server, *question)


def _evaluation(served: Served, transaction: Any, asked: AskedView, receipt: bool) -> Response:
    if receipt:
        proofs = Proofs(served.ledger, served.key)
        return as_json(for_transaction(proofs, transaction, asked).shown())
    return as_json(served.register.evaluate(transaction, asked))


def read_evaluation(body: Any) -> tuple[Any, dict[str, Any]]:
    """The transaction and the viewpoint of an evaluation's body; `QuestionError` if unsound."""
    question, asked, wrong = parted(body)
    faults = [
        Fault(
            "unknown_field",
            f"/{name}",
            f"`{name}` is no field here; the transaction's own fields stand in `transaction`"
            f"{did_you_mean(name, ('transaction', *VIEWPOINT_FIELDS))}",
        )
        for name in question
        if name != "transaction"
    ]
    if "transaction" not in question:
        faults.append(Fault("missing", "/transaction", "`transaction` is missing"))
    if faults := [*faults, *wrong]:
        raise QuestionError(faults)
    return question["transaction"], asked


# -- many at once --------------------------------------------------------------------

MAX_LINE = 64 * 1024
"""The longest line of a batch that is read, in bytes."""
TOGETHER = 50
"""So many lines are given to a worker together."""
_SAID_TOGETHER = 10
"""So many of them are answered together."""

NDJSON = "application/x-ndjson"


class _Stream(StreamingResponse):
    """An answer that is sent while the question is still being read.

    Starlette's own would listen for the client's leaving on the channel that the body of
    the question comes in by.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.stream_response(send)


@router.post(
    "/evaluations/batch",
    summary="Were these transactions covered?",
    tags=["evaluations"],
    response_class=_Stream,
    responses={
        200: {
            "description": "An evaluation a line, in the order of the transactions; for a line "
            "that is no sound transaction `line` and `errors` in its place",
            "content": {NDJSON: {"schema": {"type": "string"}}},
        },
        **responses(422, 503),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A transaction a line",
            "content": {
                NDJSON: {
                    "schema": {"type": "string"},
                    "example": json.dumps(_EXAMPLE_TRANSACTION) + "\n",
                }
            },
        }
    },
)
async def evaluate_batch(
    register: TheRegister, workers: TheWorkers, asked: KnownQuery, request: Request
) -> Response:
    """Every transaction's verdict on its own date, all from one size of the log.

    Lines are answered as they come in; nothing is held but a few of them.
    """
    workers.admit(long=True)
    return _Stream(_verdicts(workers, register.pinned(asked.asked()), request), media_type=NDJSON)


async def _verdicts(workers: Askable, asked: AskedView, request: Request) -> AsyncIterator[bytes]:
    """What becomes of each line, for as long as the client is there."""
    lines = _numbered(lines_of(body_pieces(request)))
    coming = asyncio.ensure_future(anext(lines, None))
    try:
        while some := await coming:
            coming = asyncio.ensure_future(anext(lines, None))
            verdicts = _judged(workers, asked, some)
            async for piece in _unless_left(verdicts, coming, request):
                yield piece
    except ClientDisconnect:
        return
    except StalledError as error:
        yield _line(0, [Fault("stalled", "", str(error))])
    finally:
        coming.cancel()


async def _numbered(
    lines: AsyncIterator[list[bytes | None]],
) -> AsyncIterator[list[tuple[int, bytes | None]]]:
    """Lines with their numbers, without empty ones, as many together as are judged at once."""
    number = 0
    async for some in lines:
        found = [one for one in enumerate(some, number + 1) if one[1] is None or one[1].strip()]
        number += len(some)
        for first in range(0, len(found), TOGETHER):
            yield found[first : first + TOGETHER]


async def _unless_left(
    pieces: AsyncIterator[bytes], coming: asyncio.Future[Any], request: Request
) -> AsyncIterator[bytes]:
    """Pieces of an answer while more of the question may be `coming`; `ClientDisconnect`, and
    no more is worked on them, when the client leaves meanwhile."""
    leaving = asyncio.ensure_future(_left_after(coming, request))
    piece: asyncio.Future[bytes | None] | None = None
    try:
        while True:
            piece = asyncio.ensure_future(anext(pieces, None))
            await asyncio.wait((piece, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not piece.done() and leaving.done() and leaving.result():
                raise ClientDisconnect
            if (found := await piece) is None:
                return
            yield found
    finally:
        for one in (piece, leaving):
            if one is not None:
                one.cancel()


async def _left_after(coming: asyncio.Future[Any], request: Request) -> bool:
    """Whether the client left; False when more of the question came first."""
    try:
        if await asyncio.shield(coming):
            return False
    except ClientDisconnect:
        return True
    except StalledError:
        return False
    await left(request.receive)
    return True


async def _judged(
    workers: Askable, asked: AskedView, lines: Sequence[tuple[int, bytes | None]]
) -> AsyncIterator[bytes]:
    """The verdicts of some lines as they are come to; for those that take too long an error."""
    answered = 0
    try:
        async with workers.asked(_batch, (asked, lines), True, patiently=True) as answer:
            async for piece in answer.pieces:
                answered += piece.count(b"\n")
                yield piece
    except (TookTooLongError, WorkerLostError) as error:
        fault = Fault("not_judged", "", str(error))
        yield b"".join(_line(number, [fault]) for number, _ in lines[answered:])


def _batch(
    served: Served, asked: AskedView, lines: Sequence[tuple[int, bytes | None]]
) -> Iterator[bytes]:
    """The verdicts of some lines, a few at a time."""
    for first in range(0, len(lines), _SAID_TOGETHER):
        some = lines[first : first + _SAID_TOGETHER]
        yield b"".join(_verdict(served.register, asked, *one) for one in some)


def _verdict(register: Register, asked: AskedView, number: int, line: bytes | None) -> bytes:
    try:
        if line is None:
            sentence = f"a line holds at most {MAX_LINE} bytes"
            raise QuestionError([Fault("malformed", "", sentence)])
        return as_bytes(register.evaluate(read_json(line), asked, pointer="")) + b"\n"
    except (QuestionError, NotJsonError) as error:
        return _line(number, error.faults)
    except LedgerError as error:
        return _line(number, [Fault("ledger", "", str(error))])


def _line(number: int, faults: Sequence[Fault]) -> bytes:
    """What is said in the place of a verdict."""
    said = [{"pointer": f.pointer, "code": f.code, "detail": f.detail} for f in faults]
    return as_bytes({"line": number, "errors": said}) + b"\n"


async def lines_of(pieces: AsyncIterator[bytes]) -> AsyncIterator[list[bytes | None]]:
    """The lines of a body, those of each piece together; None for one that is too long.

    A byte-order mark before the first says nothing.
    """
    rest = bytearray()
    too_long = False
    async for piece in _without_mark(pieces):
        *ended, last = bytes(piece).split(b"\n")
        found: list[bytes | None] = []
        for line in ended:
            rest += line
            found.append(None if too_long or len(rest) > MAX_LINE else bytes(rest))
            rest, too_long = bytearray(), False
        rest += last
        if len(rest) > MAX_LINE:
            rest, too_long = bytearray(), True
        if found:
            yield found
    if rest or too_long:
        yield [None if too_long else bytes(rest)]


async def _without_mark(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces of a body without its byte-order mark, wherever they are cut."""
    begun, beginning = False, b""
    async for piece in pieces:
        if begun:
            yield piece
        elif len(beginning := beginning + piece) >= len(BOM_UTF8):
            begun = True
            yield beginning.removeprefix(BOM_UTF8)
    if not begun:
        yield beginning
