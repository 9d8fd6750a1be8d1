"""How the server is: whether it lives, whether it is ready, what it did."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from ....projections.clock import behind
from ..answers.log import Health
from ..dependencies import Served, TheServer, TheWorkers
from ..problems import BusyError, responses
from ..responses import as_json
from ..workers import FromWorkers

router = APIRouter(tags=["server"])
metrics = APIRouter(include_in_schema=False)


@router.get("/healthz", summary="Can it answer?", response_model=Health, responses=responses(503))
async def healthz(server: TheServer) -> Any:
    """200 when the server can answer, with the size of the log; a `warning` where its clock
    is behind the last recording."""
    with server.ledger.reading() as book:
        said = {"status": "ok", "log_size": book.size}
        note = behind(server.ledger.now(), book.last_recorded_at)
    return as_json(said if note is None else {**said, "warning": note})


@router.get(
    "/readyz", summary="Should it be asked?", response_model=Health, responses=responses(503)
)
async def readyz(request: Request, workers: TheWorkers) -> Response:
    """200 when the server takes questions: it is not leaving, and the processes that answer what
    takes longer do answer, with the size of the log that they see. Else 503: ask another server,
    or in a moment. For who hands out requests; a server that is not ready need not be ended."""
    if request.app.state.leaving():
        raise BusyError("this server is leaving; ask another, or in a moment")
    return FromWorkers(workers, False, _ready)


def _ready(served: Served) -> Response:
    with served.ledger.reading() as book:
        return as_json({"status": "ready", "log_size": book.size})


@metrics.get("/metrics")
async def tell_metrics(request: Request) -> Response:
    """Requests, their time, and the size of the log, in Prometheus' text format."""
    text = request.app.state.metrics.text()
    return Response(text, media_type="text/plain; version=0.0.4")
