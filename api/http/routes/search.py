"""What was recorded, found by its words."""

from __future__ import annotations

from fastapi import Response

from ....projections.viewpoints import AskedView
from ..answers.search import SearchAnswer
from ..dependencies import SearchSeenQuery, Served, TheRegister, TheWorkers
from ..problems import responses
from ..responses import as_json
from ..routing import doors
from ..workers import FromWorkers

router = doors()


@router.get(
    "/search",
    summary="Titles, texts, statements, names, ids and citations, by their words",
    tags=["search"],
    response_model=SearchAnswer,
    responses=responses(422, 503),
)
async def search_record(
    asked: SearchSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """What has all these words, in any case and accent, as it reads from the viewpoint; the best
    first: where a name has them, then a title, who speaks, a text, a citation.

    A word of four letters and more finds those too that begin with it.
    """
    seen_from = register.pinned(asked.asked(), with_day=True)
    page = (asked.q, seen_from, asked.limit, asked.after)
    return FromWorkers(workers, False, _found, *page)


def _found(served: Served, q: str, seen_from: AskedView, limit: int, after: str) -> Response:
    return as_json(served.register.search(q, seen_from, limit, after))
