"""Inclusion and consistency: published vectors, every small tree, every bit flipped."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from licence_ledger.domain.proof.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    nodes_before,
    place_of,
    root_of,
)
from pymerkle import InmemoryTree
from pymerkle import verify_consistency as their_consistency
from pymerkle import verify_inclusion as their_inclusion

VECTORS = Path(__file__).parents[2] / "vectors"
MOST = 64
RECORDS = [number.to_bytes(2) for number in range(MOST)]
LEAVES = [leaf_hash(record) for record in RECORDS]


def published(name: str) -> list[Any]:
    cases = json.loads((VECTORS / name).read_text())
    return [pytest.param(case, id=key) for key, case in cases.items()]


def decoded(texts: Sequence[str] | None) -> list[bytes]:
    return [b64decode(text) for text in texts or ()]


@pytest.mark.parametrize("case", published("inclusion.json"))
def test_inclusion_is_judged_as_published(case: dict[str, Any]) -> None:
    leaf, root = b64decode(case["leafHash"]), b64decode(case["root"])
    held = is_included(leaf, case["leafIdx"], case["treeSize"], decoded(case["proof"]), root)
    assert held is not case["wantErr"]


@pytest.mark.parametrize("case", published("consistency.json"))
def test_consistency_is_judged_as_published(case: dict[str, Any]) -> None:
    roots = (b64decode(case["root1"]), b64decode(case["root2"]))
    held = is_consistent(case["size1"], case["size2"], *roots, decoded(case["proof"]))
    assert held is not case["wantErr"]


def stored(leaves: Sequence[bytes]) -> Callable[[int, int], bytes]:
    """Nodes as the ledger stores them: each once, in the order of their completion."""
    frontier, nodes = Frontier(), list[bytes]()
    for position, leaf in enumerate(leaves):
        assert len(nodes) == nodes_before(position)
        completed = frontier.add(leaf)
        nodes += [completed[n : n + 32] for n in range(0, len(completed), 32)]
    return lambda level, number: nodes[place_of(level, number)]


READ = stored(LEAVES)
ROOTS = [root_of(LEAVES[:size]) for size in range(MOST + 1)]


def flipped(proof: Sequence[bytes]) -> Iterator[list[bytes]]:
    """A proof with each of its bits flipped."""
    for place, one in enumerate(proof):
        for bit in range(256):
            number = int.from_bytes(one) ^ (1 << bit)
            yield [*proof[:place], number.to_bytes(32), *proof[place + 1 :]]


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_record_of_every_small_log_is_shown_to_be_in_it(size: int) -> None:
    for position in range(size):
        proof = inclusion_proof(READ, position, size)
        assert is_included(LEAVES[position], position, size, proof, ROOTS[size])
        for other in (position - 1, position + 1, size):
            assert not is_included(LEAVES[position], other, size, proof, ROOTS[size])
        assert not is_included(LEAVES[position], position, size, [*proof, LEAVES[0]], ROOTS[size])
        assert not is_included(LEAVES[position], position, size, proof, ROOTS[size - 1])


@pytest.mark.parametrize("second", range(1, MOST + 1))
def test_every_small_log_is_shown_to_begin_with_every_smaller_one(second: int) -> None:
    for first in range(1, second + 1):
        proof = consistency_proof(READ, first, second)
        assert is_consistent(first, second, ROOTS[first], ROOTS[second], proof)
        assert not is_consistent(first, second, ROOTS[first - 1], ROOTS[second], proof)
        assert not is_consistent(first, second, ROOTS[first], ROOTS[second - 1], proof)
        assert not is_consistent(first, second, ROOTS[first], ROOTS[second], [*proof, LEAVES[0]])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 11, 21, 64])
def test_a_proof_with_any_bit_flipped_holds_nowhere(size: int) -> None:
    for position in range(size):
        for wrong in flipped(inclusion_proof(READ, position, size)):
            assert not is_included(LEAVES[position], position, size, wrong, ROOTS[size])
    for first in range(1, size):
        for wrong in flipped(consistency_proof(READ, first, size)):
            assert not is_consistent(first, size, ROOTS[first], ROOTS[size], wrong)


def test_a_proof_reads_few_stored_hashes() -> None:
    size, read = 999_999, list[tuple[int, int]]()

    def counted(level: int, number: int) -> bytes:
        assert (number + 1) << level <= size, "only complete subtrees are stored"
        read.append((level, number))
        return bytes(32)

    for position in (0, 1, 524_287, 524_288, 999_998):
        read.clear()
        inclusion_proof(counted, position, size)
        assert len(read) <= 64
    for first in (1, 2, 524_289, 999_998):
        read.clear()
        consistency_proof(counted, first, size)
        assert len(read) <= 64


def test_another_implementation_agrees_on_roots_and_proofs() -> None:
    theirs = InmemoryTree(algorithm="sha256")
    assert theirs.get_root() == EMPTY_ROOT
    for size in range(1, MOST + 1):
        theirs.append_entry(RECORDS[size - 1])
        assert theirs.get_root() == ROOTS[size]
    for size in (1, 2, 5, 33, 64):
        for position in range(size):
            proof = theirs.prove_inclusion(position + 1, size)
            their_inclusion(LEAVES[position], ROOTS[size], proof)
            theirs_said = [bytes.fromhex(one) for one in proof.serialize()["path"]][1:]
            assert theirs_said == inclusion_proof(READ, position, size)
        for first in range(1, size + 1):
            their_consistency(ROOTS[first], ROOTS[size], theirs.prove_consistency(first, size))
