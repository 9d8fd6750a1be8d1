"""A replica answers what has arrived there: it says how far that is, and waits for what is asked.

What was acknowledged at the primary arrives at a replica a moment later. An answer there is true
at its `log_size`. Whoever was told a size, by the recording or by an earlier answer, asks for it
(`log_size`), or for at least as much (`min_log_size`, on any server): a replica waits a bounded
time until it has arrived, and else tells to come again.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..domain.faults import Fault, LedgerError, QuestionError
from ..domain.vocabulary.bounds import QUESTION
from ..projections.ledger import Ledger
from .http.bodies import AT_HAND, messages_of
from .http.problems import NotArrivedError, problem_of
from .http.web.looking import Looking

LOG_SIZE_HEADER = b"ledger-log-size"
"""The header in which a replica says how far the log goes there."""
LEAST = "min_log_size"
_LEAST = LEAST.encode()
_POLLED = 0.02
"""Seconds between two looks whether it has arrived."""
_SIZE = re.compile(r"[0-9]{1,18}")
_IN_VIEWPOINT = re.compile(r"(?:^|,)log_size=([0-9]{1,18})(?:,|$)")
_VIEWPOINTS = ("from", "to")


def add_arrivals(app: FastAPI, ledger: Ledger, looking: Looking) -> None:
    """Let an application wait for what is asked of it; how long is `app.state.waits` (seconds),
    None where it is no replica."""
    app.state.waits = None
    app.add_middleware(Arriving, ledger=ledger, waits=lambda: app.state.waits, looking=looking)


class Arriving:
    """Reads how much of the log a question needs, and answers it once that is there."""

    def __init__(
        self, app: ASGIApp, ledger: Ledger, waits: Callable[[], float | None], looking: Looking
    ) -> None:
        self.app = app
        self._looking = looking
        self._ledger = ledger
        self._waits = waits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            asked = await _Asked.of(scope, receive, is_replica=self._waits() is not None)
            size = await self._arrived(asked)
        except LedgerError as error:
            await problem_of(error)(scope, receive, send)
            return
        await self.app(asked.scope, asked.receive, send if size is None else _saying(size, send))

    async def _arrived(self, asked: _Asked) -> int | None:
        """How far the log goes, for a replica to say, once what is asked for is there."""
        waits = self._waits()
        if waits is None:
            if asked.least:
                self._hold(asked.least)
            return None
        until = time.monotonic() + waits
        while (size := self._ledger.store.head().size) < max(asked.least, asked.size):
            if time.monotonic() >= until:
                raise NotArrivedError(
                    f"{size} records have arrived at this replica, and the question asks for "
                    f"{max(asked.least, asked.size)}: come again in a moment, or ask the primary"
                )
            await asyncio.sleep(_POLLED)
        self._looking.look_again()  # what has arrived came after whoever looked before
        return size

    def _hold(self, least: int) -> None:
        """What was acknowledged is in every answer of a server that is no replica: more than that
        was never recorded."""
        size = self._ledger.store.head().size
        if size < least:
            sentence = f"the log has {size} records; nothing acknowledged more of them"
            raise QuestionError([Fault("beyond_log", f"/{LEAST}", sentence)])
        self._looking.look_again()  # so much may not have been there yet for whoever looked before


def _saying(size: int, send: Send) -> Send:
    """What is sent, with how far the log goes."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = (LOG_SIZE_HEADER, str(size).encode())
            message = {**message, "headers": [*message.get("headers", ()), said]}
        await send(message)

    return sending


class _Asked:
    """A request without `min_log_size`, and the sizes that it asks for (0 where it asks none)."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope = scope
        self.receive = receive
        self.least = self.size = 0

    @classmethod
    async def of(cls, scope: Scope, receive: Receive, is_replica: bool) -> _Asked:
        """A request read; its body where it is a question in JSON, and not a long one."""
        asked = cls(scope, receive)
        word = b"log_size" if is_replica else _LEAST
        if word in scope.get("query_string", b""):
            asked._read_query()
        if scope["method"] == "POST" and (length := _length_of_question(scope)) is not None:
            await asked._read_body(word, length)
        if not is_replica:
            asked.size = 0
        return asked

    def _read_query(self) -> None:
        given = parse_qsl(self.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        for name, value in given:
            if name == LEAST:
                self.least = max(self.least, _size(value))
            elif name == "log_size" and _SIZE.fullmatch(value):
                self.size = max(self.size, int(value))
            elif name in _VIEWPOINTS and (found := _IN_VIEWPOINT.search(value)):
                self.size = max(self.size, int(found[1]))
        if any(name == LEAST for name, _ in given):
            rest = [pair for pair in given if pair[0] != LEAST]
            self.scope = {**self.scope, "query_string": urlencode(rest).encode()}

    async def _read_body(self, word: bytes, length: int) -> None:
        messages = await messages_of(self.receive, length)
        if len(messages) == 1:
            body = messages[0].get("body", b"")
        else:
            body = b"".join([one.get("body", b"") for one in messages])
        self.receive = _again(messages, self.receive)
        self.scope[AT_HAND] = messages
        if word not in body:
            return
        with suppress(ValueError, RecursionError):  # who answers says what is wrong with it
            said = json.loads(body)
            if isinstance(said, dict):
                self._read_question(said, messages)

    def _read_question(self, said: dict[str, Any], messages: list[Message]) -> None:
        size = said.get("log_size")
        if type(size) is int:
            self.size = max(self.size, size)
        if LEAST in said:
            self.least = max(self.least, _size(str(said.pop(LEAST))))
            body = json.dumps(said).encode()
            messages[:] = [{"type": "http.request", "body": body, "more_body": False}]
            headers = [one for one in self.scope["headers"] if one[0] != b"content-length"]
            headers.append((b"content-length", str(len(body)).encode()))
            self.scope = {**self.scope, "headers": headers}


def _size(value: str) -> int:
    if _SIZE.fullmatch(value) is None:
        sentence = f"`{value}` is no size of the log: a number of records, from 0"
        raise QuestionError([Fault("malformed", f"/{LEAST}", sentence)])
    return int(value)


def _length_of_question(scope: Scope) -> int | None:
    """How long a body is that is one JSON object worth looking into; None of all others."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"")
    is_json = headers.get(b"content-type", b"").partition(b";")[0].strip() == b"application/json"
    if not is_json or not length.isdigit():
        return None
    found = int(length)
    return found if found <= QUESTION else None


def _again(messages: list[Message], receive: Receive) -> Receive:
    """What was received, once more, and then what comes."""

    async def receiving() -> Message:
        return messages.pop(0) if messages else await receive()

    return receiving
