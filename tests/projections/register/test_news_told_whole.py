"""News holds what corrects the record, and all beside a licence that its answers rest on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import (
    TODAY,
    Case,
    change,
    correction,
    established,
    excluded,
    group,
    instrument,
    judgment,
    required,
)
from licence_ledger.projections.ledger import open_ledger
from licence_ledger.projections.register.news import News
from other_threads import CONTROL_LIST

Json = dict[str, Any]
ITEM = {"code": "5A002", "title": "It"}


def told(case: Case, of: str, name: str = "") -> list[str]:
    """The changes that news tells, the newest first."""
    news = News(case.ledger)
    ways = {"licence": news.of_licence, "country": news.of_country, "goods": news.of_goods}
    found = ways[of](name) if name else news.of_everything()
    return [one["change"] for one in found["changes"]]


# -- corrections -----------------------------------------------------------------------


def excluding() -> Case:
    """A licence from which Israel is excluded, for some goods, and an act that ends that."""
    lifted = change("exclusion_lifted", target="b#1", from_="2018-01-01")
    return Case(
        instrument("a", established(permits=[{"activities": ["export"]}])),
        instrument("b", excluded("IL", goods=["ML10"])),
        instrument("c", lifted),
    )


EVERYWHERE = [("licence", "NL1"), ("country", "IL"), ("goods", "ML10"), ("all", "")]


@pytest.mark.parametrize(("of", "name"), EVERYWHERE)
@pytest.mark.parametrize(
    "fix",
    [
        correction("fix", "b#1", excluded("TR", goods=["ML1"])),
        correction("fix", "b#1", excluded("IL", goods=["ML10"], from_="2017-01-01")),
        correction("fix", "c#1"),
        correction("fix", "c"),
        correction("fix", "b", {"published_on": "2019-01-01"}),
    ],
    ids=["names it no more", "still names it", "what stopped it", "its instrument", "a day"],
)
def test_what_corrects_the_record_is_news_of_all_that_it_told_of(
    fix: Json, of: str, name: str
) -> None:
    case = excluding()
    before = told(case, of, name)
    assert "b#1" in before
    case.record(fix)
    after = told(case, of, name)
    assert after[0] == "fix#1"
    assert set(after) <= {"fix#1", *before}


@pytest.mark.parametrize(("of", "name"), [("country", "FR"), ("goods", "5A002")])
def test_what_corrects_something_else_is_no_news(of: str, name: str) -> None:
    beside = excluded("FR", goods=["5A002"])
    case = excluding().record(instrument("d", beside))
    case.record(correction("fix", "b#1", excluded("TR", goods=["ML1"])))
    assert told(case, of, name) == ["d#1"]


def test_a_change_is_as_new_as_the_last_correction_of_its_instrument() -> None:
    hours = iter(datetime(2026, 11, 21, tzinfo=UTC) + timedelta(hours=n) for n in range(9))
    case = Case()
    case.ledger = open_ledger(":memory:", lambda: TODAY, lambda: next(hours))
    case.record(instrument("a", established()), correction("fix", "a", {"title": "Another"}))
    fix, one = News(case.ledger).of_licence("NL1")["changes"]
    assert (fix["change"], one["change"]) == ("fix#1", "a#1")
    assert one["recorded_at"] < one["updated_at"] == fix["recorded_at"]


# -- beside a licence ------------------------------------------------------------------


def test_who_comes_into_a_group_that_is_forbidden_is_news_of_every_licence() -> None:
    case = Case(
        instrument("a", established()),
        instrument("bad", group("BAD", "TR"), group("OTHER", "FR")),
        instrument("own", change("control_list_adopted", list="own", title="Own", from_="2010")),
        instrument(
            "ban",
            required("ban", "prohibition", requires=[{"destinations": ["@BAD"], "lists": ["own"]}]),
        ),
    )
    before = told(case, "licence", "NL1")
    case.record(
        instrument("m", change("member_admitted", group="BAD", members=["IL"], from_="2020")),
        instrument("n", change("member_admitted", group="OTHER", members=["IL"], from_="2020")),
        instrument("i", change("item_listed", list="own", items=[ITEM], from_="2020")),
        correction("fix", "ban#1", required("ban", "prohibition", requires=[{"lists": ["own"]}])),
    )
    assert told(case, "licence", "NL1") == ["fix#1", "i#1", *[x for x in before if x != "bad#1"]]


def test_what_carries_out_an_order_and_what_is_said_of_its_act_is_news_of_a_licence() -> None:
    order = change(
        "court_amendment_ordered",
        licence="NL1",
        order="cease",
        destinations=["IL"],
        from_="2015-01-01",
    )
    case = Case(instrument("a", established()), instrument("eu", group("EU", "FR")))
    case.record(judgment("j", order))
    out = change("member_removed", target="eu#1/FR", from_="2016-01-01", ordered_by="j#1")
    said = change("statement_recorded", about="a", says="No.", by="Somebody", disputes=True)
    case.record(instrument("out", out), instrument("said", said))
    assert told(case, "licence", "NL1") == ["said#1", "out#1", "j#1", "a#1"]


def test_a_clause_of_all_that_is_on_a_list_is_news_of_the_codes_on_it() -> None:
    case = Case(
        instrument("listed", *CONTROL_LIST),
        instrument("a", established(permits=[{"lists": ["annex-i"]}])),
        instrument("b", established("NL2", permits=[{"lists": ["annex-i"], "goods": ["7A103"]}])),
    )
    assert told(case, "goods", "5A002.a") == ["a#1", "listed#2"]
    assert told(case, "goods", "6A001") == []
