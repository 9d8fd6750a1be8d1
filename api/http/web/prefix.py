"""An application below a prefix of a site, and behind proxies that are named.

`https://example.com/ledger/…`, where a proxy hands on what begins with `/ledger`, with the prefix
or without it: what is linked goes through the prefix. What a proxy says of the client is believed
of those only that are named; of anybody else it is what anybody can write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ....domain.faults import LedgerError

BY_PROXY = "licence_ledger.by_proxy"
"""Where a request says that a named proxy handed it on."""
_LINK = re.compile(rb"""\b((?:href|src|action|formaction|data-[a-z-]+)=")(?=/(?!/))""")
_LINKING = ("text/html", "image/svg+xml")
Network = IPv4Network | IPv6Network


class WebSettingsError(LedgerError):
    """A setting of how the ledger is served cannot be used."""

    title = "The setting cannot be used"


def networks_of(text: str) -> tuple[Network, ...]:
    """The addresses and networks of a list, apart by commas or blanks; an error for another."""
    try:
        return tuple(map(ip_network, text.replace(",", " ").split()))
    except ValueError as error:
        raise WebSettingsError(
            f"LEDGER_PROXIES: {error}; give addresses or networks, as in 10.0.0.1 or 10.0.0.0/24"
        ) from error


def sound_prefix(text: str) -> str:
    """A prefix without the stroke at its end; an error for one that is no path."""
    found = text.rstrip("/")
    if found and not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", found):
        raise WebSettingsError(
            f"LEDGER_ROOT_PATH: `{text}` is no path; give one as in /ledger, in letters, digits "
            "and ._~-"
        )
    return found


class BehindProxies:
    """Takes who asks, and by which scheme, from the headers of named proxies: the last address
    in `X-Forwarded-For` that is no proxy's, and `X-Forwarded-Proto`."""

    def __init__(self, app: ASGIApp, proxies: Iterable[Network]) -> None:
        self.app = app
        self._proxies = tuple(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if scope["type"] == "http" and client and self._is_proxy(client[0]):
            headers = dict(scope["headers"])
            scope[BY_PROXY] = True
            self._forwarded_for(scope, headers.get(b"x-forwarded-for", b"").decode("latin-1"))
            scheme = headers.get(b"x-forwarded-proto", b"").decode("latin-1").strip().lower()
            if scheme in ("http", "https"):
                scope["scheme"] = scheme
        await self.app(scope, receive, send)

    def _forwarded_for(self, scope: Scope, said: str) -> None:
        addresses = [one.strip() for one in said.split(",") if one.strip()]
        for address in reversed(addresses):
            if not self._is_proxy(address):
                scope["client"] = (address, 0)
                return

    def _is_proxy(self, text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)


class BelowPrefix:
    """Answers below a prefix: paths come with it or without it."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        prefix, raw = self._prefix, scope.get("raw_path") or scope["path"].encode()
        own = scope["path"].removeprefix(prefix)
        if not own.startswith("/"):
            own = "/" if not own else scope["path"]
        asked = {
            **scope,
            "root_path": prefix,
            "path": prefix + own,
            "raw_path": raw.removeprefix(prefix.encode()) or b"/",
        }
        await self.app(asked, receive, send)
        scope.update({one: asked[one] for one in ("route", "endpoint") if one in asked})


class LinksThroughPrefix:
    """What is answered links through the prefix: before anything compresses it."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self._prefix = prefix.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, _Linked(self._prefix, send))


class _Linked:
    """Sends an answer whose links go through the prefix."""

    def __init__(self, prefix: bytes, send: Send) -> None:
        self._prefix = prefix
        self._send = send
        self._held = b""
        self._put: Callable[[bytes], bytes] | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(MutableHeaders(scope=message))
        elif self._put is not None and message["type"] == "http.response.body":
            message = {**message, "body": self._piece(message)}
        await self._send(message)

    def _begin(self, headers: MutableHeaders) -> None:
        location = headers.get("location", "")
        if location.startswith("/") and not self._through(location.encode()):
            headers["location"] = self._prefix.decode() + location
        if headers.get("content-type", "").startswith(_LINKING):
            del headers["content-length"]
            self._put = lambda text: _LINK.sub(self._one, text)

    def _one(self, found: re.Match[bytes]) -> bytes:
        there = found.string[found.end() : found.end() + len(self._prefix) + 1]
        return found[1] if self._through(there) else found[1] + self._prefix

    def _through(self, path: bytes) -> bool:
        return path == self._prefix or path.startswith((self._prefix + b"/", self._prefix + b'"'))

    def _piece(self, message: Message) -> bytes:
        """A piece of the answer; a tag that does not end in it waits for the next."""
        assert self._put is not None
        text = self._held + message.get("body", b"")
        self._held = b""
        if message.get("more_body"):
            cut = text.rfind(b"<", max(0, len(text) - 4096))
            last = cut if cut >= 0 else len(text)
            text, self._held = text[:last], text[last:]
        return self._put(text)
