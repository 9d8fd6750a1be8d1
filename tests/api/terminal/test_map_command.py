"""`map` in a terminal: a picture that is read without colour, its cells, and a drawing."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from xml.etree import ElementTree

from licence_ledger.api.databases import ledger_at
from licence_ledger.api.terminal.cli import app
from licence_ledger.projections.register.maps import Maps
from typer.testing import CliRunner

F_35 = "--activity export --goods ML10 --origin NL --destination IL --programme F-35"


def shown(line: str, database: str, **environment: str) -> str:
    """What the command prints."""
    env = {"LEDGER_DATABASE": database, "COLUMNS": "100", **environment}
    done = CliRunner().invoke(app, shlex.split(line), env=env)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_picture_shows_knowledge_upwards_and_marks_what_one_could_know(
    built_in_database: str,
) -> None:
    lines = shown(f"map --licence NL009 {F_35}", built_in_database).splitlines()
    rows = [line.split() for line in lines if line.startswith("known ")]
    assert [row[1] for row in rows] == ["2024-02-19", "2016-09-01", "before"]
    blocks = [row[2] for row in rows]
    assert [len(row) for row in blocks] == [36, 36, 36]
    assert blocks[0] == f"{'·' * 12}{'█' * 6}◆{'█' * 5}{'·' * 6}◆{'·' * 5}"
    assert blocks[1] == f"{'·' * 6}◆{'·' * 5}{'█' * 6}◆{'█' * 17}"
    assert blocks[2] == f"{'·' * 6}◆{'·' * 29}"


def test_a_flag_above_each_column_names_the_day_on_which_it_begins(built_in_database: str) -> None:
    lines = shown(f"map --licence NL009 {F_35}", built_in_database).splitlines()
    row = next(line for line in lines if line.startswith("known 2024-02-19"))
    for day, block in (("2016-10-01", "█"), ("2024-02-20", "·")):
        at = next(line.index(day) for line in lines if day in line and "known" not in line)
        assert row[at] == block
    assert "█ covered" in "\n".join(lines)


def test_what_does_not_fit_side_by_side_stands_below(built_in_database: str) -> None:
    asked = "map --activity export --goods ML10"
    lines = shown(asked, built_in_database, COLUMNS="34").splitlines()
    picture = lines[: lines.index(next(line for line in lines if "could know" in line))]
    assert all(len(line) <= 34 for line in picture if line.startswith("known "))
    assert len([line for line in picture if line.startswith("known before")]) > 1


def test_the_cells_are_told_in_a_table_and_as_json(built_in_database: str) -> None:
    line = f"map --licence NL009 {F_35}"
    assert "2024-02-20" in shown(line, built_in_database)
    assert "cells" not in shown(line, built_in_database)
    told = " ".join(shown(f"{line} --cells", built_in_database, COLUMNS="160").split())
    assert "from 2024-02-20 from 2024-02-19 not covered excluded stcrt-2024-5435#2" in told
    ledger = ledger_at(built_in_database)
    asked = {name: value for name, value in zip(*[iter(shlex.split(F_35))] * 2, strict=True)}
    transaction = {name.lstrip("-"): value for name, value in asked.items()}
    answer = Maps(ledger).map({"licence": "NL009", **transaction}, {})
    ledger.close()
    assert json.loads(shown(f"{line} --json", built_in_database)) == answer


def test_the_drawing_is_written_beside_the_picture(built_in_database: str, tmp_path: Path) -> None:
    path = tmp_path / "f-35.svg"
    line = f"map --licence NL009 {F_35} --svg {path}"
    assert f"drawn into {path}" in shown(line, built_in_database)
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "stcrt-2024-5435" in path.read_text(encoding="utf-8")


def test_a_day_is_no_option_and_a_faulty_question_ends_with_2(built_in_database: str) -> None:
    env = {"LEDGER_DATABASE": built_in_database}
    for line in ("map --date 2024-01-01", "map --known-on 2024-01-01", "map --licence NL999"):
        assert CliRunner().invoke(app, shlex.split(line), env=env).exit_code == 2
