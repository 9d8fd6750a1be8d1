"""The Merkle tree over the log: RFC 6962, kept as a frontier."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from builders import Case, established, excluded, instrument
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.proof.tree import EMPTY_ROOT, Frontier, leaf_hash, root_of
from licence_ledger.domain.recording.events import canonical

# The leaves and roots that certificate-transparency implementations share as test data.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("count", range(1, 9))
def test_the_frontier_has_the_published_root(count: int) -> None:
    frontier = Frontier()
    for leaf in LEAVES[:count]:
        frontier.add(leaf_hash(leaf))
    assert frontier.root().hex() == ROOTS[count - 1]


def test_the_frontier_of_every_log_of_up_to_64_records_has_the_root_by_definition() -> None:
    frontier, leaves = Frontier(), []
    assert frontier.root() == EMPTY_ROOT == root_of([])
    for number in range(64):
        leaves.append(leaf_hash(number.to_bytes(2)))
        frontier.add(leaves[-1])
        assert frontier.root() == root_of(leaves)
        assert Frontier.from_bytes(number + 1, frontier.to_bytes()) == frontier


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="has 2 hashes"):
        Frontier.from_bytes(3, b"\x00" * 32)


def test_the_root_of_an_answer_is_that_of_the_stored_records() -> None:
    case = Case(instrument("a", established()), instrument("b", excluded("IL"), excluded("TR")))
    records = [row.record for row in case.ledger.log.rows_after(0)]
    for size in (2, 5):
        answer = case.licence("2020-01-01", log_size=size)
        assert (
            answer["viewpoint"]["root_hash"]
            == root_of([leaf_hash(record) for record in records[:size]]).hex()
        )
    assert case.licence("2020-01-01")["viewpoint"]["log_size"] == 5


_texts = st.text(st.characters(exclude_categories=("Cs",)))
_whole = st.integers(-(2**53) + 1, 2**53 - 1)


@given(
    st.dictionaries(
        st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1),
        st.recursive(
            _texts | _whole | st.booleans(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text("abyz_", min_size=1), inner),
        ),
    )
)
def test_what_is_stored_is_what_rfc_8785_asks(content: dict[str, Any]) -> None:
    assert canonical(content) == rfc8785.dumps(content)


def test_records_are_canonical_json_of_rfc_8785() -> None:
    case = Case(
        instrument("a", established("NL1"), title="Bewaarplicht € \U0001f4dc", note='é\n"x"')
    )
    for row in case.ledger.log.rows_after(0):
        content = json.loads(row.record)
        again = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert again.encode() == row.record


def test_a_frontier_grows_by_nodes_that_are_known_to_what_adding_each_leaf_makes() -> None:
    leaves = [leaf_hash(number.to_bytes(2)) for number in range(64)]
    for first in range(64):
        for last in range(first, 65):
            added, grown = Frontier(), Frontier()
            added.add_all(leaves[:first])
            grown.add_all(leaves[:first])
            grown.grow(last, bytes(added.add_all(leaves[first:last])))
            assert grown == added
