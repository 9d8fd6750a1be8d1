"""Search over all that was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import Field

from ....domain.faults import QuestionError
from ....projections.register.named import Named
from ....projections.register.recordings import Recordings
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import Served, ViewedFrom
from ...http.routing import pages
from ..asking import PageAsked
from ..change_words import address_of_change
from ..errors import beside_fields
from ..rendering import page
from ..views import TheView

router = pages()

HITS, MOST_FOUND = 20, 100
_ROOMS = {
    "licence": "licences",
    "group": "groups",
    "requirement": "requirements",
    "policy": "policies",
    "application": "applications",
    "list": "lists",
    "instrument": "instruments",
}


class WordsAsked(ViewedFrom):
    """A viewpoint, the words that are looked for, and a page."""

    q: str = ""
    limit: int = Field(HITS, ge=1, le=100)
    after: str = ""


@router.get("/search")
async def search(
    asked: Annotated[WordsAsked, Query()],
    view: TheView,
) -> Response:
    """What has the words that are looked for, the best first."""
    return view.shown(asked, _search, asked.q, asked.limit, asked.after)


def _search(
    served: Served, at: PageAsked, seen: AskedFrom, q: str, limit: int, after: str
) -> Response:
    hits: list[Any] = []
    more, notes, faults = None, [], list[str]()
    if q.strip():
        try:
            found = served.register.search(q, seen, limit, after)
            hits, more, notes = found["hits"], found["next"], found["notes"]
        except QuestionError as error:
            faults = [text for texts in beside_fields(error.faults, at).values() for text in texts]
    named_here = [
        one["change"] for one in hits if one["change"] and one["what"] not in (*_ROOMS, "item")
    ]
    changes = Recordings(served.ledger).changes_called(named_here, seen)
    return page(
        "search.html",
        at,
        Named(served.ledger).named([hits, changes], seen),
        422 if faults else 200,
        q=q,
        hits=[
            {**one, "address": _address(one, at), "said": changes.get(one["change"])}
            for one in hits
        ],
        country=_country(q, at),
        more=more,
        begins=not after,
        notes=notes,
        faults=faults,
        viewpoint=served.register.licences(seen, limit=1)["viewpoint"],
    )


def goods_called(words: str, served: Served, seen: AskedFrom) -> list[Any]:
    """The items of control lists that have these words, the best first; none where they cannot be
    looked for."""
    try:
        found = served.register.search(words, seen, MOST_FOUND)
    except QuestionError:
        return []
    return [one for one in found["hits"] if one["what"] == "item"][:HITS]


def _told(hit: Mapping[str, Any], changes: Mapping[str, Any], at: PageAsked) -> dict[str, Any]:
    """A hit with its page, and the change that it is."""
    return {**hit, "address": _address(hit, at), "said": changes.get(hit["change"])}


def _address(hit: Mapping[str, Any], at: PageAsked) -> str:
    """The page of what was found; of a change its place on its instrument's page."""
    if hit["what"] == "item":
        return at.address(f"/lists/{hit['list']}/{hit['id']}")
    room = _ROOMS.get(hit["what"])
    if room:
        return at.address(f"/{room}/{hit['id']}")
    return address_of_change(hit["change"], at)


def _country(q: str, at: PageAsked) -> tuple[str, str] | None:
    """The country that the words name, by its code or its name in the language of the page."""
    wanted = at.language.ordered(q)
    for code, name in at.language.locale.territories.items():
        known = len(code) == 2 and code.isalpha()
        if known and wanted and wanted in (at.language.ordered(name), code.casefold()):
            return code, name
    return None
