"""Which methods an address has: OPTIONS tells it (RFC 9110 §9.3.7), and so does every 405."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKED = ("GET", "POST", "PUT", "PATCH", "DELETE")
ORDER = ("GET", "HEAD", *ASKED[1:], "OPTIONS")


class Methods:
    """Answers OPTIONS, and names all methods where another is refused; `routes` gives those that
    can match a request."""

    def __init__(self, app: ASGIApp, routes: Callable[[Scope], Iterable[BaseRoute]]) -> None:
        self.app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and (allowed := self._allowed(scope)):
            headers = [(b"allow", allowed), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                MutableHeaders(scope=message)["allow"] = self._allowed(scope).decode()
            await send(message)

        await self.app(scope, receive, sending)

    def _allowed(self, scope: Scope) -> bytes:
        """The methods of a path; empty where there is nothing."""
        near = self._routes(scope)
        found = {one for one in ASKED if _is_there({**scope, "method": one}, near)}
        if not found:
            return b""
        found |= {"HEAD", "OPTIONS"} if "GET" in found else {"OPTIONS"}
        return ", ".join(one for one in ORDER if one in found).encode()


def _is_there(scope: Scope, routes: Iterable[BaseRoute]) -> bool:
    return any(route.matches(scope)[0] is Match.FULL for route in routes)
