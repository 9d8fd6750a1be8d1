"""The JSON Schema of an instrument: never stricter than the ledger, and it explains itself."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from builders import Case, change, established, excluded, instrument, judgment
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.app import create_app
from licence_ledger.api.files.built_in import RECORD_FOLDER, built_in
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.domain.history.in_memory import InMemorySource
from licence_ledger.domain.recording.form import faults_of_shape
from licence_ledger.domain.shapes.schema import instrument_schema
from licence_ledger.domain.vocabulary.change_types import CHANGE_TYPES
from starlette.testclient import TestClient
from typer.testing import CliRunner

ROOT = Path(__file__).parents[3]
Json = Any

SCHEMA = jsonschema_rs.Draft202012Validator(instrument_schema())
EMPTY = InMemorySource().head()


def accepted() -> list[Json]:
    """Instruments that the ledger accepts: the built-in record, and those of the portable cases."""
    cases = json.loads((ROOT / "tests" / "conformance" / "random.json").read_text())
    cases += json.loads((ROOT / "tests" / "conformance" / "refusals.json").read_text())
    return [
        *(one.content for one in built_in()),
        *(one for case in cases for one in case["instruments"]),
    ]


ACCEPTED = accepted()


def test_the_schema_is_itself_a_sound_schema() -> None:
    jsonschema_rs.meta.validate(instrument_schema())


def test_every_instrument_that_the_ledger_accepts_validates() -> None:
    assert len(ACCEPTED) > 150
    for one in ACCEPTED:
        assert [str(error) for error in SCHEMA.iter_errors(one)] == [], one["instrument"]


@pytest.mark.parametrize("path", sorted(RECORD_FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_of_the_record_validates_as_an_editor_reads_it(path: Path) -> None:
    assert [str(error) for error in SCHEMA.iter_errors(_as_an_editor(path.read_text()))] == []


class _Editor(yaml.SafeLoader):
    """YAML as editors read it (YAML 1.2): numbers and flags are such, days are text."""


_Editor.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag.endswith((":int", ":float", ":null")) or (tag.endswith(":bool") and first in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _as_an_editor(text: str) -> Json:
    return yaml.load(text, Loader=_Editor)


def test_a_year_that_an_editor_reads_as_a_number_is_no_fault() -> None:
    text = json.dumps(instrument("a", excluded("IL", from_="YEAR"))).replace('"YEAR"', "2016")
    read = _as_an_editor(text)
    assert read["changes"][0]["from"] == 2016
    assert SCHEMA.is_valid(read)


WORDS: list[Json] = [
    *("", " ", "IL", "@EU", "5A002", "2016", "2016-02-30", "[..2012-06-30]", "none", "permit-1"),
    *("judgment", "correction", "record_corrected", "letter", "general", "a b", "a\n", "\ufeff"),
    *(None, True, 5, -1, 2.5, 2**60, [], {}, [[]], ["IL", "IL"], [{}], {"source": "x"}, [None]),
]


@st.composite
def altered(draw: st.DrawFn) -> Json:
    """An accepted instrument with something in it altered, taken away or added."""
    one = copy.deepcopy(draw(st.sampled_from(ACCEPTED)))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(list(_places(one))))
        names = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        act = draw(st.sampled_from(("set", "take", "add")))
        if act == "add" or not names:
            word = copy.deepcopy(draw(st.sampled_from(WORDS)))
            if isinstance(place, dict):
                place[draw(st.sampled_from(("foo", "clause", "ecli", "until", "type")))] = word
            else:
                place.append(word)
        elif act == "take":
            del place[draw(st.sampled_from(names))]
        else:
            place[draw(st.sampled_from(names))] = copy.deepcopy(draw(st.sampled_from(WORDS)))
    return one


def _places(value: Json) -> Any:
    if isinstance(value, (dict, list)):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _places(inner)


@settings(max_examples=examples(600), deadline=None)
@given(altered())
def test_whatever_the_schema_refuses_the_ledger_refuses(one: Json) -> None:
    if not SCHEMA.is_valid(one):
        assert faults_of_shape(one, EMPTY)


REFUSED = [
    pytest.param(instrument("A b", established()), id="an id that is none"),
    pytest.param(instrument("a"), id="no change"),
    pytest.param(instrument("a", established(), kind="judgment"), id="a judgment without ECLI"),
    pytest.param(instrument("a", established(), kind="correction"), id="law in a correction"),
    pytest.param(
        instrument("a", change("record_corrected", target="b#1", reason="x")),
        id="a correction in law",
    ),
    pytest.param(instrument("a", change("licence_estableshed")), id="a type that is none"),
    pytest.param(instrument("a", excluded()), id="no destination"),
    pytest.param(instrument("a", excluded("IL", "IL")), id="a destination twice"),
    pytest.param(instrument("a", excluded("IL", from_="April")), id="a date that is none"),
    pytest.param(instrument("a", excluded("IL", frm="2016")), id="a field that is none"),
    pytest.param(instrument("a", established(permits=[{}])), id="an empty clause"),
    pytest.param(
        judgment(
            "a", change("court_amendment_ordered", licence="NL1", from_="2016", order="cease")
        ),
        id="an order about nothing",
    ),
    pytest.param(
        instrument(
            "a",
            change(
                "condition_attached",
                **{"licence": "NL1", "from": "2016", "kind": "other", "text": "x"},
                key="permit-1",
            ),
        ),
        id="a key like an entry",
    ),
]


@pytest.mark.parametrize("one", REFUSED)
def test_an_editor_finds_what_a_schema_can_say(one: Json) -> None:
    assert not SCHEMA.is_valid(one)
    assert faults_of_shape(one, EMPTY)


def test_every_field_and_every_type_of_change_is_explained() -> None:
    parts = instrument_schema()["$defs"]
    for kind in CHANGE_TYPES.values():
        assert parts[kind.name]["description"] == kind.says
    for name, part in parts.items():
        for field, schema in part["properties"].items():
            assert len(schema["description"]) > 10, f"{name}.{field}"
            assert "title" not in schema
            assert "default" not in schema


def test_the_command_and_the_door_make_the_same() -> None:
    printed = CliRunner().invoke(command, ["lint", "--schema"])
    assert json.loads(printed.output) == instrument_schema()
    served = TestClient(create_app(Case().ledger, None, "x")).get("/v1/schemas/instrument.json")
    assert served.json() == instrument_schema()
