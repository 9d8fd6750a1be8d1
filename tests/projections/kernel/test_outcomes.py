"""Lists of texts are told for each row as they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.projections.kernel import outcomes
from licence_ledger.projections.kernel.numbering import numbered
from licence_ledger.projections.kernel.outcomes import Notes, lists_of

lists = st.lists(st.lists(st.sampled_from("abcd"), max_size=3).map(tuple), max_size=4)


@given(lists, st.data())
def test_each_row_has_its_own_list(every: list[tuple[str, ...]], data: st.DataObject) -> None:
    own = data.draw(st.lists(st.integers(-1, len(every) - 1), max_size=12))
    found = lists_of(every, np.array(own, dtype=np.int32))
    assert found.to_pylist() == [list(every[one]) if one >= 0 else [] for one in own]


@given(st.lists(st.integers(0, 20), max_size=30), st.sampled_from([21, 1 << 40]))
def test_numbers_are_numbered_anew_without_gaps(keys: list[int], most: int) -> None:
    used, places = numbered(np.array(keys, dtype=np.int64), most)
    assert used == sorted(set(keys))
    assert [used[place] for place in places] == keys


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
