"""What was said, by whom, about what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import Response

from ....projections.register.named import Named
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import SaidSeenQuery, Served, TheRegister, TheWorkers
from ...http.routing import pages
from ...http.workers import FromWorkers
from ...library.every_question import EveryQuestion
from ..asking import PageAsked, ThePage, seen_from
from ..downloads import as_csv
from ..errors import page_or_error
from ..rendering import page
from ..views import TheView

router = pages()

COLUMNS = (
    "change",
    "by",
    "says",
    "about",
    "disputes",
    "from",
    "until",
    "instrument",
    "title",
    "published_on",
    "note",
)


@router.get("/statements")
async def statements(asked: SaidSeenQuery, view: TheView) -> Response:
    """The statements that run on a day: all, or those about one thing, by one, in one letter."""
    which = {**asked.which(), "limit": min(asked.limit, 50)}
    return view.shown(asked, _statements, which)


def _statements(served: Served, at: PageAsked, seen: AskedFrom, which: dict[str, Any]) -> Response:
    found = served.register.statements(seen, **which)
    named = Named(served.ledger).named(found, seen)
    return page(
        "statements.html",
        at,
        named,
        found=found["statements"],
        notes=found.get("notes", []),
        more=found["next"],
        which=which,
        viewpoint=found["viewpoint"],
    )


@router.get("/statements.csv")
async def statements_as_csv(
    asked: SaidSeenQuery, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """All of them as a table."""
    seen = register.pinned(seen_from(asked), with_day=True)
    return FromWorkers(workers, True, page_or_error, at, _as_csv, (seen, asked.which()))


def _as_csv(served: Served, at: PageAsked, seen: AskedFrom, which: dict[str, Any]) -> Response:
    return as_csv("statements", COLUMNS, _rows(served.register, seen, which))


def _rows(claims: EveryQuestion, seen: AskedFrom, which: dict[str, Any]) -> Iterable[list[Any]]:
    after: str | None = ""
    while after is not None:
        found = claims.statements(seen, **{**which, "limit": 500, "after": after})
        yield from ([one[name] for name in COLUMNS] for one in found["statements"])
        after = found["next"]
