"""Another country's law beside the Dutch: whose each licence is, and what it leaves a country."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from builders import Case, established, excluded, instrument, required
from licence_ledger.api.app import create_app
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    abroad = {**established("gb.x.ogel", permits=[{"destinations": ["IL"]}]), "authority": "GB"}
    case = Case(
        instrument("home", established("NL1", permits=[{"destinations": ["IL"]}])),
        instrument("gb.x.act", abroad, required("gb.x.list", title="Arms that leave")),
        instrument("gb.x.later", excluded("IL", licence="gb.x.ogel", from_="2024-09-02")),
    )
    yield TestClient(create_app(case.ledger, None, "x"))


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_country_is_shown_under_one_law_and_leads_to_the_other(client: TestClient) -> None:
    home = client.get("/en/countries/IL?valid_on=2024-01-01").text
    assert "NL1" in home
    assert "gb.x.ogel" not in home
    (address,) = re.findall(r'href="([^"]*jurisdiction=GB[^"]*)">United Kingdom', home)
    abroad = client.get(address.replace("&amp;", "&")).text
    assert "gb.x.ogel" in abroad
    assert "Arms that leave" in abroad
    assert "NL1" not in plain(abroad)
    for link in set(re.findall(r'href="(/en/countries/IL/[^"]*)"', abroad)):
        assert "jurisdiction=GB" in link
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_where_one_law_alone_is_recorded_no_other_is_offered() -> None:
    case = Case(instrument("home", established("NL1", permits=[{"destinations": ["IL"]}])))
    page = TestClient(create_app(case.ledger, None, "x")).get("/en/countries/IL").text
    assert "jurisdiction=" not in page
    assert "Law of:" not in page


def test_the_register_names_every_authority_and_is_filtered_by_it(client: TestClient) -> None:
    page = client.get("/nl/licences").text
    assert '<option value="GB">Verenigd Koninkrijk</option>' in page
    only = client.get("/nl/licences?authority=GB").text
    assert re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a>', only) == ["gb.x.ogel"]
    assert "Verenigd Koninkrijk" in plain(client.get("/nl/licences/gb.x.ogel").text)


def test_both_laws_are_found_by_the_same_words(client: TestClient) -> None:
    found = client.get("/v1/search", params={"q": "Arms leave"}).json()["hits"]
    assert "gb.x.list" in str(found)


def test_the_door_of_a_country_answers_under_a_law_and_refuses_what_is_none(
    client: TestClient,
) -> None:
    path = "/v1/destinations/IL"
    asked = {"valid_on": "2024-01-01", "jurisdiction": "GB"}
    found = client.get(path, params=asked).json()
    assert [one["licence"] for one in found["licences"]] == ["gb.x.ogel"]
    days = client.get(f"{path}/timeline", params={"jurisdiction": "GB"}).json()["days"]
    assert "2024-09-02" in [one["on"] for one in days]
    wrong = client.get(path, params={"jurisdiction": "UK"})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "/jurisdiction"
