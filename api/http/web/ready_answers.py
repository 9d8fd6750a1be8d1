"""Answers that were given, as the bytes that were sent: asked again they are not derived again.

An answer is kept under a name that tells all that it hangs on: the question, where it is seen from,
and the root of the log. So it never becomes another, and nothing has to be thrown away when the log
grows.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from ..responses import sent_as_json

MOST = 16 * 1024 * 1024
"""So many bytes of answers are kept; those that were not asked for longest make room."""
LONGEST = 64 * 1024
"""A longer answer is not kept."""
_BESIDE = 250
"""Bytes that one takes beside its own."""


class ReadyAnswers:
    """The answers of an application that were given last."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held = 0
        self._answers: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, name: bytes) -> Response | None:
        """The answer of a name, if it is here."""
        with self._lock:
            body = self._answers.get(name)
            if body is None:
                return None
            self._answers.move_to_end(name)
        return sent_as_json(body)

    def keep(self, name: bytes, answer: Response) -> None:
        """Keep an answer that is whole already; one that others make, or an error, is not kept."""
        is_whole = type(answer) is Response and answer.media_type == "application/json"
        if not is_whole or answer.status_code != 200 or len(answer.body) > LONGEST:
            return
        with self._lock:
            if name in self._answers:
                return
            # What wrote it left room behind it, which is not kept.
            self._answers[name] = bytes(memoryview(answer.body))
            self._held += len(answer.body) + _BESIDE
            while self._held > self._most:
                self._held -= len(self._answers.popitem(last=False)[1]) + _BESIDE


def digest_asked(said: Any) -> bytes:
    """The digest of what was said: a name for it, always as long."""
    text = repr(said).encode("utf-8", "backslashreplace")
    return blake2b(text, digest_size=16).hexdigest().encode()


async def ready_answers(request: Request) -> ReadyAnswers:
    """The answers that the application gave last."""
    found: ReadyAnswers = request.app.state.ready_answers
    return found


TheReadyAnswers = Annotated[ReadyAnswers, Depends(ready_answers)]
