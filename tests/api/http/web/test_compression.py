"""Answers compressed as who asks can read them, and streams that stay streams."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asked_here import asking, small_case
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.http.web.compression import Compressed, chosen_coding
from starlette.responses import Response, StreamingResponse

UNPACKED: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "zstd": zstd.decompress}
LONG = b"a text that says the same again and again. " * 100
Message = dict[str, Any]


def sent(response: Response, *headers: tuple[bytes, bytes]) -> list[Message]:
    """What is sent of a response, message by message."""
    messages: list[Message] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await response(scope, receive, send)

    async def receive() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": list(headers)}
    asyncio.run(Compressed(app)(scope, receive, send))  # type: ignore[arg-type]
    return messages


def headers_of(messages: list[Message]) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in messages[0]["headers"]}


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("door", ["/v1/instruments", "/en/licences/NL1", "/openapi.json"])
def test_an_answer_is_the_same_compressed(door: str, coding: str) -> None:
    client = asking(small_case())
    plain = client.get(door, headers={"accept-encoding": "identity"})
    with client.stream("GET", door, headers={"accept-encoding": coding}) as found:
        packed = b"".join(found.iter_raw())
    assert found.headers["content-encoding"] == coding
    assert int(found.headers.get("content-length", len(packed))) == len(packed)
    assert len(packed) < len(plain.content) / 2
    assert "content-encoding" not in plain.headers
    assert UNPACKED[coding](packed) == plain.content
    for one in (plain, found):
        assert "accept-encoding" in one.headers["vary"]


def test_other_bytes_of_an_answer_have_a_weak_name() -> None:
    client = asking(small_case())
    plain = client.get("/v1/licences/NL1", headers={"accept-encoding": "identity"})
    packed = client.get("/v1/licences/NL1", headers={"accept-encoding": "gzip"})
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    held = {"if-none-match": packed.headers["etag"]}
    assert client.get("/v1/licences/NL1", headers=held).status_code == 304


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_what_is_streamed_can_be_read_as_soon_as_it_is_sent(coding: str) -> None:
    pieces = [b'{"line": 1}\n', b'{"line": 2}\n' * 500, b'{"line": 3}\n']

    async def lines() -> AsyncIterator[bytes]:
        for one in pieces:
            yield one

    streamed = StreamingResponse(lines(), media_type="application/x-ndjson")
    messages = sent(streamed, (b"accept-encoding", coding.encode()))
    assert "content-length" not in headers_of(messages)
    if coding == "gzip":
        import zlib

        reader: Any = zlib.decompressobj(16 + zlib.MAX_WBITS)
    else:
        reader = zstd.ZstdDecompressor()
    read = [reader.decompress(one["body"]) for one in messages[1:] if one["body"]]
    assert read[: len(pieces)] == pieces and b"".join(read) == b"".join(pieces)


@pytest.mark.parametrize(
    ("response", "headers"),
    [
        (Response(LONG, media_type="image/png"), ()),
        (Response(b"short", media_type="text/plain"), ()),
        (Response(LONG, media_type="text/event-stream"), ()),
        (Response(LONG, 206, media_type="text/plain"), ()),
        (Response(LONG, headers={"content-encoding": "br"}, media_type="text/plain"), ()),
        (Response(LONG, media_type="text/html"), ((b"cookie", b"session=1"),)),
    ],
    ids=["a picture", "short", "events", "a part", "compressed already", "a page with a cookie"],
)
def test_some_answers_are_sent_as_they_are(response: Response, headers: Any) -> None:
    messages = sent(response, (b"accept-encoding", b"gzip, zstd"), *headers)
    assert b"".join(one["body"] for one in messages[1:]) == response.body


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.5, gzip;q=0.8", "gzip"),
        ("GZIP", "gzip"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("gzip;q=0, *", "zstd"),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=nonsense", None),
        ("br", None),
    ],
)
def test_the_coding_is_the_one_that_is_liked_best(accepted: str, coding: str | None) -> None:
    assert chosen_coding(accepted) == coding


@given(st.lists(st.binary(max_size=3_000), max_size=5), st.sampled_from(["gzip", "zstd"]))
def test_all_that_is_sent_comes_back(pieces: list[bytes], coding: str) -> None:
    async def each() -> AsyncIterator[bytes]:
        for one in pieces:
            yield one

    messages = sent(
        StreamingResponse(each(), media_type="text/plain"), (b"accept-encoding", coding.encode())
    )
    body = b"".join(one["body"] for one in messages[1:])
    packed = "content-encoding" in headers_of(messages)
    assert (UNPACKED[coding](body) if packed else body) == b"".join(pieces)
