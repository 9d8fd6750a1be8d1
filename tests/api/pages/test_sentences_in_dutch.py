"""What is wrong, and what is noted, in the language of the page: its own sentences, not those that
programs are answered with."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from builders import Case, change, established, excluded, group, instrument
from licence_ledger.api.app import create_app
from reading_pages import read
from starlette.testclient import TestClient


def case() -> Case:
    return Case(
        instrument("eu", group("EU", "NL", "FR")),
        instrument("a", established("NL1", permits=[{"programmes": ["F-35"]}])),
        instrument("gap", change("history_incomplete", licence="NL1", note="the annex")),
        instrument(
            "b",
            excluded("IL", from_="2020-05-01"),
            published_on="2020-05-10",
            published_not_before="2020-05-02",
        ),
    )


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    yield TestClient(create_app(case().ledger, None, "x"))


WRONG = (
    (
        "licences/NL1?valid_on=gisteren",
        "Op deze dag : Dit is niet te lezen. “gisteren” is geen volledige dag, zoals 2024-02-20",
    ),
    (
        "licences/NL2",
        "vergunning : Zo'n vergunning is nooit vastgesteld. “NL2” is er niet. Bedoelde u NL1?",
    ),
    ("groups/EUR", "groep : Zo'n groep is nooit vastgesteld. “EUR” is er niet. Bedoelde u EU?"),
    ("instruments/ab", "besluit : Zo'n besluit is niet vastgelegd. “ab” is er niet."),
    (
        "licences/NL1?log_size=99999",
        "zoals vastgelegd bij omvang : Zo lang is het logboek niet. Het telt 8 regels.",
    ),
    (
        "licences/NL1?log_size=1",
        "een besluit maar ten dele vastgelegd. Ervóór zijn er 0 regels, erna 2.",
    ),
    ("licences/NL1?day=1", "“day” hoort hier niet. Er mogen zijn: known_on, log_size,"),
    ("check/answer?date=2024-02-30", "“2024-02-30” is geen volledige dag"),
    (
        "check/answer?date=2024-02-20&destination=Israel",
        "“Israel” is geen landcode. Bedoelde u Israël (IL)?",
    ),
    (
        "check/answer?date=2024-02-20&activity=verkoop",
        "“verkoop” is geen van deze: uitvoer, doorvoer, overdracht binnen de EU, tussenhandel, "
        "technische bijstand.",
    ),
    ("check/answer?date=2024-02-20&goods=M%C3%8B", "“MË” is geen code van een controlelijst"),
    ("nergens", "Op dit adres staat niets; wat u zoekt is misschien te vinden bij zijn naam."),
)


@pytest.mark.parametrize(("address", "said"), WRONG, ids=[one for one, _ in WRONG])
def test_what_is_wrong_is_told_in_the_language_of_the_page(
    client: TestClient, address: str, said: str
) -> None:
    status = client.get(f"/nl/{address}").status_code
    assert status in (404, 422)
    page = read(client, f"/nl/{address}", status)
    assert said in page.text
    assert not re.search("did you mean|is not a|was ever|Not Found|records", page.text)
    assert "is geen" not in read(client, f"/en/{address}", status).text


def test_a_note_is_told_in_the_language_of_the_page(client: TestClient) -> None:
    licence = read(client, "/nl/licences/NL1?known_on=2020-05-05").text
    assert "Van NL1 ontbreken wijzigingen in het register (the annex):" in licence
    assert (
        "Bekendgemaakt tussen 2 mei 2020 en 10 mei 2020, dus op 5 mei 2020 kan het bekend zijn "
        "geweest; hier geldt het als nog niet bekendgemaakt:" in licence
    )
    asked = "date=2024-02-20&licence=NL1&programme=F-36"
    answer = read(client, f"/nl/check/answer?{asked}").text
    assert (
        "Geen vastgelegde regel noemt het programma “F-36”. Het meest lijkt daarop F-35." in answer
    )


def test_a_sentence_that_has_no_other_words_is_shown_as_english(client: TestClient) -> None:
    found = client.get("/nl/check/answer?date=2024-02-20&goods=ML10&programme=" + "x" * 3000)
    assert found.status_code == 422
    assert '<span lang="en">this text has 3,000 letters' in found.text


def test_what_was_asked_stays_text_in_what_is_told_of_it(client: TestClient) -> None:
    hostile = "%3Cscript%3Ealert(1)%3C/script%3E{said}%7B0%7D"
    for address in ("licences/NL1?valid_on=", "check/answer?date=", "licences/NL1?day="):
        found = client.get(f"/nl/{address}{hostile}")
        assert found.status_code == 422
        assert "<script>alert" not in found.text
