"""What every answer and page carries, so that no browser makes more of it than it is."""

from __future__ import annotations

import re

import pytest
from builders import Case, established, excluded, instrument
from licence_ledger.api.app import create_app
from starlette.testclient import TestClient

TEMPLATE = "{{ sections }} {% raw %} {{ root_hash }} {{ 7 * 7 }} <b>&amp;</b>"


@pytest.fixture(scope="module")
def client() -> TestClient:
    case = Case(
        instrument("a", {**established(), "title": TEMPLATE}),
        instrument("b", excluded("IL"), title=TEMPLATE),
    )
    return TestClient(create_app(case.ledger, "secret", "x"), raise_server_exceptions=False)


URLS = [
    "/",
    "/problems",
    "/licences/NL1",
    "/licences/nowhere",
    "/nowhere",
    "/v1/licences",
    "/v1/licences/nowhere",
    "/v1/log/records",
    "/v1/log/checkpoint",
    "/metrics",
    "/healthz",
    "/docs",
    "/redoc",
    "/openapi.json",
]


@pytest.mark.parametrize("url", URLS)
def test_every_answer_says_what_a_browser_may_make_of_it(client: TestClient, url: str) -> None:
    for answer in (client.get(url), client.head(url)):
        headers = answer.headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert re.search(r"default-src '(none|self)'", policy)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert len(headers.get_list("content-security-policy")) == 1


def test_what_was_posted_wrongly_carries_them_too(client: TestClient) -> None:
    for answer in (client.post("/v1/evaluations", content=b"{"), client.post("/v1/instruments")):
        assert answer.status_code in (401, 422)
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("url", ["/", "/problems", "/licences/NL1"])
def test_a_page_runs_and_applies_only_what_this_server_has(client: TestClient, url: str) -> None:
    page = client.get(url)
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert not re.search(r"<style|<script(?! defer src=)", page.text)
    assert not re.search(r'\sstyle="|\son\w+="', page.text)
    for part in re.findall(r'<(?:script|link)[^>]* (?:src|href)="(/static/[^"]+)"', page.text):
        found = client.get(part)
        assert found.status_code == 200
        assert "immutable" in found.headers["cache-control"]
    if "<form" in page.text:
        assert "form-action 'self'" in policy


@pytest.mark.parametrize("url", ["/docs", "/redoc"])
def test_the_description_of_the_doors_works_with_what_is_served_here_alone(
    client: TestClient, url: str
) -> None:
    page = client.get(url)
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    for source in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert source.startswith("/"), source
    assert "http:" not in policy
    assert "https:" not in policy


def test_a_title_that_looks_like_a_template_is_text(client: TestClient) -> None:
    shown = TEMPLATE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for url in ("/", "/licences/NL1"):
        text = client.get(url).text
        assert shown in text, url
    assert "<b>permits</b>" not in client.get("/licences/NL1").text
