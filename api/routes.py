"""The doors of HTTP: each names what it needs, asks one question, returns its answer."""

from __future__ import annotations

import hmac
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from ..domain.faults import Fault, QuestionError
from ..domain.shapes import InstrumentShape, Transaction
from . import answers
from .dependencies import (
    VIEWPOINT_FIELDS,
    Body,
    Known,
    PagedKnown,
    PagedSeen,
    PolicySeen,
    Seen,
    TheRegister,
    TheServer,
    once,
)
from .files import read_json
from .problems import NotAllowedError, RecordingClosedError, responses

router = APIRouter(prefix="/v1", dependencies=[Depends(once)])

LicenceId = Annotated[str, Path(description="A licence.", examples=["NL009"])]
GroupId = Annotated[str, Path(description="A group of countries.", examples=["EU"])]
PolicyId = Annotated[str, Path(description="A policy.", examples=["validity"])]
InstrumentId = Annotated[str, Path(description="An instrument.", examples=["stcrt-2024-5435"])]

_EXAMPLE_TRANSACTION = {
    "date": "2024-02-25",
    "licence": "NL009",
    "activity": "export",
    "goods": "ML10",
    "origin": "NL",
    "destination": "IL",
    "programme": "F-35",
}
_EXAMPLE_INSTRUMENT = {
    "instrument": "stcrt-2030-1",
    "kind": "ministerial_regulation",
    "title": "An example: a destination leaves NL009",
    "issued_by": "Minister",
    "published_on": "2026-01-02",
    "cites": [{"source": "Stcrt. 2030, 1", "locator": "art. I"}],
    "changes": [
        {
            "type": "destination_excluded",
            "licence": "NL009",
            "from": "2026-01-03",
            "destinations": ["QA"],
        }
    ],
}


def _reads(schema: dict[str, Any], example: Any) -> dict[str, Any]:
    """The description of a JSON body that the route reads itself."""
    content = {"application/json": {"schema": schema, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


def _inline(model: Any) -> dict[str, Any]:
    """A model's JSON Schema without references, to stand inside the document."""
    schema: dict[str, Any] = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolved(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                return resolved(definitions[value["$ref"].rpartition("/")[2]])
            return {k: resolved(v) for k, v in value.items() if not (k == "default" and v is None)}
        return [resolved(item) for item in value] if isinstance(value, list) else value

    found = resolved(schema)
    assert isinstance(found, dict)
    return found


def as_json(answer: Any, status: int = 200) -> Response:
    """An answer as the bytes that are sent: keys in the order of the contract."""
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, status, media_type="application/json")


# -- instruments -------------------------------------------------------------------


@router.post(
    "/instruments",
    status_code=201,
    summary="Record an instrument",
    tags=["instruments"],
    response_model=answers.RecordedAnswer,
    responses={
        200: {
            "model": answers.RecordedAnswer,
            "description": "Recorded already, with the same content; nothing changed",
        },
        **responses(401, 403, 409, 413, 422, 503),
    },
    openapi_extra={
        **_reads(_inline(InstrumentShape), _EXAMPLE_INSTRUMENT),
        "security": [{"token": []}],
    },
)
async def record_instrument(server: TheServer, request: Request, content: Body) -> Response:
    """Record an instrument whole, or refuse it with every fault, each with a pointer."""
    _may_record(server.token, request.headers.get("authorization", ""))
    submitted = read_json(content)
    recording = await run_in_threadpool(server.ledger.record, submitted, server.recorder)
    return as_json(recording.shown(), 200 if recording.already else 201)


def _may_record(token: str | None, authorization: str) -> None:
    if token is None:
        raise RecordingClosedError(
            "this server was started without LEDGER_TOKEN; set it, or use `licence-ledger record`"
        )
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotAllowedError("send `Authorization: Bearer` with the token of this server")


@router.get(
    "/instruments",
    summary="The instruments recorded",
    tags=["instruments"],
    response_model=answers.InstrumentsAnswer,
    responses=responses(422),
)
async def list_instruments(asked: PagedKnown, register: TheRegister) -> Response:
    """The instruments in the order of recording: by whom, when, at which sizes of the log."""
    return as_json(register.instruments(asked.asked(), asked.limit, asked.after))


@router.get(
    "/instruments/{instrument}",
    summary="One instrument",
    tags=["instruments"],
    response_model=answers.InstrumentAnswer,
    responses=responses(404, 422),
)
async def get_instrument(instrument: InstrumentId, asked: Known, register: TheRegister) -> Response:
    """An instrument as it was recorded, whatever was corrected since."""
    return as_json(register.instrument(instrument, asked.asked()))


# -- licences ----------------------------------------------------------------------


@router.get(
    "/licences",
    summary="The register of licences",
    tags=["licences"],
    response_model=answers.LicencesAnswer,
    responses=responses(422),
)
async def list_licences(asked: PagedSeen, register: TheRegister) -> Response:
    """Every licence ever established, with its status on a day."""
    return as_json(register.licences(asked.asked(), asked.limit, asked.after))


@router.get(
    "/licences/{licence}",
    summary="One licence on a day, as known on a day",
    tags=["licences"],
    response_model=answers.LicenceAnswer,
    responses=responses(404, 422),
)
async def get_licence(licence: LicenceId, asked: Seen, register: TheRegister) -> Response:
    """A licence's status, permits, exclusions and conditions, and all that is open about it."""
    return as_json(register.licence(licence, asked.asked()))


@router.get(
    "/licences/{licence}/history",
    summary="Every change to a licence",
    tags=["licences"],
    response_model=answers.HistoryAnswer,
    responses=responses(404, 422),
)
async def get_history(licence: LicenceId, asked: PagedKnown, register: TheRegister) -> Response:
    """Every change to a licence in log order, stopped and corrected ones too."""
    return as_json(register.history(licence, asked.asked(), asked.limit, asked.after))


# -- evaluations -------------------------------------------------------------------

_EVALUATION_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["transaction"],
    "properties": {
        "transaction": _inline(Transaction),
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
    openapi_extra=_reads(
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


# -- groups, requirements, policies ------------------------------------------------


@router.get(
    "/groups/{group}",
    summary="The members of a group",
    tags=["groups"],
    response_model=answers.GroupAnswer,
    responses=responses(404, 422),
)
async def get_group(group: GroupId, asked: Seen, register: TheRegister) -> Response:
    """The countries that are or may be in a group on a day, as known on a day."""
    return as_json(register.group(group, asked.asked()))


@router.get(
    "/requirements",
    summary="What needs a licence, and what is forbidden",
    tags=["requirements"],
    response_model=answers.RequirementsAnswer,
    responses=responses(422),
)
async def list_requirements(asked: PagedSeen, register: TheRegister) -> Response:
    """Every requirement ever imposed, with the entries present on a day."""
    return as_json(register.requirements(asked.asked(), asked.limit, asked.after))


@router.get(
    "/policies/{policy}",
    summary="The value of a policy",
    tags=["policies"],
    response_model=answers.PolicyAnswer,
    responses=responses(404, 422),
)
async def get_policy(policy: PolicyId, asked: PolicySeen, register: TheRegister) -> Response:
    """The value that a policy has on a day for the dimensions given."""
    return as_json(register.policy(policy, asked.dimensions(), asked.asked()))
