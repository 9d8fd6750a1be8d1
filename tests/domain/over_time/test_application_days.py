"""An application along days: its periods, and what an instrument would change of them."""

from __future__ import annotations

from applying import Applied, asked_to_complete, completed, decided, extended, received
from builders import instrument
from licence_ledger.projections.register.subjects import Applications
from licence_ledger.projections.register.timelines import Timelines


def test_a_period_begins_with_each_step_and_where_the_term_runs_out() -> None:
    case = Applied(q=asked_to_complete("2025-03-10", "2025-03-24"), c=completed("2025-03-17"))
    told = Applications(case.ledger).application_timeline("A1", {})
    assert [
        (one["from"], one["state"], one["overdue"], [each["change"] for each in one["changes"]])
        for one in told["periods"]
    ] == [
        (None, "not_received", "no", []),
        ("2025-03-03", "in_decision", "no", ["r#1"]),
        ("2025-03-10", "in_decision", "no", ["q#1"]),
        ("2025-03-11", "awaiting_completion", "no", ["q#1"]),
        ("2025-03-17", "in_decision", "no", ["c#1"]),
        ("2025-05-07", "in_decision", "yes", []),
    ]


def test_a_timeline_comes_in_pages() -> None:
    case = Applied(e=extended("2025-04-20", weeks=8), d=decided("2025-06-01"))
    asked = Applications(case.ledger)
    first = asked.application_timeline("A1", {}, 2)
    rest = asked.application_timeline("A1", {}, 10, first["next"])
    whole = asked.application_timeline("A1", {})
    assert first["periods"] + rest["periods"] == whole["periods"]
    assert rest["next"] is None


def test_a_timeline_tells_what_was_known_on_a_day() -> None:
    case = Applied().record(instrument("d", decided(), published_on="2025-04-12"))
    told = Applications(case.ledger).application_timeline("A1", {"known_on": "2025-04-11"})
    assert [one["outcome"] for one in told["periods"]] == [None, None, None]


def test_a_dry_run_says_what_becomes_of_an_application() -> None:
    told = Timelines(Applied().ledger).dry_run(instrument("d", decided("2025-04-10")))
    (one,) = told["applications"]
    assert one["application"] == "A1" and one["more_from"] is None
    first, late = one["periods"]
    assert (first["from"], first["until"]) == ("2025-04-10", "2025-04-29")
    assert (first["before"]["state"], first["after"]["state"]) == ("in_decision", "decided")
    assert (late["before"]["overdue"], late["after"]["overdue"]) == ("yes", "no")
    assert first["by"] == ["d#1"]


def test_a_dry_run_of_a_new_application_tells_it_from_its_receipt() -> None:
    told = Timelines(Applied().ledger).dry_run(instrument("s", received(application="A2")))
    (one,) = told["applications"]
    assert [period["from"] for period in one["periods"]] == ["2025-03-03", "2025-04-29"]
