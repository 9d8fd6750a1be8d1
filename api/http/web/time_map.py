"""The days on which an answer can have become another (RFC 7089 §5)."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import Message

from ..problems import responses
from .addresses import ASKED_AT, Address
from .mementos import LINK_FORMAT, time_map

router = APIRouter(prefix="/v1")
_LEFT_OUT = {b"accept-datetime", b"accept-encoding", b"if-none-match", b"range"}
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {LINK_FORMAT: {"schema": {"type": "string"}}}}
}


@router.get(
    "/timemap/{path:path}",
    summary="The days on which what is known changed, for an address",
    tags=["log"],
    response_class=Response,
    responses={**_TEXT, **responses(404, 422, 503)},
)
async def get_time_map(
    path: Annotated[
        str,
        Path(
            description="The path of an answer, with its query beside it.",
            examples=["v1/licences/NL009"],
        ),
    ],
    request: Request,
) -> Response:
    """The TimeMap (RFC 7089) of an answer or a page: the addresses that it has as known on each
    day on which an instrument was published."""
    asked = _Asked()
    scope = _scope_of(request, path, asked.addresses)
    app = request.app
    with suppress(_Enough):
        answered = ExceptionMiddleware(app.router, app.exception_handlers)
        await answered(scope, request.receive, asked)
    if asked.status == 200 and asked.addresses:
        days = await run_in_threadpool(request.app.state.knowledge_days.until_now)
        text = time_map(asked.addresses[0], days)
        return Response(text, media_type=LINK_FORMAT, headers={"cache-control": "no-cache"})
    if asked.status == 200:
        raise HTTPException(404, "what stands there is no answer about the law")
    return Response(b"".join(asked.body), asked.status, asked.headers)


class _Enough(Exception):
    """What was asked is known: that there is an answer."""


class _Asked:
    """Sees whether there is an answer; keeps an error."""

    def __init__(self) -> None:
        self.status = 404
        self.headers: dict[str, str] = {}
        self.body: list[bytes] = []
        self.addresses: list[Address] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {n.decode(): v.decode("latin-1") for n, v in message["headers"]}
            if self.status == 200:
                raise _Enough
        else:
            self.body.append(message.get("body", b""))


def _scope_of(request: Request, path: str, addresses: list[Address]) -> dict[str, Any]:
    """The request for the answer itself. A path below no language is a door's."""
    known = path.split("/")[0] in ("v1", *request.app.state.languages)
    own = f"/{path}" if known else f"/v1/{path}"
    scope = request.scope
    kept = {one: scope[one] for one in _KEPT if one in scope}
    headers = [pair for pair in scope["headers"] if pair[0] not in _LEFT_OUT]
    below = scope.get("root_path", "") + own
    return {**kept, "path": below, "headers": headers, "method": "GET", ASKED_AT: addresses}


_KEPT = (
    *("type", "asgi", "http_version", "scheme", "query_string", "root_path", "client", "server"),
    *("app", "state", "starlette.exception_handlers", "licence_ledger.hold", "extensions"),
    *("fastapi_inner_astack", "fastapi_function_astack", "fastapi_middleware_astack"),
)
