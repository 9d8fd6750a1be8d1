"""Control lists: what is on one on a day, what a code of one means, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, change, established, instrument, required

Json = dict[str, Any]
LIST = "annex-i"
DAY = "2020-06-01"


def item(code: str, **more: Any) -> Json:
    return {"code": code, "title": f"What {code} is", **more}


def adopted(*codes: str, name: str = LIST, from_: str = "2010-01-01") -> Json:
    items = {"items": [item(code) for code in codes]} if codes else {}
    return change("control_list_adopted", list=name, title="The list", from_=from_, **items)


def listed(*codes: str, name: str = LIST, from_: str = "2010-01-01", **more: Any) -> Json:
    items = [item(code, **more) for code in codes]
    return change("item_listed", list=name, from_=from_, items=items)


def whole(from_: str = "2010-01-01", **more: Any) -> Json:
    return change("list_complete", list=LIST, from_=from_, **more)


def by_list(*names: str, **more: Any) -> Json:
    """A licence for all that is on these lists on the day."""
    return established(permits=[{"lists": list(names or (LIST,)), **more}])


def case(*changes: Json) -> Case:
    return Case(instrument("list", *changes), instrument("licence", by_list()))


@pytest.mark.parametrize(
    ("goods", "verdict", "reason", "depends_on"),
    [
        pytest.param("5A002", "covered", "permitted", [], id="an item"),
        pytest.param("5A002.a.1", "covered", "permitted", [], id="below an item"),
        pytest.param("3A001.b", "covered", "permitted", [], id="an item below a heading"),
        pytest.param("3A001", "undetermined", "missing_field", ["goods"], id="above all items"),
        pytest.param("6A003", "not_covered", "out_of_scope", [], id="what the list never held"),
        pytest.param("ML10", "not_covered", "out_of_scope", [], id="a code of another list"),
        pytest.param("none", "not_covered", "out_of_scope", [], id="goods on no list"),
        pytest.param(None, "undetermined", "missing_field", ["goods"], id="goods not said"),
    ],
)
def test_a_clause_that_names_a_list_matches_what_is_on_it_that_day(
    goods: str | None, verdict: str, reason: str, depends_on: list[str]
) -> None:
    asked = case(adopted("5A002", "3A001.b"), whole())
    said = {} if goods is None else {"goods": goods}
    answer = asked.check(DAY, **said)
    assert (answer["verdict"], answer["reason"]) == (verdict, reason)
    assert answer["depends_on"] == depends_on


def test_of_a_list_that_is_not_known_whole_no_code_is_said_to_be_off_it() -> None:
    asked = case(adopted("5A002"), whole("2015-01-01", until="2016-01-01"))
    assert asked.verdict("2015-06-01", goods="6A003") == ("not_covered", "out_of_scope")
    assert asked.verdict("2016-01-01", goods="6A003") == ("undetermined", "list_not_recorded")
    assert asked.verdict("2014-12-31", goods="6A003") == ("undetermined", "list_not_recorded")


def test_without_a_visible_adoption_nothing_is_known_of_a_list() -> None:
    asked = case(adopted("5A002"), whole())
    answer = asked.check(DAY, goods="5A002", known_on="2019-12-31")
    assert (answer["verdict"], answer["reason"]) == ("not_covered", "not_established")
    later = Case(
        instrument("list", adopted("5A002"), published_on="2021-01-01"),
        instrument("licence", by_list()),
    )
    answer = later.check(DAY, goods="5A002", known_on="2020-12-31")
    assert (answer["verdict"], answer["reason"]) == ("undetermined", "list_not_recorded")


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        pytest.param("2014-12-31", "not_covered", id="the day before"),
        pytest.param("2015-01-01", "covered", id="the first day"),
        pytest.param("2017-12-31", "covered", id="the last day"),
        pytest.param("2018-01-01", "not_covered", id="the day after"),
    ],
)
def test_an_item_is_on_the_list_from_its_first_day_until_it_is_removed(
    day: str, verdict: str
) -> None:
    removed = change("item_removed", target="list#2/5A002.a", from_="2018-01-01")
    asked = case(adopted("5A002"), listed("5A002.a", from_="2015-01-01"), removed)
    assert asked.check(day, goods="5A002.a")["verdict"] == verdict
    assert asked.check(day, goods="5A002.a.3")["verdict"] == verdict, "what is below it too"
    assert asked.check(day, goods="5A002.b")["verdict"] == "covered", "the heading holds it"


def test_an_item_that_moved_is_at_its_new_codes_alone() -> None:
    moved = change(
        "item_moved",
        target="list#1/5A002",
        from_="2018-01-01",
        items=[item("5A003"), item("5A004")],
    )
    asked = case(adopted("5A002"), moved, whole())
    before, after = (
        {code: asked.check(day, goods=code)["verdict"] for code in ("5A002", "5A003", "5A004")}
        for day in ("2017-12-31", "2018-01-01")
    )
    assert before == {"5A002": "covered", "5A003": "not_covered", "5A004": "not_covered"}
    assert after == {"5A002": "not_covered", "5A003": "covered", "5A004": "covered"}


def test_a_move_that_is_annulled_never_took_the_item_away() -> None:
    moved = change("item_moved", target="list#1/5A002", from_="2018-01-01", items=[item("5A003")])
    asked = case(adopted("5A002"), moved, whole())
    annulment = change("change_annulled", target="list#2", ground="an error in the gazette")
    asked.record(instrument("annulment", annulment))
    assert asked.check(DAY, goods="5A002")["verdict"] == "covered"
    assert asked.check(DAY, goods="5A003")["verdict"] == "not_covered"


def test_a_day_within_bounds_leaves_open_whether_an_item_was_on_the_list() -> None:
    asked = case(adopted(), listed("5A002", from_="[2015-01-01..2016-12-31]"), whole())
    assert asked.verdict("2014-12-31", goods="5A002") == ("not_covered", "out_of_scope")
    assert asked.verdict("2015-06-01", goods="5A002") == ("undetermined", "imprecise_date")
    assert asked.verdict("2016-12-31", goods="5A002") == ("covered", "permitted")


def test_at_a_number_that_is_kept_free_nothing_is_on_the_list() -> None:
    asked = case(adopted("5A002"), listed("5A002.b", from_="2015-01-01", reserved=True), whole())
    assert asked.check("2014-12-31", goods="5A002.b")["verdict"] == "covered"
    answer = asked.check("2015-01-01", goods="5A002.b")
    assert answer["verdict"] == "not_covered"
    assert answer["notes"] == [
        "`5A002.b` is a number that the list `annex-i` keeps free: nothing is on it there"
    ]


def test_a_code_means_something_on_its_list_alone() -> None:
    goods = ["3B001.f.4"]
    asked = Case(
        instrument("lists", adopted("3B001"), adopted("3B001.f.4", name="nl"), whole()),
        instrument("a", established("NL1", permits=[{"goods": goods}])),
        instrument("b", established("NL2", permits=[{"goods": goods, "lists": ["nl"]}])),
        instrument("c", established("NL3", permits=[{"lists": ["nl"]}])),
    )
    by_silence = [asked.check(DAY, name, goods="3B001.f.4")["verdict"] for name in ("NL1", "NL2")]
    assert by_silence == ["covered", "not_covered"], "silence means Annex I"
    said = {"goods": "3B001.f.4", "list": "nl"}
    named = [asked.check(DAY, name, **said)["verdict"] for name in ("NL1", "NL2", "NL3")]
    assert named == ["not_covered", "covered", "covered"]
    annex = {"goods": "3B001.f.4", "list": LIST}
    assert asked.check(DAY, "NL1", **annex)["verdict"] == "covered", "what silence means, said"
    note = asked.check(DAY, "NL1", goods="3B001.f.4")["notes"]
    assert note == [
        "`3B001.f.4` is a code of the list `nl` too: say so in `list`, if that one is meant"
    ]


def test_a_requirement_by_list_is_of_the_day_and_says_to_when_the_list_is_known() -> None:
    asked = Case(
        instrument("list", adopted("2B001"), whole("2015-01-01", until="2015-01-02")),
        instrument("need", required(requires=[{"activities": ["export"], "lists": [LIST]}])),
    )
    answer = asked.check(DAY, None, activity="export", goods="2B001")
    assert (answer["verdict"], answer["reason"]) == ("licence_required", "not_covered_by_any")
    assert answer["notes"] == [
        "the list `annex-i` was last seen whole on 2015-01-01; what changed since is not known"
    ]
    assert asked.check("2015-01-01", None, activity="export", goods="2B001")["notes"] == []


def test_a_code_that_nothing_names_is_told_with_the_nearest_by_title() -> None:
    asked = case(adopted("2B001", "6A003"), whole())
    assert asked.check(DAY, goods="2B005")["notes"] == [
        "no recorded clause names the goods `2B005`; the nearest known is `2B001` (What 2B001 is)"
    ]
    assert asked.check(DAY, goods="2B001.x")["notes"] == []


@pytest.mark.parametrize(
    ("permits", "given"),
    [
        ({"goods": ["ML10"]}, {"list": LIST}),
        ({"goods": ["ML10"], "lists": [LIST]}, {}),
        ({"goods": ["ML10"], "lists": [LIST]}, {"list": "military-list"}),
    ],
)
def test_a_code_that_reads_the_same_on_another_list_is_not_offered(
    permits: dict[str, list[str]], given: dict[str, str]
) -> None:
    asked = Case(
        instrument("list", adopted("5A002")),
        instrument("nl", established(permits=[permits])),
    )
    notes = asked.check(DAY, goods="ML10", **given)["notes"]
    assert "no recorded clause names the goods `ML10`" in notes


def test_a_code_of_the_same_list_is_offered() -> None:
    permits = [{"goods": ["ML10"], "lists": [LIST]}]
    asked = Case(
        instrument("list", adopted("5A002")),
        instrument("nl", established(permits=permits)),
    )
    assert asked.check(DAY, goods="ML1", list=LIST)["notes"] == [
        "no recorded clause names the goods `ML1`; the nearest known is `ML10`"
    ]


def test_a_list_that_was_never_adopted_is_refused_in_a_question() -> None:
    asked = case(adopted("5A002"))
    for name, error in (("anex-i", True), ("military-list", False), (LIST, False)):
        try:
            asked.check(DAY, goods="5A002", list=name)
        except Exception as refusal:
            assert error and refusal.faults[0].code == "unknown_list"  # type: ignore[attr-defined]
            assert "did you mean" in refusal.faults[0].detail  # type: ignore[attr-defined]
        else:
            assert not error, name


REFUSED = {
    "a list never adopted": (
        listed("6A003", name="none"),
        [("unknown_subject", "/changes/0/list")],
    ),
    "a clause that names one": (
        established("NL2", permits=[{"lists": [LIST, "other"]}]),
        [("unknown_list", "/changes/0/permits/0/lists/1")],
    ),
    "an item that is not on it": (
        change("item_removed", target="list#1/6A003", from_="2018-01-01"),
        [("unknown_target", "/changes/0/target")],
    ),
    "an item moved away twice": (
        change("item_moved", target="list#1/5A002", from_="2019-01-01", items=[item("5A009")]),
        [("already_stopped", "/changes/0/target")],
    ),
    "a code that is on it": (
        listed("5A001", "3A001"),
        [("already_listed", "/changes/0/items/1/code")],
    ),
    "a code twice": (listed("6A001", "6A001"), [("malformed", "/changes/0/items/1/code")]),
    "a removal before its first day": (
        change("item_removed", target="list#1/3A001", from_="2009-01-01"),
        [("stops_before_start", "/changes/0/from")],
    ),
    "a licence removed as if it were an item": (
        change("item_removed", target="licence#1", from_="2019-01-01"),
        [("wrong_target", "/changes/0/target")],
    ),
    "the list adopted again": (adopted("1A001"), [("already_established", "/changes/0/list")]),
    "a certainty that there is none of": (
        listed("6A002", certainty="sure"),
        [("malformed", "/changes/0/items/0/certainty")],
    ),
    "no title": (
        change("item_listed", list=LIST, from_="2018-01-01", items=[{"code": "6A002"}]),
        [("missing", "/changes/0/items/0/title")],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_list_cannot_hold_is_refused(name: str) -> None:
    submitted, faults = REFUSED[name]
    moved = change("item_moved", target="list#1/5A002", from_="2018-01-01", items=[item("5A003")])
    asked = case(adopted("5A002", "3A001"), moved)
    assert asked.refused(instrument("x", submitted)) == faults
