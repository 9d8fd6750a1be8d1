"""A name in parts is found by each, by any two that follow each other, and by all as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.vocabulary.plain_words import found_words, words_of_name

NAMES = st.text(st.sampled_from("aB0-#.É²"), max_size=9)


@given(NAMES, st.integers(0, 1_000))
def test_the_words_of_a_name_are_those_of_any_text(name: str, number: int) -> None:
    for one in (name, f"{name}#{number}", f"{name}#{number}"):
        assert words_of_name(one) == set(found_words(one))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nl009#1", {"nl009", "1", "nl0091"}),
        ("stcrt-2024#2", {"stcrt", "2024", "2", "stcrt2024", "20242", "stcrt20242"}),
        ("#7", {"7"}),
        ("a#", {"a"}),
        ("a#b", {"a", "b", "ab"}),
    ],
)
def test_a_numbered_name_is_found_by_its_beginning_and_its_number(
    name: str, words: set[str]
) -> None:
    assert words_of_name(name) == words
