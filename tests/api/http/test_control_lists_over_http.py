"""Control lists through their doors: as JSON, as a table, as pages in two languages."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from builders import Case, change, established, instrument
from licence_ledger.api.app import create_app
from licence_ledger.api.pages.licences.lanes import items_words
from licence_ledger.api.terminal.tables.alterations import lists_changed
from starlette.testclient import TestClient

Json = dict[str, Any]
ITEMS = [
    {"code": "6A005", "title": '"Lasers", components', "title_nl": "„Lasers” en onderdelen"},
    {"code": "6A005.a.10", "title": "The tenth", "certainty": "secondary"},
    {"code": "6A005.a.2", "title": "The second", "certainty": "secondary"},
    {"code": "6A005.b", "title": "Not used", "reserved": True},
]


@pytest.fixture(scope="module")
def client() -> TestClient:
    adopted = change(
        "control_list_adopted",
        list="annex-i",
        title="Annex I",
        title_nl="Bijlage I",
        from_="2010-01-01",
        items=ITEMS,
    )
    own = change("control_list_adopted", list="own", title="Our own list", from_="2012-01-01")
    removed = change("item_removed", target="lists#1/6A005.a.2", from_="2019-01-01")
    case = Case(
        instrument("lists", adopted, own, removed),
        instrument("licence", established(permits=[{"lists": ["annex-i"]}])),
    )
    return TestClient(create_app(case.ledger, "secret", "the test"))


def asked(client: TestClient, path: str, status: int = 200) -> Json:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


def test_all_lists_are_told_with_how_much_is_on_them(client: TestClient) -> None:
    found = asked(client, "/v1/lists?valid_on=2018-06-01")["lists"]
    told = [(one["list"], one["count"], one["running"], one["whole"]) for one in found]
    assert told == [("annex-i", 3, "yes", "no"), ("own", 0, "yes", "no")]


def test_the_items_of_a_list_stand_as_it_prints_them_a_page_at_a_time(client: TestClient) -> None:
    path = "/v1/lists/annex-i?valid_on=2018-06-01&limit=2"
    first = asked(client, path)
    rest = asked(client, f"{path}&after={first['next'].replace('#', '%23')}")
    codes = [one["code"] for one in (*first["items"], *rest["items"])]
    assert codes == ["6A005", "6A005.a.2", "6A005.a.10", "6A005.b"]
    assert rest["next"] is None
    assert asked(client, "/v1/lists/annex-i?after=x", 422)["errors"][0]["pointer"] == "/after"


def test_a_code_tells_what_it_is_and_what_stands_around_it(client: TestClient) -> None:
    found = asked(client, "/v1/lists/annex-i/6A005.a.2?valid_on=2019-01-01")
    assert found["on_list"] == "no"
    assert [(one["code"], one["present"]) for one in found["items"]] == [("6A005.a.2", "no")]
    assert [one["code"] for one in found["above"]] == ["6A005"]
    below = asked(client, "/v1/lists/annex-i/6A005")["below"]
    assert [(one["code"], one["reserved"]) for one in below] == [("6A005.b", True)]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        pytest.param("/v1/lists/annex-ii", 404, "unknown_list", id="a list never adopted"),
        pytest.param("/v1/lists/annex-i/six", 422, "malformed", id="no code"),
    ],
)
def test_what_there_is_not_is_an_error_that_names_it(
    client: TestClient, path: str, status: int, code: str
) -> None:
    assert asked(client, path, status)["errors"][0]["code"] == code


def test_a_list_is_a_table_too(client: TestClient) -> None:
    rows = client.get("/v1/lists/annex-i?format=csv&valid_on=2018-06-01").text.splitlines()
    assert rows[0].startswith("entry,code,title,title_nl,present,from")
    assert len(rows) == 5


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("lists", ["annex-i", "own"]),
        ("lists/annex-i/items", ["6A005", "6A005.a.2", "6A005.a.10", "6A005.b"]),
        ("lists/annex-i/6A005", ["6A005", "6A005.b"]),
    ],
)
def test_what_a_page_of_lists_shows_is_taken_away_whole_as_a_table(
    client: TestClient, address: str, codes: list[str]
) -> None:
    found = client.get(f"/nl/{address}.csv?valid_on=2018-06-01")
    assert found.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(found.content.decode("utf-8-sig"))))
    assert [row.get("code", row.get("list")) for row in rows] == codes
    page = client.get(f"/nl/{address.removesuffix('/items')}?valid_on=2018-06-01").text
    assert f'href="/nl/{address}.csv?valid_on=2018-06-01"' in page


@pytest.mark.parametrize(("words", "code"), [("lasers", "6A005"), ("onderdelen", "6A005")])
def test_items_are_found_by_words_in_either_language(
    client: TestClient, words: str, code: str
) -> None:
    hits = asked(client, f"/v1/search?q={words}")["hits"]
    assert [(one["what"], one["list"], one["id"]) for one in hits] == [("item", "annex-i", code)]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/lists", ["Control lists", "Annex I", "Our own list"]),
        ("/nl/lists", ["Controlelijsten", "Bijlage I", "Our own list"]),
        ("/en/lists/annex-i", ["2 items", "The tenth", "kept free", "from a summary"]),
        ("/nl/lists/annex-i/6A005", ["„Lasers” en onderdelen", "Daaronder", "vrijgehouden"]),
        ("/en/check?goods=lasers", ["Codes with these words", "6A005"]),
        ("/nl/check/answer?date=2018-06-01&goods=onderdelen", ["Codes met deze woorden", "6A005"]),
    ],
)
def test_lists_are_pages_in_both_languages(client: TestClient, path: str, words: list[str]) -> None:
    page = client.get(path).text
    for word in words:
        assert word in page, word


def test_a_code_that_is_kept_free_on_one_side_only_is_told_with_its_change() -> None:
    own = change("control_list_adopted", list="own", title="Our own", from_="2010-01-01")
    kept_free = [{"code": "6A006", "title": "Not used", "reserved": True}]
    case = Case(
        instrument("lists", own),
        instrument("more", change("item_listed", list="own", from_="2015-01-01", items=kept_free)),
        instrument("licence", established(permits=[{"lists": ["own"]}])),
    )
    client = TestClient(create_app(case.ledger, "secret", "the test"))
    seen = "from=valid_on%3D2014-01-01&to=valid_on%3D2016-01-01"
    (moved,) = asked(client, f"/v1/licences/NL1/diff?{seen}")["lists"]
    told = {"item": "6A006", "change": "more#1", "present": "yes"}
    assert moved == {"list": "own", "added": [], "removed": [], "more": 0, "reserved": [told]}
    page = client.get("/nl/licences/NL1/compare?from_valid_on=2014-01-01&to_valid_on=2016-01-01")
    assert page.status_code == 200 and "6A006" in page.text and "instruments/more" in page.text
    asked_for = "from_valid_on=2014-01-01&to_valid_on=2016-01-01"
    table = client.get(f"/en/licences/NL1/compare.csv?{asked_for}").text
    assert "6A006,altered,,kept free: yes,more#1" in table


def test_a_code_that_is_recorded_on_one_side_only_is_told_at_every_door() -> None:
    own = change("control_list_adopted", list="own", title="Our own", from_="2010-01-01")
    items = [{"code": "6A006", "title": "It"}]
    more = change("item_listed", list="own", from_="2030-01-01", items=items)
    case = Case(
        instrument("lists", own),
        instrument("licence", established(permits=[{"lists": ["own"]}])),
        instrument("more", more),
    )
    client = TestClient(create_app(case.ledger, "secret", "the test"))
    sides = ("from=log_size%3D4,valid_on%3D2020-01-01", "to=log_size%3D6,valid_on%3D2020-01-01")
    (moved,) = asked(client, f"/v1/licences/NL1/diff?{'&'.join(sides)}")["lists"]
    told = {"item": "6A006", "change": "more#1", "recorded": "yes"}
    assert moved == {"list": "own", "added": [], "removed": [], "more": 0, "recorded": [told]}
    assert list(lists_changed([moved])) == ["~ 6A006 of own, recorded: yes"]
    assert items_words(moved) == "own: ± 6A006"
    asked_for = "from_log_size=4&to_log_size=6&from_valid_on=2020-01-01&to_valid_on=2020-01-01"
    page = client.get(f"/nl/licences/NL1/compare?{asked_for}")
    assert page.status_code == 200 and "6A006" in page.text and "vastgelegd" in page.text
    table = client.get(f"/en/licences/NL1/compare.csv?{asked_for}").text
    assert "6A006,altered,,recorded: yes,more#1" in table


def test_a_list_that_becomes_whole_is_told_on_the_page_and_in_its_table() -> None:
    own = change("control_list_adopted", list="own", title="Our own", from_="2010-01-01")
    case = Case(
        instrument("lists", own),
        instrument("whole", change("list_complete", list="own", from_="2015-01-01")),
        instrument("licence", established(permits=[{"lists": ["own"]}])),
    )
    client = TestClient(create_app(case.ledger, "secret", "the test"))
    asked_for = "from_valid_on=2014-01-01&to_valid_on=2016-01-01"
    page = client.get(f"/nl/licences/NL1/compare?{asked_for}").text
    assert "volledig vastgelegd" in page and "/lists/own" in page
    table = client.get(f"/en/licences/NL1/compare.csv?{asked_for}").text
    assert "list own,altered,,recorded whole: yes" in table


def test_a_code_that_is_kept_free_otherwise_is_told_in_lines_and_lanes() -> None:
    told = {"item": "6A006", "change": "more#1", "present": "yes"}
    moved = {"list": "own", "added": [], "removed": [], "more": 0, "reserved": [told]}
    assert list(lists_changed([moved])) == ["~ 6A006 of own, kept free: yes"]
    assert items_words(moved) == "own: ± 6A006"
