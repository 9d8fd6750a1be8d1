"""Nothing is signed unseen, and nothing that contradicts what was signed before."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from builders import Case, established, excluded, instrument, without_triggers
from licence_ledger.domain.faults import LedgerError
from licence_ledger.domain.proof.checkpoint import Checkpoint, opened
from licence_ledger.domain.proof.tree import Frontier, leaf_hash
from licence_ledger.projections.proof.keys import SigningKey
from licence_ledger.projections.proof.proofs import Proofs
from licence_ledger.projections.proof.signing import ContradictionError
from licence_ledger.projections.storage.errors import LedgerFileError

KEY, OTHER = (SigningKey("example.com/log", bytes([n] * 32)) for n in (1, 2))


def begun(path: Path) -> None:
    Case(
        instrument("a", established("NL1")),
        *(instrument(f"b{n}", excluded("IL"), excluded("TR")) for n in range(4)),
        database=str(path),
    ).ledger.close()


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    begun(tmp_path / "a.db")
    return tmp_path / "a.db"


def signed(path: Path, size: int | None = None, key: SigningKey = KEY) -> Checkpoint:
    """What a process of its own signs."""
    case = Case(database=str(path))
    try:
        return opened(Proofs(case.ledger, key).checkpoint(size), [key.verifier])
    finally:
        case.ledger.close()


def refitted(path: Path, old: bytes, new: bytes, up_to: int | None = None) -> None:
    """Change some bytes of records, and make all hashes fit; of the first so many alone."""
    with without_triggers(path) as opened_:
        rows = opened_.execute("SELECT rowid, topic, state FROM stored_events ORDER BY 1")
        tree, nodes, heads = Frontier(), b"", list[tuple[bytes, int]]()
        for number, topic, state in rows.fetchall():
            if up_to is not None and number > up_to:
                opened_.execute("DELETE FROM stored_events WHERE rowid = ?", (number,))
                continue
            other = state.replace(old, new)
            opened_.execute("UPDATE stored_events SET state = ? WHERE rowid = ?", (other, number))
            nodes += tree.add(leaf_hash(other))
            if topic.startswith("instrument."):
                heads.append((tree.root(), tree.size))
        opened_.execute("DELETE FROM log_hashes")
        opened_.execute("INSERT INTO log_hashes VALUES (0, ?)", (nodes,))
        opened_.executemany("UPDATE log_heads SET root = ? WHERE log_size = ?", heads)
        opened_.execute("DELETE FROM log_heads WHERE log_size > ?", (tree.size,))
        opened_.execute("DELETE FROM map_parts WHERE number > ?", (tree.size,))
        opened_.execute("UPDATE index_state SET version = 0")
        edge = (tree.size, tree.to_bytes())
        opened_.execute("UPDATE log_frontier SET log_size = ?, hashes = ?", edge)
    opened_.close()


def test_a_checkpoint_is_signed_at_every_size_and_again(path: Path) -> None:
    sizes = (2, 5, 14, 8, 2, 14)
    assert [signed(path, size).size for size in sizes] == list(sizes)
    assert signed(path) == signed(path, 14)
    begun(path.with_name("b.db"))
    assert signed(path, 8) == signed(path.with_name("b.db"), 8)


def test_the_log_may_grow_between_what_is_signed(path: Path) -> None:
    case = Case(database=str(path))
    proofs = Proofs(case.ledger, KEY)
    for number in range(6):
        assert opened(proofs.checkpoint(), [KEY.verifier]).size == case.size
        case.record(instrument(f"c{number}", excluded("QA", from_=f"201{number}-01-01")))
        if number % 2:
            Case(
                instrument(f"d{number}", excluded("BR", from_=f"201{number}-01-01")),
                database=str(path),
            ).ledger.close()
    assert signed(path).size == case.size


@pytest.mark.parametrize("before", [None, 8, 14])
def test_a_log_changed_and_made_to_fit_is_not_signed_over_what_was_signed(
    path: Path, before: int | None
) -> None:
    if before:
        signed(path, before)
    refitted(path, b'"IL"', b'"BR"')
    if before is None:
        assert signed(path).size == 14  # nothing was signed that it could contradict
        return
    for size in (None, 2, 14):
        with pytest.raises(ContradictionError, match="not those of the checkpoint"):
            signed(path, size)
    assert signed(path, key=OTHER).size == 14


def test_a_log_that_was_cut_is_not_signed_over_what_was_signed(path: Path) -> None:
    signed(path)
    refitted(path, b"", b"", up_to=11)
    for size in (None, 2):
        with pytest.raises(ContradictionError, match=r"14 records, and the log has 11"):
            signed(path, size)


@pytest.mark.parametrize("where", ["heads", "heads and nodes", "record"])
def test_a_root_that_is_not_that_of_the_records_is_not_signed(path: Path, where: str) -> None:
    whole = Path(shutil.copy(path, path.with_name("whole.db")))
    refitted(path, b'"IL"', b'"BR"')
    with sqlite3.connect(whole) as right:
        if where == "record":
            roots = right.execute("SELECT root, log_size FROM log_heads").fetchall()
            (nodes,) = right.execute("SELECT group_concat(hex(hashes), '') FROM log_hashes")
        else:
            rows = right.execute("SELECT state, rowid FROM stored_events").fetchall()
            (nodes,) = right.execute("SELECT group_concat(hex(hashes), '') FROM log_hashes")
    right.close()
    with without_triggers(path) as opened_:
        if where == "record":  # the records are others than all hashes say
            opened_.executemany("UPDATE log_heads SET root = ? WHERE log_size = ?", roots)
        else:  # the hashes are others than the records say
            opened_.executemany("UPDATE stored_events SET state = ? WHERE rowid = ?", rows)
        if where in ("heads", "record"):
            opened_.execute("UPDATE log_hashes SET hashes = ?", (bytes.fromhex(nodes[0]),))
    opened_.close()
    with pytest.raises(LedgerFileError, match="do not prove"):
        signed(path)


def test_another_key_than_signed_last_may_sign_but_not_in_its_name(path: Path) -> None:
    signed(path)
    with sqlite3.connect(path) as opened_:
        (note,) = opened_.execute("SELECT note FROM log_signed").fetchone()
        other = note.replace("\n14\n", "\n11\n")
        opened_.execute("UPDATE log_signed SET note = ?", (other,))
    opened_.close()
    with pytest.raises(ContradictionError, match="no checkpoint of that key"):
        signed(path)
    assert signed(path, key=OTHER).size == 14


def test_what_was_signed_is_only_read_where_the_file_may_only_be_read(path: Path) -> None:
    signed(path, 8)
    case = Case(database=str(path))
    case.ledger.store.writable = False  # type: ignore[misc]
    assert opened(Proofs(case.ledger, KEY).checkpoint(), [KEY.verifier]).size == 14
    with sqlite3.connect(path) as opened_:
        (note,) = opened_.execute("SELECT note FROM log_signed").fetchone()
    opened_.close()
    assert "\n8\n" in note


def test_a_refusal_says_what_to_do(path: Path) -> None:
    signed(path)
    refitted(path, b'"IL"', b'"BR"')
    with pytest.raises(LedgerError, match="see what licence-ledger verify says"):
        signed(path)
