"""Logging in and out: by a token, or through the issuer that knows people."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from ...access.entry_errors import AccessError, NotAllowedError, TooManyAttemptsError
from ...access.issuer import LoginBegun
from ...access.sessions import FORM_COOKIE, LOGIN_COOKIE, LOGIN_SECONDS
from ...access.way_in import ISSUER, Entered
from ...http.dependencies import Served, TheServer
from ...http.entering import where_from
from ...http.problems import status_of
from ...http.routing import pages
from ..asking import PageAsked, ThePage
from ..entering.visits import Visits, set_cookie
from ..languages import preferred
from ..posting import form_of
from ..rendering import page
from ..terms import marked

router = pages()
callback = APIRouter(include_in_schema=False)
CALLBACK = "/login/callback"
"""Where an issuer sends people back to: one address, of no language."""
_FIELDS_MOST = 20_000
_WRONG = {
    NotAllowedError: marked("This lets nobody in here now. Nothing was done."),
    TooManyAttemptsError: marked("That failed too often from here. Try again in a few minutes."),
    AccessError: marked("Who has right of entry cannot be looked up now. Try again later."),
}


class LoginAsked(BaseModel):
    """Where somebody goes on to once he is logged in: a page of this server."""

    model_config = ConfigDict(extra="forbid")
    to: str = ""


@router.get("/login")
async def login(
    asked: Annotated[LoginAsked, Query()], request: Request, at: ThePage, server: TheServer
) -> Response:
    """A form for a token, and the way to the issuer."""
    return _form(request, at, server, asked.to)


@router.post("/login")
async def logged_in(request: Request, at: ThePage, server: TheServer) -> Response:
    """Somebody is let in by his token."""
    visits: Visits = request.app.state.visits
    said = await form_of(request, _FIELDS_MOST)
    to = said.get("to", "")
    cookie = request.cookies.get(FORM_COOKIE, "")
    if not cookie or not visits.sessions.is_form_token(cookie, said.get("login", "")):
        return _form(request, at, server, to, NotAllowedError("the form is old"))
    token, where = said.get("token", "").strip(), where_from(request)
    try:
        entered = await run_in_threadpool(server.entry.by_login, token, where)
    except (NotAllowedError, TooManyAttemptsError, AccessError) as error:
        return _form(request, at, server, to, error)
    answer = RedirectResponse(_own(to, at.tag), 303)
    visits.begin(request, entered, answer)
    return answer


@router.post("/logout")
async def logged_out(request: Request, at: ThePage, server: TheServer) -> Response:
    """The session is ended, everywhere and for good."""
    await form_of(request, _FIELDS_MOST)
    answer = RedirectResponse(at.plain("/login"), 303)
    if at.visitor.subject:
        server.entry.trail.tell("left", at.visitor.subject, where_from(request))
    request.app.state.visits.end(at.visitor, answer)
    return answer


@router.get("/login/issuer")
async def sent_to_issuer(
    asked: Annotated[LoginAsked, Query()], request: Request, at: ThePage, server: TheServer
) -> Response:
    """Somebody is sent to log in elsewhere."""
    issuer = server.entry.issuer
    if issuer is None or not issuer.settings.client:
        return _form(request, at, server, asked.to, NotAllowedError("nobody logs in elsewhere"))
    try:
        address, begun = await run_in_threadpool(issuer.begin, at.base + CALLBACK)
    except AccessError as error:
        return _form(request, at, server, asked.to, error)
    visits: Visits = request.app.state.visits
    kept = json.dumps({**asdict(begun), "to": _own(asked.to, at.tag), "tag": at.tag})
    answer = RedirectResponse(address, 303)
    value = visits.sessions.signed("login", kept)
    set_cookie(request, answer, LOGIN_COOKIE, value, LOGIN_SECONDS)
    return answer


@callback.get(CALLBACK)
async def back_from_issuer(request: Request) -> Response:
    """Somebody is back from the issuer, with a code; he is let in if it says who he is."""
    server: Served = request.app.state.served
    visits: Visits = request.app.state.visits
    kept = visits.sessions.opened("login", request.cookies.get(LOGIN_COOKIE, ""))
    begun = json.loads(kept) if kept else {}
    tag = begun.pop("tag", preferred(request.headers.get("accept-language", "")))
    to = begun.pop("to", "")
    given, where = request.query_params, where_from(request)
    at = PageAsked(tag, "/login", (), str(request.base_url).rstrip("/"))
    issuer = server.entry.issuer
    try:
        if issuer is None or not begun or given.get("state") != begun["state"]:
            raise NotAllowedError("this login was not begun here, or too long ago")
        if not given.get("code"):
            raise NotAllowedError("the issuer did not let him in")
        who = await run_in_threadpool(
            issuer.complete, given["code"], LoginBegun(**begun), at.base + CALLBACK
        )
    except (NotAllowedError, AccessError) as error:
        server.entry.trail.tell("entry_refused", None, where, why=str(error))
        return _form(request, at, server, to, error)
    server.entry.trail.tell("entered", who.subject, where)
    answer = RedirectResponse(_own(to, tag), 303)
    answer.delete_cookie(LOGIN_COOKIE)
    visits.begin(request, Entered(who, ISSUER), answer)
    return answer


def _form(
    request: Request,
    at: PageAsked,
    server: Served,
    to: str,
    wrong: NotAllowedError | TooManyAttemptsError | AccessError | None = None,
) -> Response:
    """The page to log in on, with what went wrong; its form goes with a cookie of its own."""
    visits: Visits = request.app.state.visits
    cookie = secrets.token_hex(16)
    entry, issuer = server.entry, server.entry.issuer
    sentence = _WRONG[type(wrong)] if wrong else ""
    answer = page(
        "login.html",
        at,
        status=status_of(wrong) if wrong else 200,
        to=_own(to, at.tag) if to else "",
        form=visits.sessions.form_token(cookie),
        refusal=at.language.text(sentence) if sentence else "",
        detail=str(wrong) if wrong else "",
        closed=entry.is_closed,
        elsewhere=issuer.settings.issuer if issuer and issuer.settings.client else "",
        by_token=entry.token is not None or entry.people is not None,
    )
    answer.headers["cache-control"] = "no-store"
    if isinstance(wrong, TooManyAttemptsError):
        answer.headers["retry-after"] = str(wrong.seconds)
    set_cookie(request, answer, FORM_COOKIE, cookie, LOGIN_SECONDS)
    return answer


def _own(to: str, tag: str) -> str:
    """A page of this server, whatever was asked for: the queue, for what is none."""
    sound = (
        len(to) < 1_000
        and to.startswith("/")
        and not to.startswith(("//", "/\\"))
        and to.isprintable()
    )
    return to if sound and "\\" not in to else f"/{tag}/proposals"
