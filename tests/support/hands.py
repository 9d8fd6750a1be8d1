"""How people go about on pages: by pointing, with scripts and without, or by keyboard alone."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page

ALL_WAYS = ["with JavaScript", "without JavaScript", "by keyboard"]
WAYS = pytest.mark.parametrize(
    "way", ALL_WAYS if os.environ.get("PAGES") else ["without JavaScript"]
)
"""How each journey is gone: in `make test-browser` in every way, in `make test` in the plainest."""


class Hand:
    """How somebody goes about: by pointing, or by the keyboard alone."""

    def __init__(self, page: Page, way: str) -> None:
        self.page, self.keys = page, way == "by keyboard"

    def reach(self, there: Locator) -> None:
        """Come to something by the tabulator alone."""
        found = there.element_handle()
        for _ in range(400):
            if found.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no tabulator leads to {there}")

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Follow a link, and come to its page."""
        with self.page.expect_navigation(wait_until="commit"):
            self._press(self._link(name, within))

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press a button, and come to what it leads to."""
        button = (within or self.page.locator("main")).get_by_role("button", name=name).first
        with self.page.expect_navigation(wait_until="commit"):
            self._press(button)

    def _link(self, name: str | re.Pattern[str], within: Locator | None) -> Locator:
        return (within or self.page.locator("body")).get_by_role("link", name=name).first

    def _press(self, there: Locator) -> None:
        if self.keys:
            self.reach(there)
            self.page.keyboard.press("Enter")
        else:
            there.click()

    def take(self, name: str | re.Pattern[str]) -> Download:
        """Follow a link to what is taken away."""
        with self.page.expect_download() as taken:
            self._press(self._link(name, self.page.locator("main")))
        return taken.value

    def hand_in(self, label: str, path: Path) -> None:
        """Choose a file."""
        field = self.page.get_by_label(label, exact=True)
        with self.page.expect_file_chooser() as asked:
            if self.keys:
                self.reach(field)
                self.page.keyboard.press("Space")
            else:
                field.click()
        asked.value.set_files(path)

    def write(self, label: str, said: str, within: Locator | None = None) -> None:
        """Fill in a field."""
        field = (within or self.page.locator("body")).get_by_label(label)
        if not self.keys:
            field.fill(said)
            return
        self.reach(field)
        if field.get_attribute("type") == "date":
            field.evaluate("(one, said) => { one.value = said }", said)  # its keys differ by place
        else:
            self.page.keyboard.type(said)

    def choose(self, label: str, said: str) -> None:
        """Choose one of a list."""
        field = self.page.get_by_label(label)
        if not self.keys:
            field.select_option(label=said)
            return
        self.reach(field)
        for _ in range(5):
            self.page.keyboard.type(said)
            if field.evaluate("one => one.selectedOptions[0].label") == said:
                return
            self.page.wait_for_timeout(1_100)  # typed too slowly, each letter begins anew
        raise AssertionError(f"no keys choose {said} of {label}")

    def mark(self, label: str) -> None:
        """Mark one of a few."""
        there = self.page.get_by_label(label, exact=True).first
        if not self.keys:
            there.check()
            return
        name = there.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name={name}]")
        for _ in range(400):
            if self.page.evaluate("document.activeElement.name") == name:
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if there.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {label}")
