"""A court annuls a change: it never applied, not even before the judgment (ex tunc).

Whoever looks as things were known before the pronouncement still sees it run, on every day; whoever
looks after it sees that it never did. An annulment can itself be annulled, or suspended.
"""

from __future__ import annotations

from acts import annulled, israel, licensed, statuses, suspended, withdrawn
from builders import excluded, instrument, judgment


def test_what_is_annulled_never_applied_not_even_before_the_annulment() -> None:
    case = licensed(
        instrument("b", excluded("IL", from_="2016-01-01"), published_on="2016-01-01"),
        judgment("c", annulled("b#1", ground="void"), published_on="2019-03-01"),
    )
    assert [israel(case, f"{year}-06-01") for year in (2016, 2019, 2020)] == ["permitted"] * 3


def test_an_annulment_is_seen_from_its_pronouncement_on_for_every_day_before() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        judgment("c", annulled("b#1", ground="void"), published_on="2024-03-01"),
    )
    for on in ("2016-01-01", "2024-02-29", "2024-03-01", "2025-01-01"):
        assert israel(case, on, known_on="2024-02-29") == "excluded"
        assert israel(case, on, known_on="2024-03-01") == "permitted"


def test_an_annulled_withdrawal_never_stopped_the_licence() -> None:
    case = licensed(
        instrument("b", withdrawn(from_="2018-01-01")),
        judgment("c", annulled("b#1", ground="void")),
    )
    assert statuses(case, "2018-01-01", "2020-01-01") == ["in_force", "in_force"]


def test_an_annulled_annulment_annuls_nothing() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", annulled("b#1")),
        instrument("d", annulled("c#1")),
    )
    assert israel(case, "2020-01-01") == "excluded"


def test_a_suspended_annulment_holds_until_its_suspension() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", annulled("b#1")),
        instrument("d", suspended("c#1", "2018-01-01")),
    )
    assert israel(case, "2017-12-31") == "permitted"
    assert israel(case, "2018-01-01") == "excluded"
