"""Twelve files as exporters keep them: each is judged as its clean twin, and asks what is open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from judged_by_mapping import answered_mapping, came_to, judged, register_of
from kept_files import ANSWERS, CLEAN, FILES, KEPT, make
from licence_ledger.api.batch.mapping.mapping_text import dump_mapping, load_mapping
from licence_ledger.api.batch.mapping.preparing import propose_mapping
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.register.register import Register

Json = dict[str, Any]
SURPLUS = {"sap.txt": 1, "zendingen.xlsx": 1}
"""Rows that are no shipments: totals."""


@pytest.fixture(scope="module")
def register(built_in_database: str) -> Iterator[Register]:
    with register_of(built_in_database) as found:
        yield found


@pytest.fixture(scope="module")
def twin(register: Register) -> list[Any]:
    return [came_to(row) for row in judged(register, FILES / "twin.csv")]


def test_there_are_twelve_and_a_twin_and_nothing_else() -> None:
    assert len(KEPT) == 12
    assert {one.name for one in FILES.iterdir()} == {*KEPT, "twin.csv"}


@pytest.mark.parametrize("name", KEPT)
def test_a_file_as_it_is_kept_is_judged_as_its_clean_twin(
    name: str, register: Register, twin: list[Any]
) -> None:
    proposed = propose_mapping(FILES / name)
    asked = {one.partition(": ")[0] for one in proposed.open_questions()}
    assert asked == set(ANSWERS[name])
    rows = judged(register, FILES / name, answered_mapping(proposed, ANSWERS[name]))
    assert [came_to(row) for row in rows[: len(CLEAN)]] == twin
    surplus = rows[len(CLEAN) :]
    assert len(surplus) == SURPLUS.get(name, 0)
    assert all(row["error"] and row["verdict"] is None for row in surplus)


@pytest.mark.parametrize("name", [name for name, answers in ANSWERS.items() if answers])
def test_what_is_open_is_not_applied(name: str, register: Register) -> None:
    with pytest.raises(QuestionError) as told:
        judged(register, FILES / name, propose_mapping(FILES / name))
    assert {fault.pointer for fault in told.value.faults} == set(ANSWERS[name])


def test_what_is_not_in_the_mapping_is_a_fault_of_the_row(register: Register) -> None:
    whole = answered_mapping(propose_mapping(FILES / "us.csv"), {})
    del whole.fields["goods"].values["ML13"]  # type: ignore[attr-defined]
    rows = judged(register, FILES / "us.csv", whole)
    faulty = [row for row in rows if row["error"]]
    assert len(faulty) == 4
    assert all("does not know `ML13` as `goods`" in row["error"] for row in faulty)
    assert all("goods: ML13 (E" in row["read_as"] for row in faulty)
    assert all("not in the mapping" in row["read_as"] for row in faulty)


def test_every_verdict_leads_back_to_its_cell(register: Register) -> None:
    mapping = propose_mapping(FILES / "zendingen.xlsx")
    answered = answered_mapping(mapping, ANSWERS["zendingen.xlsx"])
    rows = judged(register, FILES / "zendingen.xlsx", answered)
    assert [row["row"] for row in rows] == [4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 18]
    assert {row["sheet"] for row in rows} == {"Zendingen"}
    assert "destination: België (G8) → BE" in rows[4]["read_as"]
    assert "date: 2024-02-07 (B8)" in rows[4]["read_as"]


def test_a_cell_that_reaches_down_is_named_where_it_stands(register: Register) -> None:
    mapping = answered_mapping(propose_mapping(FILES / "codes.xlsx"), ANSWERS["codes.xlsx"])
    rows = judged(register, FILES / "codes.xlsx", mapping)
    assert "destination: Israël (G7) → IL" in rows[6]["read_as"]


@pytest.mark.parametrize("name", KEPT)
def test_a_mapping_comes_back_from_its_file_as_it_was_written(name: str, tmp_path: Path) -> None:
    proposed = propose_mapping(FILES / name)
    path = tmp_path / "m.yaml"
    dump_mapping(proposed, path, name)
    found = load_mapping(path)
    assert found.shown() == proposed.shown()
    assert len(found.open_questions()) == len(proposed.open_questions())


def test_a_mapping_says_how_often_and_how_sure(tmp_path: Path) -> None:
    dump_mapping(propose_mapping(FILES / "excel-nl.csv"), tmp_path / "m.yaml", "excel-nl.csv")
    text = (tmp_path / "m.yaml").read_text()
    assert '"België": "BE"  # 1 row; a name of the country' in text
    assert '"9-9-9999": "DD-MM-YYYY"  # 12 rows; `14-05-2019` settles it' in text
    assert '"Congo": "?"  # 1 row; the name of more than one country; may be CG or CD' in text


def test_the_files_are_those_that_are_made_here(tmp_path: Path) -> None:
    make(tmp_path)
    for name in (*KEPT, "twin.csv"):
        if name.endswith((".csv", ".txt", ".ndjson")):
            assert (tmp_path / name).read_bytes() == (FILES / name).read_bytes()
        else:
            made, kept = (propose_mapping(folder / name) for folder in (tmp_path, FILES))
            assert json.dumps(made.shown()) == json.dumps(kept.shown())
