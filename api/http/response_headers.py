"""What every response carries, so that no browser makes more of it than it is."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .web.addresses import own_path

ANSWERS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of an answer (CSP 3): data loads, runs and sends nothing, and stands in no frame."""

DOORS_DESCRIBED = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""The policy of the two pages that describe the doors. Their programs are ours to serve and not
to write: they begin with a script in the page, and style what they show. Nothing of them is
loaded from elsewhere."""

_POLICY = b"content-security-policy"
_POLICY_OF = {"/docs": DOORS_DESCRIBED, "/redoc": DOORS_DESCRIBED}
_NO_MORE = [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer")]


class Guarded:
    """Puts these headers on every response; a page that has a policy keeps its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _guarded(message.get("headers", ()), own_path(scope))
            await send(message)

        await self.app(scope, receive, sending)


def _guarded(given: Iterable[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
    headers = [*given]
    if _POLICY not in dict(headers):
        headers.append((_POLICY, _POLICY_OF.get(path, ANSWERS).encode()))
    return headers + _NO_MORE
