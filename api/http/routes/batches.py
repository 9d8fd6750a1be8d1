"""Were these transactions covered? Many at once, answered as they come in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ....domain.faults import Fault, LedgerError, QuestionError
from ....domain.vocabulary.bounds import LINE
from ....projections.viewpoints import AskedView
from ...library.every_question import EveryQuestion
from ...texts import NotJsonError, read_json
from ..dependencies import KnownQuery, Served, TheRegister, TheWorkers
from ..lines import NDJSON, LinesComing
from ..problems import StalledError, TookTooLongError, WorkerLostError, responses
from ..responses import as_bytes
from ..routing import doors
from ..workers import Askable
from .evaluations import EXAMPLE_TRANSACTION

router = doors()

TOGETHER = 50
"""So many lines are given to a worker together."""
_SAID_TOGETHER = 10
"""So many of them are answered together."""


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
                    "example": json.dumps(EXAMPLE_TRANSACTION) + "\n",
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
    coming, number = LinesComing(request), 0
    try:
        while (some := await coming.next()) is not None:
            numbered = [(n, line) for n, line in enumerate(some, number + 1) if _says(line)]
            number += len(some)
            for first in range(0, len(numbered), TOGETHER):
                verdicts = _judged(workers, asked, numbered[first : first + TOGETHER])
                async for piece in coming.while_here(verdicts):
                    yield piece
    except ClientDisconnect:
        return
    except StalledError as error:
        yield _line(number + 1, [Fault("stalled", "", str(error))])
    finally:
        coming.gone.cancel()


def _says(line: bytes | None) -> bool:
    """Whether a line is to be answered: one that is too long is, an empty one is not."""
    return line is None or bool(line.strip())


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


def _verdict(register: EveryQuestion, asked: AskedView, number: int, line: bytes | None) -> bytes:
    try:
        if line is None:
            sentence = f"a line holds at most {LINE} bytes"
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
