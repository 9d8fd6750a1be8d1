"""What people come for, done as they do it: with JavaScript, without, and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import needs_browser, opened
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = needs_browser
WAYS = pytest.mark.parametrize("way", ["with JavaScript", "without JavaScript", "by keyboard"])


class Hand:
    """How somebody goes about: by pointing, or by the keyboard alone."""

    def __init__(self, page: Page, way: str) -> None:
        self.page, self.keys = page, way == "by keyboard"

    def reach(self, there: Locator) -> None:
        """Come to something by the tabulator alone."""
        for _ in range(400):
            if there.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no tabulator leads to {there}")

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Follow a link."""
        self._press((within or self.page.locator("body")).get_by_role("link", name=name).first)

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press a button."""
        self._press((within or self.page.locator("main")).get_by_role("button", name=name).first)

    def _press(self, there: Locator) -> None:
        if self.keys:
            self.reach(there)
            self.page.keyboard.press("Enter")
        else:
            there.click()

    def write(self, label: str, said: str) -> None:
        """Fill in a field."""
        field = self.page.get_by_label(label)
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
        if self.keys:
            self.reach(field)
            self.page.keyboard.type(said)
        else:
            field.select_option(label=said)

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


Journey = Callable[[Page, Hand], None]


@WAYS
def test_an_officer_checks_a_shipment_and_prints_the_answer(
    site: str, chromium: Browser, tmp_path: Path, way: str
) -> None:
    with opened(chromium, site, javascript=way != "without JavaScript") as page:
        hand = Hand(page, way)
        page.goto("/en/")
        hand.follow("Check a transaction")
        hand.write("On which day do the goods leave?", "2024-02-25")
        hand.write("Which goods, by their code on the control list?", "ML10")
        hand.mark("export")
        hand.choose("From where?", "Netherlands")
        hand.choose("To where?", "Israel")
        hand.choose("Which licence is to be used?", "Military goods in the F-35 programme (NL009)")
        hand.press("Answer")
        expect(page.get_by_role("heading", level=1)).to_contain_text("That depends")
        hand.write("For which programme?", "F-35")
        hand.press("Answer")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "No: on 25 February 2024 NL009 excludes this."
        )
        assert page.locator("figure svg a").count() > 3
        assert page.title() == "No: on 25 February 2024 NL009 excludes this."
        paper = tmp_path / "answer.pdf"
        page.pdf(path=paper, format="A4")
        assert paper.stat().st_size > 10_000
        assert pages_in(paper) == 1


def pages_in(paper: Path) -> int:
    """How many pages a document has."""
    return len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))


@WAYS
def test_an_officer_finds_which_licence_covers_a_shipment(
    site: str, chromium: Browser, way: str
) -> None:
    with opened(chromium, site, javascript=way != "without JavaScript") as page:
        hand = Hand(page, way)
        page.goto("/en/check")
        hand.write("On which day do the goods leave?", "2023-06-01")
        hand.write("Which goods, by their code on the control list?", "ML10")
        hand.mark("export")
        hand.choose("From where?", "Netherlands")
        hand.choose("To where?", "Norway")
        hand.press("Answer")
        hand.write("For which programme?", "F-35")
        hand.press("Answer")
        expect(page.locator(".way.covered").first).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_contain_text("NL009")


def test_a_faulty_day_is_told_beside_its_field_and_nothing_that_was_said_is_lost(
    site: str, chromium: Browser
) -> None:
    with opened(chromium, site, javascript=False, errors=False) as page:
        response = page.goto("/en/check/answer?date=2024-02-30&goods=ML10&origin=NL")
        assert response is not None and response.status == 422
        day = page.get_by_label("On which day do the goods leave?")
        assert day.get_attribute("aria-invalid") == "true"
        assert day.input_value() == "2024-02-30"
        told = page.locator(f"#{day.get_attribute('aria-describedby').split()[-1]}")  # type: ignore[union-attr]
        expect(told).to_contain_text("2024-02-30")
        assert page.get_by_label("Which goods").input_value() == "ML10"
        page.goto("/en/check/answer?date=2024-02-20&goods=ML10&destination=Israel")
        expect(page.locator("#fault-destination")).to_contain_text("IL")
        assert page.get_by_label("On which day do the goods leave?").input_value() == "2024-02-20"
