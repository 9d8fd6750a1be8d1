"""A ledger remembers who signed its checkpoints: another key is told, a missing one is not made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders import Case, established, instrument
from running import run

DOSSIER = "dossier {} --licence NL1 --from 2020-01-01 --until 2020-02-01"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger's file of which a dossier was made."""
    path = tmp_path / "ledger.db"
    Case(instrument("a", established()), database=str(path)).ledger.close()
    assert run(DOSSIER.format(tmp_path / "first.zip"), f"sqlite:///{path}").exit_code == 0
    return path


def backup(ledger: Path, folder: Path, *options: str) -> Path:
    """The ledger's backup, in a folder of its own."""
    folder.mkdir()
    target = folder / "backup.db"
    done = run(" ".join(["backup", str(target), *options]), f"sqlite:///{ledger}")
    assert done.exit_code == 0, done.output
    return target


def test_a_backup_without_its_key_makes_no_other_key_of_itself(
    ledger: Path, tmp_path: Path
) -> None:
    copy = backup(ledger, tmp_path / "away")
    done = run(DOSSIER.format(tmp_path / "second.zip"), f"sqlite:///{copy}")
    assert done.exit_code == 1
    assert "bring that key back with licence-ledger key --import" in done.stderr
    assert not (tmp_path / "second.zip").exists()
    assert not copy.with_name("backup.db.key").exists()


def test_a_backup_with_its_key_signs_as_the_ledger_does(ledger: Path, tmp_path: Path) -> None:
    copy = backup(ledger, tmp_path / "away", "--with-key")
    done = run(DOSSIER.format(tmp_path / "second.zip"), f"sqlite:///{copy}")
    assert done.exit_code == 0, done.output
    assert "another key" not in done.stderr
    assert (tmp_path / "second.zip").read_bytes() == (tmp_path / "first.zip").read_bytes()


def test_the_old_key_can_be_brought_back(ledger: Path, tmp_path: Path) -> None:
    copy = backup(ledger, tmp_path / "away")
    kept = shutil.copy(ledger.with_name("ledger.db.key"), tmp_path / "kept.key")
    assert run(f"key --import {kept}", f"sqlite:///{copy}").exit_code == 0
    assert run(DOSSIER.format(tmp_path / "second.zip"), f"sqlite:///{copy}").exit_code == 0


def test_another_key_made_on_purpose_is_told_once(ledger: Path, tmp_path: Path) -> None:
    copy = backup(ledger, tmp_path / "away")
    address = f"sqlite:///{copy}"
    assert run("key", address).exit_code == 0
    first, second = (
        run(DOSSIER.format(tmp_path / f"{name}.zip"), address) for name in ("second", "third")
    )
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "does not hold under the key that was published before" in first.stderr
    assert "another key" not in second.stderr
