"""Folders of instruments: what is in them is read whatever its name's case, or told."""

from __future__ import annotations

from pathlib import Path

import pytest
from licence_ledger.api.files.instruments import files_in, instruments_in, left_out
from licence_ledger.api.files.lint import read
from running import run

CASE = Path(__file__).parents[2] / "data" / "cases" / "folder-silently-skips" / "record"
ACT = (CASE / "c.Json").read_text()


def test_every_file_of_a_folder_is_read_whatever_the_case_of_its_name() -> None:
    assert [one.content["instrument"] for one in instruments_in(CASE)] == ["f-b", "f-a", "f-c"]
    assert "3 sound" in run(f"lint {CASE}").output


@pytest.mark.parametrize("suffix", [".YAML", ".Yml", ".JSON", ".NdJson", ".JSONL", ".yaml"])
def test_a_files_kind_is_told_by_its_name_in_any_case(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"act{suffix}"
    path.write_text(ACT.replace("f-c", "act") + "\n")
    for where in (path, tmp_path):
        assert [one.content["instrument"] for one in instruments_in(where)] == ["act"]
    drafts, findings = read(path)
    assert ([one.name for one in drafts], findings) == (["act"], [])


def test_what_a_folder_leaves_out_is_told(tmp_path: Path, built_in_database: str) -> None:
    (tmp_path / "act.yaml").write_text(ACT)
    (tmp_path / "deeper").mkdir()
    for name in ("notes.txt", "deeper/act.yaml.bak", "noname"):
        (tmp_path / name).write_text("x")
    assert files_in(tmp_path) == [tmp_path / "act.yaml"]
    names = ["deeper/act.yaml.bak", "noname", "notes.txt"]
    assert [str(one.relative_to(tmp_path)) for one in left_out(tmp_path)] == names
    assert left_out(tmp_path / "act.yaml") == []
    for command in (f"lint {tmp_path}", f"record --dry-run {tmp_path}"):
        told = " ".join(run(command, built_in_database).stderr.split())
        assert f"left out: {', '.join(names)}" in told, command


def test_of_very_many_that_are_left_out_some_are_named_and_all_counted(tmp_path: Path) -> None:
    (tmp_path / "act.yaml").write_text(ACT)
    for n in range(30):
        (tmp_path / f"{n:02}.txt").write_text("x")
    told = " ".join(run(f"lint {tmp_path}").stderr.split())
    assert "and 20 more" in told
    assert "[/x]" not in told


def test_a_name_that_looks_like_markup_is_told_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "act.yaml").write_text(ACT)
    (tmp_path / "[bold] :x: [").write_text("x")
    assert "[bold] :x: [" in " ".join(run(f"lint {tmp_path}").stderr.split())


def test_a_line_of_ndjson_ends_where_lines_end_and_at_no_other_separator(tmp_path: Path) -> None:
    path = tmp_path / "acts.ndjson"
    line = ACT.replace('"note": "x"', '"note": "one\u2028two\x85three"').strip()
    path.write_text(f"{line}\n\n{line.replace('f-c', 'f-d')}\n", encoding="utf-8")
    found = list(instruments_in(path))
    assert [one.where.rpartition(":")[2] for one in found] == ["1", "3"]
    assert found[0].content["note"] == "one\u2028two\x85three"
    assert len(read(path)[0]) == 2
