"""A licence as pages: in words on a day, over time, where it reaches, from two viewpoints."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from xml.etree import ElementTree

import pytest
from builders import Case, change, established, excluded, group, instrument, judgment
from licence_ledger.api.app import create_app
from licence_ledger.api.http.web.tables import as_cell
from licence_ledger.api.pages.licences.in_words import ranges
from licence_ledger.api.pages.licences.over_time import drawn_around
from licence_ledger.api.terminal.tables import claims as claim_tables
from licence_ledger.projections.register.claims import Claims
from rich.console import Console
from starlette.testclient import TestClient

HOSTILE = '<script>alert("x")</script>'
SVG = "{http://www.w3.org/2000/svg}"


def case() -> Case:
    return Case(
        instrument("allies", group("allies", "US", "CA"), change(
            "member_admitted", group="allies", members=["NO"], from_="2021-05-01")),
        instrument(
            "a",
            established(
                permits=[{"activities": ["transit"], "goods": ["ML4", "ML5", "ML6"],
                          "origins": ["@allies"]}],
                conditions=[{"key": "limit", "kind": "limit", "text": HOSTILE}],
                note=HOSTILE,
                cites=[{"source": "Stcrt. 2020, 7; BWBR0031615", "locator": HOSTILE}],
            ),
            title=HOSTILE,
        ),
        instrument("b", excluded("IL", review_by="2021-06"), excluded("@allies")),
        instrument(
            "c",
            change(
                "reinstatement_conditions_set",
                target="b#1",
                from_="2020-02-01",
                conditions=[{"key": "report", "text": "A report."}],
                review_by="2030",
            ),
            excluded("TR", programmes=["F-35"], from_="2031-01-01"),
            change("exclusion_lifted", target="b#1", from_="2020-03-01",
                   notwithstanding="spare parts", clause={"goods": ["ML5"]}),
        ),
        judgment(
            "d",
            change(
                "court_amendment_ordered",
                licence="NL1",
                from_="2020-03-01",
                order="cease",
                destinations=["TR"],
                comply_by="2020-04-01",
            ),
        ),
        instrument(
            "e",
            change("proceedings_opened", about="d#1", court="Hoge Raad"),
            change("statement_recorded", about="NL1", says=HOSTILE, by="Somebody", disputes=True),
            change("statement_recorded", about="a free topic", says="x", by="Who", disputes=True),
            change("use_reported", licence="NL1", period="2020", transactions=33, goods="ML1"),
            change("use_reported", licence="NL1", period="2021-01/mid-2021", transactions=3),
            change("record_checked", licence="NL1", checked_on="2020-05-01", source="BWBR0031615"),
            change("review_concluded", licence="NL1", from_="2020-06-01", outcome="maintained"),
        ),
        instrument("f", change("licence_withdrawn", target="a#1", from_="2026-01-01"),
                   published_on="2025-12-01"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    yield TestClient(create_app(case().ledger, None, "x"))


@pytest.fixture(scope="module")
def text(client: TestClient) -> str:
    page = client.get("/en/licences/NL1?valid_on=2021-01-01")
    assert page.status_code == 200
    return page.text


def plain(page: str) -> str:
    """A page as it is read: without its marks, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace(" .", ".").replace(" ,", ",")


def test_a_permit_says_who_may_send_what_from_where_to_where(text: str) -> None:
    assert "Transit of goods under ML4–ML6 from allies to anywhere." in plain(text)


def test_an_exclusion_has_its_country_by_name_since_when_by_what_and_what_is_let_through(
    text: str,
) -> None:
    read = plain(text)
    assert "Everything to Israel. Since 1 January 2016 · The act b, Stcrt. 2020, 1" in read
    assert "Except: Goods under ML5." in read
    assert "allies: 2 countries Canada, United States" in read
    assert '<a href="/en/instruments/b?valid_on=2021-01-01">The act b</a>' in text


def test_all_that_is_open_about_a_licence_is_on_its_page(text: str) -> None:
    read = plain(text)
    for told in (
        "overdue",
        "Hoge Raad",
        "A report. (met: no)",
        "begins 1 January 2031",
        "review by 2030",
        "to be complied with by 1 April 2020",
        "Record last checked on 1 May 2020 against: BWBR0031615",
        "maintained",
    ):
        assert told in read, told
    assert re.search(r"2020 33 ML1 Minister", read)
    assert "January 2021 – mid-2021 3 Minister" in read


def test_only_what_bears_on_what_is_shown_is_told_as_disputed(text: str) -> None:
    assert text.count("Disputed by") == 1
    assert "Disputed by Somebody" in text


