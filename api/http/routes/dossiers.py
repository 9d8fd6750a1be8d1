"""Evidence bundles over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from ....domain.faults import QuestionError
from ....domain.shapes.transactions import TransactionShape
from ....projections.dossier.dossiers import Dossiers
from ....projections.proof.proofs import Proofs
from ....projections.viewpoints import AskedView, parted
from ...release import RELEASE
from ...texts import read_json
from ..dependencies import QuestionBody, Served, TheRegister, TheWorkers
from ..problems import responses
from ..responses import inline, reads
from ..routing import doors
from ..workers import FromWorkers

router = doors()

_VIEWPOINT: dict[str, dict[str, Any]] = {
    "known_on": {"type": "string", "format": "date"},
    "log_size": {"type": "integer", "minimum": 0},
    "recorded_until": {"type": "string", "format": "date-time"},
    "root_hash": {"type": "string"},
    "answer_version": {"type": "integer"},
}
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
        **_VIEWPOINT,
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
        **responses(404, 408, 413, 422, 503),
    },
    openapi_extra=reads(_SCHEMA, _EXAMPLE),
)
async def make_dossier(
    register: TheRegister, workers: TheWorkers, content: QuestionBody
) -> Response:
    """A BagIt bag in a ZIP: the answer about a licence over a period, a transaction, or an
    instrument, with all that proves it, and a verifier that needs nothing but Python 3.11."""
    question, viewpoint = read_dossier_question(read_json(content))
    return FromWorkers(workers, True, _dossier, question, register.pinned(viewpoint))


def _dossier(served: Served, question: dict[str, Any], viewpoint: AskedView) -> Response:
    proofs = Proofs(served.ledger, served.key)
    made = Dossiers(proofs, RELEASE).dossier(question, viewpoint)
    headers = {"content-disposition": 'attachment; filename="dossier.zip"'}
    return Response(made, headers=headers, media_type="application/zip")


def read_dossier_question(body: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The question and the viewpoint of a body; `QuestionError` if it is no such thing."""
    question, asked, faults = parted(body)
    if faults:
        raise QuestionError(faults)
    return question, asked
