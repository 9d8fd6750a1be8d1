"""Bodies as they come: on a clock, and no more of them at once than there is room for."""

from __future__ import annotations

import asyncio
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Callable, Generator, Sized
from typing import Any

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import BusyError, StalledError, TooLargeError

HELD_MOST = 256 * 1024 * 1024
"""So many bytes of bodies are in memory at once, of all requests."""
SILENT_MOST = 20.0
"""Seconds after which a body that stands still is not waited for any more."""
SLOWEST_BODY = 1_000
"""So many bytes a second a body that is read whole comes at the least, after a while."""

AT_HAND = "licence_ledger.at_hand"
"""Where a request has the messages of its body, if somebody had them before it was answered."""
_HOLD = "licence_ledger.hold"


class BodiesHeld:
    """Counts the bytes of bodies that requests hold, and has none hold more than there is room
    for; what a request held is free when it is answered."""

    def __init__(self, app: ASGIApp, most: int = HELD_MOST) -> None:
        self.app = app
        self._most = most
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = 0

        def hold(more: int) -> None:
            nonlocal own
            if self._held + more > self._most:
                raise BusyError("there is no room for more bodies now; send it again in a moment")
            own += more
            self._held += more

        scope[_HOLD] = hold
        try:
            await self.app(scope, receive, send)
        finally:
            self._held -= own


async def body_pieces(request: Request) -> AsyncIterator[bytes]:
    """A body as it comes; `StalledError` when it stands still."""
    pieces = request.stream()
    while True:
        try:
            async with asyncio.timeout(SILENT_MOST):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise stalled(SILENT_MOST) from None
        yield piece


def stalled(seconds: float) -> StalledError:
    """The error of a body that stood still for so long."""
    return StalledError(f"nothing more of the body came for {seconds:g} seconds; send it again")


async def held(request: Request, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Pieces that stay in memory until the request is answered; `BusyError` if there is no room
    for them, `StalledError` if they come in too slowly for that."""
    pace = _Pace()
    async for piece in pieces:
        request.scope[_HOLD](len(piece))
        yield piece
        pace.keep(piece)


async def whole(request: Request, most: int) -> bytes:
    """A body, up to so many bytes; `TooLargeError` beyond. A byte-order mark before it says
    nothing (RFC 8259 §8.1)."""
    if (at_hand := _at_hand(request)) is not None:
        request.scope[_HOLD](len(at_hand))
        _must_fit(at_hand, most)
        return at_hand.removeprefix(BOM_UTF8)
    found, pace = bytearray(), _Pace()
    try:
        async with asyncio.timeout(SILENT_MOST) as silence:
            async for piece in request.stream():
                request.scope[_HOLD](len(piece))
                found += piece
                _must_fit(found, most)
                if piece:
                    silence.reschedule(pace.keep(piece) + SILENT_MOST)
    except TimeoutError:
        raise stalled(SILENT_MOST) from None
    return bytes(found.removeprefix(BOM_UTF8))


class Receiving:
    """A message that is being received: run as far as it goes without waiting for anything, and
    from there on when it is awaited, by the same task and once."""

    __slots__ = ("_receiving", "_waits_for", "is_done", "result")

    def __init__(self, receive: Receive) -> None:
        self._receiving = _received(receive)
        self.result: Message = {}
        self._waits_for: Any = None
        try:
            self._waits_for = self._receiving.send(None)
            self.is_done = False
        except StopIteration as end:
            self.result, self.is_done = end.value, True

    def __await__(self) -> Generator[Any, Any, Message]:
        while not self.is_done:
            try:
                said = yield self._waits_for
            except BaseException as error:  # as one that is called off, or out of time
                self._go_on(self._receiving.throw, error)
            else:
                self._go_on(self._receiving.send, said)
        return self.result

    def _go_on(self, step: Callable[[Any], Any], said: Any) -> None:
        try:
            self._waits_for = step(said)
        except StopIteration as end:
            self.result, self.is_done = end.value, True


async def _received(receive: Receive) -> Message:
    return await receive()


async def messages_of(receive: Receive, length: int) -> list[Message]:
    """The messages of a body that is to be so many bytes, all of it or until who sends it is gone;
    `StalledError` if it comes too slowly. What is here already sets no clock."""
    first = Receiving(receive)
    if first.is_done and not first.result.get("more_body"):
        return [first.result]
    messages = list[Message]()
    try:
        async with asyncio.timeout(SILENT_MOST + length / SLOWEST_BODY):
            while not messages or messages[-1].get("more_body"):
                messages.append(await (receive() if messages else first))
    except TimeoutError:
        raise StalledError("the body did not come in time; send it again, all at once") from None
    return messages


def _at_hand(request: Request) -> bytes | None:
    """A body of one message that is here already: no clock is set for it."""
    messages = request.scope.get(AT_HAND, ())
    if len(messages) != 1 or messages[0].get("more_body") or "body" not in messages[0]:
        return None
    found: bytes = messages.pop()["body"]
    return found


def _must_fit(body: Sized, most: int) -> None:
    if len(body) > most:
        raise TooLargeError(f"a body holds at most {most} bytes here; send it in parts")


class _Pace:
    """How fast a body that is kept comes in at the least."""

    def __init__(self) -> None:
        self._clock = asyncio.get_running_loop().time
        self._until = self._clock() + SILENT_MOST

    def keep(self, piece: bytes) -> float:
        """The time now; `StalledError` if the pieces come in too slowly."""
        now = self._clock()
        self._until += len(piece) / SLOWEST_BODY
        if now > self._until:
            raise StalledError("the body comes too slowly; send it again, all at once")
        return now
