"""Feeds in Atom, the map of the site, and what robots are asked."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from builders import Case, correction, established, excluded, instrument
from reading_pages import record, site
from starlette.testclient import TestClient

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FEEDS = ["licences/NL1", "countries/IL", "countries/FR", "goods/ML10", "goods/ML10.a", "goods/9X9"]


@pytest.fixture(scope="module")
def client() -> TestClient:
    return site()


def feed(client: TestClient, of: str, tag: str = "en") -> ElementTree.Element:
    found = client.get(f"/{tag}/feeds/{of}.atom")
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith("application/atom+xml")
    return ElementTree.fromstring(found.content)


def texts(element: ElementTree.Element, name: str) -> list[str]:
    return [one.text or "" for one in element.findall(f"{ATOM}entry/{ATOM}{name}")]


@pytest.mark.parametrize("tag", ["en", "nl"])
@pytest.mark.parametrize("of", FEEDS)
def test_a_feed_has_what_the_standard_asks_of_it(client: TestClient, of: str, tag: str) -> None:
    """RFC 4287 §4.1.1, §4.1.2: ids, titles and moments once each, an author, a way to itself."""
    found = feed(client, of, tag)
    assert found.tag == f"{ATOM}feed"
    for holder in (found, *found.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (one,) = holder.findall(f"{ATOM}{name}")
            assert (one.text or "").strip()
        datetime.fromisoformat(holder.findtext(f"{ATOM}updated", ""))
        assert urlsplit(holder.findtext(f"{ATOM}id", "")).scheme == "urn"
        assert holder.findtext(f"{ATOM}author/{ATOM}name")
    links = {one.get("rel"): one.get("href", "") for one in found.findall(f"{ATOM}link")}
    assert links["self"].endswith(f"/{tag}/feeds/{of}.atom")
    assert all(urlsplit(one).scheme == "http" for one in links.values())
    ids = [found.findtext(f"{ATOM}id"), *texts(found, "id")]
    assert len(ids) == len(set(ids))


def test_entries_come_newest_first_and_lead_to_their_change(client: TestClient) -> None:
    found = feed(client, "licences/NL1")
    addresses = [urlsplit(one.get("href", "")) for one in found.findall(f"{ATOM}entry/{ATOM}link")]
    said = [f"{one.path}#{one.fragment}" for one in addresses]
    assert said.index("/en/instruments/c#change-1") < said.index("/en/instruments/b#change-1")
    for one in addresses:
        page = client.get(one.path).text
        assert f'id="{one.fragment}"' in page


def test_an_id_stays_whatever_is_recorded_since_and_differs_by_language() -> None:
    case = record()
    before = set(texts(feed(site(case), "licences/NL1"), "id"))
    case.record(instrument("later", excluded("TR", from_="2022-01-01")))
    after = texts(feed(site(case), "licences/NL1"), "id")
    assert before < set(after) and after[0] not in before
    assert before.isdisjoint(texts(feed(site(case), "licences/NL1", "nl"), "id"))


def test_the_ids_are_those_that_were_given_out() -> None:
    """Made anew, they would tell every reader of every feed everything again."""
    found = feed(site(Case(instrument("a", established()))), "licences/NL1")
    assert found.findtext(f"{ATOM}id") == "urn:uuid:d7f13d9c-f7e9-53b5-b22a-54ae11ec9a78"
    assert texts(found, "id") == ["urn:uuid:01a9b207-eef0-54b4-9226-4abe41ccac7f"]


def test_what_is_hostile_in_the_record_is_text_in_a_feed(client: TestClient) -> None:
    found = feed(client, "licences/NL1")
    assert any("<script>" in one for one in texts(found, "summary"))
    assert not [one for one in found.iter() if one.tag.endswith("script")]


def test_a_country_is_told_of_what_names_it_or_its_group_and_of_what_stops_that(
    client: TestClient,
) -> None:
    israel = " ".join(texts(feed(client, "countries/IL"), "title"))
    assert "NL1 no longer covers: to Israel" in israel and "suspended" in israel
    assert "EU" not in israel
    france = " ".join(texts(feed(client, "countries/FR"), "title"))
    assert "The group EU begins" in france and "list does not reach" in france


def test_a_code_is_told_of_what_holds_it(client: TestClient) -> None:
    for code in ("ML10", "ML10.a"):
        assert any("(list)" in one for one in texts(feed(client, f"goods/{code}"), "title"))
    assert not texts(feed(client, "goods/ML11"), "title")


def test_a_correction_moves_an_entry_to_when_it_was_made_and_is_told_itself() -> None:
    case = Case(instrument("a", established(), excluded("IL")))
    case.record(correction("b", "a#2", excluded("TR")))
    found = feed(site(case), "licences/NL1")
    assert any("the record of this is corrected" in one for one in texts(found, "title"))
    assert any("Türkiye" in one or "Turkey" in one for one in texts(found, "title"))


def test_a_reader_that_holds_the_feed_is_sent_nothing(client: TestClient) -> None:
    first = client.get("/en/feeds/licences/NL1.atom")
    again = client.get(
        "/en/feeds/licences/NL1.atom", headers={"if-none-match": first.headers["etag"]}
    )
    assert again.status_code == 304 and not again.content


def test_what_is_not_recorded_has_no_feed(client: TestClient) -> None:
    assert client.get("/en/feeds/licences/NL9.atom").status_code == 404
    assert client.get("/en/feeds/countries/XX.atom").status_code == 404


def test_the_page_of_feeds_tells_browsers_of_those_that_were_chosen(client: TestClient) -> None:
    page = client.get("/nl/feeds?country=IL").text
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert "/nl/feeds/countries/IL.atom" in page


# -- the map of the site --------------------------------------------------------------------


def addresses(client: TestClient, path: str) -> list[str]:
    found = client.get(path)
    assert found.status_code == 200
    root = ElementTree.fromstring(found.content)
    return [urlsplit(one.text or "").path for one in root.iter(f"{MAP}loc")]


def test_the_map_leads_to_pages_that_are_there_each_once_in_each_language(
    client: TestClient,
) -> None:
    parts = addresses(client, "/sitemap.xml")
    found = [one for part in parts for one in addresses(client, part)]
    assert len(found) == len(set(found)) and len(found) < 2 * 50_000
    own = ("/instruments", "/groups", "/requirements", "/policies", "/statements", "/help")
    asked = [one for one in found if one[3:].startswith(own)]
    assert {f"/{tag}/instruments/{name}" for tag in ("nl", "en") for name in "abcdefg"} <= {*asked}
    for one in asked:
        assert client.get(one, follow_redirects=False).status_code == 200, one


def test_no_part_of_the_map_is_too_large_and_none_is_missing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("licence_ledger.api.pages.feeds.site_map.PART", 3)
    parts = addresses(client, "/sitemap.xml")
    found = [one for part in parts if "instruments" in part for one in addresses(client, part)]
    assert len(parts) > 6
    assert sorted(found) == sorted(
        f"/{tag}/instruments/{name}" for tag in ("nl", "en") for name in ("eu", "left", *"abcdefg")
    )


def test_a_part_that_is_none_is_not_there(client: TestClient) -> None:
    for name in ("nothing-0", "licences-x", "licences", "licences-99999999999"):
        assert client.get(f"/sitemaps/{name}.xml").status_code == 404


def test_robots_are_told_of_the_map_and_kept_from_all_of_time(client: TestClient) -> None:
    text = client.get("/robots.txt").text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /*valid_on=" in text


@pytest.mark.parametrize("tag", ["en", "nl"])
@pytest.mark.parametrize("of", ["", "?licence=NL1", "?country=IL", "?goods=ML10"])
def test_one_address_has_an_entry_for_every_instrument(
    client: TestClient, of: str, tag: str
) -> None:
    found = client.get(f"/{tag}/feed{of}")
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(found.content)
    links = [one.get("href", "") for one in root.findall(f"{ATOM}entry/{ATOM}link")]
    assert links and len(links) == len(set(links))
    assert all(
        re.fullmatch(rf"/{tag}/instruments/[a-z0-9.-]+", urlsplit(one).path) for one in links
    )
    (own,) = [one.get("href") for one in root.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert own == f"http://testserver/{tag}/feed{of}"
    assert all(text for text in texts(root, "summary"))
    again = client.get(f"/{tag}/feed{of}", headers={"if-none-match": found.headers["etag"]})
    assert again.status_code == 304


def test_an_instrument_is_told_by_what_it_does_to_whom(client: TestClient) -> None:
    root = ElementTree.fromstring(client.get("/en/feed?country=IL").content)
    of_licence = ElementTree.fromstring(client.get("/en/feed?licence=NL1").content)
    assert any("NL1" in text and "Israel" in text for text in texts(root, "summary"))
    assert len(texts(of_licence, "id")) >= len(texts(root, "id"))


def test_the_feed_is_of_one_thing_and_leads_to_the_language_that_is_preferred(
    client: TestClient,
) -> None:
    assert client.get("/en/feed?licence=NL1&country=IL").status_code == 422
    assert client.get("/en/feed?licence=NL9").status_code == 404
    led = client.get("/feed?licence=NL1", headers={"accept-language": "nl"}, follow_redirects=False)
    assert led.headers["location"] == "/nl/feed?licence=NL1"
