"""Two sets of words in records are told apart by one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.projections.storage.words_weighed import WeighedWords

WORDS = st.sampled_from(["a", "b", "ab", "", "0", "é"])
RECORDS = st.lists(st.frozensets(WORDS, max_size=4), max_size=6)


def _weighed(records: list[frozenset[str]]) -> WeighedWords:
    found = WeighedWords(len(records))
    for position, words in enumerate(records):
        found.take(position, words)
    return found


def _table(records: list[frozenset[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, words in enumerate(records):
        for word in sorted(words):
            found.setdefault(word, []).append(position)
    return found


def _rows(table: dict[str, list[int]]) -> list[tuple[str, str]]:
    return [(word, " ".join(map(str, positions))) for word, positions in table.items()]


@given(RECORDS, RECORDS)
def test_words_are_those_of_a_table_only_if_the_same_stand_in_the_same_records(
    one: list[frozenset[str]], other: list[frozenset[str]]
) -> None:
    same = _table(one) == _table(other)
    longest = [*one, *[frozenset[str]()] * (len(other) - len(one))]
    assert _weighed(longest).are_those_of(_rows(_table(other))) is same
    assert _weighed(one).are_those_of(reversed(_rows(_table(one))))


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(("a", "2"), id="a record that is not there"),
        pytest.param(("a", "-1"), id="the last record, counted from the end"),
        pytest.param(("a", "1 1"), id="a record twice"),
        pytest.param(("a", "0 1"), id="one record more"),
        pytest.param(("a", "x"), id="no record"),
        pytest.param((b"a", "1"), id="no text"),
        pytest.param(("a", None), id="no positions"),
        pytest.param(("b", "1"), id="another word"),
    ],
)
def test_a_table_that_says_anything_else_is_another(row: tuple[object, object]) -> None:
    weighed = _weighed([frozenset(), frozenset(["a"])])
    assert weighed.are_those_of([("a", "1")])
    assert not weighed.are_those_of([row])
    assert not weighed.are_those_of([("a", "1"), row])
    assert not weighed.are_those_of([])
