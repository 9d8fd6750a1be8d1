"""What takes longer is asked of worker processes, so that nobody else waits for it.

A worker has its own ledger, opened to be read only, and answers one question at a time; what it
answers is handed on as it comes. Who leaves ends his question: the worker is ended with it, and
another takes its place when it is needed. One worker is kept for questions that are not long.

Questions are functions of this program, with what was asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from fastapi import Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from .limits import WorkerLimits
from .problems import BusyError

Task = Callable[..., Response | Iterator[bytes]]
"""A question: a function of what is served and of what was asked."""
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class WorkerAnswer:
    """An answer whose pieces come while it is read."""

    status: int
    headers: Headers
    pieces: AsyncIterator[bytes]


class Askable(Protocol):
    """Where questions are put that take longer."""

    def admit(self, long: bool) -> None:
        """`BusyError` if so many wait already that no more are taken on."""

    def asked(
        self, task: Task, given: tuple[Any, ...], long: bool, patiently: bool = False
    ) -> AbstractAsyncContextManager[WorkerAnswer]:
        """The answer to a question. `BusyError` if too many wait already, unless it is asked
        `patiently`; a `long` one leaves a worker to others."""

    async def begin(self) -> None:
        """Be ready before the first question comes."""

    def close(self) -> None:
        """End all that is being answered."""


class FromWorkers(Response):
    """A response that is made elsewhere; its client may leave before it is."""

    def __init__(self, workers: Askable, long: bool, task: Task, *given: Any) -> None:
        self.status_code = 200
        self.background = None
        self._asking = workers.asked(task, given, long)
        self._begun = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering = asyncio.ensure_future(self._answered(send))
        leaving = asyncio.ensure_future(left(receive))
        try:
            await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in (answering, leaving):
                one.cancel()
            await asyncio.wait((answering, leaving))
        if not answering.cancelled():
            answering.result()
        elif not self._begun:
            raise ClientDisconnect

    async def _answered(self, send: Send) -> None:
        async with self._asking as answer:
            start = {"type": "http.response.start", "status": answer.status}
            await send({**start, "headers": answer.headers})
            self._begun = True
            async for piece in answer.pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


async def left(receive: Receive) -> None:
    """Comes back when the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Threads:
    """A few threads in the place of worker processes, for a ledger in memory: no other process
    can read it. What is begun in a thread comes to its end."""

    def __init__(self, served: Any, limits: WorkerLimits) -> None:
        self._served = served
        self._most = limits.workers + limits.queue
        self._asked = 0
        self._workers = limits.workers
        self._threads = ThreadPoolExecutor(self._workers, "question")

    async def begin(self) -> None:
        return

    def admit(self, long: bool) -> None:
        if self._asked >= self._most:
            raise BusyError(f"{self._asked} questions are asked already; ask again in a moment")

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._threads = ThreadPoolExecutor(self._workers, "question")

    @asynccontextmanager
    async def asked(
        self, task: Task, given: tuple[Any, ...], long: bool, patiently: bool = False
    ) -> AsyncIterator[WorkerAnswer]:
        if not patiently:
            self.admit(long)
        self._asked += 1
        try:
            made = partial(_whole, task, self._served, given)
            found = await asyncio.get_running_loop().run_in_executor(self._threads, made)
        finally:
            self._asked -= 1
        yield WorkerAnswer(found.status_code, found.raw_headers, _only(bytes(found.body)))


def _whole(task: Task, served: Any, given: tuple[Any, ...]) -> Response:
    found = task(served, *given)
    return found if isinstance(found, Response) else Response(b"".join(found))


async def _only(piece: bytes) -> AsyncIterator[bytes]:
    yield piece
