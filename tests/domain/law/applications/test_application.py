"""An application on each day: where it stands, and by when it must be decided."""

from __future__ import annotations

import pytest
from applying import (
    Applied,
    appealed,
    asked_to_complete,
    completed,
    decided,
    extended,
    held_up,
    objected,
    objection_answered,
    received,
)
from builders import change, correction, established, instrument, judgment

GRANT = established(
    "NLI1",
    from_="2025-04-10",
    conditions=[{"key": "delivery", "kind": "reporting", "text": "Report each delivery."}],
)


# -- the term ------------------------------------------------------------------------------


def test_it_must_be_decided_within_eight_weeks() -> None:
    case = Applied()
    assert case.last_day("2025-03-03") == "2025-04-28"
    assert [case.asked(day)["overdue"] for day in ("2025-04-28", "2025-04-29")] == ["no", "yes"]


@pytest.mark.parametrize(
    ("day", "last"),
    [
        pytest.param("2025-02-21", "2025-04-22", id="good Friday, then Easter"),
        pytest.param("2025-03-01", "2025-04-28", id="king's day on a Saturday"),
        pytest.param("2024-11-01", "2024-12-30", id="the Friday after Christmas, by decree"),
        pytest.param("2025-03-10", "2025-05-06", id="liberation day"),
    ],
)
def test_a_term_that_would_end_on_a_free_day_ends_on_the_next_other(day: str, last: str) -> None:
    assert Applied(received(day)).last_day(day) == last


def test_it_stands_still_from_the_day_after_the_request_until_the_day_of_completion() -> None:
    case = Applied(q=asked_to_complete("2025-03-10", "2025-03-24"), c=completed("2025-03-17"))
    assert case.last_day("2025-03-17") == "2025-05-06", "six days: 5 May is a holiday"
    states = [case.state(day) for day in ("2025-03-10", "2025-03-11", "2025-03-16", "2025-03-17")]
    assert states == ["in_decision", "awaiting_completion", "awaiting_completion", "in_decision"]


def test_it_runs_on_when_the_time_to_complete_it_ran_out_unused() -> None:
    case = Applied(q=asked_to_complete("2025-03-10", "2025-03-24"))
    assert case.state("2025-03-24") == "awaiting_completion"
    assert case.state("2025-03-25") == "in_decision"
    assert case.last_day("2025-03-25") == "2025-05-12", "fourteen days"


def test_what_is_not_completed_yet_leaves_the_last_day_within_bounds() -> None:
    case = Applied(q=asked_to_complete("2025-03-10", "2025-03-24"))
    assert case.decide_by("2025-03-12") == ("2025-04-30", "2025-05-12")
    assert Applied(q=asked_to_complete("2025-03-10")).decide_by("2025-03-12")[1] is None


def test_a_later_day_does_not_tell_what_was_so_on_an_earlier() -> None:
    case = Applied(q=asked_to_complete("2025-03-10", "2025-03-24"), c=completed("2025-03-17"))
    assert case.decide_by("2025-03-12") == ("2025-04-30", "2025-05-12")
    assert case.last_day("2025-03-09") == "2025-04-28"


@pytest.mark.parametrize(
    ("ground", "last"), [("agreed", "2025-05-08"), ("foreign_information", "2025-05-07")]
)
def test_a_suspension_by_the_first_paragraph_begins_the_day_after(ground: str, last: str) -> None:
    case = Applied(h=held_up("2025-03-10", ground, until="2025-03-20"))
    assert case.last_day("2025-04-01") == last


def test_a_suspension_without_an_end_ends_when_the_term_is_resumed() -> None:
    case = Applied(h=held_up("2025-03-10", "force_majeure"))
    assert case.state("2025-03-10") == "term_suspended"
    assert case.decide_by("2025-03-12")[1] is None
    case.happen(e=change("decision_term_resumed", target="h#1", from_="2025-03-20"))
    assert case.last_day("2025-03-20") == "2025-05-08"


def test_days_that_stand_still_for_two_reasons_count_once() -> None:
    case = Applied(
        h=held_up("2025-03-10", until="2025-03-20"), i=held_up("2025-03-15", until="2025-03-25")
    )
    assert case.last_day("2025-04-01") == "2025-05-13"


def test_a_suspension_after_the_term_ran_out_revives_nothing() -> None:
    case = Applied(h=held_up("2025-05-01", until="2025-06-01"))
    assert case.last_day("2025-07-01") == "2025-04-28"
    assert case.asked("2025-05-10")["overdue"] == "yes"


def test_a_message_within_the_term_makes_it_longer_to_the_very_day() -> None:
    assert Applied(e=extended("2025-04-28", weeks=8)).last_day("2025-04-28") == "2025-06-23"
    sunday = Applied(e=extended("2025-04-28", decide_by="2025-06-22"))
    assert sunday.last_day("2025-04-28") == "2025-06-22"
    assert sunday.last_day("2025-04-27") == "2025-04-28"


def test_a_message_after_the_term_counts_no_more() -> None:
    case = Applied(e=extended("2025-04-29", weeks=8))
    assert case.last_day("2025-06-01") == "2025-04-28"
    assert case.asked("2025-06-01")["overdue"] == "yes"
    assert case.asked("2025-06-01")["steps"][-1]["counts"] == "no"


