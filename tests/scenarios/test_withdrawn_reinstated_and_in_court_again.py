"""A licence is withdrawn, reinstated, and a second court suspends the reinstatement.

The withdrawal was never taken back, only stopped: while the court's suspension runs it runs again,
and when the suspension ends or is lifted the licence is back in force.
"""

from __future__ import annotations

from acts import licensed, reinstated, statuses, suspended, withdrawn
from builders import change, instrument, judgment

COURT = "ECLI:NL:GHDHA:2024:191"


def test_a_reinstatement_stopped_by_a_later_court_lets_the_withdrawal_run_again() -> None:
    case = licensed(
        instrument("b", withdrawn(from_="2018-01-01")),
        instrument("c", reinstated("b#1", "2019-01-01")),
        judgment("d", suspended("c#1", "2020-01-01"), ecli=COURT),
    )
    days = ("2017-12-31", "2018-01-01", "2018-12-31", "2019-01-01", "2019-12-31", "2020-01-01")
    assert statuses(case, *days) == [
        "in_force",
        "withdrawn",
        "withdrawn",
        "in_force",
        "in_force",
        "withdrawn",
    ]
    assert [one["change"] for one in case.licence("2020-01-01")["because"]] == ["b#1"]


def test_when_the_court_s_own_suspension_ends_the_reinstatement_runs_again() -> None:
    case = licensed(
        instrument("b", withdrawn(from_="2018-01-01")),
        instrument("c", reinstated("b#1", "2019-01-01")),
        instrument("d", suspended("c#1", "2020-01-01", until="2021-01-01")),
        instrument("e", change("suspension_lifted", target="d#1", from_="2020-07-01")),
    )
    days = ("2020-01-01", "2020-06-30", "2020-07-01", "2021-01-01")
    assert statuses(case, *days) == ["withdrawn", "withdrawn", "in_force", "in_force"]
