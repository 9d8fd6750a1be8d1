"""Was this transaction covered?"""

from __future__ import annotations

from typing import Any

from fastapi import Response

from ..domain.faults import Fault, QuestionError
from ..domain.shapes import Transaction
from . import answers
from .dependencies import VIEWPOINT_FIELDS, Body, TheRegister
from .files import read_json
from .problems import responses
from .responses import as_json, doors, inline, reads

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
        "transaction": inline(Transaction),
        "known_on": {"type": "string", "format": "date"},
        "log_size": {"type": "integer", "minimum": 0},
        "recorded_until": {"type": "string", "format": "date-time"},
        "root_hash": {"type": "string"},
        "answer_version": {"type": "integer"},
    },
}


@router.post(
    "/evaluations",
    summary="Was this transaction covered?",
    tags=["evaluations"],
    response_model=answers.EvaluationAnswer,
    responses=responses(413, 422),
    openapi_extra=reads(
        _EVALUATION_SCHEMA, {"transaction": _EXAMPLE_TRANSACTION, "known_on": "2024-02-15"}
    ),
)
async def evaluate(register: TheRegister, content: Body) -> Response:
    """A transaction's verdict on its own date, against the licence it names or all of them."""
    transaction, asked = read_evaluation(read_json(content))
    return as_json(register.evaluate(transaction, asked))


def read_evaluation(question: Any) -> tuple[Any, dict[str, str]]:
    """The transaction and the viewpoint of an evaluation's body; `QuestionError` if unsound."""
    if not isinstance(question, dict):
        raise QuestionError([Fault("malformed", "", "the question is an object")])
    fields = {name: type_ for name, type_ in _VIEWPOINT_TYPES.items()}
    faults = [
        Fault(
            "unknown_field",
            f"/{name}",
            f"`{name}` is no field here; the transaction's own fields stand in `transaction`",
        )
        for name in question
        if name != "transaction" and name not in fields
    ]
    if "transaction" not in question:
        faults.append(Fault("missing", "/transaction", "`transaction` is missing"))
    for name, type_ in fields.items():
        value = question.get(name)
        if name in question and (not isinstance(value, type_) or isinstance(value, bool)):
            kind = "a whole number" if type_ is int else "a text"
            faults.append(Fault("malformed", f"/{name}", f"`{name}` must be {kind}"))
    if faults:
        raise QuestionError(faults)
    return question["transaction"], {n: str(question[n]) for n in fields if n in question}


_VIEWPOINT_TYPES = {
    name: int if name in ("log_size", "answer_version") else str
    for name in VIEWPOINT_FIELDS
    if name != "valid_on"
}
