"""What is said of a transaction on every day, as known on every day?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from ....domain.faults import Fault, QuestionError, did_you_mean
from ....domain.shapes.transactions import TransactionShape
from ....domain.vocabulary.viewpoint import VIEWPOINT_FIELDS
from ....projections.register.maps import Maps
from ....projections.viewpoints import parted
from ...texts import read_json
from ..answers.maps import MapAnswer
from ..dependencies import Body, served
from ..problems import responses
from ..responses import as_json, inline, reads
from ..routing import doors

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


async def maps(request: Request) -> Maps:
    """The question about all days."""
    return Maps((await served(request)).ledger)


TheMaps = Annotated[Maps, Depends(maps)]


@router.post(
    "/evaluations/map",
    summary="What is said of this transaction on every day, as known on every day?",
    tags=["evaluations"],
    response_model=MapAnswer,
    responses=responses(413, 422),
    openapi_extra=reads(_MAP_SCHEMA, {"transaction": _EXAMPLE_TRANSACTION}),
)
def evaluate_on_all_days(maps: TheMaps, content: Body) -> Response:
    """Cells of days of the transaction and days of knowledge, that cover each pair once.

    A transaction of more than 20,000 cells is refused with their number (`too_many_cells`).
    """
    transaction, asked = read_map(read_json(content))
    return as_json(maps.map(transaction, asked))


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
