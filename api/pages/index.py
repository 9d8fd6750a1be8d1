"""The plain pages: an index of what there is, and the kinds of problem."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from ..http.dependencies import TheRegister
from ..http.problems import PROBLEMS
from ..http.routing import pages
from .rendering import page

router = pages()


@router.get("/")
async def index(request: Request, register: TheRegister) -> HTMLResponse:
    """What is here, and the licences as they stand today."""
    answer = register.licences({}, limit=1_000)
    viewpoint = answer["viewpoint"]
    return page(
        "index.html",
        licences=answer["licences"],
        base=str(request.base_url).rstrip("/"),
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
