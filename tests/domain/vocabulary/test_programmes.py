"""A programme's name is one name however its letters are written."""

from __future__ import annotations

from unicodedata import normalize

from builders import Case, established, excluded, instrument
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.vocabulary.clauses import programme_name

NAMES = st.text(
    st.one_of(
        st.characters(categories=["L", "M", "Nd", "P", "Zs"]),
        st.sampled_from("ÅéüñﬁⅣＦ３５ſßİıﷺ\u0301\u030a\u0345"),
    ),
    min_size=1,
    max_size=12,
)


@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_a_name_is_the_same_in_every_normal_form(name: str, form: str) -> None:
    assert programme_name(normalize(form, name)) == programme_name(name)


@given(NAMES)
def test_case_spaces_and_punctuation_are_no_part_of_a_name(name: str) -> None:
    once = programme_name(name)
    assert programme_name(once) == once
    assert programme_name(f" -{name}. ") == once


@given(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.sampled_from(["NFC", "NFD"]))
def test_a_name_from_another_program_does_not_slip_past_an_exclusion(said: str, asked: str) -> None:
    named = [normalize(said, "Système Échelon")]
    case = Case(
        instrument("a", established(permits=[{"activities": ["export"]}])),
        instrument("b", excluded("IL", programmes=named)),
    )
    found = case.check(
        "2024-02-20",
        activity="export",
        destination="IL",
        programme=normalize(asked, "système échelon"),
    )
    assert found["reason"] == "excluded"