def test_a_message_of_which_nobody_knows_whether_it_came_in_time_leaves_both_days() -> None:
    case = Applied(e=extended("[2025-04-20..2025-05-10]", weeks=8))
    assert case.decide_by("2025-06-01") == ("2025-04-28", "2025-06-23")
    assert case.asked("2025-06-01")["overdue"] == "undetermined"


def test_what_stands_still_after_a_day_was_named_counts_on_top() -> None:
    case = Applied(
        h=held_up("2025-03-10", until="2025-03-20"),
        e=extended("2025-04-01", decide_by="2025-07-01"),
        i=held_up("2025-05-01", until="2025-05-11"),
    )
    assert case.last_day("2025-05-12") == "2025-07-11"


def test_weeks_after_a_named_day_are_counted_from_it() -> None:
    case = Applied(
        e=extended("2025-04-01", decide_by="2025-07-01"), f=extended("2025-06-30", weeks=2)
    )
    assert case.last_day("2025-07-02") == "2025-07-15"


def test_an_imprecise_receipt_gives_bounds() -> None:
    case = Applied(received("2025-03"))
    assert case.decide_by("2025-04-01") == ("2025-04-28", "2025-05-26")
    overdue = [case.asked(day)["overdue"] for day in ("2025-04-28", "2025-04-29", "2025-05-27")]
    assert overdue == ["no", "undetermined", "yes"]
    assert case.state("2025-03-15") == "undetermined"


def test_a_receipt_before_some_day_has_a_latest_day_only() -> None:
    case = Applied(received("[..2025-03-03]"))
    assert case.decide_by("2025-03-10") == (None, "2025-04-28")


def test_the_steps_say_how_the_day_comes_about() -> None:
    case = Applied(
        q=asked_to_complete("2025-03-10", "2025-03-24"),
        c=completed("2025-03-17"),
        e=extended("2025-04-20", weeks=8),
    )
    steps = case.asked("2025-05-01")["steps"]
    told = [(one["article"], one["weeks"], one["days"], one["counts"]) for one in steps]
    assert told == [
        ("Awb 4:13(2)", 8, None, None),
        ("Awb 4:15(1)(a)", None, {"least": 6, "most": 6}, None),
        ("Awb 4:14(3)", 8, None, "yes"),
    ]


def test_a_year_without_known_decrees_is_told() -> None:
    assert (
        "on a par with holidays" in Applied(received("2020-03-02")).asked("2020-04-01")["notes"][0]
    )
    assert Applied().asked("2025-04-01")["notes"] == []


# -- where it stands -----------------------------------------------------------------------


def test_it_is_decided_once_and_no_longer_overdue() -> None:
    case = Applied(d=decided("2025-05-10", criteria=["criterion 2"]))
    found = case.asked("2025-05-10")
    assert (found["state"], found["outcome"], found["overdue"]) == ("decided", "refused", "no")
    assert found["decisions"][0]["in_time"] == "no"
    assert found["decisions"][0]["criteria"] == ["criterion 2"]
    assert case.state("2025-05-09") == "in_decision"


def test_a_grant_shows_the_licence_with_its_conditions() -> None:
    case = Applied().record(instrument("d", GRANT, decided(decision="granted", licence="NLI1")))
    shown = case.asked("2025-04-10")["decisions"][0]
    assert shown["licence"] == "NLI1"
    assert [one["text"] for one in shown["conditions"]] == ["Report each delivery."]


def test_what_is_taken_back_must_not_be_decided() -> None:
    case = Applied(w=change("application_withdrawn", target="r#1", from_="2025-03-20"))
    found = case.asked("2025-06-01")
    assert (found["state"], found["overdue"], found["steps"]) == ("withdrawn", "no", [])
    assert found["decide_by"] == {"earliest": None, "latest": None}


def test_before_it_is_received_nothing_runs() -> None:
    assert Applied().state("2025-03-02") == "not_received"
    assert Applied().decide_by("2025-03-02") == (None, None)


def test_what_is_not_public_yet_is_not_seen() -> None:
    case = Applied().record(instrument("d", decided(), published_on="2025-04-12"))
    assert case.state("2025-04-20", known_on="2025-04-11") == "in_decision"
    assert case.state("2025-04-20", known_on="2025-04-12") == "decided"


def test_an_annulled_decision_was_never_taken_and_the_court_sets_the_term() -> None:
    case = Applied(d=decided()).record(judgment("j", change("change_annulled", target="d#1")))
    found = case.asked("2025-09-01")
    assert (found["state"], found["overdue"]) == ("in_decision", "undetermined")
    assert "8:72(4)" in found["notes"][0]
    case.record(judgment("k", extended("2025-08-01", decide_by="2025-10-01")))
    assert case.asked("2025-09-01")["steps"][-1]["counts"] == "yes"
    assert case.last_day("2025-09-01") == "2025-10-01"


