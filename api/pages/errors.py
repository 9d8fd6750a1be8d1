"""Errors as pages: what went wrong, where, and where to go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from ...domain.faults import (
    Fault,
    LedgerError,
    UnknownInstrumentError,
    UnknownSubjectError,
    nearest,
)
from ..http.dependencies import Served
from ..http.problems import status_of
from ..http.web.addresses import own_path
from ..http.workers import Askable, FromWorkers
from .asking import PageAsked, page_asked
from .languages import TAGS
from .rendering import page
from .saying.faults import FAULTS
from .terms import marked

"""What is told of a fault in the language of the page, before its sentence."""
_TITLES = {
    404: marked("There is no such page"),
    413: marked("That is too much at once"),
    503: marked("This cannot be answered now"),
}
_OTHERWISE = marked("The question cannot be answered")

PageTask = Callable[..., Response]


def shown(workers: Askable, at: PageAsked, task: PageTask, *given: Any) -> FromWorkers:
    """A page that a worker makes by a function of what is served, the page asked and the rest;
    what goes wrong on the way is told on a page."""
    return FromWorkers(workers, False, page_or_error, at, task, given)


def page_or_error(served: Served, at: PageAsked, task: PageTask, given: Sequence[Any]) -> Response:
    """The page, or the page that tells why not."""
    try:
        return task(served, at, *given)
    except LedgerError as error:
        return of_error(at, error)


def of_error(at: PageAsked, error: LedgerError) -> Response:
    """The page of an error."""
    faults: Sequence[Fault] = getattr(error, "faults", ())
    status = status_of(error)
    near: list[tuple[str, str]] = []
    if isinstance(error, UnknownSubjectError):
        near = _near(at, error)
    told = [(_where(fault), FAULTS.get(fault.code), fault.detail) for fault in faults]
    if not told:
        told = [("", None, str(error))]
    return _page(at, status, told, near, searched=isinstance(error, _NOT_THERE))


_NOT_THERE = (UnknownSubjectError, UnknownInstrumentError)


_ROOMS = {
    "licence": "licences",
    "group": "groups",
    "policy": "policies",
    "application": "applications",
    "list": "lists",
}


def _near(at: PageAsked, error: UnknownSubjectError) -> list[tuple[str, str]]:
    room = _ROOMS.get(error.kind)
    return (
        [(at.address(f"/{room}/{one}"), one) for one in nearest(error.name, error.known)]
        if room
        else []
    )


def _where(fault: Fault) -> str:
    return fault.pointer.rpartition("/")[2]


def _page(
    at: PageAsked,
    status: int,
    told: Sequence[tuple[str, str | None, str]],
    near: Sequence[tuple[str, str]] = (),
    searched: bool = False,
) -> Response:
    return page(
        "error.html",
        at,
        status=status,
        title=at.language.text(_TITLES.get(status, _OTHERWISE)),
        told=told,
        near=near,
        sought=at.path.rpartition("/")[2] if searched or status == 404 else "",
    )


def add_page_errors(app: FastAPI) -> None:
    """Make every error below a language's path a page; others stay as they are."""
    for kind in (LedgerError, HTTPException):
        app.add_exception_handler(kind, _or(app.exception_handlers[kind]))


def _or(otherwise: Any) -> Any:
    async def told(request: Request, error: Exception) -> Response:
        if own_path(request.scope).split("/")[1] not in TAGS:
            found: Response = await otherwise(request, error)
            return found
        at = page_asked(request)
        if isinstance(error, LedgerError):
            return of_error(at, error)
        assert isinstance(error, HTTPException)
        return _page(at, error.status_code, [("", None, str(error.detail))])

    return told


def beside_fields(faults: Sequence[Fault], at: PageAsked) -> Mapping[str, list[str]]:
    """What is told beside each field of a form."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        general = FAULTS.get(fault.code)
        text = f"{at.language.text(general)} {fault.detail}" if general else fault.detail
        found.setdefault(_where(fault), []).append(text)
    return found
