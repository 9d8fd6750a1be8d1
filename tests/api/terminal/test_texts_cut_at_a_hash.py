"""A text of YAML that ends at ` #`: who records it is told, as `lint` tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.files.instruments import instruments_in
from licence_ledger.projections.register.register import Register
from running import run

CUT = Path(__file__).parents[2] / "data" / "cases" / "yaml-hash-cut" / "cut.yaml"
PLACES = ("3:15", "12:36")


def told(output: str) -> str:
    return " ".join(output.split())


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/ledger.db"


@pytest.mark.parametrize("options", ["", "--json", "--dry-run", "--dry-run --json"])
def test_a_text_that_is_cut_is_told_with_its_place_and_recorded_as_it_was_read(
    options: str, database: str
) -> None:
    run("record --built-in", database)
    result = run(f"record {CUT} {options}", database)
    assert result.exit_code == 0
    for place, lost in zip(PLACES, ("#12 on NL009", "#2 in part"), strict=True):
        sentence = f"cut: {CUT}:{place}: the text is cut here: ` #` begins a comment, and `{lost}`"
        assert sentence in told(result.stderr)
    assert "cut" not in result.stdout.replace("cut-1", "")
    if not options:
        ledger = ledger_at(database)
        assert Register(ledger).instrument("cut-1", {})["content"]["title"] == "Letter"
        ledger.close()


def test_what_lint_tells_of_a_file_is_what_recording_tells(database: str) -> None:
    run("record --built-in", database)
    linted = json.loads(run(f"lint {CUT} --json").stdout)["findings"]
    assert [f"{one['line']}:{one['column']}" for one in linted] == list(PLACES)
    recorded = told(run(f"record {CUT}", database).stderr)
    assert [one["detail"] in recorded for one in linted] == [True, True]


def test_a_draft_that_is_laid_beside_the_ledger_is_told_of_too(
    database: str, tmp_path: Path
) -> None:
    run("record --built-in", database)
    shipments = tmp_path / "in.csv"
    shipments.write_text("date,licence,destination\n2025-05-01,NL009,NO\n")
    found = run(f"impact {shipments} --draft {CUT} --json", database)
    assert f"cut: {CUT}:{PLACES[0]}:" in told(found.stderr)
    assert "cut:" not in found.stdout


def test_each_instrument_of_a_list_knows_what_was_cut_of_it(tmp_path: Path) -> None:
    path = tmp_path / "acts.yaml"
    path.write_text("- title: one\n- title: two #2\n- title: 'three #3'\n")
    assert [len(one.cut) for one in instruments_in(path)] == [0, 1, 0]
    (sentence,) = list(instruments_in(path))[1].cut
    assert sentence.startswith(f"{path}:2:14: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "title: one  # a comment\nnote: 'in quotes #2'\n"),
        ("a.json", '{"title": "one #2"}'),
        ("a.ndjson", '{"title": "one #2"}\n'),
    ],
)
def test_of_what_is_not_cut_nothing_is_told(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert [one.cut for one in instruments_in(tmp_path / name)] in ([()], [[]])
