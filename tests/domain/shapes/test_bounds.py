"""Bounds: told in the error and in the schema, and only for what is new."""

from __future__ import annotations

import json
import lzma
import shutil
import sqlite3
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from builders import Case, change, established, excluded, instrument, question_faults
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.faults import RefusedError, likest
from licence_ledger.domain.recording.events import CHANGE_EVENTS
from licence_ledger.domain.shapes.fields import RECORDED
from licence_ledger.domain.shapes.instruments import CHANGE_SHAPES
from licence_ledger.domain.shapes.schema import instrument_schema
from licence_ledger.domain.vocabulary import bounds
from licence_ledger.domain.vocabulary.clauses import goods_match
from licence_ledger.domain.vocabulary.truth import NO, UNDETERMINED, YES

ROOT = Path(__file__).parents[3]
Json = Any
SCHEMA = jsonschema_rs.Draft202012Validator(instrument_schema())
CITED = [{"source": "Stcrt. 2020, 1"}]


def of(most: int, before: str = "", letter: str = "a") -> str:
    return before + letter * (most - len(before))


def code(length: int) -> str:
    return of(length, "5", "1")


PLACES: dict[str, tuple[int, Any]] = {
    "an instrument's id": (bounds.NAME, lambda n: instrument(of(n), excluded("IL"))),
    "a title": (bounds.TEXT, lambda n: instrument("x", excluded("IL"), title=of(n))),
    "a note": (bounds.TEXT, lambda n: instrument("x", excluded("IL", note=of(n)))),
    "a source": (
        bounds.TEXT,
        lambda n: instrument("x", excluded("IL"), cites=[{"source": of(n)}]),
    ),
    "an address": (
        bounds.URL,
        lambda n: instrument("x", excluded("IL"), url=of(n, "https://example.com/")),
    ),
    "a licence's name": (bounds.NAME, lambda n: instrument("x", established(of(n)))),
    "a code": (bounds.CODE, lambda n: instrument("x", excluded("IL", goods=[code(n)]))),
    "a programme": (bounds.NAME, lambda n: instrument("x", excluded("IL", programmes=[of(n)]))),
    "an exporter": (bounds.NAME, lambda n: instrument("x", excluded("IL", exporters=[of(n)]))),
    "a key": (
        bounds.NAME,
        lambda n: instrument(
            "x",
            change(
                "condition_attached", licence="NL1", from_="2020", key=of(n), kind="other", text="."
            ),
        ),
    ),
    "a topic": (
        bounds.ID,
        lambda n: instrument("x", change("statement_recorded", about=of(n), says=".", by=".")),
    ),
}


@pytest.mark.parametrize("what", PLACES)
def test_at_its_bound_it_is_recorded_and_beyond_told_by_its_bound(what: str) -> None:
    most, made = PLACES[what]
    case = Case(instrument("a", established()))
    assert SCHEMA.is_valid(made(most))
    assert not SCHEMA.is_valid(made(most + 1))
    ((code_, _),) = case.refused(made(most + 1))
    assert code_ == "malformed"
    assert f"{most:,}" in _sentences(case, made(most + 1))
    assert case.refused(made(most)) == []


def _sentences(case: Case, submitted: Json) -> str:
    with pytest.raises(RefusedError) as refusal:
        case.ledger.record(submitted, "the test")
    return str(refusal.value)


def test_the_id_of_the_longest_entry_can_be_named() -> None:
    name, key = of(bounds.NAME, "stcrt-"), of(bounds.NAME, "k")
    condition = {"key": key, "kind": "other", "text": "Report."}
    case = Case(instrument(name, established(conditions=[condition])))
    target = f"{name}#1/{key}"
    ended = change("condition_removed", target=target, from_="2020-01-01")
    assert case.refused(instrument("x", ended)) == []


QUESTIONS: dict[str, tuple[str, int, str]] = {
    "goods": ("goods", bounds.CODE, "5"),
    "a programme": ("programme", bounds.NAME, "F"),
    "an exporter": ("exporter", bounds.NAME, "E"),
    "a licence": ("licence", bounds.NAME, "N"),
}