def test_a_corrected_receipt_reads_as_restated() -> None:
    case = Applied().record(correction("x", "r#1", received("2025-03-10")))
    assert case.last_day("2025-03-20") == "2025-05-06"
    assert case.last_day("2025-03-20", log_size=2) == "2025-04-28"


# -- objection and appeal ------------------------------------------------------------------


def test_an_objection_is_in_time_within_six_weeks_of_the_decision() -> None:
    case = Applied(d=decided("2025-04-10"), o=objected("2025-05-22"))
    found = case.asked("2025-05-22")
    assert found["decisions"][0]["object_by"] == {"earliest": "2025-05-22", "latest": "2025-05-22"}
    assert (found["state"], found["objections"][0]["in_time"]) == ("under_objection", "yes")
    late = Applied(d=decided("2025-04-10"), o=objected("2025-05-23")).asked("2025-06-01")
    assert late["objections"][0]["in_time"] == "no"


@pytest.mark.parametrize(
    ("committee", "last"),
    [
        pytest.param({}, "2025-07-03", id="six weeks after the time to object"),
        pytest.param({"committee": True}, "2025-08-14", id="twelve, where a committee advises"),
    ],
)
def test_an_objection_has_a_term_of_its_own(committee: dict[str, bool], last: str) -> None:
    case = Applied(d=decided("2025-04-10"), o=objected("2025-05-01", **committee))
    assert case.asked("2025-05-02")["objections"][0]["decide_by"]["latest"] == last


def test_the_term_of_an_objection_stands_still_and_is_adjourned_too() -> None:
    case = Applied(
        d=decided("2025-04-10"),
        o=objected("2025-05-01"),
        q=asked_to_complete("2025-06-02", "2025-06-16", target="o#1"),
        e=extended("2025-06-20", weeks=6, target="o#1"),
    )
    shown = case.asked("2025-06-30")["objections"][0]
    assert shown["decide_by"]["latest"] == "2025-08-28", "3 July, 14 days, six weeks"
    assert [one["article"] for one in shown["steps"]][-1] == "Awb 7:10(3)"
    assert case.asked("2025-06-10")["objections"][0]["suspended"] == "yes"


def test_a_decision_on_an_objection_can_replace_the_other() -> None:
    answered = objection_answered("2025-06-30", "well_founded", decision="granted", licence="NLI1")
    case = Applied(d=decided("2025-04-10"), o=objected()).record(instrument("od", GRANT, answered))
    assert case.asked("2025-06-29")["outcome"] == "refused"
    found = case.asked("2025-06-30")
    assert (found["state"], found["outcome"]) == ("decided", "granted")
    assert found["objections"][0]["decided"][0]["appeal_by"]["latest"] == "2025-08-11"


def test_an_appeal_is_open_until_the_court_decides() -> None:
    case = Applied(
        d=decided(), o=objected(), od=objection_answered("2025-06-30"), a=appealed("2025-07-10")
    )
    assert case.state("2025-07-10") == "under_appeal"
    end = change("appeal_decided", target="a#1", from_="2026-02-02", outcome="unfounded")
    case.record(judgment("u", end))
    assert case.state("2026-02-02") == "decided"
    decision = case.asked("2026-02-02")["appeals"][0]["decided"][0]
    assert (decision["outcome"], decision["ecli"]) == ("unfounded", "ECLI:NL:HR:2020:1")


def test_a_court_that_annuls_the_decision_on_an_objection_opens_it_again() -> None:
    case = Applied(
        d=decided(), o=objected(), od=objection_answered("2025-06-30"), a=appealed("2025-07-10")
    )
    end = change("appeal_decided", target="a#1", from_="2026-02-02", outcome="well_founded")
    case.record(judgment("u", end, change("change_annulled", target="od#1")))
    assert case.state("2026-02-03") == "under_objection"


def test_an_objection_taken_back_is_open_no_longer() -> None:
    back = change("objection_withdrawn", target="o#1", from_="2025-05-20")
    case = Applied(d=decided(), o=objected(), w=back)
    assert [case.state(day) for day in ("2025-05-19", "2025-05-20")] == [
        "under_objection",
        "decided",
    ]


def test_what_has_not_happened_by_the_day_is_not_told() -> None:
    case = Applied(
        h=held_up("2025-03-20", until="2025-03-25"),
        e=extended("2025-04-20", weeks=8),
        d=decided("2025-06-01"),
        o=objected("2025-06-10"),
    )
    found = case.asked("2025-03-10")
    assert [one["change"] for one in found["steps"]] == ["r#1"]
    assert (found["decisions"], found["objections"]) == ([], [])


def test_where_steps_are_lacking_no_latest_day_is_told_nor_that_nothing_was_decided() -> None:
    lacking = change("steps_incomplete", target="r#1", from_="2025-03-20")
    case = Applied(i=lacking)
    assert case.state("2025-03-19") == "in_decision"
    assert case.decide_by("2025-03-20") == ("2025-04-28", None)
    found = case.asked("2025-06-01")
    assert (found["state"], found["overdue"]) == ("undetermined", "undetermined")
    assert "lack steps" in found["notes"][0]
    case.happen(d=decided("2025-04-10"))
    assert case.state("2025-06-01") == "decided"
