"""The lines of a body, as they come: a transaction a line."""

from __future__ import annotations

import asyncio
from codecs import BOM_UTF8
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.requests import ClientDisconnect

from ...domain.vocabulary.bounds import LINE
from .bodies import SILENT_MOST, stalled
from .workers import left

NDJSON = "application/x-ndjson"
_AHEAD = 4
"""So many pieces of a body are read before they are wanted."""
Lines = list[bytes | None]
"""Some lines; None for one that is too long."""


class LinesComing:
    """The lines of a request, read a little ahead; who sends them may leave meanwhile."""

    def __init__(self, request: Request) -> None:
        self._pieces: asyncio.Queue[Lines | None] = asyncio.Queue(_AHEAD)
        self.gone = asyncio.ensure_future(self._read(request))
        """Done when the client has left."""

    async def _read(self, request: Request) -> None:
        try:
            async for some in lines_of(request.stream()):
                await self._pieces.put(some)
        except ClientDisconnect:
            return
        await self._pieces.put(None)
        await left(request.receive)

    async def next(self) -> Lines | None:
        """The next lines, None at the end; `StalledError` when none come, `ClientDisconnect` when
        the client left."""
        getting = asyncio.ensure_future(self._pieces.get())
        done, _ = await asyncio.wait(
            (getting, self.gone), timeout=SILENT_MOST, return_when=asyncio.FIRST_COMPLETED
        )
        if getting in done:
            return getting.result()
        getting.cancel()
        if self.gone in done:
            self.gone.result()
            raise ClientDisconnect
        raise stalled(SILENT_MOST)

    async def while_here(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The pieces of an answer; `ClientDisconnect`, and no more is worked on it, when the
        client leaves meanwhile."""
        while True:
            making = asyncio.ensure_future(anext(pieces, None))
            try:
                await asyncio.wait((making, self.gone), return_when=asyncio.FIRST_COMPLETED)
                if not making.done():
                    raise ClientDisconnect
            finally:
                making.cancel()
            piece = making.result()
            if piece is None:
                return
            yield piece


async def lines_of(pieces: AsyncIterator[bytes]) -> AsyncIterator[Lines]:
    """The lines of a body, those of each piece together; None for one that is too long.

    A byte-order mark before the first says nothing.
    """
    rest = bytearray()
    too_long = False
    async for piece in _without_mark(pieces):
        *ended, last = bytes(piece).split(b"\n")
        found: Lines = []
        for line in ended:
            rest += line
            found.append(None if too_long or len(rest) > LINE else bytes(rest))
            rest, too_long = bytearray(), False
        rest += last
        if len(rest) > LINE:
            rest, too_long = bytearray(), True
        if found:
            yield found
    if rest or too_long:
        yield [None if too_long else bytes(rest)]


async def _without_mark(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces of a body without its byte-order mark, wherever they are cut."""
    begun, beginning = False, b""
    async for piece in pieces:
        if begun:
            yield piece
        elif len(beginning := beginning + piece) >= len(BOM_UTF8):
            begun = True
            yield beginning.removeprefix(BOM_UTF8)
    if not begun:
        yield beginning
