"""A licence as a page: the answer of JSON and terminal, with its sources as links."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import StringIO

import pytest
from builders import Case, change, established, excluded, instrument, judgment
from licence_ledger.api.app import create_app
from licence_ledger.api.pages.cells import source_as_html
from licence_ledger.api.terminal.tables import claims as claim_tables
from licence_ledger.projections.register.claims import Claims
from rich.console import Console
from starlette.testclient import TestClient

HOSTILE = '<script>alert("x")</script>'


def case() -> Case:
    return Case(
        instrument(
            "a",
            established(
                conditions=[{"key": "limit", "kind": "limit", "text": HOSTILE}],
                cites=[{"source": "Stcrt. 2020, 7; BWBR0031615", "locator": HOSTILE}],
            ),
        ),
        instrument("b", excluded("IL", review_by="2021-06")),
        instrument(
            "c",
            change(
                "reinstatement_conditions_set",
                target="b#1",
                from_="2020-02-01",
                conditions=[{"key": "report", "text": "A report."}],
                review_by="2030",
            ),
            excluded("TR", from_="2031-01-01"),
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
            change("use_reported", licence="NL1", period="2020", transactions=33, goods="ML1"),
            change("record_checked", licence="NL1", checked_on="2020-05-01", source="BWBR0031615"),
            change("review_concluded", licence="NL1", from_="2020-06-01", outcome="maintained"),
        ),
    )


@pytest.fixture(scope="module")
def text() -> str:
    page = TestClient(create_app(case().ledger, None, "x")).get("/licences/NL1?valid_on=2021-01-01")
    assert page.status_code == 200
    return page.text


SHOWN = [
    "permits",
    "exclusions",
    "conditions",
    "coming",
    "court orders",
    "reinstatement",
    "reviews",
    "pending",
    "statements",
    "reports",
    "because",
]


def test_all_that_is_open_about_a_licence_is_on_its_page(text: str) -> None:
    assert sorted(re.findall(r"<h2>(.*?)</h2>", text)) == sorted(SHOWN)
    for told in ("overdue", "Hoge Raad", "A report.", "2031-01-01", "2030", "33 transactions"):
        assert told in text
    assert "Record last checked on 2020-05-01" in text


def test_the_terminal_shows_the_same_parts() -> None:
    own = case()
    claims, asked = Claims(own.ledger), {"valid_on": "2021-01-01"}
    written = StringIO()
    console = Console(width=120, file=written)
    shown = (claims.licence("NL1", asked), claims.statements(asked, "NL1"))
    console.print(claim_tables.licence_with_claims(*shown, claims.reports(asked, "NL1")))
    lines = [line.rstrip() for line in written.getvalue().splitlines()]
    assert [title for title in SHOWN if title not in lines] == []
    assert "record last checked on 2020-05-01 against BWBR0031615" in lines


def test_sources_are_links(text: str) -> None:
    for url in (
        "https://zoek.officielebekendmakingen.nl/stcrt-2020-7.html",
        "https://wetten.overheid.nl/BWBR0031615",
        "https://deeplink.rechtspraak.nl/uitspraak?id=ECLI:NL:HR:2020:1",
    ):
        assert f'<a href="{url}" rel="external">' in text


def test_what_was_recorded_is_text_on_the_page_and_never_more(text: str) -> None:
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    HTMLParser().feed(text)
    hostile = {"source": f"{HOSTILE} Stcrt. 2020, 7 {HOSTILE}", "locator": HOSTILE}
    assert "<script" not in source_as_html(hostile)
    own = {"source": HOSTILE, "url": 'https://example.org/"onclick'}
    assert source_as_html(own).count('"') == 4


def test_an_empty_field_of_the_form_names_nothing_and_a_faulty_day_is_an_error() -> None:
    client = TestClient(create_app(case().ledger, None, "x"))
    found = client.get("/licences/NL1?valid_on=2021-01-01&known_on=")
    assert found.status_code == 200
    assert "as known now" in found.text
    assert client.get("/licences/NL1?valid_on=2021").status_code == 422
    assert client.get("/licences/NL9").status_code == 404


def test_the_index_leads_to_it_and_it_leads_to_its_json(text: str) -> None:
    client = TestClient(create_app(case().ledger, None, "x"))
    assert '<a href="/licences/NL1">' in client.get("/").text
    (link,) = re.findall(r'href="(/v1/licences/NL1\?[^"]*)"', text)
    assert client.get(link.replace("&amp;", "&")).status_code == 200
