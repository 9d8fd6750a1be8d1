"""HEAD and OPTIONS at every door, and programs of other origins as the settings say."""

from __future__ import annotations

from collections import defaultdict

import pytest
from asked_here import asking, small_case
from licence_ledger.api.http.web.settings import WebSettings
from starlette.testclient import TestClient

HERE = "https://tools.example"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return asking(small_case())


def every_door(client: TestClient) -> list[tuple[str, set[str]]]:
    """The path of every door that is described, filled in, and its methods."""
    there = {"licence": "NL1", "group": "EU", "policy": "term", "country": "IL"}
    examples = defaultdict(lambda: "x", there, instrument="nl1", path="v1/licences")
    paths = client.get("/openapi.json").json()["paths"]
    return [
        (path.format_map(examples), {one.upper() for one in doors}) for path, doors in paths.items()
    ]


def test_every_door_tells_its_methods(client: TestClient) -> None:
    for path, methods in every_door(client):
        found = client.options(path)
        assert (found.status_code, found.content) == (204, b""), path
        allowed = {one.strip() for one in found.headers["allow"].split(",")}
        assert allowed >= {*methods, "OPTIONS"}, path
        assert ("HEAD" in allowed) == ("GET" in methods), path


def test_every_door_that_answers_get_answers_head_with_the_same_headers(client: TestClient) -> None:
    left_out = {"x-request-id", "date"}
    for path, methods in every_door(client):
        if "GET" not in methods or path in ("/v1/log/stream", "/v1/timemap/v1/licences"):
            continue
        got, headed = client.get(path), client.head(path)
        assert headed.content == b"" and headed.status_code == got.status_code, path
        told = [
            {k: v for k, v in one.headers.items() if k not in left_out} for one in (got, headed)
        ]
        assert told[0] == told[1], path


def test_where_there_is_nothing_there_are_no_methods(client: TestClient) -> None:
    assert client.options("/v1/nothing").status_code == 404


def test_a_method_that_is_refused_is_answered_with_all_that_are_there(client: TestClient) -> None:
    found = client.delete("/v1/evaluations")
    assert found.status_code == 405
    assert found.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_pages_tell_their_methods_too(client: TestClient) -> None:
    assert client.options("/en/licences").headers["allow"] == "GET, HEAD, OPTIONS"


def test_without_origins_no_program_of_another_may_read(client: TestClient) -> None:
    found = client.get("/v1/licences", headers={"origin": HERE})
    assert "access-control-allow-origin" not in found.headers


@pytest.mark.parametrize(
    ("origins", "origin", "let_in"),
    [
        ((HERE,), HERE, HERE),
        ((HERE, "https://other.example"), "https://other.example", "https://other.example"),
        ((HERE,), "https://else.example", None),
        (("*",), "https://else.example", "*"),
    ],
)
def test_programs_of_the_named_origins_may_read(
    origins: tuple[str, ...], origin: str, let_in: str | None
) -> None:
    client = asking(small_case(), web=WebSettings(origins=origins))
    found = client.get("/v1/licences", headers={"origin": origin})
    assert found.status_code == 200
    assert found.headers.get("access-control-allow-origin") == let_in
    assert "access-control-allow-credentials" not in found.headers
    if let_in:
        assert "ETag" in found.headers["access-control-expose-headers"]
    if origins != ("*",):
        assert "Origin" in found.headers["vary"]


def test_a_program_of_a_named_origin_asks_beforehand_what_it_may_send() -> None:
    client = asking(small_case(), web=WebSettings(origins=(HERE,)))
    asked = {
        "origin": HERE,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type",
    }
    found = client.options("/v1/instruments", headers=asked)
    assert found.status_code == 200
    assert "POST" in found.headers["access-control-allow-methods"]
    assert "Authorization" in found.headers["access-control-allow-headers"]
    refused = client.options("/v1/instruments", headers={**asked, "origin": "https://x.example"})
    assert "access-control-allow-origin" not in refused.headers
