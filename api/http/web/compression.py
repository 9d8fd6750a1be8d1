"""Answers compressed as who asks can read them: zstd (RFC 8878) or gzip (RFC 1952).

A streamed answer stays one: what is handed over is on its way when it is handed over. What is
small, compressed already or an event stream is sent as it is; so is a page for somebody with a
cookie, whose length would tell of what is in it (BREACH).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST = 1_000
"""What is shorter is sent as it is."""
_IN_THREAD = 128 * 1024
_LEVEL = {"gzip": 5, "zstd": 3}
_TEXTS = (
    b"text/",
    b"application/json",
    b"application/problem+json",
    b"application/x-ndjson",
    b"application/schema+json",
    b"application/xml",
    b"application/atom+xml",
    b"application/link-format",
    b"application/openapi",
    b"image/svg+xml",
)


class _Coder(Protocol):
    def piece(self, data: bytes) -> bytes: ...

    def end(self, data: bytes) -> bytes: ...


class _Gzip:
    def __init__(self) -> None:
        self._made = zlib.compressobj(_LEVEL["gzip"], zlib.DEFLATED, 16 + zlib.MAX_WBITS)

    def piece(self, data: bytes) -> bytes:
        return self._made.compress(data) + self._made.flush(zlib.Z_SYNC_FLUSH)

    def end(self, data: bytes) -> bytes:
        return self._made.compress(data) + self._made.flush()


class _Zstd:
    def __init__(self) -> None:
        from backports import zstd  # loaded by the first answer that is compressed so

        self._made = zstd.ZstdCompressor(_LEVEL["zstd"])

    def piece(self, data: bytes) -> bytes:
        return self._made.compress(data, self._made.FLUSH_BLOCK)

    def end(self, data: bytes) -> bytes:
        return self._made.compress(data, self._made.FLUSH_FRAME)


_CODERS: dict[str, type[_Coder]] = {"zstd": _Zstd, "gzip": _Gzip}


class Compressed:
    """Compresses what is answered, where who asks accepts it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        accepted, cookie = "", False
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value.decode("latin-1")
            elif name == b"cookie":
                cookie = True
        await self.app(scope, receive, _Sending(send, chosen_coding(accepted), cookie))


def chosen_coding(accepted: str) -> str | None:
    """The coding that an `Accept-Encoding` likes best (RFC 9110 §12.5.3), of those that there are;
    of two that it likes alike zstd. None: as it is."""
    if not accepted:
        return None
    weights = dict(_weighed(accepted))
    found, best = None, 0.0
    for name in _CODERS:
        weight = weights.get(name, weights.get("*", 0.0))
        if weight > best:
            found, best = name, weight
    return found if best >= weights.get("identity", 0.0) else None


def _weighed(accepted: str) -> list[tuple[str, float]]:
    found = []
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = parameters.strip().removeprefix("q=") if parameters else "1"
        try:
            found.append((name.strip(), float(weight)))
        except ValueError:
            found.append((name.strip(), 0.0))
    return found


class _Sending:
    """Holds the head of an answer until it is seen how its body begins."""

    def __init__(self, send: Send, coding: str | None, cookie: bool) -> None:
        self._send = send
        self._coding = coding
        self._cookie = cookie
        self._head: Message | None = None
        self._coder: _Coder | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._compressible(message):
            self._head = message
        elif self._head is not None:
            await self._begun(self._head, message)
        elif self._coder is not None and message["type"] == "http.response.body":
            await self._send({**message, "body": await self._coded(self._coder, message)})
        else:
            await self._send(message)

    def _compressible(self, message: Message) -> bool:
        kind = next((v for n, v in message["headers"] if n == b"content-type"), b"")
        if not kind.startswith(_TEXTS) or kind.startswith(b"text/event-stream"):
            return False
        if message["status"] < 200 or message["status"] in (204, 206, 304):
            return False
        message["headers"] = _varying(message["headers"])
        if self._coding is None:
            return False
        headers = MutableHeaders(scope=message)
        if "content-encoding" in headers:
            return False
        if int(headers.get("content-length", SMALLEST)) < SMALLEST:
            return False
        return not (self._cookie and kind.startswith(b"text/html"))

    async def _begun(self, head: Message, message: Message) -> None:
        """The head and the first piece of the body, or all of it."""
        self._head = None
        body, more = message.get("body", b""), message.get("more_body", False)
        if (not more and len(body) < SMALLEST) or self._coding is None:
            await self._send(head)
            await self._send(message)
            return
        self._coder = _CODERS[self._coding]()
        coded = await self._coded(self._coder, message)
        headers = MutableHeaders(scope=head)
        headers["content-encoding"] = self._coding
        del headers["content-length"]
        if not more:
            headers["content-length"] = str(len(coded))
        tag = headers.get("etag", "")
        if tag.startswith('"'):  # these are other bytes of the same answer (RFC 9110 §8.8.1)
            headers["etag"] = f"W/{tag}"
        await self._send(head)
        await self._send({**message, "body": coded})

    @staticmethod
    async def _coded(coder: _Coder, message: Message) -> bytes:
        body = message.get("body", b"")
        made = coder.piece if message.get("more_body") else coder.end
        if len(body) > _IN_THREAD:
            return await run_in_threadpool(made, body)
        return made(body)


def _varying(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Headers that say that the answer hangs on the codings which are accepted too: all that it
    hangs on in one, where the first stood."""
    said = b", ".join([*(value for name, value in headers if name == b"vary"), b"accept-encoding"])
    told = [(name, said if name == b"vary" else value) for name, value in headers]
    if (b"vary", said) not in told:
        return [*told, (b"vary", said)]
    first = told.index((b"vary", said))
    return [one for at, one in enumerate(told) if at <= first or one[0] != b"vary"]
