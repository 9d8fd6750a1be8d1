"""Errors as pages: what went wrong, where, and where to go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from markupsafe import Markup
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
from .prose import Prose
from .rendering import page
from .saying.faults import FAULTS
from .saying.worded import worded
from .terms import marked

"""What is told of a fault in the language of the page, before its sentence."""
_TITLES = {
    404: marked("There is no such page"),
    413: marked("That is too much at once"),
    503: marked("This cannot be answered now"),
}
_NO_ADDRESS = marked("Nothing is at this address; what you look for may be found by its name.")
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
    say = Prose(at, {})
    told = [
        (_called(_where(fault), say), FAULTS.get(fault.code), worded(fault.detail, say))
        for fault in faults
    ]
    if not told:
        told = [("", None, worded(str(error), say))]
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


def _called(where: str, say: Prose) -> str:
    """What the place of a fault is called: of time, as the control of time calls it."""
    return say.said.text(_TIME[where]) if where in _TIME else say.field(where)


_TIME = {
    "valid_on": marked("On this day"),
    "known_on": marked("as known on"),
    "log_size": marked("as recorded at size"),
    "instrument": marked("instrument"),
    "group": marked("group"),
}


def _page(
    at: PageAsked,
    status: int,
    told: Sequence[tuple[str, str | None, str | Markup]],
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
        if error.status_code == 404:
            return _page(at, 404, [("", _NO_ADDRESS, "")])
        return _page(at, error.status_code, [("", None, str(error.detail))])

    return told


def beside_fields(faults: Sequence[Fault], at: PageAsked) -> Mapping[str, list[Markup]]:
    """What is told beside each field of a form."""
    found: dict[str, list[Markup]] = {}
    for fault in faults:
        general = FAULTS.get(fault.code)
        detail = worded(fault.detail, Prose(at, {}))
        text = Markup("{} {}").format(at.language.text(general), detail) if general else detail
        found.setdefault(_where(fault), []).append(text)
    return found
