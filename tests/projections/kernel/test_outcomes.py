"""Lists of texts are told for each row as they are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import ref

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.projections.kernel import numbering, outcomes, row_digests
from licence_ledger.projections.kernel.numbering import numbered
from licence_ledger.projections.kernel.outcomes import (
    FAULTY,
    Answers,
    Notes,
    Outcomes,
    Said,
    lists_of,
)
from licence_ledger.projections.kernel.row_digests import RowDigests

TEXTS = st.lists(st.sampled_from("abcd"), max_size=3).map(tuple)
lists = st.lists(TEXTS, max_size=4)


NEVER, ALWAYS = 1 << 16, 0
"""From how many rows on compiled loops are used."""


@contextmanager
def compiled_from(rows: int) -> Iterator[None]:
    """Rows are looked up by compiled loops where they are so many."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (numbering, outcomes, row_digests):
            patch.setattr(module, "MANY_ROWS", rows)
        yield


@pytest.mark.parametrize("rows", [NEVER, ALWAYS], ids=["by numpy", "by compiled loops"])
@given(lists, st.data())
def test_each_row_has_its_own_list(
    rows: int, every: list[tuple[str, ...]], data: st.DataObject
) -> None:
    own = data.draw(st.lists(st.integers(-1, len(every) - 1), max_size=12))
    with compiled_from(rows):
        found = lists_of(every, np.array(own, dtype=np.int32))
    assert found.to_pylist() == [list(every[one]) if one >= 0 else [] for one in own]


@pytest.mark.parametrize("rows", [NEVER, ALWAYS], ids=["by numpy", "by compiled loops"])
@given(st.lists(st.integers(-1, 20), max_size=30))
def test_numbers_are_numbered_as_they_come(rows: int, numbers: list[int]) -> None:
    with compiled_from(rows):
        used, places = numbering.as_they_come(np.array(numbers, dtype=np.int32), 21)
    assert used.tolist() == list(dict.fromkeys(n for n in numbers if n >= 0))
    assert [used[place] if place >= 0 else -1 for place in places] == numbers


@pytest.mark.parametrize("rows", [NEVER, ALWAYS], ids=["by numpy", "by compiled loops"])
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), TEXTS, TEXTS), min_size=1, max_size=9),
    st.lists(st.integers(0, 8), max_size=12),
    st.randoms(use_true_random=False),
)
def test_columns_are_stored_alike_whichever_outcome_was_come_to_first(
    rows: int,
    said: list[tuple[str, tuple[str, ...], tuple[str, ...]]],
    own: list[int],
    chance: random.Random,
) -> None:
    """A file's hash stands in a receipt; threads number outcomes as they come to them."""
    verdicts = [Said("covered", one, one, some, others) for one, some, others in said]
    found = []
    for _ in range(2):
        known = Outcomes()
        known.numbers_of(chance.sample(verdicts, len(verdicts)))
        numbers = known.numbers_of([verdicts[row % len(verdicts)] for row in own])
        lists = [said[row % len(said)][1] for row in own]
        every = sorted({*lists, ("more",)}, key=lambda _: chance.random())
        notes = Notes(every, np.array([every.index(one) for one in lists], dtype=np.int32))
        outcomes_of = np.array(numbers, dtype=np.int32)
        required = np.full(len(own), -1, dtype=np.int8)
        with compiled_from(rows):
            columns = Answers(known, outcomes_of, required, {}, notes).columns()
        found.append({name: stored(column) for name, column in columns.items()})
    assert found[0] == found[1]


def stored(column: pa.Array) -> list[object]:
    """What a column is made of: its words in their order too."""
    parts = [column.offsets, column.values] if pa.types.is_list(column.type) else [column]
    words = [one.dictionary for one in parts if pa.types.is_dictionary(one.type)]
    numbers = [one.indices for one in parts if pa.types.is_dictionary(one.type)]
    return [one.to_pylist() for one in (*parts, *words, *numbers)]


@pytest.mark.parametrize("rows", [NEVER, ALWAYS], ids=["by numpy", "by compiled loops"])
@given(st.lists(st.integers(0, 20), max_size=30), st.sampled_from([21, 1 << 40]))
def test_numbers_are_numbered_anew_without_gaps(rows: int, keys: list[int], most: int) -> None:
    with compiled_from(rows):
        used, places = numbered(np.array(keys, dtype=np.int64), most)
    assert used == sorted(set(keys))
    assert [used[place] for place in places] == keys


WORDS = st.none() | st.sampled_from("abc")
SAID = st.builds(Said, st.sampled_from("vw"), st.sampled_from("rs"), WORDS, *(TEXTS,) * 3)


@given(st.lists(SAID, min_size=1, max_size=6), st.integers(0, 12), st.data())
def test_many_answers_are_told_and_digested_as_few_are(
    every: list[Said], kinds: int, data: st.DataObject
) -> None:
    """The same columns and digests: of faulty rows too, and with more lists of notes than are
    kept."""
    known = Outcomes()
    numbers = [known.number_of(said) for said in every]
    rows = data.draw(st.lists(st.sampled_from([FAULTY, *numbers]), max_size=20))
    noted = [data.draw(st.integers(-1, kinds - 1)) if row >= 0 else -1 for row in rows]
    required = [data.draw(st.integers(0, 2)) if row >= 0 else -1 for row in rows]
    answers = Answers(
        known,
        np.array(rows, dtype=np.int32),
        np.array(required, dtype=np.int8),
        {n: "wrong" for n, row in enumerate(rows) if row == FAULTY},
        Notes([(f"note {n}",) for n in range(kinds)], np.array(noted, dtype=np.int32)),
    )
    told = []
    for many in (NEVER, ALWAYS):
        with compiled_from(many):
            columns = {name: one.to_pylist() for name, one in answers.columns().items()}
            digests = [RowDigests(ref(known), whole) for whole in (True, False)]
            told.append((columns, [bytes(one.of(answers)) for one in digests]))
    assert told[0] == told[1]
    assert told[0][0]["depends_on"] == [
        list(known.every[row].depends_on) if row >= 0 else [] for row in rows
    ]
    assert told[0][0]["decided_by"] == [
        known.every[row].decided_by if row >= 0 else None for row in rows
    ]


@given(lists, st.sampled_from([0, outcomes.FEW_LISTS]))
def test_notes_are_counted_by_row(rows: list[tuple[str, ...]], few: int) -> None:
    """Also where so many are different that they are looked for all at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outcomes, "FEW_LISTS", few)
        counted_by_row(rows)


def counted_by_row(rows: list[tuple[str, ...]]) -> None:
    rows = [tuple(dict.fromkeys(row)) for row in rows]
    notes = Notes.on(rows)
    found = {note: 0 for row in rows for note in row}
    if notes is None:
        assert not found
        return
    assert notes.count == sum(map(bool, rows))
    assert [notes.on_row(row) for row in range(len(rows))] == rows
    first: dict[str, int] = {}
    for note, count, row in notes.counted():
        found[note] += count
        first.setdefault(note, row)
    assert found == {note: sum(note in row for row in rows) for note in found}
    assert first == {note: next(n for n, row in enumerate(rows) if note in row) for note in found}
