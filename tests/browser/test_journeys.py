"""What people come for, done as they do it: with JavaScript, without, and by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

from browsing import needs_browser, opened
from hands import WAYS, Hand
from playwright.sync_api import Browser, expect

pytestmark = needs_browser


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
