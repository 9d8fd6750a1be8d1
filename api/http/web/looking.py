"""Whether the log has grown is looked at once for all requests that came in together.

What stands acknowledged before a request is sent is in its answer. What a loop runs in one go came
in before any of it ran: a look by whoever comes first is late enough for all.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, Request

from ....projections.ledger import Ledger
from ....projections.storage.stored_source import StoredSource
from ....projections.viewpoints import AskedFrom

_ALREADY_READ = AskedFrom(log_size=0)
"""A viewpoint for which nobody looks again."""


class Looking:
    """A ledger as it is read for requests, in a loop."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._looked: tuple[asyncio.AbstractEventLoop, int] | None = None
        """In which loop somebody looked, and how far the log was known to go then."""

    def reading_at(self, asked: AskedFrom) -> StoredSource:
        """The book for a question that came in, with all that was acknowledged before."""
        if asked.log_size is not None:
            return self._ledger.reading_at(asked)
        loop = asyncio.get_running_loop()
        if self._looked == (loop, self._ledger.size):
            return self._ledger.reading_at(_ALREADY_READ)
        book = self._ledger.reading_at(asked)
        loop.call_soon(self.look_again)  # before all that comes in from now on
        self._looked = loop, self._ledger.size
        return book

    def look_again(self) -> None:
        """Whoever comes next looks, whoever looked before."""
        self._looked = None


async def looking(request: Request) -> Looking:
    """The ledger as it is read for requests."""
    found: Looking = request.app.state.looking
    return found


TheLook = Annotated[Looking, Depends(looking)]
