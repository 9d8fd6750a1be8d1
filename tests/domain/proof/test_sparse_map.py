"""The map: presence and absence over every set of up to 16 streams; in `make test` of up to 13."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from examples import ASKED, USUAL
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.proof.growing_map import GrowingMap
from licence_ledger.domain.proof.sparse_map import (
    EMPTY,
    NODE,
    MapProof,
    Ref,
    SparseMap,
    branch_at,
    count_value,
    hash_of_leaf,
    hash_of_node,
    hash_of_part,
    is_leaf,
    key_of,
    list_value,
    read_list_value,
    row_and_offset,
    stream_key,
    with_items,
)
from licence_ledger.domain.proof.tree import Frontier

STREAMS = [stream_key(f"licence/NL{number:03}") for number in range(16)]
VALUES = {name: count_value(number + 1) for number, name in enumerate(STREAMS)}
ABSENT = [stream_key(name) for name in ("licence/NL999", "group/EU", "instrument/a", "policy/x")]


class Rows:
    """Maps, each made from an earlier one: their parts in rows, as they are stored."""

    def __init__(self) -> None:
        self.rows = [bytearray()]

    def read(self, ref: Ref) -> bytes:
        row, offset = row_and_offset(ref[1])
        stored = self.rows[row][offset:]
        part = stored[4 : 4 + int.from_bytes(stored[:4])] if is_leaf(ref[1]) else stored[:NODE]
        assert hash_of_part(part, is_leaf(ref[1])) == ref[0]
        return bytes(part)

    def empty(self) -> SparseMap:
        return SparseMap(self.read)

    def put(self, growing: GrowingMap, values: dict[str, bytes]) -> None:
        """Set values; some steps share a row."""
        if len(self.rows[-1]) > 1_000 or len(self.rows) == 1:
            self.rows.append(bytearray())
        growing.put(values, len(self.rows) - 1, self.rows[-1])

    def with_values(self, earlier: SparseMap, *steps: dict[str, bytes]) -> SparseMap:
        """The map after these steps, one after the other."""
        growing = GrowingMap(self.read, earlier.top)
        for values in steps:
            self.put(growing, values)
        return SparseMap(self.read, growing.top)


def made(names: list[str]) -> SparseMap:
    rows = Rows()
    return rows.with_values(rows.empty(), *({name: VALUES[name]} for name in names))


def by_definition(keys: dict[bytes, bytes], depth: int = 0) -> bytes:
    """The root as the module's first lines define it."""
    if not keys:
        return EMPTY
    if len(keys) == 1:
        return hash_of_leaf(*next(iter(keys.items())))
    branches = [{k: v for k, v in keys.items() if branch_at(k, depth) == n} for n in range(8)]
    return hash_of_node(b"".join(by_definition(one, depth + 1) for one in branches))


MOST = len(STREAMS) if ASKED >= USUAL else 13
"""Of so many streams every set is made."""


def test_every_set_of_streams_proves_what_it_holds_and_what_it_does_not() -> None:
    rows = Rows()
    maps = {0: rows.empty()}
    for chosen in range(1, 1 << MOST):
        # Each set is one that was made before, and one stream more.
        lowest = (chosen & -chosen).bit_length() - 1
        name = STREAMS[lowest]
        maps[chosen] = rows.with_values(maps[chosen & (chosen - 1)], {name: VALUES[name]})
    for chosen, found in maps.items():
        sample = STREAMS if chosen % 97 == 0 or chosen < 512 else [STREAMS[chosen % 16]]
        for name in (*sample, ABSENT[chosen % 4]):
            held = name in VALUES and chosen >> STREAMS.index(name) & 1
            value = VALUES[name] if held else None
            proof = found.prove(name)
            assert found.value(name) == value
            assert proof.root(name, value) == found.root
            assert proof.root(name, b"99") != found.root
            if held:
                assert proof.root(name, None) != found.root


def test_the_root_is_the_one_by_definition_whatever_the_order() -> None:
    for size in range(17):
        names = STREAMS[:size]
        keys = {key_of(name): VALUES[name] for name in names}
        rows = Rows()
        roots = {
            made(names).root,
            made(names[::-1]).root,
            rows.with_values(rows.empty(), {name: VALUES[name] for name in names}).root,
        }
        assert roots == {by_definition(keys)}


def test_a_proof_with_any_bit_flipped_does_not_lead_to_the_root() -> None:
    found = made(STREAMS)
    for name in (*STREAMS[:4], *ABSENT):
        value, proof = found.value(name), found.prove(name)
        for wrong in altered(proof):
            assert wrong.root(name, value) != found.root


def altered(proof: MapProof) -> list[MapProof]:
    wrong = []
    for depth, beside in enumerate(proof.beside):
        for place in range(3):
            for bit in range(256):
                hashes = list(beside)
                hashes[place] = (int.from_bytes(hashes[place]) ^ 1 << bit).to_bytes(32)
                level = (hashes[0], hashes[1], hashes[2])
                levels = (*proof.beside[:depth], level, *proof.beside[depth + 1 :])
                wrong.append(replace(proof, beside=levels))
    if proof.other:
        for bit in range(256):
            key = (int.from_bytes(proof.other[0]) ^ 1 << bit).to_bytes(32)
            wrong.append(replace(proof, other=(key, proof.other[1])))
    return wrong


def test_a_leaf_that_could_not_stand_there_proves_no_absence() -> None:
    found = made(STREAMS[:2])
    proof = found.prove(STREAMS[0])
    own = replace(proof, other=(key_of(STREAMS[0]), VALUES[STREAMS[0]]))
    assert own.root(STREAMS[0], None) is None
    assert own.root(STREAMS[0], VALUES[STREAMS[0]]) is None


@given(st.lists(st.dictionaries(st.text(max_size=3), st.binary(max_size=9), max_size=4)))
def test_earlier_maps_stay_as_they_were(steps: list[dict[str, bytes]]) -> None:
    rows = Rows()
    maps, held = [rows.empty()], [dict[str, bytes]()]
    growing = GrowingMap(rows.read)
    for step in steps:
        rows.put(growing, step)
        again = rows.with_values(maps[-1], step)  # from what is stored, as after a restart
        maps.append(SparseMap(rows.read, growing.top))
        held.append({**held[-1], **step})
        assert again.root == maps[-1].root
        assert all(growing.value(name) == held[-1].get(name) for name in (*held[-1], "absent"))
    for found, values in zip(maps, held, strict=True):
        assert found.root == by_definition({key_of(k): v for k, v in values.items()})
        for name in (*values, "absent", ""):
            assert found.prove(name).root(name, values.get(name)) == found.root


@given(st.lists(st.text(max_size=4), max_size=9))
def test_a_list_commits_to_its_items_and_their_order(items: list[str]) -> None:
    value = with_items(None, items)
    for one, other in pairwise(range(len(items) + 1)):
        assert with_items(with_items(None, items[:one]), items[one:]) == value
        assert with_items(None, items[:one]) != with_items(None, items[:other])
    if items != items[::-1]:
        assert with_items(None, items[::-1]) != value
    assert list_value(read_list_value(value)) == value
    assert read_list_value(None) == Frontier()
