"""The doors under `/v1`: routes that read what they are asked once, strictly and quickly.

A route says in its signature what it needs, as any route of FastAPI does, and FastAPI
describes it. The reading itself goes a shorter way: a query becomes its model in one step,
and a parameter that is given twice, or that the route does not have, is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import APIRouter, Request, Response, params
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from ...domain.faults import Fault, QuestionError
from ...domain.shapes.sentences import faults_in
from .dependencies import BetweenViewpoints, KnownFrom
from .web.addresses import pairs_of
from .web.views import Begun, begun, page_begun

VIEWED = (KnownFrom, BetweenViewpoints)
"""Queries that say where an answer is seen from."""
Reader = Callable[[Request], Any]


class Nothing(BaseModel):
    """The query of a route that has none."""

    model_config = ConfigDict(extra="forbid")


ADDED_BY_OTHERS = re.compile(
    r"(?:utm|mtm|pk|hsa|_hs|__hs|mc|oly|vero)_\w+|\w*clk?id|gclsrc|[gw]braid|igshid|_g[al]\w*|srsltid",
    re.IGNORECASE,
)
"""Parameters that search engines, mail and social media add to the links that they show: they
say where a reader came from, and no field of ours is called so."""


class StrictRoute(APIRoute):
    """A route that reads its parameters by itself."""

    ignores: re.Pattern[str] | None = None
    empty_says_nothing = False

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The function from a request to its answer."""
        call = self.endpoint
        readers, query, viewed = _parameters(call, self.ignores, self.empty_says_nothing)
        in_thread = not iscoroutinefunction(call)
        seen = viewed if "GET" in (self.methods or ()) else ""

        async def answer(request: Request) -> Response:
            given = query(request)
            told = await self.begun(request, given[seen]) if seen else None
            if told and told.instead:
                return told.instead
            for name, read, is_awaited in readers:
                value = read(request)
                given[name] = await value if is_awaited else value
            found: Response = (
                await run_in_threadpool(call, **given) if in_thread else await call(**given)
            )
            return told.told(found) if told else found

        return answer

    def plain(self) -> ASGIApp:
        """The route as an application, without what FastAPI keeps open until a request ends: what
        is read here needs no end, and errors are answered by the application."""
        answer = self.get_route_handler()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            response = await answer(Request(scope, receive, send))
            await response(scope, receive, send)

        return app

    async def begun(self, request: Request, asked: Any) -> Begun:
        """What is told of an answer to a question with a viewpoint before it is made."""
        return await begun(request, asked, self.path)


class PageRoute(StrictRoute):
    """A route of a page, read as strictly, but for what other sites add to its address and for the
    fields of its forms that were left empty."""

    ignores = ADDED_BY_OTHERS
    empty_says_nothing = True

    async def begun(self, request: Request, asked: Any) -> Begun:
        """The same of a page."""
        return await page_begun(request, asked)


def doors() -> APIRouter:
    """A router for doors under `/v1`."""
    return APIRouter(prefix="/v1", route_class=StrictRoute)


def pages() -> APIRouter:
    """A router for pages, which people read and link to."""
    return APIRouter(include_in_schema=False, route_class=PageRoute)


def _parameters(
    call: Callable[..., Any], ignores: re.Pattern[str] | None, empty_says_nothing: bool
) -> tuple[list[tuple[str, Reader, bool]], Reader, str]:
    """How each parameter of a route is read, and whether it is waited for: the part of the path of
    its name, the request, or what a function gives for the request. Its query, and the name of
    that, if it says where the answer is seen from."""
    viewed = ""
    readers: list[tuple[str, Reader, bool]] = []
    query = _query(None, Nothing, ignores, empty_says_nothing)
    hints = get_type_hints(call, include_extras=True)
    hints.pop("return", None)
    for name, hint in hints.items():
        if hint is Request:
            readers.append((name, lambda request: request, False))
            continue
        assert get_origin(hint) is Annotated, f"{call.__name__}: {name} says not where it is from"
        model, source = get_args(hint)[0], get_args(hint)[-1]
        if isinstance(source, params.Path):
            readers.append((name, _part_of_path(name), False))
        elif isinstance(source, params.Query):
            query = _query(name, model, ignores, empty_says_nothing)
            viewed = name if issubclass(model, VIEWED) else ""
        else:
            assert isinstance(source, params.Depends)
            assert source.dependency is not None
            read = source.dependency
            readers.append((name, read, iscoroutinefunction(read)))
    return readers, query, viewed


def _part_of_path(name: str) -> Reader:
    def read(request: Request) -> str:
        part: str = request.path_params[name]
        return part

    return read


def _query(
    parameter: str | None,
    model: type[BaseModel],
    ignores: re.Pattern[str] | None,
    empty_says_nothing: bool,
) -> Reader:
    """The query as its model, under its parameter's name; `QuestionError` with every fault."""

    own = [field.alias or name for name, field in model.model_fields.items()]

    def read(request: Request) -> dict[str, Any]:
        pairs = pairs_of(request.scope)
        if empty_says_nothing:
            pairs = [pair for pair in pairs if pair[1]]
        if ignores:
            pairs = [pair for pair in pairs if not ignores.fullmatch(pair[0])]
        given = dict(pairs)
        if len(given) < len(pairs):
            counts = Counter(name for name, _ in pairs)
            raise QuestionError(
                [
                    Fault("malformed", f"/{name}", f"`{name}` is given twice")
                    for name, count in counts.items()
                    if count > 1
                ]
            )
        if parameter is None and not given:
            return {}
        try:
            found = model.model_validate(given)
        except ValidationError as error:
            raise QuestionError(list(faults_in(error, own=own))) from None
        return {parameter: found} if parameter else {}

    return read
