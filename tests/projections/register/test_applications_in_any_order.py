"""What holds of applications for all histories of them: order, bounds, corrections, viewpoints."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from applying import (
    Applied,
    asked_to_complete,
    completed,
    decided,
    extended,
    held_up,
    objected,
    received,
)
from builders import change, correction, instrument
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.projections.register.subjects import Applications

Json = dict[str, Any]
FIRST = date(2025, 3, 3)
ASKED = [(FIRST + timedelta(days=days)).isoformat() for days in (0, 9, 21, 40, 57, 80, 130, 300)]

exact = st.integers(0, 150).map(lambda days: (FIRST + timedelta(days=days)).isoformat())
imprecise = st.tuples(exact, st.integers(1, 40)).map(
    lambda one: f"[{one[0]}..{date.fromisoformat(one[0]) + timedelta(days=one[1])}]"
)
dates = st.one_of(exact, exact, imprecise)
grounds = st.sampled_from(("agreed", "foreign_information", "force_majeure"))


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Json]:
    """Steps of an application, each with a name of its own; some are refused."""
    made: dict[str, Json] = {}
    for number in range(draw(st.integers(1, 6))):
        from_ = draw(dates)
        made[f"s{number}"] = draw(
            st.sampled_from(
                (
                    asked_to_complete(from_, draw(exact)),
                    asked_to_complete(from_),
                    held_up(from_, draw(grounds)),
                    held_up(from_, draw(grounds), until=draw(exact)),
                    extended(from_, weeks=draw(st.integers(1, 8))),
                    extended(from_, decide_by=draw(dates)),
                    decided(from_),
                    change("decision_term_resumed", target=f"s{number - 1}#1", from_=from_),
                    completed(from_, f"s{number - 1}#1"),
                    change("effect_suspended", target=f"s{number - 1}#1", from_=from_),
                    objected(from_, target=f"s{number - 1}#1"),
                )
            )
        )
    return made


def instruments(acts: dict[str, Json]) -> list[Json]:
    return [instrument(name, act, published_on="2025-03-03") for name, act in acts.items()]


def answers(case: Applied) -> list[Json]:
    """All that is said of it on some days, but how large the log is."""
    return [{**case.asked(day), "viewpoint": None} for day in ASKED]


@given(acts=steps(), data=st.data())
@settings(deadline=None)
def test_the_order_of_recording_is_no_law(acts: dict[str, Json], data: st.DataObject) -> None:
    case = Applied()
    taken = case.recorded(instruments(acts))
    other = Applied()
    if len(other.recorded(data.draw(st.permutations(taken)))) == len(taken):
        assert answers(other) == answers(case)


@given(acts=steps())
@settings(deadline=None)
def test_later_instruments_leave_earlier_viewpoints_alone(acts: dict[str, Json]) -> None:
    case = Applied()
    before = [case.asked(day, log_size=2) for day in ASKED]
    case.recorded(instruments(acts))
    assert [case.asked(day, log_size=2) for day in ASKED] == before


@given(acts=steps())
@settings(deadline=None)
def test_the_bounds_of_a_term_hold_and_what_is_overdue_follows_from_them(
    acts: dict[str, Json],
) -> None:
    case = Applied()
    case.recorded(instruments(acts))
    for day in ASKED:
        found = case.asked(day)
        earliest, latest = found["decide_by"]["earliest"], found["decide_by"]["latest"]
        assert latest is None or earliest is None or earliest <= latest
        if found["overdue"] == "yes":
            assert latest is not None and latest < day and found["state"] != "decided"
        if found["state"] == "in_decision" and latest is not None and latest < day:
            assert found["overdue"] == "yes"


@given(acts=steps(), day=exact)
@settings(deadline=None)
def test_what_is_imprecise_lies_within_the_bounds_of_its_days(
    acts: dict[str, Json], day: str
) -> None:
    """A receipt within a span of days: the last day is between those of its two ends."""
    exactly = Applied(received(day))
    loosely = Applied(received(f"[2025-03-03..{day}]" if day > "2025-03-03" else day))
    only = {name: act for name, act in acts.items() if act["type"] == "decision_term_suspended"}
    loosely.recorded(exactly.recorded(instruments(only)))
    for asked in ASKED:
        one, other = exactly.asked(asked)["decide_by"], loosely.asked(asked)["decide_by"]
        if exactly.state(asked) != "not_received" and one["latest"] and other["latest"]:
            assert other["earliest"] <= one["earliest"] and one["latest"] <= other["latest"]


@given(acts=steps(), data=st.data())
@settings(deadline=None)
def test_what_is_corrected_away_was_never_there(acts: dict[str, Json], data: st.DataObject) -> None:
    case = Applied()
    taken = case.recorded(instruments(acts))
    if not taken:
        return
    gone = data.draw(st.sampled_from(taken))["instrument"]
    if case.refused(correction("never", f"{gone}#1")):
        return
    other = Applied()
    rest = [one for one in taken if one["instrument"] != gone]
    if other.recorded(rest) == rest:
        assert answers(case) == answers(other)


@given(acts=steps())
@settings(deadline=None)
def test_a_timeline_says_what_each_day_says(acts: dict[str, Json]) -> None:
    case = Applied()
    case.recorded(instruments(acts))
    periods = Applications(case.ledger).application_timeline("A1", {}, 1_000)["periods"]
    assert periods[0]["from"] is None and periods[-1]["until"] is None
    for day in ASKED:
        here = next(
            one
            for one in periods
            if (one["from"] or "") <= day and (one["until"] is None or day < one["until"])
        )
        said = case.asked(day)
        assert {one: here[one] for one in ("state", "outcome", "overdue")} == {
            one: said[one] for one in ("state", "outcome", "overdue")
        }
        assert here["decide_by"] in (None, said["decide_by"])
