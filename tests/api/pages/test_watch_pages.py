"""What is watched, in a browser and in a feed reader."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from builders import Case, established, excluded, instrument
from department import Department
from licence_ledger.api.app import create_app
from reading_pages import Text
from starlette.testclient import TestClient

ATOM = "{http://www.w3.org/2005/Atom}"
US = {"activity": "export", "destination": "US", "licence": "NL1"}
FR = {"label": "<b>order & 2", **US, "destination": "FR"}


@pytest.fixture(scope="module")
def case() -> Case:
    """A watch of two questions, and three instruments that were recorded since."""
    found = Case(instrument("a", established()))
    app = create_app(found.ledger, None, "x")
    app.state.served.watches.watches.add("mine", [US, FR, {**US, "date": "2026-12-01"}], "ann", "s")
    found.record(
        instrument("b", excluded("US", from_="2027-01-01")),
        instrument("beside", excluded("IL", from_="2027-01-01")),
        instrument("c", excluded("FR", from_="2027-02")),
    )
    return found


@pytest.fixture(scope="module")
def client(case: Case) -> TestClient:
    return TestClient(create_app(case.ledger, None, "x"))


@pytest.mark.parametrize("tag", ["en", "nl"])
def test_the_page_tells_and_draws_what_changed_and_nothing_else(
    client: TestClient, tag: str
) -> None:
    found = client.get(f"/{tag}/watches/mine")
    assert found.status_code == 200, found.text
    read = Text(found.text)
    assert read.scripts == 1 and not read.inline, "the script of every page"
    assert "<b>order" not in found.text and "&lt;b&gt;order" in found.text
    assert f"/{tag}/instruments/b" in read.links and f"/{tag}/instruments/c" in read.links
    assert "/instruments/beside" not in found.text
    assert found.text.count("<svg") == 1 and found.text.count('<th scope="row"') == 2
    words = {"en": ("2 questions have another", "covered"), "nl": ("Op 2 vragen luidt", "gedekt")}
    assert all(one in read.text for one in words[tag])


def test_the_list_leads_to_each_watch(client: TestClient) -> None:
    assert "/en/watches/mine" in Text(client.get("/en/watches").text).links


def test_a_page_between_sizes_stays_and_where_nothing_changed_says_so(
    client: TestClient, case: Case
) -> None:
    asked = {"since_log_size": "2", "log_size": "4", "valid_on": "2026-01-01"}
    first = Text(client.get("/en/watches/mine", params=asked).text)
    assert "1 question has another answer" in first.text
    assert "/en/instruments/c" not in first.links
    nothing = client.get("/en/watches/mine", params={**asked, "since_log_size": "4"})
    assert "Nothing changed." in Text(nothing.text).text and "<svg" not in nothing.text


def test_all_of_it_is_taken_along_as_a_table(client: TestClient) -> None:
    found = client.get("/en/watches/mine.csv")
    rows = list(csv.DictReader(io.StringIO(found.text.removeprefix("\ufeff"))))
    assert [(one["question"], one["from"], one["until"], one["by"]) for one in rows] == [
        ("1", "2027-01-01", "", "b#1"),
        ("2", "2027-02-01", "2027-02-28", "c#1"),
        ("2", "2027-02-28", "", "c#1"),
    ]


@pytest.mark.parametrize("tag", ["en", "nl"])
def test_the_feed_has_an_entry_for_each_instrument_that_changed_an_answer(
    client: TestClient, tag: str
) -> None:
    found = client.get(f"/{tag}/watches/mine.atom")
    assert found.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(found.content)
    entries = feed.findall(f"{ATOM}entry")
    titles = [one.findtext(f"{ATOM}title", "") for one in entries]
    assert ["The act c" in titles[0], "The act b" in titles[1], len(titles)] == [True, True, 2]
    assert len({one.findtext(f"{ATOM}id") for one in (feed, *entries)}) == 3
    (link,) = entries[1].findall(f"{ATOM}link")
    address = str(link.get("href")).removeprefix("http://testserver")
    assert "/instruments/b" in client.get(address).text
    again = client.get(
        f"/{tag}/watches/mine.atom", headers={"if-none-match": found.headers["etag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/watches/no", 404),
        ("/watches/no.atom", 404),
        ("/watches/no.csv", 404),
        ("/watches/mine?since_log_size=1", 422),
        ("/watches/mine?since_log_size=x", 422),
        ("/watches/mine?valid_on=soon", 422),
        ("/watches/mine?log_size=999", 422),
    ],
)
def test_what_cannot_be_shown_is_told_on_a_page(client: TestClient, path: str, status: int) -> None:
    found = client.get(f"/en{path}")
    assert found.status_code == status and "<h1>" in found.text


def test_where_people_are_known_the_feed_is_opened_by_its_key_alone(tmp_path: Path) -> None:
    office = Department(tmp_path)
    office.post("nol", "/v1/watches", {"watch": "mine", "questions": [US]})
    address = office.client.get("/v1/watches/mine", headers=office.as_("nol")).json()["feed"]

    def status(path: str) -> Any:
        return office.client.get(path).status_code

    assert re.fullmatch(r"/en/watches/mine\.atom\?key=\S{20,}", address)
    assert [status(address), status(address[:-1]), status("/en/watches/mine.atom")] == [
        200,
        403,
        403,
    ]
    assert [status("/en/watches/mine"), status("/en/watches/mine.csv")] == [403, 403]
    listed = Text(office.client.get("/en/watches").text)
    assert "/en/watches/mine" not in listed.links and "/en/login" in " ".join(listed.links)
