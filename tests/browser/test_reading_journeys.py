"""Those who read the record: a litigator who takes the proof of an answer, a journalist who asks
what changed, and anybody in a language."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browsing import needs_browser, opened
from dossier_cases import run_verifier
from hands import WAYS, Hand
from playwright.sync_api import Browser, expect

pytestmark = needs_browser
ATOM = "{http://www.w3.org/2005/Atom}"
ASKED = (
    "/en/check/answer?date=2024-02-25&activity=export&goods=ML10&origin=NL&destination=IL"
    "&programme=F-35&licence=NL009"
)
ANSWERED = "No: on 25 February 2024 NL009 excludes this."


@WAYS
def test_a_litigator_takes_a_dossier_that_proves_itself(
    site: str, chromium: Browser, tmp_path: Path, way: str
) -> None:
    with opened(chromium, site, javascript=way != "without JavaScript") as page:
        hand = Hand(page, way)
        page.goto(ASKED)
        taken = hand.take("Dossier with its own verifier (ZIP)")
        assert taken.suggested_filename == "dossier.zip"
        with zipfile.ZipFile(taken.path()) as archive:
            archive.extractall(tmp_path)
        checked = run_verifier(tmp_path / "dossier" / "verify.pyz")
        assert checked.returncode == 0, checked.stdout
        assert checked.stdout.splitlines()[-1] == "HOLDS"
        hand.follow("Permanent link to this answer")
        page.wait_for_url(re.compile("log_size=[0-9]+&root_hash=[0-9a-f]{64}"))
        expect(page.get_by_role("heading", level=1)).to_have_text(ANSWERED)
        hand.follow(re.compile("NL007 and NL009 no longer"), page.locator("header.says"))
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            "NL007 and NL009 no longer for F-35 goods with end destination Israel"
        )
        expect(page.locator("ol.changes")).to_contain_text("NL009")


@WAYS
def test_a_journalist_sees_what_changed_between_two_days_and_follows_it(
    site: str, chromium: Browser, way: str
) -> None:
    with opened(chromium, site, javascript=way != "without JavaScript") as page:
        hand = Hand(page, way)
        page.goto("/en/licences/NL007")
        hand.follow("Compare", page.get_by_role("navigation", name="This licence"))
        hand.write("On this day", "2024-02-15", page.get_by_role("group", name="One side"))
        hand.write("On this day", "2025-05-01", page.get_by_role("group", name="Other side"))
        hand.press("Compare")
        differs = page.get_by_role("table", name="What differs")
        expect(differs).to_contain_text("15 February 2024")
        added = differs.get_by_role("row").filter(has_text="Everything to Israel")
        expect(added).to_contain_text("added")
        by = "Withdrawal of NL002, amendment of NL007 and NL010"
        expect(added.get_by_role("link", name=by)).to_be_visible()
        hand.follow(by, added)
        expect(page.get_by_role("heading", level=1)).to_have_text(by)
        hand.follow("NL007", page.locator("main"))
        link = page.get_by_role("link", name="Follow what changes (Atom)")
        answer = page.request.get(link.get_attribute("href") or "")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.text())
        assert feed.findtext(f"{ATOM}title") == "What changes for NL007"
        told = [one.findtext(f"{ATOM}summary") or "" for one in feed.iter(f"{ATOM}entry")]
        assert any(by in one for one in told)


def test_another_language_is_the_same_page_at_the_same_time(site: str, chromium: Browser) -> None:
    asked = "/licences/NL007?valid_on=2024-02-15&known_on=2025-01-01"
    with opened(chromium, site, language="nl-NL") as page:
        page.goto(asked)
        assert page.url == f"{site}/nl{asked}"
        where = page.locator(".time .where")
        expect(where).to_contain_text("15 februari 2024")
        page.get_by_role("list", name="Taal").get_by_role("link", name="EN").click()
        page.wait_for_url(f"**/en{asked}")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(where).to_contain_text("15 February 2024")
        expect(where).to_contain_text("1 January 2025")
        page.get_by_role("list", name="Language").get_by_role("link", name="NL").click()
        page.wait_for_url(f"**/nl{asked}")
        expect(where).to_contain_text("1 januari 2025")


@pytest.mark.parametrize(("language", "tag"), [("nl-NL", "nl"), ("en-GB", "en"), ("de-DE", "en")])
def test_an_address_without_language_leads_to_that_of_the_browser(
    site: str, chromium: Browser, language: str, tag: str
) -> None:
    answer = ASKED.removeprefix("/en")
    with opened(chromium, site, language=language) as page:
        page.goto(answer)
        assert page.url == f"{site}/{tag}{answer}"
        expect(page.locator("html")).to_have_attribute("lang", tag)
