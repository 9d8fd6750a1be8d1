"""An instrument written and a file judged in a browser: the editor under the policy of the page,
with completion and marks; and the same without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import TOKEN, needs_browser, opened
from playwright.sync_api import Browser, Page, expect

pytestmark = needs_browser
TEXT = """\
instrument: stcrt-2031-{number}
kind: ministerial_regulation
title: A destination leaves
issued_by: Minister
published_on: 2026-01-02
cites: [{{source: "Stcrt. 2031, {number}"}}]
changes:
  - type: destination_excluded
    licence: NL009
    from: 2026-01-03
    destinations: [{country}]
"""


def written(page: Page, text: str) -> None:
    """Write a text into the editor, or the text area where there is none."""
    editor = page.locator(".cm-content")
    if editor.count():
        editor.click()
        page.keyboard.insert_text(text)
    else:
        page.get_by_label("An instrument in YAML").fill(text)


def test_faults_are_marked_as_one_types_and_fields_completed(site: str, chromium: Browser) -> None:
    with opened(chromium, site) as page:
        page.goto("/en/record")
        written(page, TEXT.format(number=1, country="Qatar"))
        expect(page.locator("#typed")).to_have_text("Things to mend: 1")
        expect(page.locator(".cm-lintRange-error")).to_have_text("Qatar")
        page.keyboard.type("  - type: licence_w")
        expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("licence_withdrawn")
        page.wait_for_timeout(200)  # a completion is not taken at once, lest it be by mistake
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.keyboard.type("tar")
        expect(page.locator(".cm-completionLabel").first).to_have_text("target")
        page.keyboard.press("Escape")
        assert "type: licence_withdrawn" in page.locator("#text").input_value()


def test_all_of_it_can_be_written_over(site: str, chromium: Browser) -> None:
    with opened(chromium, site) as page:
        page.goto("/en/record")
        written(page, TEXT.format(number=1, country="QA"))
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("title: x")
        page.keyboard.press("Control+a")
        page.keyboard.type("y")
        assert page.locator("#text").input_value() == "y"
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")
        assert "stcrt-2031-1" in page.locator("#text").input_value()


def test_one_comes_out_of_the_editor_by_the_tabulator(site: str, chromium: Browser) -> None:
    with opened(chromium, site) as page:
        page.goto("/en/record")
        written(page, TEXT.format(number=1, country="QA"))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.value") == "check"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_an_instrument_is_tried_out_and_recorded(
    site: str, chromium: Browser, javascript: bool
) -> None:
    with opened(chromium, site, javascript=javascript) as page:
        page.goto("/en/record")
        written(page, TEXT.format(number=2 + javascript, country="QA" if javascript else "OM"))
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("figure svg")).to_be_visible()
        page.get_by_role("button", name="List the transactions that flip").click(timeout=120_000)
        expect(page.locator("#flips")).to_be_visible(timeout=60_000)
        token = page.get_by_label("The token of this server")
        token.fill(TOKEN)
        if javascript:
            token.press("Enter")
        else:
            page.get_by_role("button", name="Record", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("It is recorded")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_file_is_judged_and_its_result_taken_away(
    site: str, chromium: Browser, tmp_path: Path, javascript: bool
) -> None:
    path = tmp_path / "zendingen.csv"
    path.write_text("datum,vergunning,bestemming\n2024-02-25,NL009,IL\n2024-02-25,NL009,Israel\n")
    with opened(chromium, site, javascript=javascript) as page:
        page.goto("/en/files")
        page.get_by_label("The file", exact=True).set_input_files(path)
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_label("column for: to")).to_have_value("bestemming")
        page.get_by_role("button", name="Judge the file").click()
        expect(page.locator(".lead")).to_contain_text("2 shipments judged.", timeout=60_000)
        assert page.locator("figure svg").count() == 3
        with page.expect_download() as taken:
            page.get_by_role("link", name=re.compile("The result")).click()
        assert taken.value.suggested_filename == "judged-zendingen.csv"
        assert "undetermined" in taken.value.path().read_text()
        page.get_by_role("button", name="Delete it now").click()
        expect(page.locator(".sound")).to_contain_text("is deleted")
