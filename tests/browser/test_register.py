"""The register in a browser: the slider over the days, the picture by keyboard, two days compared
without JavaScript."""

from __future__ import annotations

from browsing import needs_browser, opened
from playwright.sync_api import Browser, expect


@needs_browser
def test_the_slider_leads_through_the_days_of_change_without_a_reload(
    site: str, chromium: Browser
) -> None:
    with opened(chromium, site) as page:
        page.goto("/en/licences/NL010/destinations?valid_on=2025-05-01")
        expect(page.get_by_role("link", name="Israel: excluded")).to_be_visible()
        slider = page.get_by_role("slider", name="Through the days of change")
        slider.focus()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("link", name="Israel: permitted")).to_be_visible()
        assert "valid_on=2024-07-30" in page.url
        expect(page.locator(".time .where")).to_contain_text("30 July 2024")
        page.reload()
        expect(page.get_by_role("link", name="Israel: permitted")).to_be_visible()


@needs_browser
def test_a_period_of_the_picture_is_opened_by_keyboard(site: str, chromium: Browser) -> None:
    with opened(chromium, site, language="nl-NL") as page:
        page.goto("/nl/licences/NL007/timeline")
        page.get_by_role("link", name="Israël: uitgesloten, sinds 8 april 2025").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/nl/licences/NL007?valid_on=2025-04-08")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Algemene doorvoervergunning NL007 voor militaire goederen herkomstig van bondgenoten"
        )


@needs_browser
def test_a_journalist_compares_two_days_without_javascript(site: str, chromium: Browser) -> None:
    with opened(chromium, site, javascript=False) as page:
        page.goto("/en/licences/NL007")
        page.get_by_role("navigation", name="This licence").get_by_text("Compare").click()
        page.get_by_label("On this day").first.fill("2024-02-01")
        page.get_by_label("On this day").last.fill("2025-05-01")
        page.get_by_role("button", name="Compare").click()
        differs = page.get_by_role("table", name="What differs")
        expect(differs).to_contain_text("Everything to Israel")
        expect(differs).to_contain_text("Withdrawal of NL002, amendment of NL007 and NL010")


@needs_browser
def test_a_country_is_found_by_its_name_without_javascript(site: str, chromium: Browser) -> None:
    with opened(chromium, site, javascript=False, width=320) as page:
        page.goto("/nl/countries")
        page.get_by_label("Naam of code").fill("israel")
        page.get_by_role("search").get_by_role("button", name="Zoek").last.click()
        page.get_by_role("link", name="Israël").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Israël")
        page.get_by_role("link", name="NL009").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Algemene Vergunning NL009")
