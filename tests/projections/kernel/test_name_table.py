"""Names are found by their bytes as a dictionary would find them."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.projections.kernel.name_table import NameTable

texts = st.one_of(st.text(max_size=4), st.sampled_from([f"NL{n:03}" for n in range(900)]))


@given(st.lists(texts, unique=True, max_size=60), st.lists(texts, max_size=40), st.data())
def test_every_name_has_the_number_of_its_place(
    known: list[str], asked: list[str], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(known)))
    names = NameTable()
    names.add(known[:cut])
    names.add(known[cut:])
    column = pa.array(["before", *known, *asked, "after"], pa.string()).slice(1)
    place = {name: number for number, name in enumerate(known)}
    assert names.numbers(column).tolist() == [place.get(one, -1) for one in column.to_pylist()]
    assert len(names) == len(known)


def test_more_names_than_the_first_table_holds_are_found() -> None:
    known = [f"NL{number:06}" for number in range(5_000)]
    names = NameTable()
    for first in range(0, len(known), 700):
        names.add(known[first : first + 700])
    assert names.numbers(pa.array([*known, "NL5000"])).tolist() == [*range(5_000), -1]
