"""Control lists: which there are, what is on one, what is told of a code."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from ....projections.viewpoints import AskedView
from ..answers.control_lists import CodeAnswer, ListAnswer, ListsAnswer
from ..dependencies import PagedSeenQuery, SeenQuery, Served, TheRegister, TheWorkers
from ..problems import responses
from ..responses import as_json
from ..routing import doors
from ..workers import FromWorkers

router = doors()

ListId = Annotated[str, Path(description="A control list.", examples=["annex-i"])]
CodeId = Annotated[str, Path(description="A code as the list prints it.", examples=["5A002"])]


@router.get(
    "/lists",
    summary="The control lists",
    tags=["lists"],
    response_model=ListsAnswer,
    responses=responses(422, 503),
)
async def list_control_lists(
    asked: PagedSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Every control list ever adopted, with how much is on it on a day."""
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _lists, seen_from, asked.limit, asked.after)


def _lists(served: Served, seen_from: AskedView, limit: int, after: str) -> Response:
    return as_json(served.register.lists(seen_from, limit, after))


@router.get(
    "/lists/{list}",
    summary="What is on a control list",
    tags=["lists"],
    response_model=ListAnswer,
    responses=responses(404, 422, 503),
)
async def get_control_list(
    list: ListId, asked: PagedSeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """The items that are or may be on a list on a day, as known on a day, by their codes."""
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _list, list, seen_from, asked.limit, asked.after)


def _list(served: Served, name: str, seen_from: AskedView, limit: int, after: str) -> Response:
    return as_json(served.register.control_list(name, seen_from, limit, after))


@router.get(
    "/lists/{list}/{code}",
    summary="What is told of a code",
    tags=["lists"],
    response_model=CodeAnswer,
    responses=responses(404, 422, 503),
)
async def get_control_list_code(
    list: ListId, code: CodeId, asked: SeenQuery, register: TheRegister, workers: TheWorkers
) -> Response:
    """Whether goods of a code are on a list on a day, and the items of it, above and below it."""
    seen_from = register.pinned(asked.asked(), with_day=True)
    return FromWorkers(workers, False, _code, list, code, seen_from)


def _code(served: Served, name: str, code: str, seen_from: AskedView) -> Response:
    return as_json(served.register.code(name, code, seen_from))
