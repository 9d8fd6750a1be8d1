"""Instruments in files: read as they stand, or a clear error with the place."""

from __future__ import annotations

from pathlib import Path

import pytest
from licence_ledger.api.files.instruments import instruments_in
from licence_ledger.api.files.placed_yaml import read_yaml
from licence_ledger.api.texts import FileError, NotJsonError, read_json


def test_yaml_is_text_norway_is_no_boolean_and_a_code_no_number() -> None:
    text = "members: [NO, NL]\nfrom: 2016\ngoods: [5E001, 1A005]\nday: 2024-02-20\nyes: no\n"
    assert read_yaml(text, "x") == {
        "members": ["NO", "NL"],
        "from": "2016",
        "goods": ["5E001", "1A005"],
        "day": "2024-02-20",
        "yes": "no",
    }


def test_only_the_fields_that_are_numbers_or_flags_are_read_so() -> None:
    text = "transactions: 33\nexporters_count: '5'\ndisputes: true\nperiod: 2024\nsays: true\n"
    assert read_yaml(text, "x") == {
        "transactions": 33,
        "exporters_count": "5",
        "disputes": True,
        "period": "2024",
        "says": "true",
    }


FAULTY_YAML = [
    pytest.param("a: 1\nb: 2\na: 3\n", r"x:3:1: `a` is given twice", id="a key given twice"),
    pytest.param("a: &b [1]\nc: *b\n", r"x:2:4: anchors and aliases", id="an alias"),
    pytest.param("a: [1\nb: 2\n", r"x:2:", id="a bracket left open"),
    pytest.param("[a]: 1\n", r"x:1:1: a field's name", id="a list as a name"),
    pytest.param("- " * 50 + "a\n", r"nests deeper", id="deep nesting"),
    pytest.param("a: \x00\n", r"x", id="a NUL"),
    pytest.param("a: 1\n---\nb: 2\n", r"x:2:1", id="two documents"),
]


@pytest.mark.parametrize(("text", "message"), FAULTY_YAML)
def test_faulty_yaml_is_an_error_with_its_place(text: str, message: str) -> None:
    with pytest.raises(FileError, match=message):
        read_yaml(text, "x")


FAULTY_JSON = [
    pytest.param(b'{"a": 1, "a": 2}', "given twice", id="a key given twice"),
    pytest.param(b'{"a": NaN}', "`NaN` is no number", id="NaN"),
    pytest.param(b'{"a": -Infinity}', "`-Infinity` is no number", id="infinity"),
    pytest.param(b"[" * 5000, "nests deeper", id="deep nesting"),
    pytest.param(b"\xff\xfe", "not UTF-8", id="no UTF-8"),
    pytest.param(b'{"a": ' + b"9" * 5000 + b"}", "no JSON", id="a huge number"),
    pytest.param(b"", "no JSON", id="nothing"),
]


@pytest.mark.parametrize(("text", "message"), FAULTY_JSON)
def test_faulty_json_is_an_error(text: bytes, message: str) -> None:
    with pytest.raises(NotJsonError, match=message):
        read_json(text)


def test_a_folder_is_read_in_the_order_of_its_file_names(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.json", "c.ndjson", "notes.txt"):
        text = f'{{"instrument": "{name}"}}\n'
        (tmp_path / name).write_text(text * (2 if name.endswith("ndjson") else 1))
    found = [one.content["instrument"] for one in instruments_in(tmp_path)]
    assert found == ["a.json", "b.yaml", "c.ndjson", "c.ndjson"]


def test_a_file_may_hold_several_instruments(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text("- instrument: a\n- instrument: b\n")
    assert [one.content["instrument"] for one in instruments_in(path)] == ["a", "b"]


def test_a_faulty_line_of_ndjson_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text('{"instrument": "a"}\n\n{"instrument": \n')
    with pytest.raises(FileError, match=r"a\.ndjson:3"):
        list(instruments_in(path))


def test_an_empty_folder_and_another_kind_of_file_are_errors(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="holds no"):
        list(instruments_in(tmp_path))
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(FileError, match="write instruments as"):
        list(instruments_in(tmp_path / "a.txt"))
