"""Whatever is sent in is recorded, answered or refused; nothing crashes."""

from __future__ import annotations

import gc
import json
import tracemalloc
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, instrument, question_faults
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.app import create_app
from licence_ledger.domain.faults import QuestionError, RefusedError
from licence_ledger.domain.recording.form import faults_of_shape
from licence_ledger.domain.vocabulary.bounds import DEPTH, ITEMS
from starlette.testclient import TestClient

HALF = "\ud800"


def nested(depth: int) -> Any:
    found: Any = "x"
    for _ in range(depth):
        found = {"note": found}
    return found


UNREADABLE = [
    pytest.param(
        instrument(HALF, established(), title="T"), "/instrument", id="half a character as id"
    ),
    pytest.param(instrument("x", established(), title=HALF), "/title", id="as title"),
    pytest.param(instrument("x", established(), ecli=HALF), "/ecli", id="as ecli"),
    pytest.param(instrument("x", excluded(HALF)), "/changes/0/destinations/0", id="as country"),
    pytest.param(instrument("x", excluded("IL", from_=HALF)), "/changes/0/from", id="as date"),
    pytest.param(correction("x", f"{HALF}#1", established()), "/changes/0/target", id="as target"),
    pytest.param(instrument("x", {HALF: 1}), "/changes/0", id="as a field's name"),
    pytest.param(instrument("x", {1: 2}), "/changes/0", id="a number as a field's name"),
    pytest.param(instrument("x", established(), title=nested(980)), "", id="nested 980 deep"),
    pytest.param(instrument("x", nested(DEPTH)), "", id="nested too deep by one"),
]


@pytest.mark.parametrize(("submitted", "pointer"), UNREADABLE)
def test_what_cannot_be_kept_as_text_is_a_fault(submitted: Any, pointer: str) -> None:
    case = Case(instrument("a", established()))
    assert case.refused(submitted) == [("malformed", pointer)]
    assert case.size == 2


@pytest.mark.parametrize("type_", [[], {}, None, 5, True, HALF, "nothing", ""])
@pytest.mark.parametrize("kind", ["correction", "ministerial_regulation"])
def test_a_type_that_is_none_is_a_fault(type_: Any, kind: str) -> None:
    refused = Case().refused(instrument("x", {"type": type_}, kind=kind))
    assert refused == [("malformed", "/changes/0/type")]


def test_a_name_that_is_no_text_is_an_unknown_one() -> None:
    register = Case(instrument("a", established())).register
    assert question_faults(register.licence, HALF, {}) == ["unknown_licence"]
    assert question_faults(register.instrument, HALF, {}) == ["unknown_instrument"]
    assert question_faults(register.instruments, {}, after=HALF) == ["malformed"]


def test_the_sentence_of_a_fault_is_bounded() -> None:
    for fault in faults_of_shape(instrument("x", excluded("IL", from_="9" * 10**6)), _history()):
        assert len(fault.detail) < 2_000


def _history() -> Any:
    with Case().ledger.reading() as book:
        return book.head()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(HALF),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
PLACES = (
    *(("title",), ("published_on",), ("kind",), ("instrument",), ("cites",), ("changes",)),
    *(("changes", 0), ("changes", 0, "type"), ("changes", 0, "from"), ("changes", 0, "permits")),
    *(("changes", 0, "conditions"), ("changes", 1, "destinations"), ("changes", 1, "until")),
    *(("changes", 2, "target"), ("changes", 2, "clause"), ("changes", 2, "ecli")),
)


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(PLACES), values)
def test_any_value_anywhere_is_recorded_or_refused(place: tuple[Any, ...], value: Any) -> None:
    conditions = [{"key": "register", "kind": "registration", "text": "Register."}]
    lifted = change("exclusion_lifted", target="a#2", from_="2017")
    submitted = json.loads(
        json.dumps(instrument("a", established(conditions=conditions), excluded("IL"), lifted))
    )
    inner = submitted
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    case = Case()
    before = case.size
    try:
        case.ledger.record(submitted, "the test")
    except RefusedError as refusal:
        assert refusal.faults
        assert case.size == before


@settings(max_examples=examples(120), deadline=None)
@given(
    st.sampled_from(("date", "licence", "activity", "goods", "destination", "programme", "x")),
    values,
)
def test_any_value_in_a_question_is_answered_or_a_faulty_question(field: str, value: Any) -> None:
    case = Case(instrument("a", established()))
    transaction = {"date": "2020-01-01", "licence": "NL1", field: value}
    try:
        answer = case.register.evaluate(transaction, {})
    except QuestionError as error:
        assert error.faults
    else:
        json.dumps(answer, ensure_ascii=False).encode()


def test_lists_are_bounded_with_a_clear_error() -> None:
    countries = ["IL"] * (ITEMS + 1)
    refused = Case().refused(instrument("x", excluded(*countries)))
    assert ("malformed", "/changes/0/destinations") in refused
    many = instrument("x", *[excluded("IL")] * (ITEMS + 1))
    assert Case().refused(many) == [("malformed", "/changes")]


@pytest.mark.parametrize("title", [HALF, nested(980), {1: 2, "a": 3}])
def test_what_cannot_be_kept_is_a_fault_under_a_recorded_id_too(title: Any) -> None:
    case = Case(instrument("a", established()))
    codes = {code for code, _ in case.refused(instrument("a", established(), title=title))}
    assert codes == {"malformed"}


def test_what_strangers_name_is_not_kept() -> None:
    """Twenty names of 60 kB, asked for at every door that takes one."""
    case = Case(instrument("a", established()))
    client = TestClient(create_app(case.ledger, None, "x"), raise_server_exceptions=False)

    def ask(first: int, count: int) -> None:
        for number in range(first, first + count):
            name = f"{'x' * 60_000}{number}"
            seen = {"known_on": "2020-01-01"}
            client.get(f"/v1/licences/{name}", params=seen)
            client.get(f"/v1/groups/{name}")
            client.get(f"/v1/policies/{name}")
            client.get(f"/v1/instruments/{name}")
            client.get(f"/v1/statements?about={name}")
            client.get(f"/v1/licences?after={name}")
            client.get(f"/{name}")
            transaction = {"date": "2020-01-01", "licence": "NL1"}
            for field in ("destination", "goods", "exporter", "programme", "date", "licence"):
                client.post("/v1/evaluations", json={"transaction": {**transaction, field: name}})

    ask(0, 2)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        ask(100, 20)
        gc.collect()
        after = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert after - before < 1_000_000
