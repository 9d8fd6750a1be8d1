"""The plain pages: an index of what there is, and the kinds of problem."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from ...projections.viewpoints import AskedView
from ..http.dependencies import Served, TheRegister, TheWorkers
from ..http.problems import PROBLEMS
from ..http.routing import pages
from ..http.workers import FromWorkers
from .rendering import page

router = pages()


@router.get("/")
async def index(request: Request, register: TheRegister, workers: TheWorkers) -> Response:
    """What is here, and the licences as they stand today."""
    base = str(request.base_url).rstrip("/")
    return FromWorkers(workers, False, _index, register.pinned({}, with_day=True), base)


def _index(served: Served, seen_from: AskedView, base: str) -> HTMLResponse:
    answer = served.register.licences(seen_from, limit=1_000)
    viewpoint = answer["viewpoint"]
    return page(
        "index.html",
        licences=answer["licences"],
        base=base,
        day=viewpoint["valid_on"],
        log_size=viewpoint["log_size"],
        root_hash=viewpoint["root_hash"],
    )


@router.get("/problems")
async def problems() -> HTMLResponse:
    """The kinds of problem that an answer's `type` can name."""
    rows = [
        (name, status, (error.__doc__ or "").strip()) for name, (status, error) in PROBLEMS.items()
    ]
    return page("problems.html", problems=rows)
