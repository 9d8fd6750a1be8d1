"""The register of licences as a list, and a country first."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from xml.etree import ElementTree

import pytest
from builders import Case, change, established, excluded, group, instrument, required
from licence_ledger.api.app import create_app
from licence_ledger.api.pages.routes import licences
from starlette.testclient import TestClient

HOSTILE = '<img src=x onerror="alert(1)">'
SVG = "{http://www.w3.org/2000/svg}"


def case() -> Case:
    return Case(
        instrument("g", group("allies", "US", "IL", from_="2015-01-01")),
        instrument("a", established("NL1", permits=[{"activities": ["export"]}]), title=HOSTILE),
        instrument("b", excluded("IL", from_="2020-05-01")),
        instrument("c", established("NL2", permits=[{"destinations": ["@allies"],
                                                     "programmes": ["F-35"]}])),
        instrument("d", {**established("EU1", permits=[{"destinations": ["FR"]}]),
                         "authority": "EU"}),
        instrument("e", change("licence_withdrawn", target="d#1", from_="2018-01-01")),
        instrument("f", required("list", title=HOSTILE)),
        instrument("s", required("arms", "prohibition", from_="2019-01-01",
                                 requires=[{"destinations": ["RU"], "goods": ["ML1"]}])),
        instrument("n", excluded("US", from_="2031-01-01")),
    )  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    yield TestClient(create_app(case().ledger, None, "x"))


def plain(page: str) -> str:
    """A page as it is read: without its marks, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace(" .", ".")


def listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page)


# -- the register --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["EU1", "NL1", "NL2"]),
        ("?status=withdrawn", ["EU1"]),
        ("?authority=NL", ["NL1", "NL2"]),
        ("?authority=EU&status=in_force", []),
        ("?authority=EU&status=in_force&valid_on=2017-01-01", ["EU1"]),
        ("?status=&authority=", ["EU1", "NL1", "NL2"]),
        ("?valid_on=2011-01-01&status=not_established", ["EU1", "NL1", "NL2"]),
    ],
)
def test_the_register_lists_those_that_are_asked_for(
    client: TestClient, asked: str, names: list[str]
) -> None:
    assert listed(client.get(f"/en/licences{asked}").text) == names
    rows = client.get(f"/en/licences.csv{asked}").content.decode("utf-8-sig")
    assert [row["licence"] for row in csv.DictReader(StringIO(rows))] == names


def test_the_register_comes_a_page_at_a_time(client: TestClient) -> None:
    seen, address = list[str](), "/en/licences?limit=1&valid_on=2021-01-01"
    while address:
        page = client.get(address).text
        seen += listed(page)
        way = re.search(r'rel="next"[^>]*href="([^"]*)"', page)
        address = way[1].replace("&amp;", "&") if way else ""
    assert seen == ["EU1", "NL1", "NL2"]


