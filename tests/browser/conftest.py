"""A real server with the built-in record, and a browser before it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import TOKEN, browser
from playwright.sync_api import Browser
from running import serving


@pytest.fixture(scope="session")
def site(built_in_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a ledger of its own with the built-in record."""
    path = tmp_path_factory.mktemp("site") / "ledger.db"
    shutil.copy(Path(built_in_database.removeprefix("sqlite:///")), path)
    with serving(f"--token {TOKEN}", f"sqlite:///{path}") as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with browser() as found:
        yield found
