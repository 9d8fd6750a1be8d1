"""Worker processes, and what is said between them and the server.

Between the processes go frames: a letter that says what it is, a length, and so many bytes. What
a worker says is never unpickled.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import struct
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from ...domain.faults import LedgerError
from ...projections.proof.keys import SigningKey
from ...projections.storage.errors import LedgerFileError
from .limits import WorkerLimits
from .problems import BusyError, TookTooLongError, WorkerLostError
from .workers import Headers, Task, WorkerAnswer

FRAME = struct.Struct(">cI")
READY, FAILED, HEAD, PIECE, END, LEAVING = b"R", b"F", b"H", b"P", b"E", b"L"
"""What a frame is: a worker is ready or cannot be; an answer's head, a piece of it, its end, or
its end and the worker's."""
PIECE_MOST = 256 * 1024
SLOWEST = 50_000
"""So many bytes a second an answer is fetched by its client at the least, after a while."""
STARTING_MOST = 60.0
"""Seconds within which a worker is ready."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a worker is told first: where the ledger is, the key, the memory that it may use, and
    how many approvals an instrument needs."""

    address: str
    key: SigningKey
    megabytes: int
    approvals: int = 0


class Workers:
    """Worker processes on one ledger's file."""

    def __init__(self, beginning: Beginning, limits: WorkerLimits) -> None:
        self._beginning = beginning
        self._limits = limits
        self._places = asyncio.Semaphore(limits.workers)
        self._long = asyncio.Semaphore(max(1, limits.workers - 1))
        self._waiting = 0
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    async def begin(self) -> None:
        with suppress(LedgerError):  # who asks is told
            async with self.asked(_nothing, (), False) as answer:
                async for _ in answer.pieces:
                    pass

    def close(self) -> None:
        for worker in self._all:
            worker.kill()

    @asynccontextmanager
    async def asked(
        self, task: Task, given: tuple[Any, ...], long: bool, patiently: bool = False
    ) -> AsyncIterator[WorkerAnswer]:
        async with self._place(long, patiently):
            worker = self._idle.pop() if self._idle else await self._started()
            try:
                status, headers = await worker.ask(task, given, self._limits.seconds)
                yield WorkerAnswer(status, headers, worker.pieces(self._limits.seconds))
            finally:
                await worker.emptied()
                if worker.idle:
                    self._idle.append(worker)
                else:
                    worker.kill()
                    self._all.discard(worker)

    @asynccontextmanager
    async def _place(self, long: bool, patiently: bool) -> AsyncIterator[None]:
        """A worker's place, in turn; a long question waits for one of those that it may take."""
        if not patiently:
            self.admit(long)
        async with AsyncExitStack() as taken:
            self._waiting += not patiently
            try:
                for lane in self._lanes(long):
                    await taken.enter_async_context(lane)
            finally:
                self._waiting -= not patiently
            yield

    def admit(self, long: bool) -> None:
        taken = any(lane.locked() for lane in self._lanes(long))
        if taken and self._waiting >= self._limits.queue:
            raise BusyError(f"{self._waiting} questions wait already; ask again in a moment")

    def _lanes(self, long: bool) -> tuple[asyncio.Semaphore, ...]:
        return (self._long, self._places) if long else (self._places,)

    async def _started(self) -> _Worker:
        worker = _Worker()
        self._all.add(worker)
        try:
            await worker.start(self._beginning)
        except BaseException as error:
            worker.kill()
            self._all.discard(worker)
            if isinstance(error, OSError):
                raise WorkerLostError(f"no process can be started to answer: {error}") from error
            raise
        return worker


def _nothing(served: Any) -> Iterator[bytes]:
    """The question that makes a worker ready."""
    return iter(())


class _Worker:
    """A process that answers one question after the other."""

    def __init__(self) -> None:
        self.idle = False
        self._process: asyncio.subprocess.Process | None = None
        self._answering = False
        self._due: tuple[bytes, int] | None = None

    async def start(self, beginning: Beginning) -> None:
        """Start the process; it is ready when this comes back."""
        command = (sys.executable, "-P", "-m", f"{__package__}.worker_process")
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            *command,
            stdin=pipe,
            stdout=pipe,
            limit=PIECE_MOST,
            env=_environment(),
            start_new_session=True,
        )
        async with _within(STARTING_MOST):
            await self._tell(beginning)
            kind, said = await self._frame()
        if kind != READY:
            raise LedgerFileError(said.decode())

    async def ask(self, task: Task, given: tuple[Any, ...], seconds: float) -> tuple[int, Headers]:
        """Put a question; the status and headers of its answer, within so many seconds."""
        self.idle = False
        async with _within(seconds):
            await self._tell((task, given))
            _, said = await self._frame()
        self._answering = True
        head = json.loads(said)
        return head["status"], [(n.encode(), v.encode("latin-1")) for n, v in head["headers"]]

    async def pieces(self, seconds: float) -> AsyncIterator[bytes]:
        """The pieces of the answer, each within so many seconds, and all of them as fast as a
        client fetches them that is not held up on purpose."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while self._answering:
            async with _within(seconds):
                kind, piece = await self._frame()
            if kind == PIECE:
                yield piece
                until += len(piece) / SLOWEST
                if clock() > until:
                    raise TookTooLongError("the answer was fetched too slowly")
            else:
                self._answering = False
                self.idle = kind == END

    async def emptied(self) -> None:
        """Read what nobody wants of an answer, if it is there soon."""
        if self._answering:
            with suppress(TookTooLongError, WorkerLostError):
                async with _within(1):
                    async for _ in self.pieces(1):
                        pass

    def kill(self) -> None:
        """End the process, whatever it does, and what it started."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _tell(self, what: Any) -> None:
        said = memoryview(pickle.dumps(what))
        assert self._process is not None
        to = self._process.stdin
        assert to is not None
        with suppress(ConnectionError):  # what is read of it next tells that it is gone
            to.write(FRAME.pack(b"Q", len(said)))
            for first in range(0, len(said), PIECE_MOST):
                to.write(said[first : first + PIECE_MOST])
                await to.drain()

    async def _frame(self) -> tuple[bytes, bytes]:
        """The next frame; whoever stops waiting for it loses nothing of it."""
        assert self._process is not None
        source = self._process.stdout
        assert source is not None
        try:
            if self._due is None:
                self._due = FRAME.unpack(await source.readexactly(FRAME.size))
            kind, length = self._due
            said = await source.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise WorkerLostError(
                "the process that was to answer ended before it did; ask again, or for less"
            ) from error
        self._due = None
        return kind, said


def _environment() -> dict[str, str]:
    """What a worker finds: threads of libraries reserve memory, and it needs none."""
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


@asynccontextmanager
async def _within(seconds: float) -> AsyncIterator[None]:
    """`TookTooLongError` unless what is done comes to its end within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise TookTooLongError(
            f"no question is worked on for more than {seconds:g} seconds here; ask for less at "
            "once, or use the command licence-ledger"
        ) from None
