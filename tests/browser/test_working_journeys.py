"""Those who work with the record: a lawyer who adds to it, and an analyst who judges a file."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from browsing import TOKEN, needs_browser, opened
from hands import WAYS, Hand
from playwright.sync_api import Browser, expect

pytestmark = needs_browser
COUNTRIES = {"with JavaScript": "Fiji", "without JavaScript": "Tonga", "by keyboard": "Samoa"}
"""A country for each way, which nothing else asks of."""
SHIPMENTS = """\
wanneer,artikel,waarheen,project,orde
2024-02-25,ML10,IL,F-35,a1
2024-02-19,ML10,IL,F-35,a2
2024-02-25,ML10,NO,F-35,a3
2024-02-25,ML10,Norge,F-35,a4
"""


@WAYS
def test_a_lawyer_sees_what_an_act_would_do_and_records_it(
    site: str, chromium: Browser, way: str
) -> None:
    country, number = COUNTRIES[way], 201 + list(COUNTRIES).index(way)
    title = f"NL007 no longer for {country}"
    with opened(chromium, site, javascript=way != "without JavaScript") as page:
        hand = Hand(page, way)
        page.goto("/en/record")
        hand.follow("Exclude a destination")
        hand.choose("Which licence?", "Transit of military goods from allies (NL007)")
        hand.write("Which countries?", country)
        hand.write("From which day on?", "2031-02-01")
        hand.write("What is the title of the act?", title)
        hand.choose("What kind of act is it?", "ministerial regulation")
        hand.write("Who issued it?", "Minister")
        hand.write("Where was it published?", f"Stcrt. 2026, {number}")
        hand.write("On which day was it published?", "2026-01-02")
        hand.press("Write the instrument")
        text = page.locator("#text").input_value()
        assert f"instrument: stcrt-2026-{number}" in text
        assert "type: destination_excluded" in text
        if way != "without JavaScript":
            expect(page.locator(".cm-content")).to_contain_text(f"stcrt-2026-{number}")
        hand.press("Preview")
        becomes = page.get_by_role("region", name="NL007", exact=True)
        expect(becomes).to_contain_text("1 February 2031")
        expect(becomes).to_contain_text(country)
        expect(page.get_by_role("region", name="Now, and if it were recorded")).to_be_visible()
        hand.write("The token of this server", TOKEN)
        hand.press(re.compile("^Record$"))
        expect(page.get_by_role("heading", level=1)).to_have_text("It is recorded")
        hand.follow("To its page")
        page.wait_for_url(f"**/en/instruments/stcrt-2026-{number}")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        changes = page.locator("ol.changes")
        expect(changes).to_contain_text("1 February 2031")
        expect(changes).to_contain_text(country)


@WAYS
def test_an_analyst_judges_a_file_with_columns_of_its_own(
    site: str, chromium: Browser, tmp_path: Path, way: str
) -> None:
    path = tmp_path / "zendingen.csv"
    path.write_text(SHIPMENTS)
    with opened(chromium, site, javascript=way != "without JavaScript") as page:
        hand = Hand(page, way)
        page.goto("/en/")
        hand.follow("Files")
        hand.hand_in("The file", path)
        hand.press("Upload")
        expect(page.get_by_role("heading", level=1)).to_have_text("Which column is which?")
        hand.choose("column for: day", "wanneer")
        hand.choose("column for: goods", "artikel")
        hand.choose("column for: to", "waarheen")
        hand.choose("column for: programme", "project")
        hand.write("where a row leaves it open: licence", "NL009")
        hand.choose("where a row leaves it open: from", "Netherlands")
        hand.choose("where a row leaves it open: what is done", "export")
        hand.press("Judge the file")
        lead = page.locator(".lead")
        expect(lead).to_contain_text("4 shipments judged.", timeout=60_000)
        expect(lead).to_contain_text("1 row is faulty and has no verdict.")
        expect(page.locator(".count.not_covered dd")).to_have_text("1")
        expect(page.locator(".count.covered dd")).to_have_text("2")
        expect(page.locator("figure svg")).to_have_count(3)
        taken = hand.take("The result: your rows, with a verdict each")
        assert taken.suggested_filename == "judged-zendingen.csv"
        judged = {one["orde"]: one for one in csv.DictReader(taken.path().open())}
        verdicts = [judged[name]["verdict"] for name in ("a1", "a2", "a3", "a4")]
        assert verdicts == ["not_covered", "covered", "covered", ""]
        assert judged["a4"]["error"].startswith("unknown_country")
        receipt = json.loads(hand.take("The receipt").path().read_text())
        assert receipt["viewpoint"]["log_size"] > 600
