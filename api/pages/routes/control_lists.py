"""Control lists: all of them, what is on one, a code; found by words in either language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Path, Query, Response

from ....projections.register.named import Named
from ....projections.register.subject_changes import SubjectChanges
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import PagedSeenFrom, SeenQuery, Served
from ...http.routing import pages
from ...library.every_question import EveryQuestion
from ..asking import PageAsked
from ..change_words import CHANGES_SHOWN
from ..downloads import as_csv
from ..rendering import page
from ..views import TheView

router = pages()

LISTED = 100
COLUMNS = ("list", "title", "title_nl", "running", "whole", "count")
ITEMS = ("code", "title", "title_nl", "present", "from", "entry", "certainty", "reserved", "note")
"""What is told of a list, and of an item, in a table that is taken away."""


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


@router.get("/lists.csv")
async def lists_as_csv(asked: SeenQuery, view: TheView) -> Response:
    """The control lists as a table."""
    return view.shown(asked, _lists_as_csv)


def _lists_as_csv(served: Served, at: PageAsked, seen: AskedFrom) -> Response:
    return as_csv("lists", COLUMNS, _every_list(served.register, seen))


def _every_list(listed: EveryQuestion, seen: AskedFrom) -> Iterator[dict[str, Any]]:
    after: str | None = ""
    while after is not None:
        found = listed.lists(seen, 500, after)
        yield from found["lists"]
        after = found["next"]


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


@router.get("/lists/{name}/items.csv")
async def items_as_csv(name: ListName, asked: SeenQuery, view: TheView) -> Response:
    """All that is on a list on a day, as a table."""
    return view.shown(asked, _items_as_csv, name)


def _items_as_csv(served: Served, at: PageAsked, seen: AskedFrom, name: str) -> Response:
    return as_csv(f"list-{name}", ITEMS, _every_item(served.register, name, seen))


def _every_item(listed: EveryQuestion, name: str, seen: AskedFrom) -> Iterator[dict[str, Any]]:
    after: str | None = ""
    while after is not None:
        found = listed.control_list(name, seen, 1_000, after)
        yield from found["items"]
        after = found["next"]


@router.get("/lists/{name}/{code}.csv")
async def code_as_csv(
    name: ListName, code: Annotated[str, Path()], asked: SeenQuery, view: TheView
) -> Response:
    """What is told of a code as a table: the items that stand above it, its own, those below."""
    return view.shown(asked, _code_as_csv, name, code)


def _code_as_csv(served: Served, at: PageAsked, seen: AskedFrom, name: str, code: str) -> Response:
    found = served.register.code(name, code, seen)
    return as_csv(f"{name}-{code}", ITEMS, [*found["above"], *found["items"], *found["below"]])


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
