"""A ledger below a prefix of a site, behind a proxy: every link goes through it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest
from asked_here import asking, small_case
from licence_ledger.api.http.web.prefix import (
    WebSettingsError,
    networks_of,
    sound_prefix,
)
from licence_ledger.api.http.web.settings import WebSettings, sound_origins
from running import free_port, serving
from starlette.testclient import TestClient

SUPPORT = Path(__file__).parents[3] / "support"
_LINK = re.compile(r'\b(?:href|src|action|formaction|data-[a-z-]+)="([^"#][^"]*)"')
BEGUN = ("/ledger/en/", "/ledger/nl/licences", "/ledger/docs", "/ledger/en/check/answer")
PAGES_MOST = 20


@pytest.fixture(scope="module", params=["strip", "keep"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx2.Client]:
    """A site that has the ledger below /ledger."""
    path = tmp_path_factory.mktemp("prefix") / "ledger.db"
    small_case(str(path)).ledger.close()
    options = "--root-path /ledger --proxies 127.0.0.1"
    with serving(f"--empty {options}", f"sqlite:///{path}") as url:
        port = free_port()
        proxy = [sys.executable, str(SUPPORT / "prefix_proxy.py"), str(port), urlsplit(url).netloc]
        process = subprocess.Popen([*proxy, "/ledger", request.param])
        client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        try:
            for _ in range(200):
                try:
                    client.get("/ledger/healthz")
                    break
                except httpx2.HTTPError:
                    time.sleep(0.05)
            yield client
        finally:
            client.close()
            process.terminate()
            process.wait(10)


def links_on(page: httpx2.Response) -> set[str]:
    """The addresses on this site that a page links to, loads, or sends its forms to."""
    found = {urljoin(str(page.url), unescape(one)) for one in _LINK.findall(page.text)}
    here = urlsplit(str(page.url)).netloc
    return {
        urlsplit(one)._replace(fragment="").geturl()
        for one in found
        if urlsplit(one).netloc == here
    }


def test_every_link_of_every_page_leads_somewhere_below_the_prefix(site: httpx2.Client) -> None:
    waiting, seen, outside = [*BEGUN], set(BEGUN), list[str]()
    while waiting and len(seen) < 4_000:
        address = waiting.pop(0)
        if len(seen) - len(waiting) > PAGES_MOST:
            break
        found = site.get(address, follow_redirects=True)
        assert found.status_code in (200, 405, 422), f"{address}: {found.status_code}"
        assert found.url.path.startswith("/ledger/"), address
        if not found.headers.get("content-type", "").startswith("text/html"):
            continue
        for one in links_on(found):
            if not urlsplit(one).path.startswith("/ledger/"):
                outside.append(f"{address}: {one}")
                continue
            key = urlsplit(one)._replace(scheme="", netloc="").geturl()
            if key not in seen and "log_size" not in key:
                seen.add(key)
                waiting.append(key)
    assert outside == []


def test_a_way_to_the_language_goes_through_the_prefix(site: httpx2.Client) -> None:
    found = site.get("/ledger/licences/NL1", headers={"accept-language": "nl"})
    assert (found.status_code, found.headers["location"]) == (307, "/ledger/nl/licences/NL1")


def test_links_of_answers_go_through_the_prefix(site: httpx2.Client) -> None:
    found = site.get("/ledger/v1/licences/NL1")
    original = f"{site.base_url}/ledger/v1/licences/NL1".replace("//ledger", "/ledger")
    assert f'<{original}>; rel="original timegate"' in found.headers["link"]
    time_map = re.search(r'<([^>]*)>; rel="timemap"', found.headers["link"])
    assert time_map is not None
    listed = site.get(time_map[1])
    assert listed.status_code == 200 and f"<{original}?" in listed.text
    moment = {"accept-datetime": "Tue, 01 Dec 2015 08:00:00 GMT"}
    led = site.get("/ledger/v1/licences/NL1", headers=moment)
    assert led.status_code == 302 and site.get(led.headers["location"]).status_code == 200


def test_feeds_and_the_map_of_the_site_go_through_the_prefix(site: httpx2.Client) -> None:
    for address in ("/ledger/en/feed?licence=NL1", "/ledger/sitemap.xml", "/ledger/robots.txt"):
        text = site.get(address).text
        links = re.findall(
            rf"{site.base_url.scheme}://{site.base_url.netloc.decode()}[^\s\"<]*", text
        )
        assert links and all(urlsplit(one).path.startswith("/ledger/") for one in links), address


def test_an_answer_has_the_same_name_with_a_prefix_and_without(site: httpx2.Client) -> None:
    door = "/v1/groups/EU?valid_on=2020-01-01"
    identity = {"accept-encoding": "identity"}
    plain = asking(small_case()).get(door, headers=identity)
    below = site.get(f"/ledger{door}", headers=identity)
    assert (below.content, below.headers["etag"]) == (plain.content, plain.headers["etag"])


def test_only_named_proxies_are_believed() -> None:
    settings = WebSettings(proxies=networks_of("10.0.0.1, 2001:db8::/32"))
    said = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9, 10.0.0.1"}
    app = asking(small_case(), web=settings).app
    for address, scheme in (("10.0.0.1", "https"), ("2001:db8::7", "https"), ("10.0.0.2", "http")):
        client = TestClient(app, client=(address, 4711))
        link = client.get("/v1/licences", headers=said).headers["link"]
        assert link.startswith(f"<{scheme}://testserver/"), address


@pytest.mark.parametrize("text", ["ledger", "/a b", '/x"y', "//x", "/../x?"])
def test_what_is_no_prefix_is_told_so(text: str) -> None:
    with pytest.raises(WebSettingsError, match="LEDGER_ROOT_PATH"):
        sound_prefix(text)


def test_settings_of_the_web_are_read_or_told_to_be_wrong() -> None:
    assert sound_prefix("/ledger/") == "/ledger" and sound_prefix("/") == ""
    assert sound_origins("https://a.example, *") == ("https://a.example", "*")
    with pytest.raises(WebSettingsError, match="LEDGER_PROXIES"):
        networks_of("proxy.example")
    with pytest.raises(WebSettingsError, match="LEDGER_ORIGINS"):
        sound_origins("a.example")
