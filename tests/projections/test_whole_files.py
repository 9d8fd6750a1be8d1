"""A file is there whole or not at all, and nobody is written through."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.projections.whole_files import hidden_name, whole_files, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_several_files_are_all_there_or_none_is(tmp_path: Path) -> None:
    with whole_files() as files:
        files.begin(tmp_path / "one").write(b"1")
        files.begin(tmp_path / "two").write(b"2")
        assert [name for name in names(tmp_path) if not name.startswith(".")] == []
    assert names(tmp_path) == ["one", "two"]
    with pytest.raises(KeyboardInterrupt), whole_files() as files:
        files.begin(tmp_path / "one").write(b"other")
        files.begin(tmp_path / "three").write(b"3")
        raise KeyboardInterrupt
    assert names(tmp_path) == ["one", "two"]
    assert (tmp_path / "one").read_bytes() == b"1"


def test_what_is_to_be_new_takes_the_place_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new"
    write_whole(path, b"1", new=True, mode=0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_whole(path, b"2", new=True)
    with pytest.raises(FileExistsError), whole_files() as files:
        files.begin(tmp_path / "late", new=True).write(b"2")
        (tmp_path / "late").write_bytes(b"somebody else's")
    assert (path.read_bytes(), (tmp_path / "late").read_bytes()) == (b"1", b"somebody else's")
    assert names(tmp_path) == ["late", "new"]


def test_a_link_to_nowhere_is_something_that_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "place"
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        write_whole(path, b"1", new=True)
    write_whole(path, b"1")
    assert not path.is_symlink()
    assert names(tmp_path) == ["place"]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["a pipe", "a folder"])
def test_what_is_no_file_stays(make: object, tmp_path: Path) -> None:
    path = tmp_path / "place"
    make(path)  # type: ignore[operator]
    with pytest.raises(OSError, match="it is no file"):
        write_whole(path, b"1")
    assert names(tmp_path) == ["place"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), max_size=255))
def test_no_name_is_guessed_and_every_one_fits(name: str) -> None:
    one, other = hidden_name(name), hidden_name(name)
    assert one != other
    assert one.startswith(".")
    assert len(os.fsencode(one)) <= 255


def test_a_signal_that_comes_as_soon_as_the_file_is_there_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(number: int, mode: str) -> BinaryIO:
        os.close(number)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fdopen", interrupted)
    with pytest.raises(KeyboardInterrupt), whole_files() as files:
        files.begin(tmp_path / "out.csv")
    assert list(tmp_path.iterdir()) == []
