"""What is stored of a map is held, however it is laid out, and nothing else in its place."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.audit.made_map import MadeMap, WrongPartError
from licence_ledger.domain.proof.growing_map import GrowingMap, put_all
from licence_ledger.domain.proof.sparse_map import Listed, place_in

STREAMS = st.lists(st.sampled_from([f"licence/{n}" for n in range(40)]), unique=True, max_size=8)
INSTRUMENTS = st.lists(STREAMS, min_size=1, max_size=6)
LISTS: list[Listed] = [("subjects licence", "a"), ("completions", "b"), ("subjects licence", "c")]


def _read(_: object) -> bytes:
    raise AssertionError("all of it is at hand")


@given(INSTRUMENTS, st.randoms(), st.booleans())
def test_parts_are_held_in_whatever_order_they_were_put(
    instruments: list[list[str]], chance: random.Random, as_expected: bool
) -> None:
    growing, made, counts = GrowingMap(_read), MadeMap(), dict[str, int]()
    row, end = bytearray(), 0
    for streams in instruments:
        now = {one: counts.get(one, 0) + 1 for one in streams}
        counts |= now
        put = list(now.items())
        if not as_expected:
            chance.shuffle(put)
        put_all(growing, dict(put), LISTS, 7, row)
        root, place = growing.top
        assert made.after(now, LISTS) == root
        end = made.hold(place, 7, bytes(row), end)
        assert end == len(row)


@pytest.mark.parametrize("as_expected", [True, False])
def test_a_part_with_another_bit_is_not_held(as_expected: bool) -> None:
    first = {f"licence/{n}": 1 for n in range(5)}
    put = first if as_expected else dict(reversed(first.items()))
    growing, row = GrowingMap(_read), bytearray()
    put_all(growing, put, LISTS, 7, row)
    place = growing.top[1]

    def hold(place: bytes, row: bytes) -> int:
        made = MadeMap()
        made.after(first, LISTS)
        return made.hold(place, 7, row, 0)

    assert hold(place, bytes(row)) == len(row)
    for at in range(len(row)):
        other = bytearray(row)
        other[at] ^= 1 << at % 8
        with pytest.raises(WrongPartError):
            hold(place, bytes(other))
    for other_place in (place_in(7, 0), place_in(8, len(row) - 320), place_in(7, len(row))):
        with pytest.raises(WrongPartError):
            hold(other_place.to_bytes(8), bytes(row))
    with pytest.raises(WrongPartError):
        hold(place, bytes(row[:-1]))
