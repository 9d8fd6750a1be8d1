"""The pages of applications, read as a browser reads them; the picture, and the tables to take."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from applying import Applied, asked_to_complete, completed, decided, extended, objected, received
from builders import change, instrument
from fastapi.testclient import TestClient
from licence_ledger.api.app import create_app


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """An application refused and contested, and one that waits; all made up."""
    case = Applied(
        received(applicant="Voorbeeld B.V.", asks=[{"goods": ["ML5"], "destinations": ["IL"]}]),
        q=asked_to_complete("2025-03-10", "2025-03-24"),
        c=completed("2025-03-17"),
        e=extended("2025-04-20", weeks=8),
        d=decided("2025-06-20", criteria=["criterion 2"]),
        o=objected("2025-07-10", by="Voorbeeld B.V."),
    )
    waiting = received("2026-11-02", application="A2", title="Optics")
    case.record(instrument("s", waiting))
    said = change("statement_recorded", about="A1", says="It is late.", by="Voorbeeld B.V.")
    case.record(instrument("t", said))
    with TestClient(create_app(case.ledger, None, "x")) as found:
        yield found


def test_a_page_says_where_it_stands_and_how_its_last_day_comes_about(client: TestClient) -> None:
    page = client.get("/en/applications/A1", params={"valid_on": "2025-05-01"}).text
    for told in (
        *("Spare parts for radars", "waiting for a decision", "29 June 2025", "Israel"),
        *("8 weeks", "stands still for 6 days", "Awb 4:15(1)(a)", "Awb 4:14(3)", "It is late."),
    ):
        assert told in page
    assert "Objection" not in page, "it was lodged later"


def test_the_same_in_dutch_in_the_words_of_the_act(client: TestClient) -> None:
    page = client.get("/nl/applications/A1", params={"valid_on": "2025-07-11"}).text
    for told in ("in bezwaar", "geweigerd", "29 juni 2025", "6 dagen opgeschort", "bekendgemaakt"):
        assert told in page


def test_the_list_leads_to_each_and_says_what_is_due(client: TestClient) -> None:
    page = client.get("/nl/applications", params={"valid_on": "2026-11-10"}).text
    assert 'href="/nl/applications/A2?valid_on=2026-11-10"' in page
    assert "28 december 2026" in page and "in behandeling" in page


def test_the_picture_and_the_tables_can_be_taken_along(client: TestClient) -> None:
    picture = client.get("/nl/applications/A1/timeline.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "laatste dag van de termijn: 29 juni 2025" in picture.text
    png = client.get("/nl/applications/A1/timeline.png")
    assert png.content.startswith(b"\x89PNG")
    rows = client.get("/en/applications/A1/timeline.csv").text.splitlines()
    assert rows[-1] == "2025-07-10,,under_objection,refused,2025-06-29,2025-06-29,no"
    listed = client.get("/en/applications.csv", params={"valid_on": "2026-11-10"}).text
    assert "A2,Optics,,2026-11-02,in_decision,,2026-12-28,2026-12-28,no" in listed


def test_an_unknown_application_is_told_with_the_nearest(client: TestClient) -> None:
    page = client.get("/nl/applications/A3")
    assert page.status_code == 404
    assert "/nl/applications/A2" in page.text


def test_it_is_found_by_its_words_and_leads_to_its_page(client: TestClient) -> None:
    found = client.get("/en/search", params={"q": "radars"}).text
    assert "/en/applications/A1" in found


def test_the_doors_answer_the_same(client: TestClient) -> None:
    answer = client.get("/v1/applications/A1", params={"valid_on": "2025-05-01"}).json()
    assert answer["decide_by"] == {"earliest": "2025-06-29", "latest": "2025-06-29"}
    listed = client.get("/v1/applications", params={"limit": 1}).json()
    assert [one["application"] for one in listed["applications"]] == ["A1"]
    assert listed["next"] == "A1"
    days = client.get("/v1/applications/A1/timeline", params={"after": "2025-06-01"}).json()
    assert [one["state"] for one in days["periods"]] == ["decided", "under_objection"]
    history = client.get("/v1/applications/A1/history", params={"limit": 2}).json()
    assert [one["change"] for one in history["history"]] == ["r#1", "q#1"]
    assert client.get("/v1/applications/A9").json()["errors"][0]["code"] == "unknown_application"


@pytest.mark.parametrize("tag", ["en", "nl"])
@pytest.mark.parametrize("name", ["r", "q", "c", "e", "d", "o"])
def test_the_page_of_a_step_says_what_it_did_and_leads_to_the_application(
    client: TestClient, tag: str, name: str
) -> None:
    page = client.get(f"/{tag}/instruments/{name}")
    assert page.status_code == 200
    assert f'href="/{tag}/applications/A1"' in page.text
    effect = client.get(f"/{tag}/instruments/{name}/effect")
    assert effect.status_code == 200
    assert f'href="/{tag}/applications/A1"' in effect.text


def test_the_doors_give_tables_too(client: TestClient) -> None:
    listed = client.get("/v1/applications", params={"valid_on": "2026-11-10", "format": "csv"})
    assert listed.headers["content-type"].startswith("text/csv")
    assert "decide_by.latest" in listed.text.splitlines()[0]
    days = client.get("/v1/applications/A1/timeline", params={"format": "csv"}).text
    assert "2025-03-11,2025-03-17,awaiting_completion" in days
    history = client.get("/v1/applications/A1/history", headers={"accept": "text/csv"}).text
    assert "q#1,completion_requested" in history
