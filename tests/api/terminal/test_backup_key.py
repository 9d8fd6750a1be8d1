"""A backup is the ledger: its key goes along on request, and an old key comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from running import run


@pytest.fixture
def ledger(tmp_path: Path, built_in_database: str) -> Path:
    """A ledger's file of its own, with a key beside it."""
    path = tmp_path / "ledger.db"
    shutil.copy(built_in_database.removeprefix("sqlite:///"), path)
    assert run("key --origin example.com/ledger", address(path)).exit_code == 0
    return path


def address(path: Path) -> str:
    return f"sqlite:///{path}"


def key_of(path: Path) -> str:
    return run("key", address(path)).stdout.strip()


def beside(path: Path) -> Path:
    return path.with_name(path.name + ".key")


def test_a_backup_without_the_key_says_plainly_what_is_missing(
    ledger: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    done = run(f"backup {copy}", address(ledger))
    told = " ".join(done.stderr.split())
    assert done.exit_code == 0
    assert "the key was not taken along" in told
    assert "--with-key" in told
    assert not beside(copy).exists()


def test_a_backup_takes_the_key_along_on_request_for_its_owner_only(
    ledger: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    done = run(f"backup {copy} --with-key", address(ledger))
    assert done.exit_code == 0, done.output
    assert "was not taken along" not in done.stderr
    assert beside(copy).stat().st_mode & 0o777 == 0o600
    assert key_of(copy) == key_of(ledger)


def test_a_key_that_is_kept_elsewhere_is_the_one_that_goes_along(
    ledger: Path, tmp_path: Path
) -> None:
    copy, kept = tmp_path / "copy.db", tmp_path / "elsewhere"
    beside(ledger).rename(kept)
    done = run(f"backup {copy} --with-key --key {kept}", address(ledger))
    assert done.exit_code == 0, done.output
    assert beside(copy).read_bytes() == kept.read_bytes()


def test_no_key_is_made_or_written_over_for_a_backup(ledger: Path, tmp_path: Path) -> None:
    copy, secret = tmp_path / "copy.db", beside(ledger).read_bytes()
    beside(copy).write_text("another's")
    done = run(f"backup {copy} --with-key", address(ledger))
    assert done.exit_code != 0
    assert beside(copy).read_text() == "another's"
    assert not copy.exists()
    beside(copy).unlink()
    beside(ledger).unlink()
    done = run(f"backup {copy} --with-key", address(ledger))
    assert done.exit_code != 0
    assert "there is no key at" in " ".join(done.output.split())
    assert not copy.exists()
    assert not beside(ledger).exists()
    assert secret not in copy.parent.joinpath("ledger.db").read_bytes()


def test_a_key_brought_back_signs_again_and_the_one_it_replaces_stays(
    ledger: Path, tmp_path: Path
) -> None:
    published, copy = key_of(ledger), tmp_path / "copy.db"
    run(f"backup {copy}", address(ledger))
    another = key_of(copy)
    assert another != published
    done = run(f"key --import {beside(ledger)}", address(copy))
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == published
    assert key_of(copy) == published
    assert beside(copy).stat().st_mode & 0o777 == 0o600
    (replaced,) = tmp_path.glob("copy.db.key.replaced-*")
    assert replaced.stat().st_mode & 0o777 == 0o600
    assert run(f"key --import {replaced}", address(copy)).stdout.strip() == another
    again = run(f"key --import {replaced}", address(copy))
    assert again.stdout.strip() == another


def test_what_is_no_key_is_not_brought_back(ledger: Path, tmp_path: Path) -> None:
    published, other = key_of(ledger), tmp_path / "other"
    other.write_text("no key")
    other.chmod(0o600)
    for wrong in (other, tmp_path / "nowhere"):
        assert run(f"key --import {wrong}", address(ledger)).exit_code != 0
    assert key_of(ledger) == published
    assert not list(tmp_path.glob("*.replaced-*"))
