"""Was this transaction covered?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from ....domain.faults import Fault, QuestionError, did_you_mean
from ....domain.shapes.transactions import TransactionShape
from ....domain.vocabulary.viewpoint import VIEWPOINT_FIELDS
from ....projections.proof.proofs import Proofs
from ....projections.viewpoints import AskedView, parted
from ...receipts import for_transaction
from ...texts import read_json
from ..answers.evaluations import EvaluationAnswer, ReceiptAnswer
from ..dependencies import QuestionBody, Served, TheServer, TheWorkers
from ..problems import responses
from ..responses import as_json, inline, reads
from ..routing import doors
from ..workers import FromWorkers

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
        _EVALUATION_SCHEMA, {"transaction": EXAMPLE_TRANSACTION, "known_on": "2024-02-15"}
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
    if _takes_longer(transaction, server):
        return FromWorkers(workers, False, _evaluation, *question)
    return _evaluation(server, *question)


def _takes_longer(transaction: Any, server: Served) -> bool:
    """Whether every licence is asked, or one of which much was recorded."""
    if not isinstance(transaction, dict):
        return False
    licence = transaction.get("licence")
    return licence is None or (isinstance(licence, str) and server.register.is_long(licence))


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
