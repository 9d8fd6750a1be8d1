"""A body that is here when a request is answered is read as any other, without a clock."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import Request
from licence_ledger.api.http import bodies
from licence_ledger.api.http.bodies import AT_HAND, BodiesHeld, messages_of, whole
from licence_ledger.api.http.problems import BusyError, StalledError, TooLargeError

Messages = list[dict[str, Any]]


def read(*pieces: bytes, at_hand: bool, most: int = 10, room: int = 100) -> tuple[bytes, Messages]:
    """A body of these pieces as a route reads it, and the messages that are still to come."""
    messages: Messages = [
        {"type": "http.request", "body": piece, "more_body": place < len(pieces)}
        for place, piece in enumerate(pieces, 1)
    ]
    found = list[bytes]()

    async def receive() -> Any:
        return messages.pop(0)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.append(await whole(Request(scope, receive), most))

    async def send(message: Any) -> None:
        return

    scope = {"type": "http", **({AT_HAND: messages} if at_hand else {})}
    asyncio.run(BodiesHeld(app, room)(scope, receive, send))
    return found[0], messages


@pytest.mark.parametrize("at_hand", (True, False), ids=("at hand", "still to come"))
@pytest.mark.parametrize(
    ("pieces", "body"),
    (((b"{}",), b"{}"), ((b"{", b"}"), b"{}"), ((b"\xef\xbb\xbf{}",), b"{}"), ((b"",), b"")),
    ids=("one piece", "two pieces", "with a byte-order mark", "empty"),
)
def test_it_reads_alike_and_nothing_of_it_is_left(
    pieces: tuple[bytes, ...], body: bytes, at_hand: bool
) -> None:
    assert read(*pieces, at_hand=at_hand) == (body, [])


@pytest.mark.parametrize("at_hand", (True, False), ids=("at hand", "still to come"))
def test_it_is_held_to_the_same_bounds(at_hand: bool) -> None:
    with pytest.raises(TooLargeError, match="at most 3 bytes"):
        read(b"four", at_hand=at_hand, most=3)
    with pytest.raises(BusyError):
        read(b"four", at_hand=at_hand, room=3)


Moment = dict[str, Any]


def receiving_late(*messages: Moment) -> Any:
    """What hands over each message a turn of the loop later than it is asked for."""
    left = [*messages]

    async def receive() -> Any:
        await asyncio.sleep(0)
        return left.pop(0)

    return receive


def test_a_body_that_is_here_needs_no_turn_of_the_loop() -> None:
    said = {"type": "http.request", "body": b"{}", "more_body": False}

    async def receive() -> Any:
        return said

    with pytest.raises(StopIteration) as found:
        messages_of(receive, 2).send(None)  # outside of any loop
    assert found.value.value == [said]


def test_a_body_that_comes_later_is_waited_for() -> None:
    pieces = [{"body": b"{", "more_body": True}, {"body": b"}", "more_body": False}]
    assert asyncio.run(messages_of(receiving_late(*pieces), 2)) == pieces
    assert asyncio.run(messages_of(receiving_late(pieces[1]), 2)) == pieces[1:]


@pytest.mark.parametrize("first", ([], [{"body": b"{", "more_body": True}]), ids=("none", "one"))
def test_a_body_that_does_not_come_in_time_is_told_so(
    first: list[Moment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "SILENT_MOST", 0.01)
    left, ended = [*first], list[str]()

    async def receive() -> Any:
        if left:
            return left.pop()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("called off")

    with pytest.raises(StalledError):
        asyncio.run(messages_of(receive, 2))
    assert ended == ["called off"]
