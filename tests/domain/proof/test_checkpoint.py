"""Signed notes, checkpoints and proofs as text; Ed25519 without a library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.proof import ed25519
from licence_ledger.domain.proof.checkpoint import (
    Checkpoint,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    opened,
    read_checkpoint,
    read_key,
    read_note,
)
from licence_ledger.domain.proof.tlog_proof import TlogProof, read_tlog_proof

VECTORS = Path(__file__).parents[2] / "vectors"
NOTES: dict[str, str] = json.loads((VECTORS / "signed-note.json").read_text())
SHAPE: str = json.loads((VECTORS / "tlog-proof.json").read_text())["shape"]
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = VerifierKey("example.com/log", SECRET.public_key().public_bytes_raw())


def signed(text: str, key: VerifierKey = KEY) -> str:
    own = Signature(key.name, key.key_id, SECRET.sign(text.encode()))
    return Note(text, (own,)).print()


# -- Ed25519 ---------------------------------------------------------------------------

SMALL = (  # every point whose order divides 8, as RFC 8032 encodes it
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
)


@pytest.mark.parametrize("encoded", SMALL)
def test_a_key_with_which_anything_is_signed_signs_nothing(encoded: str) -> None:
    key = bytes.fromhex(encoded)
    forged = bytes.fromhex(SMALL[0]) + bytes(32)
    for number in range(8):  # one in eight texts at least would seem signed
        assert not ed25519.holds(key, f"text {number}".encode(), forged)


@pytest.mark.parametrize(
    "case", json.loads((VECTORS / "ed25519.json").read_text()), ids=lambda case: case["name"]
)
def test_the_signatures_of_the_rfc_hold(case: dict[str, Any]) -> None:
    public, message = bytes.fromhex(case["public"]), bytes.fromhex(case["message"])
    signature = bytes.fromhex(case["signature"])
    secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(case["seed"]))
    assert secret.public_key().public_bytes_raw() == public
    assert ed25519.holds(public, message, signature)
    assert not ed25519.holds(public, message + b"!", signature)


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=99), st.integers(0, 511))
def test_what_the_library_signs_holds_and_with_a_bit_flipped_does_not(
    seed: bytes, message: bytes, bit: int
) -> None:
    secret = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = secret.public_key().public_bytes_raw(), secret.sign(message)
    assert ed25519.holds(public, message, signature)
    wrong = (int.from_bytes(signature) ^ 1 << bit).to_bytes(64)
    assert not ed25519.holds(public, message, wrong)


def test_a_scalar_beyond_the_order_and_points_that_are_none_do_not_hold() -> None:
    signature = SECRET.sign(b"text")
    order = 2**252 + 27742317777372353535851937790883648493
    larger = int.from_bytes(signature[32:], "little") + order
    assert not ed25519.holds(KEY.public, b"text", signature[:32] + larger.to_bytes(32, "little"))
    assert not ed25519.holds(b"\xff" * 32, b"text", signature)
    assert not ed25519.holds(KEY.public, b"text", b"\xff" * 32 + signature[32:])
    assert not ed25519.holds(KEY.public[:31], b"text", signature)
    assert not ed25519.holds(KEY.public, b"text", signature[:63])


# -- signed notes ----------------------------------------------------------------------


def test_the_example_of_the_specification_is_signed_by_its_key() -> None:
    key = read_key(NOTES["verifier_key"])
    assert key.print() == NOTES["verifier_key"]
    assert key.signed(read_note(NOTES["example"]))
    assert not key.signed(read_note(NOTES["example"].replace("example m", "example M")))


@pytest.mark.parametrize("name", ["poem", "example", "checkpoint"])
def test_the_examples_of_the_specification_are_printed_as_they_were_read(name: str) -> None:
    assert read_note(NOTES[name]).print() == NOTES[name]


def test_the_checkpoint_of_the_specification_is_read() -> None:
    found = read_checkpoint(read_note(NOTES["checkpoint"]))
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.text() == NOTES["checkpoint"].partition("\n\n")[0] + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no signature\n",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— na+me AAAAAAAA\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name AAAAAAB=\n",
        "text\n\n— name AAAAAAAA",
        "te\txt\n\n— name AAAAAAAA\n",
        "text\n\n" + "— name AAAAAAAA\n" * 101,
    ],
)
def test_what_is_no_signed_note_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_note(text)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))), st.binary(min_size=5, max_size=70))
def test_a_note_that_was_printed_is_read_back(text: str, raw: bytes) -> None:
    note = Note(text + "\n", (Signature("name", raw[:4], raw[4:]), Signature("b", raw[:4], b"x")))
    assert read_note(note.print()) == note


def test_a_signature_of_an_unknown_key_is_ignored_and_a_false_one_of_a_known_key_is_not() -> None:
    text = Checkpoint(KEY.name, 7, bytes(32)).text()
    good = read_note(signed(text)).signatures[0]
    other = Signature("example.com/other", b"abcd", b"no signature")
    same_name = Signature(KEY.name, b"abcd", b"no signature")
    false = Signature(KEY.name, KEY.key_id, bytes(64))
    assert KEY.signed(Note(text, (other, good, same_name)))
    assert not KEY.signed(Note(text, (good, false)))
    assert not KEY.signed(Note(text, (other,)))


def test_a_checkpoint_is_opened_with_the_key_of_its_origin_only() -> None:
    found = Checkpoint(KEY.name, 7, bytes(range(32)))
    assert opened(signed(found.text()), [KEY]) == found
    elsewhere = VerifierKey("example.com/elsewhere", KEY.public)
    with pytest.raises(NoteError):
        opened(signed(found.text()), [elsewhere])
    with pytest.raises(NoteError):
        opened(signed(found.text(), elsewhere), [elsewhere])


@pytest.mark.parametrize(
    "body",
    [
        "log\n07\n" + "A" * 43 + "=\n",
        "log\n-1\n" + "A" * 43 + "=\n",
        "log\n7\nAAAA\n",
        "\n7\n" + "A" * 43 + "=\n",
        "log\n7\n" + "A" * 43 + "=\nan extension\n",
        "log\n7\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(NoteError):
        read_checkpoint(read_note(signed(body)))


@pytest.mark.parametrize(
    "text", ["", "a+b", "a b+530d903a+AQ==", NOTES["verifier_key"].replace("530d", "530e")]
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_key(text)


# -- proofs as text --------------------------------------------------------------------


def test_the_proof_of_the_specification_has_the_shape_that_is_read() -> None:
    found = read_tlog_proof(SHAPE)
    assert found.index == 73894
    assert len(found.hashes) == 5
    assert found.checkpoint.startswith("example.com/fancylog\n109482\n")
    without_extra = "".join(
        line for line in SHAPE.splitlines(keepends=True) if not line.startswith("extra")
    )
    assert found.print() == without_extra


@given(st.integers(0, 2**62), st.lists(st.binary(min_size=32, max_size=32), max_size=40).map(tuple))
def test_a_proof_that_was_printed_is_read_back(index: int, hashes: tuple[bytes, ...]) -> None:
    proof = TlogProof(index, hashes, signed(Checkpoint(KEY.name, 7, bytes(32)).text()))
    assert read_tlog_proof(proof.print()) == proof


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nx",
        "c2sp.org/tlog-proof@v1\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 0\n" + "!" * 44 + "\n\nx",
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        read_tlog_proof(text)