def test_a_page_looks_at_no_more_licences_than_so_many_and_goes_on_from_there(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(licences, "MOST_LOOKED_AT", 1)
    first = client.get("/en/licences?authority=NL")
    assert listed(first.text) == []
    assert "None among those looked at; go on below." in first.text
    way = re.search(r'rel="next"[^>]*href="([^"]*)"', first.text)
    assert way is not None
    assert listed(client.get(way[1].replace("&amp;", "&")).text) == ["NL1"]


# -- countries -----------------------------------------------------------------------------


def test_countries_are_found_by_words_of_their_names_in_the_language_of_the_page(
    client: TestClient,
) -> None:
    def found(address: str) -> list[str]:
        return re.findall(r'<li><a href="[^"]*">([^<]*)</a>', client.get(address).text)

    assert len(found("/en/countries")) == 250
    assert found("/en/countries?q=korea") == ["North Korea", "South Korea"]
    assert found("/nl/countries?q=zuid-korea") == ["Zuid-Korea"]
    assert "Israël" in found("/nl/countries?q=IL")
    assert found("/en/countries?q=qqqq") == []


@pytest.mark.parametrize(
    ("written", "code"),
    [("il", "IL"), ("Israel", "IL"), ("isra%C3%ABl", "IL"), ("Zuid-Korea", "KR"), ("USA", "US")],
)
def test_a_country_by_its_name_leads_to_its_code(
    client: TestClient, written: str, code: str
) -> None:
    found = client.get(f"/nl/countries/{written}?valid_on=2021-01-01", follow_redirects=False)
    assert found.status_code == 308
    assert found.headers["location"] == f"/nl/countries/{code}?valid_on=2021-01-01"


def test_what_is_no_country_is_looked_for_among_them(client: TestClient) -> None:
    found = client.get("/en/countries/%3Cb%3E")
    assert found.status_code == 404
    assert "There is no country “&lt;b&gt;”." in found.text


def test_a_licence_reaches_a_country_since_it_is_certain() -> None:
    begun = Case(instrument("a", established(from_="2012")))
    asked = TestClient(create_app(begun.ledger, None, "x"))
    certain = plain(asked.get("/en/countries/IL?valid_on=2013-02-01").text)
    assert "reaches it since 31 December 2012" in certain
    perhaps = plain(asked.get("/en/countries/IL?valid_on=2012-02-01").text)
    assert "undetermined reaches it since 1 January 2012" in perhaps


def test_a_country_says_which_licences_reach_it_and_since_when(client: TestClient) -> None:
    read = plain(client.get("/en/countries/IL?valid_on=2020-02-01").text)
    assert "2 licences reach it on 1 February 2020." in read
    assert (
        "reaches it since 1 January 2012 · some of what goes there Export of goods of any" in read
    )
    assert "reaches it since 1 January 2015 · some of what goes there" in read
    after = plain(client.get("/en/countries/IL?valid_on=2020-05-01").text)
    assert "1 licence reaches it on 1 May 2020." in after
    assert "NL1 NL1: excluded" in after


def test_a_country_says_what_is_needed_and_prohibited_and_what_comes(client: TestClient) -> None:
    read = plain(client.get("/en/countries/RU?valid_on=2020-02-01").text)
    assert "Prohibitions bear on some of what goes there, whatever a licence says." in read
    assert "arms · prohibition Goods under ML1." in read
    assert "For what a licence is needed" in read
    coming = plain(client.get("/en/countries/US").text)
    assert "Coming 1 January 2031 : NL1 destination excluded, The act n" in coming


@pytest.mark.parametrize("address", ["/en/countries/IL", "/nl/countries/IL/timeline"])
def test_what_was_recorded_is_text_on_the_page_of_a_country(
    client: TestClient, address: str
) -> None:
    page = client.get(f"{address}?valid_on=2020-02-01").text
    assert "<img" not in page and "&lt;img" in page
    assert " style=" not in page


def test_the_picture_of_a_country_leads_to_it_on_each_day(client: TestClient) -> None:
    svg = ElementTree.fromstring(client.get("/en/countries/IL/timeline.svg").text)
    told = {one.get("aria-label"): one.get("href") or "" for one in svg.iter(f"{SVG}a")}
    assert told["allies: in the group (1 January 2015 –)"] == "/en/countries/IL?valid_on=2015-01-01"
    excluded_since = "NL1: nothing that goes there (1 May 2020 –)"
    assert client.get(told[excluded_since]).status_code == 200


def test_the_days_of_a_country_say_what_changed_and_by_what(client: TestClient) -> None:
    read = plain(client.get("/en/countries/IL/timeline").text)
    assert (
        "NL1 : some of what goes there → nothing that goes there now: exclusion: Everything" in read
    )
    assert "allies : in the group" in read


@pytest.mark.parametrize("path", ["/IL/licences.csv", "/IL/timeline.csv", ".csv"])
def test_each_table_of_countries_is_a_file_too(client: TestClient, path: str) -> None:
    found = client.get(f"/en/countries{path}")
    rows = list(csv.reader(StringIO(found.content.decode("utf-8-sig"))))
    assert len(rows) > 2 and len({len(row) for row in rows}) == 1


VERSIONED = (
    "/licences/NL1",
    "/licences/NL1/timeline",
    "/licences/NL1/history",
    "/licences/NL1/destinations",
    "/countries/IL",
    "/check",
    "/check/answer?date=2024-02-25&destination=IL&licence=NL1",
    "/check/answer?date=2024-02-25&destination=RU&goods=ML1",
    "/requirements/list",
    "/groups/allies",
    "/instruments/b",
)


@pytest.mark.parametrize("path", VERSIONED)
def test_a_page_that_names_an_earlier_version_of_answers_is_the_same_page(
    client: TestClient, path: str
) -> None:
    newest = client.get(f"/en{path}")
    earlier = client.get(f"/en{path}{'&' if '?' in path else '?'}answer_version=1")
    assert (newest.status_code, earlier.status_code) == (200, 200), earlier.text
    assert re.sub(r"(&amp;|\?)answer_version=1", "", plain(earlier.text)) == plain(newest.text)
