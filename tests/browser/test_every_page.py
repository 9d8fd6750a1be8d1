"""Every page that a link leads to: there, valid, small, quick to make, and for everybody.

`PAGES=1` walks through a few pages of each kind in each language; else one of each of the main.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx2 as httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import needs_browser, opened
from playwright.sync_api import Browser
from site_walk import Visited, walked
from valid_html import complaints

WHOLE = bool(os.environ.get("PAGES"))
STARTS = {
    "en": (
        "/en/",
        "/en/check",
        "/en/check/answer?date=2024-02-25&activity=export&goods=ML10&origin=NL&destination=IL"
        "&programme=F-35&licence=NL009",
        "/en/check/answer?date=2023-02-25&activity=export&goods=ML10&origin=NL&destination=IL",
        "/en/check/answer?date=2024-02-30&goods=ML10",
        "/en/licences/NL002?valid_on=2025-04-07&known_on=2025-04-07",
        "/en/licences/nowhere",
        "/en/nowhere",
    ),
    "nl": ("/nl/", "/nl/licences/NL007", "/nl/nowhere"),
}
MOST = 150_000
"""So many bytes a page has at most."""


def names_in(site: str) -> set[str]:
    """The names that addresses hold, so that kinds of pages can be told."""
    with httpx.Client(base_url=site) as client:
        licences = [one["licence"] for one in client.get("/v1/licences").json()["licences"]]
        instruments = client.get("/v1/instruments?limit=1000").json()["instruments"]
        groups = [one["group"] for one in client.get("/v1/groups").json()["groups"]]
        policies = [one["policy"] for one in client.get("/v1/policies").json()["policies"]]
        required = client.get("/v1/requirements").json()["requirements"]
    import pycountry

    countries = [one.alpha_2 for one in pycountry.countries]
    acts = [one["instrument"] for one in instruments]
    needed = [one["requirement"] for one in required]
    return {*licences, *acts, *groups, *policies, *needed, *countries}


@cache
def pages(site: str) -> tuple[Visited, ...]:
    """The pages of the site."""
    names = names_in(site)
    with httpx.Client(base_url=site, timeout=60) as client:
        found: list[Visited] = []
        for tag, starts in STARTS.items():
            most = 500 if WHOLE else 24 if tag == "en" else 3
            found += walked(client, starts, names, 2 if WHOLE else 1, most)
    return tuple(found)


def html(site: str) -> Iterator[Visited]:
    """Those of them that a person reads."""
    return (
        one
        for one in pages(site)
        if one.media == "text/html" and one.address[:4] in ("/en/", "/nl/")
    )


@needs_browser
def test_no_link_leads_nowhere(site: str) -> None:
    wrong = [
        (one.address, one.status)
        for one in pages(site)
        if one.status >= 400 and "nowhere" not in one.address and "02-30" not in one.address
    ]
    assert not wrong


@needs_browser
def test_every_page_is_small(site: str) -> None:
    large = [(one.address, len(one.text)) for one in html(site) if len(one.text.encode()) > MOST]
    assert not large


@needs_browser
def test_every_page_is_valid_html(site: str, tmp_path: Path) -> None:
    written = {}
    for number, one in enumerate(html(site)):
        path = tmp_path / f"{number}.html"
        path.write_text(one.text, encoding="utf-8")
        written[path.name] = one.address
    assert len(written) > 8
    found = complaints(tmp_path / name for name in written)
    assert not found, [
        (written.get(line.split("/")[-1].split('"')[0]), line) for line in found[:20]
    ]


@needs_browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_keeps_anybody_out(site: str, chromium: Browser, dark: bool) -> None:
    axe, wrong = Axe(), []
    with opened(chromium, site, dark=dark, errors=False) as page:
        for one in list(html(site))[: None if WHOLE else 4 if dark else 7]:
            page.goto(one.address)
            for fault in axe.run(page).response["violations"]:
                where = [node["html"][:160] for node in fault["nodes"][:3]]
                wrong.append((one.address, fault["id"], where))
    assert not wrong, wrong[:12]


@needs_browser
def test_every_page_fits_a_small_screen(site: str, chromium: Browser) -> None:
    wide = []
    with opened(chromium, site, width=320, errors=False) as page:
        for one in list(html(site))[: None if WHOLE else 12]:
            page.goto(one.address)
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                wide.append(one.address)
    assert not wide
