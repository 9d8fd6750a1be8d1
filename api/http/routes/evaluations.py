"""Was this transaction covered?"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from ....domain.faults import Fault, LedgerError, QuestionError, did_you_mean
from ....domain.shapes.transactions import TransactionShape
from ....domain.vocabulary.dimensions import FIELDS
from ....domain.vocabulary.viewpoint import VIEWPOINT_FIELDS
from ....projections.proof.proofs import Proofs
from ....projections.register.register import Register
from ....projections.viewpoints import AskedView, parted
from ...receipts import for_transaction
from ...texts import NotJsonError, read_json
from ..answers.evaluations import EvaluationAnswer, ReceiptAnswer
from ..dependencies import (
    Body,
    KnownFrom,
    KnownQuery,
    Served,
    TheRegister,
    TheServer,
    with_every_dimension,
)
from ..problems import responses
from ..responses import as_bytes, as_json, inline, reads
from ..routing import doors

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
        "valid_on": {
            "type": "string",
            "format": "date",
            "description": "As an answer's own `viewpoint` says it: the transaction's day.",
        },
    },
}


class AskedFor(BaseModel):
    """What comes with the answer, or around it."""

    model_config = ConfigDict(extra="forbid")
    stands: bool = Field(
        False,
        description="Also from when until when the answer stands, and what is said before and "
        "after.",
    )
    receipt: bool = Field(
        False,
        description="The answer in a receipt, with viewpoint, signed checkpoint and release: "
        "`licence-ledger replay` asks again what it tells of.",
    )


@with_every_dimension
class AskedByAddress(AskedFor, KnownFrom):
    """A transaction's fields, where it is seen from, and what comes with the answer."""

    date: str | None = Field(
        None,
        description="The day of the export or transit (2024-02-25).",
        examples=["2024-02-25"],
        json_schema_extra={"format": "date"},
    )
    licence: str | None = Field(None, description="The licence to judge against, or none.")

    def transaction(self) -> dict[str, str]:
        """What the transaction says."""
        names = ("date", "licence", *FIELDS)
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@router.post(
    "/evaluations",
    summary="Was this transaction covered?",
    tags=["evaluations"],
    response_model=EvaluationAnswer | ReceiptAnswer,
    responses=responses(413, 422),
    openapi_extra=reads(
        _EVALUATION_SCHEMA, {"transaction": _EXAMPLE_TRANSACTION, "known_on": "2024-02-15"}
    ),
)
async def evaluate(
    server: TheServer, asked_for: Annotated[AskedFor, Query()], content: Body
) -> Response:
    """A transaction's verdict on its own date, against the licence it names or all of them."""
    transaction, asked = read_evaluation(read_json(content))
    return _evaluated(server, transaction, asked, asked_for)


@router.get(
    "/evaluations",
    summary="Was this transaction covered? An answer with an address.",
    tags=["evaluations"],
    response_model=EvaluationAnswer | ReceiptAnswer,
    responses=responses(422),
)
async def evaluate_by_address(
    server: TheServer, asked: Annotated[AskedByAddress, Query()]
) -> Response:
    """The same question as parameters, with the same bytes for an answer: the transaction's
    fields, where it is seen from, and what comes with it."""
    return _evaluated(server, asked.transaction(), asked.asked(), asked, pointer="")


def _evaluated(
    server: Served,
    transaction: Any,
    asked: AskedView,
    asked_for: AskedFor,
    pointer: str = "/transaction",
) -> Response:
    if asked_for.receipt:
        proofs = Proofs(server.ledger, server.key)
        made = for_transaction(proofs, transaction, asked, pointer, asked_for.stands)
        return as_json(made.shown())
    return as_json(server.register.evaluate(transaction, asked, pointer, asked_for.stands))


def read_evaluation(body: Any) -> tuple[Any, dict[str, Any]]:
    """The transaction and the viewpoint of an evaluation's body; `QuestionError` if unsound."""
    question, asked, wrong = parted(body)
    wrong += _another_day(question)
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


def _another_day(question: dict[str, Any]) -> list[Fault]:
    """An answer's own viewpoint can be sent back: its day is the transaction's, and no other."""
    said, transaction = question.pop("valid_on", None), question.get("transaction")
    own = transaction.get("date") if isinstance(transaction, dict) else None
    if said is None or said == own:
        return []
    sentence = "`valid_on` is the transaction's own `date`, or left out"
    return [Fault("malformed", "/valid_on", sentence)]


# -- many at once --------------------------------------------------------------------

MAX_LINE = 64 * 1024
"""The longest line of a batch that is read, in bytes."""

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
        **responses(422),
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
async def evaluate_batch(register: TheRegister, asked: KnownQuery, request: Request) -> Response:
    """Every transaction's verdict on its own date, all from one size of the log.

    Lines are answered as they come in; nothing is held but the line that is read.
    """
    return _Stream(_verdicts(register, register.pinned(asked.asked()), request), media_type=NDJSON)


async def _verdicts(register: Register, asked: AskedView, request: Request) -> AsyncIterator[bytes]:
    number = 0
    async for lines in lines_of(request):
        answered = []
        for line in lines:
            number += 1
            if line is None or line.strip():
                answered.append(_verdict(register, asked, number, line))
        yield b"".join(answered)


def _verdict(register: Register, asked: AskedView, number: int, line: bytes | None) -> bytes:
    try:
        if line is None:
            sentence = f"a line holds at most {MAX_LINE} bytes"
            raise QuestionError([Fault("malformed", "", sentence)])
        answer: Any = register.evaluate(read_json(line), asked, pointer="")
    except (QuestionError, NotJsonError) as error:
        answer = {
            "line": number,
            "errors": [
                {"pointer": f.pointer, "code": f.code, "detail": f.detail} for f in error.faults
            ],
        }
    except LedgerError as error:
        detail = {"pointer": "", "code": "ledger", "detail": str(error)}
        answer = {"line": number, "errors": [detail]}
    return as_bytes(answer) + b"\n"


async def lines_of(request: Request) -> AsyncIterator[list[bytes | None]]:
    """The lines of a body, those of each piece together; None for one that is too long.

    A byte-order mark before the first says nothing.
    """
    rest = bytearray()
    too_long = False
    async for piece in _without_mark(request.stream()):
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
