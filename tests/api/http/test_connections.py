"""Connections within bounds: of those who do nothing, or never come to an end, none stays."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from builders import Case, established, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.http import bodies, lines
from licence_ledger.api.http.bodies import BodiesHeld
from licence_ledger.api.http.connections import client_of
from licence_ledger.api.http.limits import ConnectionLimits
from served_here import served_here
from starlette.testclient import TestClient

SHORT = ConnectionLimits(
    connections=50, of_client=20, head_bytes=8_000, head_seconds=1.0, fetch_seconds=1.0
)
GET = b"GET /healthz HTTP/1.1\r\nhost: x\r\n"
POST = b"POST /v1/evaluations HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n"
JSON = POST.replace(b"\r\n\r\n", b"\r\ncontent-type: application/json\r\n\r\n")
BATCH = b"POST /v1/evaluations/batch HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"

Connect = Callable[..., socket.socket]


@pytest.fixture(name="connect")
def _connect() -> Iterator[Connect]:
    case = Case(instrument("a", established()))
    with connecting(create_app(case.ledger, "secret", "x"), timeout_keep_alive=1) as connect:
        yield connect


@contextmanager
def connecting(app: Any, limits: ConnectionLimits = SHORT, **settings: Any) -> Iterator[Connect]:
    opened: list[socket.socket] = []
    with served_here(app, limits, **settings) as where:

        def connect(said: bytes = b"") -> socket.socket:
            opened.append(socket.create_connection(where, timeout=10))
            opened[-1].sendall(said)
            return opened[-1]

        yield connect
        for one in opened:
            one.close()


def until_closed(connection: socket.socket) -> bytes:
    """All that comes until the server ends the connection."""
    found = bytearray()
    try:
        while piece := connection.recv(65_536):
            found += piece
    except ConnectionError:
        pass
    return bytes(found)


def pour(connection: socket.socket, piece: bytes, most: int) -> None:
    """Send again and again, until the server ends the connection or so many bytes are sent."""
    sent = 0
    try:
        while sent < most:
            connection.sendall(piece)
            sent += len(piece)
    except ConnectionError:
        pass
    assert sent < most, "the server took all of it"


def answers(connect: Connect) -> bool:
    connection = connect(GET + b"connection: close\r\n\r\n")
    return until_closed(connection).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing said"),
        pytest.param(GET, id="a head that does not end"),
        pytest.param(GET + b"\r\n", id="no second request"),
        pytest.param(GET + b"\r\nGET /he", id="half a second request"),
        pytest.param(GET + b"content-length: 9\r\n\r\nabc", id="a body nobody wants"),
    ],
)
def test_a_connection_on_which_nothing_comes_is_ended(connect: Connect, said: bytes) -> None:
    begun = time.monotonic()
    connection = connect(said)
    until_closed(connection)
    assert 0.5 < time.monotonic() - begun < 6
    assert answers(connect)


def test_a_head_that_comes_a_letter_at_a_time_is_ended(connect: Connect) -> None:
    connection, begun = connect(), time.monotonic()
    with pytest.raises(ConnectionError):
        for letter in GET * 50:
            connection.sendall(bytes([letter]))
            time.sleep(0.02)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        pytest.param(b"GET /", b"a" * 1_000, id="an address without an end"),
        pytest.param(GET, b"x-more: 1\r\n" * 100, id="headers without an end"),
        pytest.param(GET + b"x-long: ", b"a" * 1_000, id="a header without an end"),
        pytest.param(BATCH + b"0\r\nx-more: ", b"a" * 1_000, id="a trailer without an end"),
        pytest.param(BATCH + b"1;x=", b"a" * 1_000, id="an extension of a chunk without an end"),
    ],
)
def test_what_does_not_end_is_cut(connect: Connect, begin: bytes, piece: bytes) -> None:
    connection = connect(begin)
    pour(connection, piece, 64 * 1024 * 1024)
    assert answers(connect)


@pytest.mark.parametrize("name", [b"x-long: ", b"cookie: "])
def test_a_head_that_is_too_long_is_refused_even_if_it_comes_at_once(
    connect: Connect, name: bytes
) -> None:
    head = GET + name + b"a" * SHORT.head_bytes + b"\r\n\r\n"
    said = until_closed(connect(head))
    assert said.startswith(b"HTTP/1.1 431 "), said[:100]
    assert answers(connect)


def test_one_address_has_so_many_connections_and_no_more(connect: Connect) -> None:
    held = [connect() for _ in range(SHORT.of_client)]
    said = until_closed(connect(GET + b"\r\n"))
    assert said.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: " in said
    for one in held[:2]:
        one.close()
    time.sleep(0.3)
    assert answers(connect)


def test_all_addresses_together_have_so_many_connections_and_no_more() -> None:
    case = Case(instrument("a", established()))
    limits = ConnectionLimits(connections=5, of_client=0)
    with connecting(create_app(case.ledger, None, "x"), limits) as connect:
        held = [connect() for _ in range(5)]
        assert until_closed(connect(GET + b"\r\n")).startswith(b"HTTP/1.1 503 ")
        held[0].close()
        time.sleep(0.3)
        assert answers(connect)


def test_an_address_of_ipv6_is_counted_with_its_network() -> None:
    assert client_of("2001:db8:1:2::3") == client_of("2001:db8:1:2:ffff::1")
    assert client_of("2001:db8:1:2::3") != client_of("2001:db8:1:3::3")
    assert client_of("192.0.2.1") != client_of("192.0.2.2")


@pytest.mark.parametrize("head", [POST, JSON])
@pytest.mark.parametrize("after", [b"", b'{"transaction"'])
def test_a_body_that_stands_still_is_not_waited_for(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, head: bytes, after: bytes
) -> None:
    monkeypatch.setattr(bodies, "SILENT_MOST", 0.5)
    said = until_closed(connect(head + after))
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"/problems#stalled" in said


@pytest.mark.parametrize("head", [POST, JSON])
def test_a_body_that_trickles_in_is_not_waited_for(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setattr(bodies, "SILENT_MOST", 0.5)
    connection = connect(head)
    with pytest.raises(ConnectionError):
        for _ in range(60):
            connection.sendall(b" ")
            time.sleep(0.1)


def test_a_batch_that_stands_still_is_ended_with_a_word(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "SILENT_MOST", 0.5)
    line = b'{"date": "2020-01-01", "licence": "NL1"}\n'
    connection = connect(BATCH + b"%x\r\n%s\r\n" % (len(line), line))
    said = until_closed(connection)
    assert b'"verdict":"' in said
    assert b'"code":"stalled"' in said


def test_an_answer_that_nobody_fetches_is_thrown_away() -> None:
    gone: list[bool] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(1_000):
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
        gone.append((await receive())["type"] == "http.disconnect")

    with connecting(app, lifespan="off") as connect:
        connection = connect(GET + b"\r\n")
        until = time.monotonic() + 8
        while not gone and time.monotonic() < until:
            time.sleep(0.05)
        assert gone == [True]
        connection.close()


def test_no_more_bodies_are_held_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(instrument("a", established()))
    app = create_app(case.ledger, "secret", "x")
    client = TestClient(BodiesHeld(app, most=1_000))
    app.user_middleware = [one for one in app.user_middleware if one.cls is not BodiesHeld]
    short = {"transaction": {"date": "2020-01-01", "licence": "NL1"}}
    for _ in range(50):  # what was held is free again
        assert client.post("/v1/evaluations", json=short).status_code == 200
    answer = client.post("/v1/evaluations", json={**short, "note": "x" * 2_000})
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems#busy"
    assert client.post("/v1/evaluations", json=short).status_code == 200


def test_who_may_not_record_is_told_before_his_body_is_read(connect: Connect) -> None:
    head = b"POST /v1/instruments HTTP/1.1\r\nhost: x\r\ncontent-length: 8000000\r\n\r\n"
    connection = connect(head)
    assert connection.recv(1_000).startswith(b"HTTP/1.1 401 ")
