"""Connections within bounds: how many, how long a head may be, and how long anybody waits.

uvicorn's protocol with clocks and counts: what it leaves to a proxy in front is done here, so
that a server without one cannot be held up by those who open connections and then do nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from http import HTTPStatus
from typing import Any, ClassVar

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .limits import ConnectionLimits
from .problems import RETRY_AFTER


def bounded_protocol(limits: ConnectionLimits) -> type[asyncio.Protocol]:
    """The protocol of a server whose connections keep within limits."""

    class Bounded(_BoundedProtocol):
        pass

    Bounded.limits = limits
    Bounded.of_client = Counter()
    return Bounded


class _BoundedProtocol(HttpToolsProtocol):
    limits: ClassVar[ConnectionLimits]
    of_client: ClassVar[Counter[str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._address = ""
        self._head = 0
        self._unread = 0
        self._clock: asyncio.TimerHandle | None = None
        self._fetching: asyncio.TimerHandle | None = None

    # -- beginning and end -------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._address = client_of(self.client[0] if self.client else "")
        self.of_client[self._address] += 1
        most, most_of_one = self.limits.connections, self.limits.of_client
        if len(self.connections) > most or 0 < most_of_one < self.of_client[self._address]:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, f"retry-after: {RETRY_AFTER}\r\n")
        else:
            self._wait_for_head(self.limits.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.of_client[self._address] -= 1
        if not self.of_client[self._address]:
            del self.of_client[self._address]
        self._stop(self._clock, self._fetching)

    def _refuse(self, status: HTTPStatus, header: str = "") -> None:
        """Say why, and end the connection."""
        said = f"HTTP/1.1 {status.value} {status.phrase}\r\n{header}"
        self.transport.write(f"{said}content-length: 0\r\nconnection: close\r\n\r\n".encode())
        self._end()

    def _end(self) -> None:
        """End the connection, at the latest when nobody fetched what was sent last."""
        if not self.transport.is_closing():
            self.transport.close()
        self.loop.call_later(self.limits.fetch_seconds, self.transport.abort)

    # -- what comes in -----------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        # A head, a trailer or the like that does not end: nothing else leaves bytes unread.
        if self._unread > self.limits.head_bytes and not self.transport.is_closing():
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        self._head = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._head += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head += len(name) + len(value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._unread = 0
        self._stop(self._clock)
        app = self.app
        if self._head > self.limits.head_bytes:
            self.app = _head_too_long
        try:
            super().on_headers_complete()
        finally:
            self.app = app

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unread = 0
        super().on_message_complete()

    # -- waiting -----------------------------------------------------------------------

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._answering():
            self._wait_for_head(self.timeout_keep_alive + self.limits.head_seconds)

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait_for_head(self, seconds: float) -> None:
        self._stop(self._clock)
        self._clock = self.loop.call_later(seconds, self._head_did_not_come)

    def _head_did_not_come(self) -> None:
        if not self._answering():
            self._end()

    def timeout_keep_alive_handler(self) -> None:
        self._end()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop(self._fetching)
        self._fetching = self.loop.call_later(self.limits.fetch_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop(self._fetching)

    def _stop(self, *clocks: asyncio.TimerHandle | None) -> None:
        for clock in clocks:
            if clock is not None:
                clock.cancel()


def client_of(address: str) -> str:
    """Who an address belongs to: one itself of IPv4, all of a network of IPv6, whose holder has
    as many as he likes."""
    return ":".join(address.split(":")[:4]) if ":" in address else address


async def _head_too_long(scope: Scope, receive: Receive, send: Send) -> None:
    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.value
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
