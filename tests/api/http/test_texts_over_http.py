"""Bodies as they come: half characters, byte-order marks; and HEAD wherever there is a page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import Case, established, excluded, instrument
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.app import create_app
from starlette.testclient import TestClient

TOKEN = {"authorization": "Bearer secret"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    case = Case(instrument("a", established()), instrument("b", excluded("IL")))
    app = create_app(case.ledger, "secret", "x")
    return TestClient(app, raise_server_exceptions=False)


SOUND = {"date": "2024-02-12", "licence": "NL1", "activity": "export", "destination": "IL"}
HALF = st.sampled_from(["\ud800", "x\udfff", "\udc00\ud800"])
TEXTS = st.one_of(HALF, st.text(max_size=3))
NAMES = st.one_of(
    HALF,
    st.sampled_from(["transaction", "known_on", "date", "licence", "from", "until", "goods", "by"]),
)
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)
DOORS = [
    "/v1/evaluations",
    "/v1/evaluations?receipt=true",
    "/v1/dossiers",
    "/v1/instruments",
    "/v1/instruments?dry_run=true",
    "/v1/impact?from=known_on=2020-01-01&to=now",
]


@pytest.mark.parametrize("door", DOORS)
@settings(max_examples=examples(60), deadline=None)
@given(value=VALUES)
def test_half_a_character_is_an_error_of_the_question_at_every_door(
    client: TestClient, door: str, value: Any
) -> None:
    body = json.dumps(value).encode()
    found = client.post(door, content=body, headers=TOKEN)
    assert found.status_code < 500, found.text
    json.loads(found.text)


@settings(max_examples=examples(60), deadline=None)
@given(lines=st.lists(VALUES, min_size=1, max_size=3))
def test_half_a_character_in_a_batch_is_a_fault_of_its_line(
    client: TestClient, lines: list[Any]
) -> None:
    written = [json.dumps(one) for one in (*lines, SOUND)]
    found = client.post("/v1/evaluations/batch", content="\n".join(written).encode())
    *told, last = [json.loads(line) for line in found.text.removesuffix("\n").split("\n")]
    assert [one["line"] for one in told] == list(range(1, len(lines) + 1))
    assert all(one["errors"] for one in told)
    assert last["verdict"] == "not_covered"


def test_a_fault_that_repeats_half_a_character_is_told_in_a_batch(client: TestClient) -> None:
    body = b'{"\\ud800":1}\n{"\\ud800":1,"\\ud800":2}\n{"date":"\\ud800"}\n'
    found = client.post("/v1/evaluations/batch", content=body)
    told = [json.loads(line) for line in found.text.splitlines()]
    assert [one["line"] for one in told] == [1, 2, 3]


def test_half_a_character_in_an_address_is_an_error(client: TestClient) -> None:
    for url in ("/v1/licences/%ED%A0%80", "/v1/statements?about=%ED%A0%80", "/licences/%ED%A0%80"):
        assert client.get(url).status_code == 404, url


# -- the byte-order mark -----------------------------------------------------------------


def test_a_byte_order_mark_before_a_body_is_passed_over(client: TestClient) -> None:
    sound = json.dumps({"transaction": SOUND}).encode()
    for body in (sound, b"\xef\xbb\xbf" + sound):
        found = client.post("/v1/evaluations", content=body)
        assert found.json()["verdict"] == "not_covered"
    lines = b"\xef\xbb\xbf" + b"\n".join([json.dumps(SOUND).encode()] * 2)
    found = client.post("/v1/evaluations/batch", content=lines)
    assert [json.loads(line)["verdict"] for line in found.text.splitlines()] == ["not_covered"] * 2
    sides = "from=known_on=2019-01-01&to=now"
    found = client.post(f"/v1/impact?{sides}", content=lines)
    assert (found.json()["rows"], found.json()["errors"]) == (2, [])


def test_a_byte_order_mark_inside_a_text_stays_and_a_second_one_is_an_error(
    client: TestClient,
) -> None:
    body = b"\xef\xbb\xbf" * 2 + json.dumps({"transaction": SOUND}).encode()
    assert client.post("/v1/evaluations", content=body).status_code == 422
    lines = b"\n".join([json.dumps(SOUND).encode(), b"\xef\xbb\xbf" + json.dumps(SOUND).encode()])
    found = client.post("/v1/evaluations/batch", content=lines)
    assert "errors" in json.loads(found.text.splitlines()[1])


# -- HEAD --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/healthz",
        "/metrics",
        "/problems",
        "/docs",
        "/openapi.json",
        "/licences/NL1",
        "/v1/licences",
        "/v1/licences/NL1?valid_on=2020-01-01",
        "/v1/log/checkpoint",
        "/v1/log/records",
        "/v1/schemas/instrument.json",
    ],
)
def test_a_head_says_what_a_get_would_without_its_body(client: TestClient, url: str) -> None:
    as_it_is = {"accept-encoding": "identity"}  # what is compressed has no length beforehand
    got, head = (ask(url, headers=as_it_is) for ask in (client.get, client.head))
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length"):
        if url != "/metrics":  # it counts the requests before it
            assert head.headers[name] == got.headers[name], name


def test_a_head_of_what_is_not_there_or_only_posted_to_says_so(client: TestClient) -> None:
    assert client.head("/v1/licences/NL9").status_code == 404
    assert client.head("/nowhere").status_code == 404
    assert client.head("/v1/impact").status_code == 405
    assert "head" not in client.get("/openapi.json").json()["paths"]["/v1/licences"]


def test_a_head_of_the_stream_ends(client: TestClient) -> None:
    assert client.head("/v1/log/stream").headers["content-type"].startswith("text/event-stream")
