"""The pages of the documentation."""

from __future__ import annotations

from typing import Annotated

from fastapi import HTTPException, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from ...http.routing import pages
from ..asking import PageAsked, ThePage
from ..rendering import page
from .documents import contents, documents, picture_shown
from .markdown import shown_document
from .searching import sections_with

router = pages()


class HelpAsked(BaseModel):
    """The words that are looked for in the documentation."""

    model_config = ConfigDict(extra="ignore")

    q: str = ""


@router.get("/help")
async def shelf(asked: Annotated[HelpAsked, Query()], at: ThePage) -> Response:
    """What there is to read, and the sections that have the words looked for."""
    return page(
        "help.html",
        at,
        rooms=_rooms(at),
        q=asked.q,
        found=sections_with(asked.q, _prefix(at)),
    )


@router.get("/help/{name:path}")
async def document(name: Annotated[str, Path()], at: ThePage) -> Response:
    """A document, or a picture that one shows."""
    one = documents().get(name)
    if one is not None:
        shown = shown_document(name, _prefix(at))
        return page("document.html", at, document=one, shown=shown, rooms=_rooms(at))
    if found := picture_shown(name):
        return Response(found[0], media_type=found[1], headers={"cache-control": "max-age=3600"})
    raise HTTPException(404, "there is no such document")


def _prefix(at: PageAsked) -> str:
    return at.plain("/help")


def _rooms(at: PageAsked) -> list[tuple[str, list[tuple[str, str]]]]:
    """The list of contents: by room, each document by its address and title."""
    return [
        (at.language.text(room), [(at.plain(f"/help/{one.name}"), one.title) for one in listed])
        for room, listed in contents()
    ]
