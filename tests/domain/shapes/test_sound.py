"""What is told quickly of a shape is what the shape itself says."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args, get_origin

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.shapes.instruments import (
    CHANGE_SHAPES,
    InstrumentShape,
    RestatedInstrument,
)
from licence_ledger.domain.shapes.readable import repeated
from licence_ledger.domain.shapes.sound import is_of_shape
from licence_ledger.domain.shapes.transactions import TransactionShape
from licence_ledger.domain.vocabulary.bounds import ITEMS
from licence_ledger.domain.vocabulary.dimensions import DIMENSIONS
from pydantic import BaseModel, ValidationError

SHAPES: list[type[BaseModel]] = [
    *CHANGE_SHAPES.values(),
    InstrumentShape,
    RestatedInstrument,
    TransactionShape,
]
CLAUSES: list[Any] = [
    {"goods": ["ML10"], "destinations": ["@EU", "IL"]},
    {"knowledge": ["wmd"]},
    {},
    {"goods": []},
    {"goods": ["ml10"]},
    {"colour": ["red"]},
    {"goods": None},
]
TERM = {"key": "report", "text": "A report"}
PLAIN: list[Any] = [
    *("NL1", "stcrt-2020-1", "2020", "2020-01-01", "2020-02-30", "[2016..2017-01-01]", "IL", "EU"),
    *(
        "general",
        "global",
        "official",
        "granted",
        "wmd",
        "civil",
        "ML10.a",
        "5A002",
        "none",
        "never",
    ),
    *("ECLI:NL:HR:2020:1", "https://example.org/a", "permit-1", "F-35", "A text. ", "é\u200e"),
    *("", " ", "a\u0000b", "\ud800", "x" * 65, "x" * 201, "x" * 2_001, "\n"),
    *(None, True, False, 0, 1, 2**53, -1, 521, 1.5, b"IL", [], {}, ("IL",)),
]
WHOLE: list[Any] = [
    *(
        ["IL"],
        ["IL", "@EU"],
        ["IL", "IL"],
        ["IL", 1],
        ["", "IL"],
        [["IL"]],
        [None],
        ["F-35"],
        ["2024-02-20"],
    ),
    *([one.words[0]] for one in DIMENSIONS if one.words),
    *([one] for one in CLAUSES),
    *CLAUSES,
    *([TERM], [{**TERM, "kind": "limit"}], [{**TERM, "kind": "limit", "clause": CLAUSES[0]}]),
    *(
        [{**TERM, "key": "permit-1"}],
        [{**TERM, "text_nl": None}],
        [{"key": "report"}],
        [TERM, {}],
        [TERM, TERM],
    ),
    *([{"source": "Stcrt. 2020, 1", "url": "https://example.org"}], [{"source": " "}]),
    *([{"value": "30"}], [{"value": "30", "when": CLAUSES[0]}], [{"value": "30", "when": {}}]),
    *([{"code": "5A002", "title": "Systems", "reserved": False}], [{"code": "5a", "title": "S"}]),
    [{"code": "5A002", "title": "Systems", "certainty": "guessed"}],
]
VALUES = [*PLAIN, *WHOLE]


def _holds(shape: type[BaseModel], value: Any) -> bool:
    """Whether a value has the shape, and names nothing twice."""
    try:
        shape.model_validate(value)
    except ValidationError:
        return False
    return not [*repeated(value, "")]


def _fields(shape: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in shape.model_fields.items()]


@cache
def _sound_values(shape: type[BaseModel]) -> dict[str, list[Any]]:
    """Of each field the values that it may have."""

    def wrong(name: str, value: Any) -> bool:
        try:
            shape.model_validate({name: value})
        except ValidationError as error:
            try:
                return any(one["loc"][:1] == (name,) for one in error.errors(include_url=False))
            except UnicodeEncodeError:  # its sentence holds half a character
                return True
        return False

    found: dict[str, list[Any]] = {}
    for name, field in shape.model_fields.items():
        called = field.alias or name
        words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        found[called] = [one for one in (*words, *VALUES) if not wrong(called, one)]
    return found


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_of_each_field_the_same_values_are_sound(shape: type[BaseModel]) -> None:
    sound = _sound_values(shape)
    whole = {name: values[0] for name, values in sound.items()}
    assert is_of_shape(shape)(whole)
    for name in _fields(shape):
        for one in VALUES:
            said = {**whole, name: one}
            assert is_of_shape(shape)(said) is _holds(shape, said), (name, one)
        left_out = {other: value for other, value in whole.items() if other != name}
        assert is_of_shape(shape)(left_out) is _holds(shape, left_out), name
    assert not is_of_shape(shape)({**whole, "colour": "red"})
    assert not any(map(is_of_shape(shape), (None, [], "text", [whole])))


def test_a_list_may_hold_so_many_and_no_more() -> None:
    shape = CHANGE_SHAPES["group_established"]
    many = [f"@G{n}" for n in range(ITEMS)]
    said = {"type": "group_established", "group": "EU", "from": "2000"}
    for members in (many, [*many, "NL"]):
        more = {**said, "members": members}
        assert is_of_shape(shape)(more) is _holds(shape, more) is (len(members) == ITEMS)


@settings(max_examples=examples(50), deadline=None)
@given(st.data(), st.sampled_from(SHAPES))
def test_whatever_is_said_is_sound_if_it_has_the_shape(
    data: st.DataObject, shape: type[BaseModel]
) -> None:
    said: dict[str, Any] = {}
    for name, values in _sound_values(shape).items():
        given_ = data.draw(st.sampled_from(["sound", "sound", "sound", "left out", "any"]))
        if given_ != "left out":
            said[name] = data.draw(st.sampled_from(values if given_ == "sound" else VALUES))
    assert is_of_shape(shape)(said) is _holds(shape, said)
