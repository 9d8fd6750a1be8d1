"""Every page that a link leads to: there, valid, small, quick to make, and for everybody.

`PAGES=1` walks through a few pages of each kind in each language; else one of each of the main.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import needs_browser, opened
from playwright.sync_api import Browser
from site_walk import Visited, kind_of, walked
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


@cache
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


SHARES = 8 if WHOLE else 1
"""In so many parts the pages are shown to the browser, so that several can at once."""
_COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}


def shown(site: str, share: int) -> list[Visited]:
    """A share of the pages, of each kind two, whenever they are seen from; else the main ones."""
    counted, found = Counter[str](), list[Visited]()
    names = names_in(site)
    for one in html(site):
        kind = kind_of(one.address, names, with_time=False)
        counted[kind] += 1
        if counted[kind] <= 2:
            found.append(one)
    return found[share::SHARES] if WHOLE else found[:7]


@needs_browser
@pytest.mark.parametrize("share", range(SHARES))
def test_no_page_keeps_anybody_out_light_or_dark_on_any_screen(
    site: str, chromium: Browser, share: int
) -> None:
    """In the dark only colours differ, so only what asks of colours is asked again."""
    axe, wrong = Axe(), list[object]()
    with opened(chromium, site, errors=False) as page:
        for one in shown(site, share):
            page.set_viewport_size({"width": 1280, "height": 900})
            page.emulate_media(color_scheme="light")
            page.goto(one.address)
            found = axe.run(page).response["violations"]
            page.emulate_media(color_scheme="dark")
            found += axe.run(page, options=_COLOURS).response["violations"]
            wrong += [(one.address, fault["id"], _where(fault)) for fault in found]
            page.set_viewport_size({"width": 320, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                wrong.append((one.address, "wider than the screen"))
    assert not wrong, wrong[:12]


def _where(fault: Mapping[str, Any]) -> list[str]:
    """The first places of a fault."""
    return [node["html"][:160] for node in fault["nodes"][:3]]
