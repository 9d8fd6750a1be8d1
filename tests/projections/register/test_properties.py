"""What holds for all histories, not only for those that somebody thought of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders import Case
from examples import examples
from histories import ASKED_DAYS, LICENCES, PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from log_rows import log_rows

Json = dict[str, Any]
known_days = st.sampled_from((None, *PUBLISHED))
MANY = settings(max_examples=examples(40), deadline=None)


def asked(known_on: str | None = None, **more: Any) -> dict[str, str]:
    found = {"known_on": known_on} if known_on else {}
    return found | {name: str(value) for name, value in more.items()}


def all_answers(case: Case, transaction: Json, known_on: str | None, log_size: int) -> list[str]:
    """Every kind of answer from one viewpoint, as bytes that can be compared."""
    register, seen = case.register, asked(known_on, log_size=log_size)
    on = {**seen, "valid_on": transaction["date"]}
    answers = [register.evaluate(transaction, seen), register.licences(on)]
    answers += [register.licence(name, on) for name in LICENCES]
    answers += [register.group("EU", on), register.requirements(on), register.history("NLX1", seen)]
    return [json.dumps(answer) for answer in answers]


@MANY
@given(histories(), transactions(), known_days, st.data())
def test_a_later_instrument_never_changes_an_answer_at_an_earlier_size(
    acts: list[Json], transaction: Json, known_on: str | None, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(5, len(acts)))
    case = Case()
    case.recorded(acts[:cut])
    size = case.size
    before = all_answers(case, transaction, known_on, size)
    case.recorded(acts[cut:])
    assert all_answers(case, transaction, known_on, size) == before


@MANY
@given(histories(corrections=False, most=9), transactions(), known_days, st.randoms())
def test_the_order_of_recording_does_not_matter(
    acts: list[Json], transaction: Json, known_on: str | None, random: Any
) -> None:
    first = Case()
    accepted = first.recorded(acts)
    other = Case()
    left = list(accepted)
    while left:
        random.shuffle(left)
        taken = next((one for one in left if not other.refused(one)), None)
        if taken is None:
            return  # no such order: nothing to compare
        left.remove(taken)
    for licence in (transaction["licence"], None):
        one, two = (_decided(case, transaction, licence, known_on) for case in (first, other))
        assert one == two
    for licence in LICENCES:
        for day in ASKED_DAYS:
            one, two = (_state(case, licence, day, known_on) for case in (first, other))
            assert one == two


def _decided(case: Case, transaction: Json, licence: str | None, known_on: str | None) -> Any:
    given = {k: v for k, v in transaction.items() if k != "licence"}
    named = {"licence": licence} if licence else {}
    answer = case.register.evaluate({**given, **named}, asked(known_on))
    return answer["verdict"], answer["reason"], answer["decided_by"], answer["depends_on"]


def _state(case: Case, licence: str, day: str, known_on: str | None) -> Any:
    state = case.register.licence(licence, asked(known_on, valid_on=day))
    entries = [
        (one["entry"], one["present"])
        for kind in ("permits", "exclusions", "conditions")
        for one in state[kind]
    ]
    return state["status"], entries, [one["change"] for one in state["because"]]


@MANY
@given(histories(), transactions(), known_days)
def test_state_and_evaluation_agree(
    acts: list[Json], transaction: Json, known_on: str | None
) -> None:
    """Where no partial stop bears on the licence, its state decides the same for everybody."""
    whole = [act for act in acts if not any("clause" in made for made in act["changes"])]
    case = Case()
    case.recorded(whole)
    answer = case.register.evaluate(transaction, asked(known_on))
    state = case.register.licence(
        transaction["licence"], asked(known_on, valid_on=transaction["date"])
    )
    if answer["reason"] == "prohibited":
        return
    assert (state["in_force"] == "no") == (answer["reason"] == state["status"])
    if answer["verdict"] == "covered":
        assert state["in_force"] == "yes"
        assert any(one["present"] == "yes" for one in state["permits"])
    if answer["reason"] == "excluded":
        sure = {one["entry"] for one in state["exclusions"] if one["present"] == "yes"}
        assert {entry.partition("/")[0] for entry in sure} >= {
            one["change"] for one in answer["because"]
        }


@MANY
@given(histories(), st.data())
def test_a_refused_instrument_leaves_every_stored_row_as_it_was(
    acts: list[Json], data: st.DataObject
) -> None:
    case = Case()
    for act in acts:
        before = log_rows(case)
        if case.refused(act):
            assert log_rows(case) == before


@MANY
@given(histories(), transactions(licence=False), known_days)
def test_without_a_licence_the_answer_is_that_of_the_licences_together(
    acts: list[Json], transaction: Json, known_on: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    answer = case.register.evaluate(transaction, asked(known_on))
    if answer["covered_by"]:
        assert answer["verdict"] == "covered"
        assert answer["required"] == "yes"
    for name in answer["covered_by"]:
        alone = case.register.evaluate({**transaction, "licence": name}, asked(known_on))
        assert alone["verdict"] == "covered"
    if answer["verdict"] in ("no_licence_required", "licence_required"):
        assert answer["required"] == ("no" if answer["verdict"].startswith("no_") else "yes")


@pytest.mark.parametrize("known_on", [None, *PUBLISHED])
@settings(max_examples=examples(10), deadline=None)
@given(histories())
def test_asked_again_with_its_viewpoint_an_answer_repeats_byte_for_byte(
    known_on: str | None, acts: list[Json]
) -> None:
    case = Case()
    case.recorded(acts)
    for licence in LICENCES:
        answer = case.register.licence(licence, asked(known_on, valid_on="2015-03-01"))
        viewpoint = {k: str(v) for k, v in answer["viewpoint"].items() if v is not None}
        again = case.register.licence(licence, viewpoint)
        assert json.dumps(again) == json.dumps(answer)
