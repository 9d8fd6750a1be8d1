"""What is recorded, for all who listen: one look at the head, however many they are."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

from ...projections.ledger import Ledger
from ...projections.proof.proofs import Proofs

Event = tuple[int, int, bytes]
"""The size of the log before an instrument and after it, and what is sent of it."""

LOOKED_EVERY = 0.2
"""Seconds between two looks for what was recorded, by this server or another."""
HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it is still there."""
REMEMBERED = 1_000
"""So many events are kept for those who are a little behind."""
_PAGE = 50
_WOKEN_TOGETHER = 50
"""So many listeners are woken before somebody else has a turn."""


class Follower:
    """Looks at the log's head while anybody listens, and wakes them when something was recorded."""

    def __init__(self, proofs: Proofs, leaving: Callable[[], bool]) -> None:
        self._proofs = proofs
        self._leaving = leaving
        self._size = 0
        self._recent: deque[Event] = deque(maxlen=REMEMBERED)
        self._asleep: dict[asyncio.Future[None], None] = {}
        self._listening = 0
        self._following: asyncio.Task[None] | None = None

    async def events(self, size: int) -> AsyncIterator[bytes]:
        """What is recorded after a size of the log, for as long as somebody listens and the
        server stays; a sign of life where there is nothing."""
        self._listening += 1
        try:
            yield b": listening\n\n"
            while not self._leaving():
                found = await self._after(size)
                for _, after, event in found:
                    yield event
                    size = after
                if not found and not await self._more(size):
                    yield b": still here\n\n"
        finally:
            self._listening -= 1

    async def _after(self, size: int) -> list[Event]:
        """The next events after a size: of those remembered, or else read."""
        self._begin()
        if size >= self._size:
            return []
        if self._recent and self._recent[0][0] <= size:
            return [event for event in self._recent if event[0] >= size]
        return await asyncio.to_thread(_read, self._proofs, size)

    async def _more(self, size: int) -> bool:
        """Whether something is recorded after a size, or the server leaves, before a sign of life
        is due."""
        if self._size > size:
            return True
        woken = asyncio.get_running_loop().create_future()
        self._asleep[woken] = None
        try:
            await asyncio.wait_for(woken, HEARTBEAT)
        except TimeoutError:
            return False
        finally:
            self._asleep.pop(woken, None)
        return True

    def _begin(self) -> None:
        """Follow the head, from where it stands now, unless somebody does."""
        if self._following is None or self._following.done():
            self._recent.clear()
            self._size = _size_of(self._proofs.ledger)
            self._following = asyncio.ensure_future(self._follow())

    async def _follow(self) -> None:
        while self._listening and not self._leaving():
            if self._proofs.ledger.store.head().size > self._size:
                found = await asyncio.to_thread(_read, self._proofs, self._size)
                for event in found:
                    self._recent.append(event)
                    self._size = event[1]
                await self._wake()
            else:
                await asyncio.sleep(LOOKED_EVERY)
        await self._wake()

    async def _wake(self) -> None:
        for number, woken in enumerate(tuple(self._asleep)):
            if not woken.done():
                woken.set_result(None)
            if number % _WOKEN_TOGETHER == 0:
                await asyncio.sleep(0)


def _size_of(ledger: Ledger) -> int:
    with ledger.reading() as book:
        return book.size


def _read(proofs: Proofs, size: int) -> list[Event]:
    """The first events after a size of the log."""
    found = []
    for one in proofs.instruments_after(size, _PAGE):
        found.append((size, one["log_size"], _said(one)))
        size = one["log_size"]
    return found


def _said(one: dict[str, Any]) -> bytes:
    """A recording as it is sent: its id is the size of the log after it."""
    said = json.dumps(one, ensure_ascii=False, separators=(",", ":"))
    return f"event: instrument\nid: {one['log_size']}\ndata: {said}\n\n".encode()
