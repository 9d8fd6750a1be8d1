"""Each page in each language: nothing left in another, and nothing promised that is not there."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from catalogues import messages, missing, translated
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.api.pages.languages import TAGS, language, preferred

PLACES = re.compile(r"%\((\w+)\)[sd]")


def test_every_text_of_the_pages_is_said_in_dutch() -> None:
    assert len(messages()) > 200
    assert not missing("nl")


def test_a_translation_has_the_same_places_for_names_and_days() -> None:
    def places(text: str) -> set[str | None]:
        return {*PLACES.findall(text), *(name for _, name, _, _ in Formatter().parse(text) if name)}

    for path, message, says in translated("nl"):
        texts = [message] if isinstance(message, str) else [*message]
        wanted = set().union(*map(places, texts))
        assert all(places(said) <= wanted for said in says), (path, message)
        assert wanted <= set().union(*map(places, says)), (path, message)


def test_no_catalogue_translates_what_no_page_says() -> None:
    said = set(messages())
    assert not [one for _, one, _ in translated("nl") if one not in said]


@pytest.mark.parametrize(
    ("said", "english", "dutch"),
    [
        ("2024-02-20", "20 February 2024", "20 februari 2024"),
        ("2026-05", "May 2026", "mei 2026"),
        ("2000", "2000", "2000"),
        ("[..2012-06-30]", "on or before 30 June 2012", "op of vóór 30 juni 2012"),
        (
            "[2024-02-18..2024-02-19]",
            "between 18 February 2024 and 19 February 2024",
            "tussen 18 februari 2024 en 19 februari 2024",
        ),
    ],
)
def test_a_day_is_written_out(said: str, english: str, dutch: str) -> None:
    assert language("en").day(said) == english
    assert language("nl").day(said) == dutch


@pytest.mark.parametrize(
    ("accepts", "tag"),
    [
        ("nl-NL,nl;q=0.9,en;q=0.8", "nl"),
        ("en;q=0.5, nl;q=0.7", "nl"),
        ("nl;q=0, en", "en"),
        ("de, fr", "en"),
        ("", "en"),
        ("NL", "nl"),
        ("nl;q=banana, en;q=0.1", "nl"),
    ],
)
def test_the_language_that_the_browser_prefers_comes_first(accepts: str, tag: str) -> None:
    assert preferred(accepts) == tag


@given(st.text())
def test_whatever_a_browser_says_it_is_given_a_language(accepts: str) -> None:
    assert preferred(accepts) in TAGS
