"""Debian's Chromium, driven as a person would: with and without JavaScript, light and dark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI_BROWSER"),
    reason="no Chromium here: apt-get install chromium",
)
"""Tests that need a browser are left out where there is none, but not where CI installs one."""

TOKEN = "the-token-of-this-test"
"""With it the site that browsers see lets record."""
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser, until the context ends."""
    assert CHROMIUM is not None, "no Chromium here: apt-get install chromium"
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        try:
            yield found
        finally:
            found.close()


@contextmanager
def opened(
    within: Browser,
    base: str,
    *,
    javascript: bool = True,
    dark: bool = False,
    width: int = 1280,
    language: str = "en-GB",
    errors: bool = True,
) -> Iterator[Page]:
    """A page of its own; that nothing was refused by its policy, and no script failed, is
    asserted at its end (with `errors`; where pages are not there, the browser says so)."""
    context = within.new_context(
        base_url=base,
        java_script_enabled=javascript,
        color_scheme="dark" if dark else "light",
        viewport={"width": width, "height": 900},
        locale=language,
        accept_downloads=True,
    )
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    try:
        yield page
        assert not (errors and [one for one in wrong if "favicon" not in one]), wrong
    finally:
        context.close()
