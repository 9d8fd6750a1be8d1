"""The documentation as pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import PurePosixPath

import pytest
from licence_ledger.api.pages.help.documents import Document, contents, documents
from licence_ledger.api.pages.help.markdown import shown_document
from reading_pages import Text, read, site
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def client() -> TestClient:
    return site()


Page = Callable[[str], Text]


@pytest.fixture(scope="module")
def page(client: TestClient) -> Page:
    """A page that must be there, read once however many links lead to it."""
    return cache(partial(read, client))


def test_every_document_has_a_page_with_its_title(page: Page) -> None:
    listed = [one for _, room in contents() for one in room]
    assert {one.name for one in listed} == {*documents()} and len(listed) == len(documents())
    assert {"readme", "record", "decisions/pages"} <= {*documents()}
    for one in listed:
        found = page(f"/en/help/{one.name}")
        assert found.headings[0] == 1 and found.inline == 0
        assert len(found.ids) == len(set(found.ids))


def test_a_page_of_the_documentation_is_small(client: TestClient) -> None:
    for name in documents():
        assert len(client.get(f"/en/help/{name}").content) < 150_000


def test_links_between_documents_lead_to_pages_that_are_there(page: Page) -> None:
    for name in documents():
        links = page(f"/nl/help/{name}").links
        assert not [one for one in links if one.endswith(".md")]
        for link in {one.partition("#")[0] for one in links if "/help/" in one}:
            assert page(link), (name, link)


def test_places_in_documents_that_are_linked_to_are_there(page: Page) -> None:
    for name in documents():
        found = page(f"/en/help/{name}")
        for link in found.links:
            path, _, place = link.partition("#")
            if place and (not path or path.startswith("/en/help/")):
                assert place in (page(path) if path else found).ids, (name, link)


def test_the_text_is_marked_as_english_and_the_dutch_page_says_so(client: TestClient) -> None:
    page = client.get("/nl/help/threats").text
    assert '<html lang="nl"' in page and '<article class="document" lang="en">' in page
    assert "in het Engels" in page and "in het Engels" not in client.get("/en/help/threats").text


def test_sections_are_found_by_their_words(client: TestClient) -> None:
    page = read(client, "/en/help?q=instrument+not+recorded")
    assert any("/en/help/" in link and "#" in link for link in page.links)
    assert "No section has all these words" in read(client, "/en/help?q=zzzzqq").text
    assert "0 section" not in read(client, "/en/help?q=%20").text.partition("Help")[0]


def test_what_is_no_document_is_not_there(client: TestClient) -> None:
    for name in (
        "nothing",
        "../pyproject.toml",
        "%2e%2e/pyproject.toml",
        "decisions/../../LICENSE",
    ):
        assert client.get(f"/en/help/{name}").status_code == 404


def test_html_in_a_document_is_text_and_tables_and_code_can_be_scrolled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (
        "# Title\n\n## A <script>alert(1)</script> & b\n\n<b onclick=x>bold</b>\n\n"
        "|  | b |\n| --- | ---: |\n| 1 | [x](javascript:alert) |\n\n```console\n$ <x>\n```\n\n"
        "## Twice\n\n## Twice\n\n[out](https://example.org) [gone](../secret.txt)\n"
    )
    one = Document("made", "Title", PurePosixPath("docs/made.md"), text)
    monkeypatch.setattr("licence_ledger.api.pages.help.markdown.documents", lambda: {"made": one})
    shown = shown_document.__wrapped__("made", "/en/help")
    assert "<script" not in shown.html and "<b " not in shown.html
    assert 'href="javascript' not in shown.html and "secret.txt" not in shown.html
    assert '<div class="scroll" tabindex="0" role="region" aria-label="A ' in shown.html
    in_one_line = shown.html.replace("\n", "")
    assert '<td></td><th scope="col" class="number">b</th>' in in_one_line
    assert '<td class="number">' in shown.html
    assert '<pre tabindex="0"><code>$ &lt;x&gt;' in shown.html
    assert "style=" not in shown.html
    assert [h.place for h in shown.headings][-2:] == ["twice", "twice-1"]
    assert 'rel="external noopener"' in shown.html
