"""Evidence bundles over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from fastapi.concurrency import run_in_threadpool

from ....domain.faults import Fault, QuestionError
from ....domain.shapes.transactions import TransactionShape
from ....projections.dossier.dossiers import Dossiers
from ...release import RELEASE
from ...texts import read_json
from ..dependencies import Body
from ..problems import responses
from ..responses import inline, reads
from ..routing import doors
from .log import TheProofs

router = doors()

_VIEWPOINT: dict[str, tuple[type, dict[str, Any]]] = {
    "known_on": (str, {"type": "string", "format": "date"}),
    "log_size": (int, {"type": "integer", "minimum": 0}),
    "recorded_until": (str, {"type": "string", "format": "date-time"}),
    "root_hash": (str, {"type": "string"}),
    "answer_version": (int, {"type": "integer"}),
}
_SAID = {str: "a text", int: "a whole number"}
_DAY = {"type": "string", "format": "date"}
_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "licence": {"type": "string", "description": "A licence over a period"},
        "from": {**_DAY, "description": "The first day of the period"},
        "until": {**_DAY, "description": "The first day after it"},
        "transaction": inline(TransactionShape),
        "instrument": {"type": "string", "description": "An instrument"},
        **{name: schema for name, (_, schema) in _VIEWPOINT.items()},
    },
}
_EXAMPLE = {"licence": "NL009", "from": "2024-02-19", "until": "2024-02-26"}


@router.post(
    "/dossiers",
    summary="An evidence bundle",
    tags=["log"],
    response_class=Response,
    responses={
        200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}},
        **responses(404, 413, 422),
    },
    openapi_extra=reads(_SCHEMA, _EXAMPLE),
)
async def make_dossier(proofs: TheProofs, content: Body) -> Response:
    """A BagIt bag in a ZIP: the answer about a licence over a period, a transaction, or an
    instrument, with all that proves it, and a verifier that needs nothing but Python 3.11."""
    question, viewpoint = read_dossier_question(read_json(content))
    made = await run_in_threadpool(Dossiers(proofs, RELEASE).dossier, question, viewpoint)
    headers = {"content-disposition": 'attachment; filename="dossier.zip"'}
    return Response(made, headers=headers, media_type="application/zip")


def read_dossier_question(body: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """The question and the viewpoint of a body; `QuestionError` if it is no such thing."""
    if not isinstance(body, dict):
        raise QuestionError([Fault("malformed", "", "the question is an object")])
    faults = [
        Fault("malformed", f"/{name}", f"`{name}` is {_SAID[type_]}")
        for name, (type_, _) in _VIEWPOINT.items()
        if name in body and type(body[name]) is not type_ and body[name] is not None
    ]
    if faults:
        raise QuestionError(faults)
    question = {name: value for name, value in body.items() if name not in _VIEWPOINT}
    viewpoint = {n: str(body[n]) for n in _VIEWPOINT if body.get(n) is not None}
    return question, viewpoint
