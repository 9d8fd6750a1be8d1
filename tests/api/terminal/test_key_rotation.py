"""A key that is replaced: what it signed stays good, and the new one is told by the old."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from builders import Case, established, excluded, instrument
from licence_ledger.api.databases import ledger_at
from licence_ledger.domain.proof.checkpoint import opened, read_key
from running import run


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger whose checkpoint was witnessed, and whose key was then replaced."""
    path = tmp_path / "ledger.db"
    Case(instrument("a", established()), database=str(path)).ledger.close()
    assert done(f"witness {tmp_path / 'witnessed.txt'}", path)
    return path


def done(line: str, path: Path, status: int = 0) -> str:
    found = run(line, f"sqlite:///{path}")
    assert found.exit_code == status, found.output
    return found.stdout + found.stderr if status else found.stdout


def recorded_more(path: Path) -> None:
    ledger = ledger_at(f"sqlite:///{path}")
    ledger.record(instrument("b", excluded("IL")), "the test")
    ledger.close()


def test_both_keys_sign_the_checkpoint_that_tells_the_new_one(ledger: Path) -> None:
    before = done("key", ledger).strip()
    told, _, note = done("key --rotate", ledger).partition("\n\n")
    assert done("key", ledger).strip() == told.strip() != before
    for key in (before, told):
        assert opened(note, [read_key(key)]).size == 2
    assert read_key(before).name == read_key(told).name


def test_what_was_witnessed_before_holds_and_the_witness_goes_on(
    ledger: Path, tmp_path: Path
) -> None:
    before = done("key", ledger).strip()
    done("key --rotate", ledger)
    recorded_more(ledger)
    assert "size 4" in done(f"witness {tmp_path / 'witnessed.txt'}", ledger)
    now = done("key", ledger).strip()
    against = f"verify --against {tmp_path / 'witnessed.txt'}"
    for keys in ("", f" --verifier-key {before} --verifier-key {now}"):
        said = done(against + keys, ledger)
        assert "as at the checkpoint of size 2" in said and "of size 4" in said
    for one in (before, now):
        assert "is none of" in done(f"{against} --verifier-key {one}", ledger, 1)


def test_nobody_is_told_of_another_key_after_it_was_replaced_on_purpose(ledger: Path) -> None:
    done("key --rotate", ledger)
    assert "another key" not in run("proof 0", f"sqlite:///{ledger}").stderr


def test_the_key_before_is_kept_for_its_owner_only(ledger: Path) -> None:
    before = ledger.with_name("ledger.db.key").read_text()
    done("key --rotate", ledger)
    done("key --rotate", ledger)
    kept = sorted(ledger.parent.glob("ledger.db.key.replaced-*"))
    assert len(kept) == 2 and before in {one.read_text() for one in kept}
    for one in (*kept, ledger.with_name("ledger.db.key")):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600


def test_a_key_that_is_not_there_is_not_replaced(ledger: Path, tmp_path: Path) -> None:
    said = done(f"key --rotate --key {tmp_path / 'none.key'}", ledger, 1)
    assert "there is no key" in said and not (tmp_path / "none.key").exists()
    assert run("key --rotate --import x", f"sqlite:///{ledger}").exit_code == 2


def test_a_key_elsewhere_is_replaced_where_it_is(ledger: Path, tmp_path: Path) -> None:
    place = tmp_path / "keys"
    place.mkdir()
    key = place / "ledger.key"
    done(f"key --key {key} --origin example.com/ledger", ledger)
    done(f"key --rotate --key {key}", ledger)
    assert [one.name.partition("-")[0] for one in sorted(place.iterdir())] == [
        "ledger.key",
        "ledger.key.replaced",
    ]
    assert done(f"key --key {key}", ledger).startswith("example.com/ledger+")
