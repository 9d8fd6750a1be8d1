"""Control lists: all of them, what is on one, a code; found by words in either language."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query, Response

from ....projections.register.named import Named
from ....projections.register.subject_changes import SubjectChanges
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import PagedSeenFrom, SeenQuery, Served
from ...http.routing import pages
from ..asking import PageAsked
from ..change_words import CHANGES_SHOWN
from ..rendering import page
from ..views import TheView

router = pages()

LISTED = 150


class ItemsAsked(PagedSeenFrom):
    """A viewpoint and a page of items."""

    limit: int = LISTED


TheItems = Annotated[ItemsAsked, Query()]
ListName = Annotated[str, Path()]


@router.get("/lists")
async def lists(asked: TheItems, view: TheView) -> Response:
    """The control lists, and how much is on each."""
    return view.shown(asked, _lists, min(asked.limit, 1_000), asked.after)


def _lists(served: Served, at: PageAsked, seen: AskedFrom, limit: int, after: str) -> Response:
    found = served.register.lists(seen, limit, after)
    return page(
        "control_lists.html",
        at,
        found=found["lists"],
        more=found["next"],
        begins=not after,
        title=title_in_language,
        viewpoint=found["viewpoint"],
    )


@router.get("/lists/{name}")
async def control_list(name: ListName, asked: TheItems, view: TheView) -> Response:
    """What is on a list on a day, by its codes, and how it came about."""
    return view.shown(asked, _control_list, name, min(asked.limit, 1_000), asked.after)


def _control_list(
    served: Served, at: PageAsked, seen: AskedFrom, name: str, limit: int, after: str
) -> Response:
    found = served.register.control_list(name, seen, limit, after)
    changes = SubjectChanges(served.ledger).changes_of("list", name, seen)["changes"]
    return page(
        "control_list.html",
        at,
        Named(served.ledger).named([found, changes], seen),
        found=found,
        changes=changes[:CHANGES_SHOWN],
        more=found["next"],
        begins=not after,
        title=title_in_language,
        viewpoint=found["viewpoint"],
    )


@router.get("/lists/{name}/{code}")
async def code(
    name: ListName,
    code: Annotated[str, Path()],
    asked: SeenQuery,
    view: TheView,
) -> Response:
    """What is told of a code of a list: what it is called, whether it is on it, what stands above
    and below it."""
    return view.shown(asked, _code, name, code)


def _code(served: Served, at: PageAsked, seen: AskedFrom, name: str, code: str) -> Response:
    found = served.register.code(name, code, seen)
    return page(
        "control_code.html",
        at,
        Named(served.ledger).named(found, seen),
        found=found,
        title=title_in_language,
        viewpoint=found["viewpoint"],
    )


def title_in_language(one: dict[str, Any], at: PageAsked) -> str:
    """What a list or an item is called, in Dutch on a Dutch page where the record has it."""
    in_dutch = one.get("title_nl") if at.tag == "nl" else None
    return str(in_dutch or one["title"] or "")