@pytest.mark.parametrize("what", QUESTIONS)
def test_a_question_beyond_its_bound_is_faulty(what: str) -> None:
    field, most, letter = QUESTIONS[what]
    register = Case(instrument("a", established())).register
    said = {"date": "2020-01-01", field: letter * (most + 1)}
    assert question_faults(register.evaluate, said, {}) == ["malformed"]
    within = {**said, field: letter * most}
    expected = ["unknown_licence"] if field == "licence" else []
    assert question_faults(register.evaluate, within, {}) == expected


def test_a_name_longer_than_any_is_a_faulty_question() -> None:
    register = Case(instrument("a", established())).register
    long = "N" * (bounds.NAME + 1)
    for ask in (register.licence, register.group, register.instrument):
        assert question_faults(ask, long, {}) == ["malformed"]


def test_an_object_has_so_many_fields_and_names_so_many_letters() -> None:
    case = Case(instrument("a", established()))
    many = {**excluded("IL"), **{f"f{n}": 1 for n in range(bounds.FIELDS)}}
    assert case.refused(instrument("x", many)) == [("malformed", "/changes/0")]
    assert f"{bounds.FIELDS}" in _sentences(case, instrument("x", many))
    long = {**excluded("IL"), "f" * (bounds.NAME + 1): 1}
    assert case.refused(instrument("x", long)) == [("malformed", "/changes/0")]
    assert f"{bounds.NAME}" in _sentences(case, instrument("x", long))


def test_an_instrument_has_so_many_bytes() -> None:
    case = Case(instrument("a", established()))
    acts = [excluded("IL", note="n" * bounds.TEXT)] * (bounds.BODY // bounds.TEXT + 1)
    assert case.refused(instrument("x", *acts)) == [("malformed", "")]
    assert f"{bounds.BODY:,}" in _sentences(case, instrument("x", *acts))


def test_what_stands_recorded_is_read_whatever_it_holds() -> None:
    said = excluded("IL", note="n" * (bounds.TEXT + 1), goods=[code(bounds.CODE + 1)])
    shape = CHANGE_SHAPES["destination_excluded"]
    assert shape.model_validate(said, context=RECORDED)
    record = json.dumps({"stream": "licence/NL1", "id": "x#1", "change": said}).encode()
    assert CHANGE_EVENTS["destination_excluded"].read("licence/NL1", 1, record).change == said


def test_what_release_0_1_0_recorded_is_still_acceptable(tmp_path: Path) -> None:
    kept = ROOT / "tests" / "data" / "release-0.1.0"
    for name in ("ledger.db", "made-up.db"):
        with lzma.open(kept / f"{name}.xz") as source, (tmp_path / name).open("wb") as target:
            shutil.copyfileobj(source, target)
        with sqlite3.connect(tmp_path / name) as opened:
            rows = opened.execute("SELECT * FROM stored_events").fetchall()
        records = [json.loads(row[-1]) for row in rows]
        changes = [one["change"] for one in records if "change" in one]
        assert len(changes) > 50
        for one in changes:
            CHANGE_SHAPES[one["type"]].model_validate(one)


# -- the same answers in less time ---------------------------------------------------------

words = st.text("ab1.-", max_size=12)


@given(words, st.lists(words, max_size=30), st.integers(1, 4), st.sampled_from((0.4, 0.5, 0.75)))
def test_the_likest_are_those_that_difflib_finds(
    word: str, known: list[str], most: int, cutoff: float
) -> None:
    assert likest(word, known, most, cutoff) == get_close_matches(word, known, most, cutoff)


codes = st.lists(st.sampled_from(["5A", "1", "a", "2"]), min_size=1, max_size=5).map(".".join)


@given(st.lists(codes, max_size=8), codes, st.booleans())
def test_goods_fall_under_a_code_as_if_cut_at_each_dot(
    named: list[str], given_: str, long: bool
) -> None:
    if long:
        given_ = given_ + ".1" * bounds.CODE
        named = [*named, given_[: bounds.CODE + 1].rstrip(".")] if len(named) % 2 else named
    above = given_
    expected = NO
    while above:
        if above in named:
            expected = YES
        above = above.rpartition(".")[0]
    if expected is NO and any(one.startswith(f"{given_}.") for one in named):
        expected = UNDETERMINED
    assert goods_match(named, given_) is expected
