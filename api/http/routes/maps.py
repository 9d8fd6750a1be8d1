"""What is said of a transaction on every day, as known on every day?"""

from __future__ import annotations

from typing import Any

from fastapi import Response

from ....domain.faults import Fault, QuestionError, did_you_mean
from ....domain.shapes.transactions import TransactionShape
from ....domain.vocabulary.viewpoint import VIEWPOINT_FIELDS
from ....projections.viewpoints import AskedView, parted
from ...texts import read_json
from ..answers.evaluations import MapAnswer
from ..dependencies import QuestionBody, Served, TheRegister, TheWorkers
from ..problems import responses
from ..responses import as_json, inline, reads
from ..routing import doors
from ..workers import FromWorkers

router = doors()

_EXAMPLE_TRANSACTION = {
    "licence": "NL009",
    "activity": "export",
    "goods": "ML10",
    "origin": "NL",
    "destination": "IL",
    "programme": "F-35",
}
_VIEWPOINT = [name for name in VIEWPOINT_FIELDS if name not in ("valid_on", "known_on")]


def _undated(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a transaction without its day."""
    fields = {name: said for name, said in schema["properties"].items() if name != "date"}
    needed = [name for name in schema.get("required", ()) if name != "date"]
    return {**schema, "properties": fields, "required": needed}


_MAP_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["transaction"],
    "properties": {
        "transaction": _undated(inline(TransactionShape)),
        "log_size": {"type": "integer", "minimum": 0},
        "recorded_until": {"type": "string", "format": "date-time"},
        "root_hash": {"type": "string"},
        "answer_version": {"type": "integer"},
    },
}


@router.post(
    "/evaluations/map",
    summary="What is said of this transaction on every day, as known on every day?",
    tags=["evaluations"],
    response_model=MapAnswer,
    responses=responses(413, 422, 503),
    openapi_extra=reads(_MAP_SCHEMA, {"transaction": _EXAMPLE_TRANSACTION}),
)
async def evaluate_on_all_days(
    register: TheRegister, workers: TheWorkers, content: QuestionBody
) -> Response:
    """Cells of days of the transaction and days of knowledge, that cover each pair once.

    A transaction of more than 20,000 cells is refused with their number (`too_many_cells`).
    """
    transaction, asked = read_map(read_json(content))
    return FromWorkers(workers, True, _map, transaction, register.pinned(asked))


def _map(served: Served, transaction: Any, asked: AskedView) -> Response:
    return as_json(served.register.map(transaction, asked))


def read_map(body: Any) -> tuple[Any, dict[str, Any]]:
    """The transaction and the viewpoint of a map's body; `QuestionError` if unsound."""
    question, asked, wrong = parted(body)
    faults = [
        Fault(
            "unknown_field",
            f"/{name}",
            f"`{name}` is no field here: all days are asked about, as known on all days"
            f"{did_you_mean(name, ('transaction', *_VIEWPOINT))}",
        )
        for name in (*question, *asked)
        if name not in ("transaction", *_VIEWPOINT)
    ]
    if "transaction" not in question:
        faults.append(Fault("missing", "/transaction", "`transaction` is missing"))
    if faults := [*faults, *wrong]:
        raise QuestionError(faults)
    return question["transaction"], asked
