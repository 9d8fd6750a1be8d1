"""The report that a judge reads: one page first, with names for codes and titles for ids."""

from __future__ import annotations

import re

import pycountry
import pytest
from babel import Locale
from builders import Case, change, established, excluded, instrument, judgment
from catalogues import translated
from licence_ledger.domain.dossier.answers import dossier_answer, viewpoint_told
from licence_ledger.projections.dossier.country_names import COUNTRIES
from licence_ledger.projections.dossier.report import report
from licence_ledger.projections.dossier.report_words import WORDS

HOSTILE = '<script>alert("x")</script>'


def told(language: str, **said: str) -> str:
    """The report about a shipment to Israel, from the day on which it was excluded on."""
    case = Case(
        instrument("a", established(), title="Opened"),
        judgment(
            "j",
            change(
                "court_amendment_ordered",
                licence="NL1",
                from_="2020-02-01",
                order="cease",
                destinations=["IL"],
            ),
        ),
        instrument("b", excluded("IL", from_="2020-03-01"), title=HOSTILE),
        judgment("q", change("change_annulled", target="j#1", ecli="ECLI:NL:HR:2020:1")),
    )
    question = {
        "transaction": {"date": "2020-04-01", "licence": "NL1", "destination": "IL", **said}
    }
    with case.ledger.reading() as book:
        history = book.head()
        answer = dossier_answer(question, None, history, 2)
        seen = viewpoint_told(None, history.size, "ab" * 32, 2)
    return report(question, {**answer, "viewpoint": seen}, "0", language)


def first_page(text: str) -> str:
    return text.partition('<section class="first">')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("language", "day", "place", "known"),
    [
        ("en", "1 April 2020", "Israel", "What was known when"),
        ("nl", "1 april 2020", "Israël", "Wat wanneer bekend was"),
    ],
)
def test_the_first_page_says_what_was_asked_what_decided_it_and_what_was_known_when(
    language: str, day: str, place: str, known: str
) -> None:
    page = first_page(told(language))
    assert all(part in page for part in (day, f"<td>{place}</td>", known, "<svg", "b#1"))
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_an_order_that_was_quashed_is_told_as_binding_until_then() -> None:
    assert WORDS["en"]["binding"] in told("en")
    assert WORDS["nl"]["binding"] in told("nl")


def test_countries_are_called_as_the_unicode_cldr_calls_them() -> None:
    for tag, locale in (("en", "en_GB"), ("nl", "nl")):
        names = Locale.parse(locale).territories
        assert {one.alpha_2: names[one.alpha_2] for one in pycountry.countries} == COUNTRIES[tag]


def test_a_drawing_says_the_same_in_a_report_and_on_a_page() -> None:
    pages = {message: says[0] for _, message, says in translated("nl")}
    drawn = WORDS["nl"]["drawn"]
    assert len(drawn) > 10
    differs = {text for text, says in drawn.items() if text in pages and pages[text] != says}
    assert differs <= {"undetermined", "licence required", "no licence required"}


def test_nothing_in_a_report_asks_for_anything_elsewhere() -> None:
    assert not re.search(r"(?:src|@import|url\((?!#))", told("en"))
