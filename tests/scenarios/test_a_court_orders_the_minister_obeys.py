"""A court orders a destination out, the minister carries it out, and the order is quashed.

By itself an order forbids nothing: it is outstanding, and overdue once its term is over. The
regulation that follows it excludes the destination, and stands on its own: when a higher court
quashes the judgment, the order is annulled and the exclusion runs on.
"""

from __future__ import annotations

from acts import DUE, OBEYED, annulled, israel, licensed, lifted, ordered
from builders import Case, change, established, excluded, instrument, judgment

DAY = "2020-06-01"
COURT = "ECLI:NL:GHDHA:2024:191"


def test_an_order_forbids_nothing_by_itself_and_is_shown() -> None:
    case = Case(instrument("a", established()), judgment("j", ordered()))
    answer = case.check(DAY, activity="export", destination="IL")
    assert (answer["verdict"], answer["reason"]) == ("covered", "permitted")
    assert [one["order"] for one in answer["court_orders"]] == ["j#1"]


def test_an_order_whose_execution_was_undone_is_overdue_again() -> None:
    case = licensed(
        judgment("j", ordered(**DUE)),
        OBEYED,
        instrument("p", lifted("o#1", "2019-01-01")),
    )
    assert case.licence("2018-12-31")["court_orders"][0]["state"] == "implemented"
    assert case.licence("2019-01-01")["court_orders"][0]["state"] == "overdue"


def test_a_change_to_another_licence_can_carry_an_order_out() -> None:
    case = licensed(
        instrument("b", established("NL2")),
        judgment("j", ordered(**DUE)),
        instrument("o", excluded("IL", licence="NL2", from_="2018-02-05", ordered_by="j#1")),
    )
    assert case.licence("2018-02-05")["court_orders"][0]["state"] == "implemented"
    assert case.licence("2018-02-05", "NL2")["court_orders"] == []


def test_a_quashed_judgment_stops_the_court_s_order_and_not_the_regulation_after_it() -> None:
    case = licensed(
        judgment(
            "b",
            change(
                "court_amendment_ordered",
                licence="NL1",
                from_="2018-02-01",
                order="cease",
                destinations=["IL"],
            ),
        ),
        instrument("c", excluded("IL", from_="2018-02-05", ordered_by="b#1")),
        judgment("d", annulled("b#1", ground="quashed"), ecli=COURT),
    )
    assert israel(case, "2020-01-01") == "excluded"
    (order,) = case.licence("2020-01-01")["court_orders"]
    assert order["state"] == "annulled"


def test_a_quashed_order_never_stops_the_regulation_that_followed_it() -> None:
    case = Case(
        instrument("a", established()),
        judgment("j", ordered()),
        instrument("b", excluded("IL", from_="2018-02-05", ordered_by="j#1")),
        judgment("k", change("change_annulled", target="j#1")),
    )
    answer = case.check(DAY, activity="export", destination="IL")
    assert (answer["verdict"], answer["reason"]) == ("not_covered", "excluded")
    assert [one["change"] for one in answer["because"]] == ["b#1"]
    assert answer["court_orders"][0]["state"] == "annulled"
