"""Was this transaction covered?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from ....domain.faults import Fault, Hints, QuestionError
from ....domain.shapes.transactions import TransactionShape
from ....domain.vocabulary.dimensions import FIELDS
from ....domain.vocabulary.viewpoint import VIEWPOINT_FIELDS
from ....projections.proof.proofs import Proofs
from ....projections.viewpoints import AskedFrom, AskedView, parted, read_asked
from ...receipts import for_transaction
from ...texts import read_json
from ..answers.evaluations import EvaluationAnswer, ReceiptAnswer
from ..dependencies import (
    SIZES,
    KnownFrom,
    QuestionBody,
    Served,
    TheServer,
    TheWorkers,
    with_every_dimension,
)
from ..problems import responses
from ..responses import as_json, inline, reads
from ..routing import doors
from ..web.looking import TheLook
from ..web.ready_answers import TheReadyAnswers, digest_asked
from ..workers import Askable, FromWorkers

router = doors()

EXAMPLE_TRANSACTION = {
    "date": "2024-02-25",
    "licence": "NL009",
    "activity": "export",
    "goods": "ML10",
    "origin": "NL",
    "destination": "IL",
    "programme": "F-35",
}

_AT_HEAD = AskedFrom()
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
    responses=responses(408, 413, 422, 503),
    openapi_extra=reads(
        _EVALUATION_SCHEMA, {"transaction": EXAMPLE_TRANSACTION, "known_on": "2024-02-15"}
    ),
)
async def evaluate(
    server: TheServer,
    workers: TheWorkers,
    asked_for: Annotated[AskedFor, Query()],
    content: QuestionBody,
    ready: TheReadyAnswers,
    look: TheLook,
) -> Response:
    """A transaction's verdict on its own date, against the licence it names or all of them."""
    head, _ = server.ledger.viewpoint(look.reading_at(_AT_HEAD), _AT_HEAD, None)
    name = digest_asked((content, head.log_size, head.root_hash, asked_for.stands))
    if not asked_for.receipt and (given := ready.of(name)):
        return given
    transaction, asked = read_evaluation(read_json(content))
    pinned = _pinned(asked, head.log_size, server)
    answer = _evaluated(server, workers, transaction, pinned, asked_for, "/transaction")
    if not asked_for.receipt:  # a receipt tells more than the log says
        ready.keep(name, answer)
    return answer


@router.get(
    "/evaluations",
    summary="Was this transaction covered? An answer with an address.",
    tags=["evaluations"],
    response_model=EvaluationAnswer | ReceiptAnswer,
    responses=responses(422, 503),
)
async def evaluate_by_address(
    server: TheServer, workers: TheWorkers, asked: Annotated[AskedByAddress, Query()]
) -> Response:
    """The same question as parameters, with the same bytes for an answer: the transaction's
    fields, where it is seen from, and what comes with it."""
    pinned = server.register.pinned(asked.asked())
    return _evaluated(server, workers, asked.transaction(), pinned, asked, "")


def _pinned(asked: dict[str, Any], head: int, server: Served) -> AskedFrom:
    """The viewpoint that a question names, at a fixed size of the log: the head, if it names none
    and nothing that has to be looked for there."""
    if asked.keys() <= {"known_on"}:
        return read_asked(asked)._replace(log_size=head)
    if not asked.keys() & set(SIZES):
        asked["log_size"] = head
    return server.register.pinned(asked)


def _evaluated(
    server: Served,
    workers: Askable,
    transaction: Any,
    pinned: AskedFrom,
    asked_for: AskedFor,
    pointer: str,
) -> Response:
    """The answer; from a worker process where it can take longer: every way, every day."""
    question = (transaction, pinned, asked_for.receipt, asked_for.stands, pointer)
    if asked_for.stands or _takes_longer(transaction, server):
        return FromWorkers(workers, False, _evaluation, *question)
    return _evaluation(server, *question)


def _takes_longer(transaction: Any, server: Served) -> bool:
    """Whether every licence is asked, or one of which much was recorded."""
    if not isinstance(transaction, dict):
        return False
    licence = transaction.get("licence")
    return licence is None or (isinstance(licence, str) and server.register.is_long(licence))


def _evaluation(
    served: Served, transaction: Any, asked: AskedView, receipt: bool, stands: bool, pointer: str
) -> Response:
    if receipt:
        proofs = Proofs(served.ledger, served.key)
        return as_json(for_transaction(proofs, transaction, asked, pointer, stands).shown())
    return as_json(served.register.evaluate(transaction, asked, pointer, stands))


def read_evaluation(body: Any) -> tuple[Any, dict[str, Any]]:
    """The transaction and the viewpoint of an evaluation's body; `QuestionError` if unsound."""
    question, asked, wrong = parted(body)
    wrong += _another_day(question)
    hints, known = Hints(), ("transaction", *VIEWPOINT_FIELDS)
    faults = [
        Fault(
            "unknown_field",
            f"/{name}",
            f"`{name}` is no field here; the transaction's own fields stand in `transaction`"
            f"{hints.did_you_mean(name, lambda _: known)}",
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
