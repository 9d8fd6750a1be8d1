"""A page that is sent while it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import Response
from starlette.types import Message, Send

from ....domain.faults import LedgerError
from ...http.dependencies import Served
from ...http.workers import Askable, FromWorkers, Task
from ..asking import PageAsked
from ..errors import of_error
from ..rendering import headers_of


class SentInPieces(FromWorkers):
    """A page that a worker makes a piece at a time, or at once where there is something to mend."""

    def __init__(self, workers: Askable, at: PageAsked, task: Task, *given: Any) -> None:
        super().__init__(workers, True, made_in_pieces, at, task, given)
        own = {"content-type": "text/html; charset=utf-8", **headers_of(at)}
        self._own = [(name.encode(), value.encode("latin-1")) for name, value in own.items()]

    async def _answered(self, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = message["headers"]
                if b"content-type" not in dict(said):
                    message = {**message, "headers": [*said, *self._own]}
            await send(message)

        await super()._answered(sending)


def made_in_pieces(
    served: Served, at: PageAsked, task: Task, given: Sequence[Any]
) -> Response | Iterator[bytes]:
    """The page, or the page that tells why not."""
    try:
        return task(served, at, *given)
    except LedgerError as error:
        return of_error(at, error)
