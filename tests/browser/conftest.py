"""A real server with the built-in record, and a browser before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import TOKEN, browser
from playwright.sync_api import Browser
from running import serving


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a ledger of its own, which records the built-in record."""
    path = tmp_path_factory.mktemp("site") / "ledger.db"
    with serving(f"--token {TOKEN}", f"sqlite:///{path}") as url:
        yield url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser. While it is there its event loop runs, and no other test can run one of its
    own: it is closed before tests of other rooms come to this process."""
    with browser() as found:
        yield found