def test_the_terminal_shows_the_same_parts() -> None:
    own = case()
    claims, asked = Claims(own.ledger), {"valid_on": "2021-01-01"}
    written = StringIO()
    console = Console(width=120, file=written)
    shown = (claims.licence("NL1", asked), claims.statements(asked, "NL1"))
    console.print(claim_tables.licence_with_claims(*shown, claims.reports(asked, "NL1")))
    lines = [line.rstrip() for line in written.getvalue().splitlines()]
    parts = ("permits", "exclusions", "court orders", "reviews", "pending", "reports")
    assert [title for title in parts if title not in lines] == []


def test_sources_are_links(text: str) -> None:
    for url in (
        "https://zoek.officielebekendmakingen.nl/stcrt-2020-7.html",
        "https://wetten.overheid.nl/BWBR0031615",
    ):
        assert f'<a href="{url}" rel="external noopener">' in text


PAGES = ["", "/timeline", "/destinations", "/compare?from_valid_on=2011-01-01", "/history"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("tag", ["en", "nl"])
def test_what_was_recorded_is_text_on_every_page_and_never_more(
    client: TestClient, tag: str, path: str
) -> None:
    page = client.get(f"/{tag}/licences/NL1{path}")
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert " style=" not in page.text
    HTMLParser().feed(page.text)


@pytest.mark.parametrize(
    ("law", "before", "after", "last"),
    [
        (
            [established(until="2018")],
            "is in force on 1 June 2012: 1 January 2012 to a day between 31 December 2017 and "
            "30 December 2018.",
            "was not in force on that day: in force 1 January 2012 to a day between "
            "31 December 2017 and 30 December 2018.",
            "2017-12-31",
        ),
        (
            [
                established(),
                change("licence_suspended", target="one#1", from_="2018", until="2018-09-01"),
            ],
            "is in force on 1 June 2012: 1 January 2012 to 31 December 2017.",
            "is in force on 1 January 2020: since 1 September 2018.",
            None,
        ),
        (
            [
                established(),
                change("licence_withdrawn", target="one#1", from_="[2018-01-01..2019-12-31]"),
            ],
            "is in force on 1 June 2012: 1 January 2012 to a day between 31 December 2017 and "
            "30 December 2019.",
            "was not in force on that day: in force 1 January 2012 to a day between "
            "31 December 2017 and 30 December 2019.",
            "2017-12-31",
        ),
        (
            [established(from_="2012", until="9999")],
            "Whether NL1 is in force on 1 June 2012 is not known for certain.",
            "is in force on 1 January 2020: a day between 1 January 2012 and 31 December 2012 to "
            "31 December 9998.",
            None,
        ),
    ],
    ids=["ends", "perhaps suspended", "withdrawn", "open for good"],
)
def test_what_is_not_certain_is_not_said_to_be_in_force(
    law: list[dict], before: str, after: str, last: str | None
) -> None:
    recorded = Case(instrument("one", *law))
    asked = TestClient(create_app(recorded.ledger, "token", "the test"))
    assert before in asked.get("/en/licences/NL1?valid_on=2012-06-01").text
    told = asked.get("/en/licences/NL1?valid_on=2020-01-01").text
    assert after in told
    assert ("As it read on" in told) == (last is not None)
    assert last is None or f'href="/en/licences/NL1?valid_on={last}">As it read on' in told


def test_a_licence_that_is_not_in_force_says_when_it_was(client: TestClient) -> None:
    told = client.get("/en/licences/NL1?valid_on=2026-02-01").text
    assert "NL1 was not in force on that day: in force 1 January 2012 to 31 December 2025." in told
    assert 'href="/en/licences/NL1?valid_on=2025-12-31">As it read on' in told
    before = client.get("/nl/licences/NL1?valid_on=2011-02-01").text
    assert "NL1 was op die dag niet van kracht: van kracht 1 januari 2012 tot en met" in before
    asked = "valid_on=2026-02-01&known_on=2020-01-01"
    early = client.get(f"/en/licences/NL1?{asked}").text
    assert "NL1 is in force on 1 February 2026: since 1 January 2012." in early


def test_a_quashed_order_is_told_as_binding_until_it_was_quashed() -> None:
    own = case().record(
        judgment("g", change("change_annulled", target="d#1"), published_on="2022-02-02")
    )
    client = TestClient(create_app(own.ledger, None, "x"))
    told = client.get("/en/licences/NL1?valid_on=2021-01-01").text
    assert "annulled</span>" in told
    assert "It was binding until the judgment that quashed it, of 2 February 2022" in told
    way = re.search(r'<a href="([^"]*)">As known on the day before', told)
    assert way is not None
    then = client.get(way[1].replace("&amp;", "&")).text
    assert "overdue</span>" in then and "quashed it" not in then


def test_a_name_in_another_case_leads_to_the_right_one(client: TestClient) -> None:
    for path in ("", "/timeline", "/destinations", "/history", "/compare"):
        found = client.get(f"/nl/licences/nl1{path}?valid_on=2021-01-01", follow_redirects=False)
        assert found.status_code == 308
        assert found.headers["location"] == f"/nl/licences/NL1{path}?valid_on=2021-01-01"
    assert client.get("/en/licences/NL9").status_code == 404


def test_an_empty_field_of_the_form_names_nothing_and_a_faulty_day_is_an_error(
    client: TestClient,
) -> None:
    found = client.get("/en/licences/NL1?valid_on=2021-01-01&known_on=")
    assert "As known now" in found.text
    assert client.get("/en/licences/NL1?valid_on=2021").status_code == 422


def test_a_page_leads_to_its_json_and_the_first_page_leads_to_it(
    client: TestClient, text: str
) -> None:
    assert 'href="/en/licences/NL1"' in client.get("/en/").text
    links = re.findall(r'href="(/v1/licences/NL1\?[^"]*)"', text)
    assert client.get(links[0].replace("&amp;", "&")).json()["licence"] == "NL1"


def test_pages_keep_the_time_that_they_are_seen_from(client: TestClient) -> None:
    page = client.get("/en/licences/NL1?known_on=2020-06-01").text
    assert 'href="/en/licences/NL1/destinations?known_on=2020-06-01"' in page


# -- over time -----------------------------------------------------------------------------


def test_every_period_and_day_of_the_picture_leads_to_the_licence_then(client: TestClient) -> None:
    svg = ElementTree.fromstring(client.get("/en/licences/NL1/timeline.svg").text)
    ways = [one.get("href") or "" for one in svg.iter(f"{SVG}a")]
    assert "/en/licences/NL1?valid_on=2016-01-01" in ways
    assert all(client.get(one).status_code == 200 for one in set(ways))
    told = [one.get("aria-label") or "" for one in svg.iter(f"{SVG}a")]
    assert "NL1: in force, 1 January 2012 to 31 December 2025" in told
    assert any(one.startswith("Israel: excluded in part") for one in told)
    assert "1 May 2021: allies: + Norway" in told


def test_the_table_tells_what_changes_on_each_day_and_by_what(client: TestClient) -> None:
    read = plain(client.get("/en/licences/NL1/timeline").text)
    assert "1 January 2016 excluded: Everything to Israel" in read
    assert "1 May 2021 allies: + Norway member admitted: The act allies" in read
    assert "1 January 2026" in read and "withdrawn" in read


def test_the_table_comes_a_page_at_a_time(client: TestClient) -> None:
    first = client.get("/en/licences/NL1/timeline?limit=2").text
    way = re.search(r'rel="next" class="button quiet" href="([^"]*)"', first)
    assert way is not None
    later = client.get(way[1].replace("&amp;", "&")).text
    rows = [re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)<', one) for one in (first, later)]
    assert len(rows[0]) == 2 and not set(rows[0]) & set(rows[1])


def test_the_history_has_every_change_and_what_stopped_it(client: TestClient) -> None:
    read = plain(client.get("/en/licences/NL1/history").text)
    assert "stopped by: licence withdrawn The act f" in read
    assert "record 4 of the log" in read
    assert "Everything to Israel." in read and "evidence" not in read
    assert "permits what is done transit" in read and "disputes the record" in read
    page = client.get("/en/licences/NL1/history?limit=1").text
    assert 'rel="next"' in page


PICTURES = ["/licences/NL1/timeline", "/licences/NL1/destinations", "/countries/IL/timeline"]


@pytest.mark.parametrize("path", PICTURES)
def test_each_picture_stands_alone_as_svg_and_as_png(client: TestClient, path: str) -> None:
    drawn = client.get(f"/nl{path}.svg?valid_on=2021-01-01")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    ElementTree.fromstring(drawn.text)
    assert client.get(f"/nl{path}.png?valid_on=2021-01-01").content.startswith(b"\x89PNG")


# -- where it reaches ----------------------------------------------------------------------


def test_each_country_is_told_by_how_far_the_licence_reaches_it(client: TestClient) -> None:
    found = client.get("/en/licences/NL1/destinations?valid_on=2020-02-01").text
    svg = re.search(r"<svg.*?</svg>", found, re.DOTALL)
    assert svg is not None
    tiles = {
        one.get("href"): one.get("aria-label")
        for one in ElementTree.fromstring(svg[0]).iter(f"{SVG}a")
    }
    assert len(tiles) == 250
    on = "valid_on=2020-02-01"
    assert tiles[f"/en/countries/IL?{on}"] == "Israel: excluded"
    assert tiles[f"/en/countries/US?{on}"] == "United States: excluded"
    assert tiles[f"/en/countries/NO?{on}"] == "Norway: permitted"
    later = client.get("/en/licences/NL1/destinations?valid_on=2021-05-01").text
    assert "Norway: excluded" in later and "Israel: excluded in part" in later


def test_where_it_reaches_is_there_as_json_from_the_same_viewpoint(client: TestClient) -> None:
    asked = "valid_on=2020-02-01&known_on=2020-03-01"
    answer = client.get(f"/en/licences/NL1/destinations.json?{asked}").json()
    found = {one["country"]: one for one in answer["countries"]}
    assert (found["IL"]["reach"], found["IL"]["exclusions"]) == ("excluded", ["b#1"])
    assert answer["viewpoint"]["known_on"] == "2020-03-01"


def test_without_a_program_the_days_of_change_are_links(client: TestClient) -> None:
    page = client.get("/en/licences/NL1/destinations?valid_on=2020-03-05").text
    assert 'rel="next" href="/en/licences/NL1/destinations?valid_on=' in page
    assert re.search(r'data-days="[0-9 -]*2016-01-01 ', page)


# -- from two viewpoints -------------------------------------------------------------------


def test_what_differs_stands_side_by_side_with_the_instruments(client: TestClient) -> None:
    page = client.get(
        "/en/licences/NL1/compare?from_valid_on=2020-01-01&to_valid_on=2026-01-01"
    ).text
    read = plain(page)
    assert "status in force withdrawn" in read
    assert "group allies – Norway" in read
    assert '<tr class="removed">' in page and "The act f" in page
    assert "Nothing differs" not in page


def test_nothing_differs_is_said_where_it_is_so(client: TestClient) -> None:
    same = "from_valid_on=2020-07-01&to_valid_on=2020-07-02"
    assert "Nothing differs." in client.get(f"/en/licences/NL1/compare?{same}").text
    known = "from_valid_on=2026-03-01&to_valid_on=2026-03-01&from_known_on=2025-01-01"
    assert "Nothing differs." not in client.get(f"/en/licences/NL1/compare?{known}").text


def test_a_faulty_viewpoint_is_told_on_a_page(client: TestClient) -> None:
    page = client.get("/en/licences/NL1/compare?from_log_size=99999")
    assert page.status_code == 422
    assert "The log is not that long." in page.text


# -- files ---------------------------------------------------------------------------------

FILES = ["timeline", "history", "destinations", "entries", "compare"]


@pytest.mark.parametrize("name", FILES)
def test_each_table_is_a_file_too(client: TestClient, name: str) -> None:
    found = client.get(f"/en/licences/NL1/{name}.csv?valid_on=2021-01-01")
    assert found.headers["content-type"].startswith("text/csv")
    assert f'filename="NL1-{name}' in found.headers["content-disposition"]
    assert found.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(found.content.decode("utf-8-sig"))))
    assert len(rows) > 1 and len({len(row) for row in rows}) == 1


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK()", "'=HYPERLINK()"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1", "'-1"),
        ("-1+1", "'-1+1"),
        (["a", "b"], "a; b"),
        (None, ""),
        (7, 7),
    ],
)
def test_no_spreadsheet_works_out_what_stands_in_a_cell(value: object, cell: str) -> None:
    assert as_cell(value) == cell


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (["ML4", "ML5", "ML6", "ML8"], ["ML4–ML6", "ML8"]),
        (["ML4", "ML5"], ["ML4", "ML5"]),
        (["5A002.a", "5A003", "5A004", "5A005"], ["5A002.a", "5A003–5A005"]),
        (["3A001.a.9", "3A001.a.10", "3A001.a.11"], ["3A001.a.9–3A001.a.11"]),
        ([], []),
    ],
)
def test_codes_that_follow_on_each_other_are_told_by_their_ends(
    codes: list[str], told: list[str]
) -> None:
    assert ranges(codes) == told


@pytest.mark.parametrize(
    ("day", "first", "last"), [("0000", 0, 199), ("0150", 51, 250), ("0999", 800, 999)]
)
def test_of_very_many_periods_the_nearest_are_drawn(day: str, first: int, last: int) -> None:
    periods = [{"from": f"{number:04}" if number else None} for number in range(1000)]
    drawn = drawn_around(periods, day, "from")
    assert drawn[0] == periods[first] and drawn[-1] == periods[last]
    assert drawn_around(periods[:7], day, "from") == periods[:7]


def test_each_plot_of_reported_use_is_a_picture_too(client: TestClient) -> None:
    page = client.get("/en/licences/NL1?valid_on=2026-01-01").text
    drawn = client.get("/en/licences/NL1/figures/1.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml") and "33" in drawn.text
    assert drawn.text.strip() in page.replace("\r", "")
    assert client.get("/en/licences/NL1/figures/2.png").content.startswith(b"\x89PNG")
    assert client.get("/en/licences/NL1/figures/99.svg").status_code == 404
    for address in ("figures/1.svg?valid_on", "figures/2.png?valid_on"):
        assert f'href="/en/licences/NL1/{address}' in page
