"""What was recorded, found by its words."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from ....projections.register.search import Search
from ..answers.search import SearchAnswer
from ..dependencies import SearchSeenQuery, served
from ..problems import responses
from ..responses import as_json
from ..routing import doors

router = doors()


async def searching(request: Request) -> Search:
    """The question for words."""
    return Search((await served(request)).ledger)


TheSearch = Annotated[Search, Depends(searching)]


@router.get(
    "/search",
    summary="Titles, texts, statements, names, ids and citations, by their words",
    tags=["search"],
    response_model=SearchAnswer,
    responses=responses(422),
)
def search(asked: SearchSeenQuery, search: TheSearch) -> Response:
    """What has all these words, in any case and accent, as it reads from the viewpoint; the best
    first: where a name has them, then a title, who speaks, a text, a citation.

    A word of four letters and more finds those too that begin with it.
    """
    return as_json(search.search(asked.q, asked.asked(), asked.limit, asked.after))
