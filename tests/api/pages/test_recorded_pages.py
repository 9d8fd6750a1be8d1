"""Instruments, groups, requirements, policies, statements and search, as pages."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from builders import Case, established, excluded, instrument
from licence_ledger.api.pages.downloads import as_csv
from licence_ledger.domain.faults import LedgerError
from licence_ledger.projections.register.recordings import Recordings
from reading_pages import HOSTILE, read, record, site
from starlette.testclient import TestClient

PAGES = [
    "/instruments",
    *(f"/instruments/{name}" for name in "abcdefg"),
    "/instruments/b/effect",
    "/instruments/eu/effect",
    "/groups",
    "/groups/EU",
    "/requirements",
    "/requirements/list",
    "/requirements/embargo",
    "/policies",
    "/policies/validity",
    "/policies/validity?destination=FR",
    "/statements",
    "/search?q=alert",
    "/search?q=nothing-has-this",
    "/search",
    "/feeds?licence=NL1&country=IL&goods=ML10",
    "/help",
    "/help/errors",
]


@pytest.fixture(scope="module")
def client() -> TestClient:
    return site()


@pytest.mark.parametrize("tag", ["en", "nl"])
@pytest.mark.parametrize("path", PAGES)
def test_what_the_record_says_is_text_on_every_page(
    client: TestClient, tag: str, path: str
) -> None:
    page = read(client, f"/{tag}{path}")
    assert page.scripts == 1, "the one of every page"
    assert page.inline == 0
    assert "49" not in page.text.replace("1949", "") or "{{ 7 * 7 }}" in page.text
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    steps = zip(page.headings, page.headings[1:], strict=False)
    assert all(then - one <= 1 for one, then in steps), page.headings


def test_an_instrument_tells_what_it_changed_in_words(client: TestClient) -> None:
    page = read(client, "/en/instruments/b")
    assert "NL1 no longer covers: to Israel" in page.text
    assert "stopped by effect suspended" in page.text
    assert "change-1" in page.ids
    assert "/en/countries/IL" in page.links
    assert "/en/files?instrument=b" in page.links
    assert "the test" in page.text


def test_an_instrument_tells_what_became_of_a_licence_on_its_days(client: TestClient) -> None:
    page = read(client, "/en/instruments/b")
    section = page.text.partition("What became of the licences")[2]
    assert "1 January 2016" in section and "exclusion" in section and "Israel" in section
    assert any("compare" in link and "log_size" in link for link in page.links)


def test_all_that_an_instrument_changed_is_told_a_few_licences_at_a_time() -> None:
    names = [f"NL{n:02}" for n in range(20)]
    act = instrument("all", *(excluded("IL", licence=name) for name in names))
    pages_of = site(Case(*(instrument(name.lower(), established(name)) for name in names), act))
    told, link = [], "/en/instruments/all/effect"
    while link:
        page = read(pages_of, link)
        told += [one for one in names if f"/en/licences/{one}" in page.links]
        onward = {one for one in page.links if one.startswith("/en/") and "/effect?after=" in one}
        link = max(onward - {link}, default="")
        link = link if link.rpartition("=")[2] == told[-1] else ""
    assert told == names


def test_what_an_instrument_did_is_worked_out_once() -> None:
    before = (instrument("a", established("NL1")), instrument("b", excluded("IL")))
    case = Case(*before)
    first = Recordings(case.ledger).effects("b", {})
    case.record(instrument("c", excluded("IL", from_="2020-01-01")))
    again = Recordings(case.ledger).effects("b", {})
    assert again["licences"] is first["licences"]
    assert again["viewpoint"] != first["viewpoint"]
    assert again["licences"] == Recordings(Case(*before).ledger).effects("b", {})["licences"]
    with pytest.raises(LedgerError):
        Recordings(case.ledger).effects("b", {"log_size": "2"})


@pytest.mark.parametrize("from_", ["9999-12-31", "9999-01-01", "0001-01-01", "0001"])
def test_what_changes_at_the_ends_of_time_is_drawn(from_: str) -> None:
    case = Case(
        instrument("a", established("NL1", permits=[{"destinations": ["IL"]}])),
        instrument("far", excluded("IL", from_=from_)),
    )
    asked = site(case)
    for path in (
        *("/instruments/far/effect", "/instruments/far/effect.svg", "/licences/NL1/timeline"),
        *("/licences/NL1/timeline.svg", "/licences/NL1/destinations", "/countries/IL"),
        "/check/answer?date=2024-02-25&destination=IL&licence=NL1",
        "/licences/NL1?valid_on=9999-12-31",
    ):
        assert asked.get(f"/en{path}").status_code == 200, path


def test_an_instrument_proves_itself(client: TestClient) -> None:
    page = read(client, "/en/instruments/b")
    proof = next(link for link in page.links if "proofs/inclusion" in link)
    found = client.get(proof).json()
    assert found["leaf_hash"] in page.text and found["root_hash"] in page.text
    for link in page.links:
        if link.startswith("/v1/log/"):
            assert client.get(link).status_code == 200, link
    assert client.get("/en/instruments/b/dossier.zip").content[:2] == b"PK"


def test_a_change_that_was_corrected_away_says_so() -> None:
    case = Case(instrument("a", established(), excluded("IL")))
    case.record(
        instrument(
            "b",
            {"type": "record_corrected", "target": "a#2", "reason": "misread"},
            kind="correction",
        )
    )
    page = read(site(case), "/en/instruments/a")
    assert "this was never there" in page.text and "corrected by" in page.text


def test_an_earlier_size_of_the_log_sees_the_instrument_as_it_was_then(client: TestClient) -> None:
    size = client.get("/v1/instruments/b").json()["log_size"]
    page = read(client, f"/en/instruments/b?log_size={size}")
    assert "stopped by" not in page.text
    assert read(client, f"/en/instruments/f?log_size={size}", 404)


def test_instruments_come_newest_first_a_page_at_a_time_and_none_twice() -> None:
    many = [instrument(f"i{n}", established(f"NL{n}")) for n in range(23)]
    case = Case(*many)
    recordings, seen, before = Recordings(case.ledger), [], ""
    while True:
        page = recordings.newest({}, 5, before)
        seen += [one["instrument"] for one in page["instruments"]]
        if page["next"] is None:
            break
        before = page["next"]
    assert seen == [f"i{n}" for n in reversed(range(23))]
    first = read(site(case), "/en/instruments?limit=5")
    following = next(link for link in first.links if "before=" in link)
    assert "The act i17" in read(site(case), following).text


def test_instruments_of_one_kind_are_asked_for_alone(client: TestClient) -> None:
    page = read(client, "/en/instruments?kind=judgment")
    assert "/en/instruments/c" in page.links and "/en/instruments/b" not in page.links


def test_instruments_are_listed_as_far_as_they_were_known(client: TestClient) -> None:
    page = read(client, "/en/instruments?known_on=2020-01-15")
    assert "/en/instruments/a?known_on=2020-01-15" in page.links
    assert not [link for link in page.links if link.startswith("/en/instruments/b")]


def test_a_group_names_its_members_with_the_day_since_when(client: TestClient) -> None:
    then = read(client, "/en/groups/EU?valid_on=2019-01-01")
    assert "3 countries" in then.text and "United Kingdom" in then.text
    now = read(client, "/en/groups/EU")
    countries = now.text.partition("Countries")[2].partition("How it came about")[0]
    assert "France yes 1 January 2000" in countries and "United Kingdom" not in countries
    assert "No longer in EU" in now.text


def test_the_map_of_a_group_shows_who_is_in_it_on_the_day(client: TestClient) -> None:
    then = client.get("/en/groups/EU/map.svg?valid_on=2019-01-01").text
    now = client.get("/en/groups/EU/map.svg").text
    assert "United Kingdom: in the group" in then and "United Kingdom: not in it" in now
    assert "France: in the group" in now and 'href="/en/countries/FR"' in now


def test_a_requirement_says_what_it_reaches_and_what_it_exempts(client: TestClient) -> None:
    page = read(client, "/en/requirements/list")
    assert "What needs a licence" in page.text and "ML10" in page.text
    assert "What it exempts" in page.text and "/en/groups/EU" in page.links
    assert "What it forbids" in read(client, "/en/requirements/embargo").text


def test_a_policy_is_asked_by_a_form(client: TestClient) -> None:
    assert "undetermined" in read(client, "/en/policies/validity").text
    assert "3 years · adopted" in read(client, "/en/policies/validity?destination=FR").text
    assert "1 year · adopted" in read(client, "/en/policies/validity?destination=US").text
    wrong = read(client, "/en/policies/validity?destination=Utopia", 422)
    assert "cannot be read" in wrong.text


def test_statements_are_found_by_speaker_by_topic_and_by_letter(client: TestClient) -> None:
    everything = read(client, "/en/statements")
    assert "One year it is." in everything.text and "disputes the record" in everything.text
    assert "One year it is." not in read(client, "/en/statements?by=minister").text
    assert "One year it is." in read(client, "/en/statements?about=validity").text
    assert "One year it is." in read(client, "/en/statements?instrument=f").text
    assert "/en/instruments/f#change-2" in everything.links


def test_search_leads_to_the_page_of_what_it_found(client: TestClient) -> None:
    page = read(client, "/en/search?q=one+year+it+is")
    assert "Somebody speaks of validity" in page.text
    assert "/en/instruments/f#change-2" in page.links
    assert "/en/groups/EU" in read(client, "/en/search?q=EU").links
    assert "/en/countries/IL" in read(client, "/nl/search?q=Isra%C3%ABl").links or (
        "/nl/countries/IL" in read(client, "/nl/search?q=Isra%C3%ABl").links
    )


def test_a_search_that_finds_nothing_suggests_where_to_go_on(client: TestClient) -> None:
    page = read(client, "/en/search?q=nothing-has-this")
    assert "Nothing has all these words" in page.text and "/en/licences" in page.links
    assert read(client, "/en/search?q=" + "+".join(f"w{n}" for n in range(13)), 422)


def test_what_is_not_there_is_a_page_with_a_search(client: TestClient) -> None:
    page = read(client, "/en/instruments/nowhere", 404)
    assert "Search the record" in page.text
    for address in ("/en/groups/XX", "/nl/policies/none", "/en/requirements/none"):
        read(client, address, 404)


@pytest.mark.parametrize(
    "address",
    ["instruments", "groups", "groups/EU/members", "requirements", "policies", "statements"],
)
def test_every_table_is_to_be_had_as_csv(client: TestClient, address: str) -> None:
    found = client.get(f"/en/{address}.csv")
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/csv; charset=utf-8")
    rows = list(csv.reader(StringIO(found.content.decode("utf-8-sig"))))
    assert len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])}


def test_a_long_list_is_whole_as_csv() -> None:
    case = Case(*(instrument(f"i{n:04}", established(f"NL{n}")) for n in range(510)))
    found = site(case).get("/en/instruments.csv").text
    assert found.count("\r\n") == 511


def test_no_cell_of_a_table_is_a_formula() -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "plain", 7, None, 'a"b,c\nd']
    body = as_csv("x", ["a"], [[one] for one in texts]).body
    cells = [row[0] for row in csv.reader(StringIO(bytes(body).decode("utf-8-sig"), newline=""))]
    assert cells[1:] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        "'\t=1",
        "' =1",
        "plain",
        "7",
        "",
        'a"b,c\nd',
    ]


def test_a_page_of_an_instrument_of_a_thousand_changes_is_bounded() -> None:
    case = Case(instrument("many", *(established(f"NL{n}") for n in range(1_000))))
    client = site(case)
    found = client.get("/en/instruments/many")
    assert found.status_code == 200 and len(found.content) < 150_000
    seen: list[str] = []
    address: str | None = "/en/instruments/many"
    while address:
        part = read(client, address)
        seen += [one for one in part.ids if one.startswith("change-")]
        address = next((one for one in part.links if f"#change-{len(seen) + 1}" in one), None)
    assert seen == [f"change-{number}" for number in range(1, 1_001)]
    hit = read(client, "/en/search?q=NL777").links
    assert "/en/licences/NL777" in hit
    assert read(client, "/en/instruments/many?part=99", 422)


def test_the_record_that_pages_are_tried_with_is_hostile() -> None:
    found = record().register.instrument("a", {})
    assert found["title"] == HOSTILE


@pytest.mark.parametrize(
    "picture",
    [
        "licences/NL1/timeline",
        "licences/NL1/destinations",
        "countries/IL/timeline",
        "check/map",
        "instruments/b/effect",
        "groups/EU/map",
    ],
)
def test_every_picture_is_to_be_had_as_png_too(client: TestClient, picture: str) -> None:
    asked = "?date=2021-01-01&goods=ML10&licence=NL1" if picture == "check/map" else ""
    drawn = client.get(f"/en/{picture}.svg{asked}")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    found = client.get(f"/en/{picture}.png{asked}")
    assert found.headers["content-type"] == "image/png"
    assert found.content.startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    "path",
    [
        "instruments",
        "instruments/b",
        "groups",
        "groups/EU",
        "requirements",
        "requirements/list",
        "policies",
        "policies/validity",
        "statements",
    ],
)
def test_a_page_leads_to_the_same_answer_as_json(client: TestClient, path: str) -> None:
    page = read(client, f"/en/{path}?valid_on=2020-06-01&known_on=2020-05-01")
    doors = {one for one in page.links if one.startswith("/v1/") and "/log/" not in one}
    assert doors
    for one in doors:
        assert "known_on=2020-05-01" in one
        assert client.get(one).json()["viewpoint"]["known_on"] == "2020-05-01"


def test_there_is_no_picture_of_what_is_not_there(client: TestClient) -> None:
    read(client, "/en/licences/NL9/timeline.png", 404)


def test_the_page_of_a_licence_and_of_a_country_tell_of_their_feeds(client: TestClient) -> None:
    for page in ("licences/NL1", "countries/IL"):
        found = client.get(f"/nl/{page}").text
        assert 'type="application/atom+xml" title="Wat verandert voor' in found
        assert f'href="/nl/feeds/{page}.atom"' in found
