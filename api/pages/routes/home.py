"""The first page: what one comes for, and the licences as they stand."""

from __future__ import annotations

from fastapi import Response

from ....projections.viewpoints import AskedView
from ...http.dependencies import SeenQuery, Served
from ...http.problems import PROBLEMS
from ...http.routing import pages
from ..asking import PageAsked, ThePage
from ..rendering import page
from ..views import TheView

router = pages()

MOST = 100
"""So many licences stand on the first page; the register holds them all."""


@router.get("/")
async def home(asked: SeenQuery, view: TheView) -> Response:
    """What is here, and the licences as they stand on a day."""
    return view.shown(asked, _home)


def _home(served: Served, at: PageAsked, seen: AskedView) -> Response:
    answer = served.register.licences(seen, limit=MOST)
    return page(
        "home.html",
        at,
        licences=answer["licences"],
        viewpoint=answer["viewpoint"],
        more=answer["next"],
    )


@router.get("/problems")
async def problems(at: ThePage) -> Response:
    """The kinds of problem that an answer's `type` can name."""
    rows = [
        (name, status, (error.__doc__ or "").strip()) for name, (status, error) in PROBLEMS.items()
    ]
    return page("problems.html", at, problems=rows)
