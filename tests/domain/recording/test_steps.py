"""Which steps of an application are refused, and where they are faulty."""

from __future__ import annotations

from typing import Any

import pytest
from applying import (
    Applied,
    appealed,
    asked_to_complete,
    decided,
    extended,
    held_up,
    objected,
    objection_answered,
    received,
)
from builders import change, correction, instrument, judgment

Json = dict[str, Any]


def faults(case: Applied, act: Json) -> list[tuple[str, str]]:
    """Why an act is refused, alone in an instrument."""
    return case.refused(instrument("x", act))


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        pytest.param(received(), ("already_established", "/changes/0/application"), id="twice"),
        pytest.param(
            decided(target="z#1"), ("unknown_target", "/changes/0/target"), id="of no application"
        ),
        pytest.param(
            objected(target="r#1"), ("wrong_target", "/changes/0/target"), id="against no decision"
        ),
        pytest.param(
            decided(decision="granted", licence="NLI9"),
            ("unknown_subject", "/changes/0/licence"),
            id="with a licence that nothing establishes",
        ),
        pytest.param(
            decided(licence="NLI9"),
            ("malformed", "/changes/0/licence"),
            id="refused, with a licence",
        ),
        pytest.param(
            decided("2025-03-02"), ("precedes_target", "/changes/0/from"), id="before receipt"
        ),
        pytest.param(
            extended("2025-04-01"), ("missing", "/changes/0"), id="longer, nobody says how long"
        ),
        pytest.param(
            extended("2025-04-01", weeks=8, decide_by="2025-07-01"),
            ("malformed", "/changes/0"),
            id="longer by weeks and to a day",
        ),
        pytest.param(
            extended("2025-04-01", weeks=0), ("malformed", "/changes/0/weeks"), id="by no week"
        ),
        pytest.param(
            held_up("2025-04-01", "holidays"),
            ("malformed", "/changes/0/ground"),
            id="for a reason of its own",
        ),
        pytest.param(
            decided(decision="perhaps"), ("malformed", "/changes/0/decision"), id="perhaps"
        ),
    ],
)
def test_a_faulty_step_is_refused_where_it_is_faulty(act: Json, fault: tuple[str, str]) -> None:
    assert faults(Applied(), act) == [fault]


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(decided("2025-05-01", "granted"), id="decided again"),
        pytest.param(extended("2025-04-10", weeks=8), id="made longer"),
        pytest.param(asked_to_complete("2025-04-20"), id="asked to be completed"),
        pytest.param(held_up("2025-04-20"), id="suspended"),
    ],
)
def test_after_a_decision_nothing_of_this_happens(act: Json) -> None:
    assert faults(Applied(d=decided()), act) == [("already_decided", "/changes/0/target")]


def test_what_happened_before_the_decision_can_be_recorded_after_it() -> None:
    assert faults(Applied(d=decided("2025-04-10")), extended("2025-04-09", weeks=8)) == []
    perhaps = held_up("[2025-04-01..2025-05-01]")
    assert faults(Applied(d=decided("2025-04-10")), perhaps) == []


def test_an_objection_and_an_appeal_are_decided_once_too() -> None:
    case = Applied(d=decided(), o=objected(), od=objection_answered("2025-06-30"))
    at = [("already_decided", "/changes/0/target")]
    assert faults(case, objection_answered("2025-07-01")) == at
    assert faults(case, extended("2025-07-01", weeks=6, target="o#1")) == at
    case.happen(a=appealed("2025-07-10"))
    end = change("appeal_decided", target="a#1", from_="2026-02-02", outcome="unfounded")
    case.record(judgment("u", end))
    assert case.refused(judgment("v", {**end, "from": "2026-03-02"})) == at


def test_after_an_annulment_it_can_be_decided_again() -> None:
    case = Applied(d=decided()).record(judgment("j", change("change_annulled", target="d#1")))
    assert faults(case, decided("2025-09-01", "granted")) == []


def test_a_correction_is_held_to_the_same() -> None:
    case = Applied(d=decided())
    early = correction("x", "d#1", decided("2025-03-01"))
    assert case.refused(early) == [("precedes_target", "/changes/0/restated/from")]
    unknown = correction("x", "d#1", decided(decision="granted", licence="NLI9"))
    assert case.refused(unknown) == [("unknown_subject", "/changes/0/restated/licence")]
    assert case.refused(correction("x", "r#1")) == [("still_named", "/changes/0/target")]
