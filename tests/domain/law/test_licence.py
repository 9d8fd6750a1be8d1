"""A licence's answer: its status and why, what it permits and excludes, and what is open."""

from __future__ import annotations

from typing import Any

import pytest
from acts import DUE, OBEYED, annulled, licensed, ordered
from builders import (
    Case,
    change,
    correction,
    established,
    excluded,
    group,
    instrument,
    judgment,
    question_faults,
    required,
)

Json = dict[str, Any]
DAY = "2020-06-01"


def stop(type_: str, target: str, from_: str = "2018-01-01", **fields: Any) -> Json:
    """A change that stops its target."""
    return change(type_, target=target, from_=from_, **fields)


def because(state: Json) -> list[str]:
    """The changes that decide the status."""
    return [one["change"] for one in state["because"]]


def decided(case: Case, on: str, **asked: Any) -> tuple[str, str, list[str]]:
    """Status, in force, and because."""
    state = case.licence(on, **asked)
    return state["status"], state["in_force"], because(state)


# -- status --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("2015-12-31", ("not_established", "no", ["a#1"]), id="the day before"),
        pytest.param("2016-01-01", ("undetermined", "undetermined", ["a#1"]), id="may have begun"),
        pytest.param("2016-12-31", ("in_force", "yes", ["a#1"]), id="has begun"),
        pytest.param("2019-12-31", ("in_force", "yes", ["a#1"]), id="the last day"),
        pytest.param("2020-01-01", ("expired", "no", ["a#1"]), id="the day after"),
    ],
)
def test_the_status_follows_the_period(on: str, expected: tuple[str, str, list[str]]) -> None:
    assert decided(licensed(from_="2016", until="2020-01-01"), on) == expected


STOPPED = [
    pytest.param(
        [stop("licence_withdrawn", "a#1")], "withdrawn", ["b#1"], id="withdrawn by its withdrawal"
    ),
    pytest.param(
        [stop("licence_suspended", "a#1")], "suspended", ["b#1"], id="suspended by its suspension"
    ),
    pytest.param(
        [stop("effect_suspended", "a#1")], "suspended", ["b#1"], id="suspended by a court"
    ),
    pytest.param(
        [stop("licence_suspended", "a#1", "2016"), stop("effect_suspended", "a#1")],
        "suspended",
        ["b#1", "b#2"],
        id="suspended twice: both, in rank",
    ),
    pytest.param(
        [stop("licence_suspended", "a#1", "2016"), stop("licence_withdrawn", "a#1")],
        "withdrawn",
        ["b#2"],
        id="withdrawn and suspended: withdrawn",
    ),
    pytest.param(
        [stop("licence_withdrawn", "a#1"), stop("licence_withdrawn", "a#1", until="2030")],
        "withdrawn",
        None,
        id="withdrawn twice",
    ),
    pytest.param(
        [stop("licence_withdrawn", "a#1"), annulled("a#1")],
        "annulled",
        ["b#2"],
        id="withdrawn and annulled: annulled",
    ),
]


@pytest.mark.parametrize(("stops", "status", "deciding"), STOPPED)
def test_why_a_licence_is_out_of_force(
    stops: list[Json], status: str, deciding: list[str] | None
) -> None:
    case = licensed()
    if deciding is None:
        case.record(*(instrument(f"b{n}", one) for n, one in reversed(list(enumerate(stops)))))
        deciding = ["b0#1", "b1#1"]
    else:
        case.record(instrument("b", *stops))
    assert decided(case, DAY) == (status, "no", deciding)


def test_expired_comes_before_withdrawn() -> None:
    case = licensed(instrument("b", stop("licence_withdrawn", "a#1")), until="2019-01-01")
    assert decided(case, "2018-12-31") == ("withdrawn", "no", ["b#1"])
    assert decided(case, "2019-01-01") == ("expired", "no", ["a#1"])


def test_the_last_establishment_in_rank_that_can_have_begun_says_why() -> None:
    case = licensed(
        instrument("b", stop("licence_withdrawn", "a#1", "2016-01-01")),
        instrument("c", established(from_="2018-01-01", until="2019-01-01")),
    )
    assert decided(case, "2017-12-31") == ("withdrawn", "no", ["b#1"])
    assert decided(case, "2018-12-31") == ("in_force", "yes", ["c#1"])
    assert decided(case, "2019-01-01") == ("expired", "no", ["c#1"])


def test_annulled_only_when_every_establishment_is() -> None:
    case = licensed(
        instrument("b", stop("licence_withdrawn", "a#1", "2016-01-01")),
        instrument("c", established(from_="2018-01-01")),
        instrument("d", annulled("c#1")),
    )
    assert decided(case, DAY) == ("withdrawn", "no", ["b#1"])
    case.record(instrument("e", annulled("a#1")))
    assert decided(case, DAY) == ("annulled", "no", ["d#1", "e#1"])
    assert decided(case, "2000-01-01") == ("annulled", "no", ["d#1", "e#1"])


def test_of_the_establishments_not_annulled_none_may_have_begun() -> None:
    case = licensed(
        instrument("b", annulled("a#1")), instrument("c", established(from_="2018-01-01"))
    )
    assert decided(case, "2017-12-31") == ("not_established", "no", ["c#1"])


def test_in_force_and_undetermined_name_the_establishments_that_are_so() -> None:
    case = licensed(
        instrument("b", stop("licence_withdrawn", "a#1", "2017-01-01")),
        instrument("c", established(from_="2018")),
        instrument("d", annulled("b#1")),
        until="[2018-06-01..2019-06-30]",
    )
    assert decided(case, "2017-12-31") == ("in_force", "yes", ["a#1"])
    assert decided(case, "2018-05-31") == ("in_force", "yes", ["a#1"])
    assert decided(case, "2018-06-01") == ("undetermined", "undetermined", ["a#1", "c#1"])
    assert decided(case, "2018-12-31") == ("in_force", "yes", ["c#1"])


def test_a_withdrawal_that_may_have_begun_leaves_the_status_open() -> None:
    case = licensed(instrument("b", stop("licence_withdrawn", "a#1", "2018")))
    days = ("2017-12-31", "2018-01-01", "2018-12-30", "2018-12-31")
    found = [case.licence(on)["status"] for on in days]
    assert found == ["in_force", "undetermined", "undetermined", "withdrawn"]


def test_a_reinstated_licence_is_in_force_again() -> None:
    case = licensed(
        instrument("b", stop("licence_withdrawn", "a#1")),
        instrument("c", stop("licence_reinstated", "b#1", "2019-01-01")),
    )
    assert decided(case, "2018-12-31") == ("withdrawn", "no", ["b#1"])
    assert decided(case, "2019-01-01") == ("in_force", "yes", ["a#1"])
    (shown,) = case.licence("2019-01-01")["because"]
    assert shown["stopped_by"] == [{"change": "b#1", "type": "licence_withdrawn", "running": "no"}]


def test_a_lifted_suspension_suspends_no_more() -> None:
    case = licensed(
        instrument("b", stop("licence_suspended", "a#1")),
        instrument("c", stop("suspension_lifted", "b#1", "2019-01-01")),
    )
    assert decided(case, "2018-12-31") == ("suspended", "no", ["b#1"])
    assert decided(case, "2019-01-01") == ("in_force", "yes", ["a#1"])


def test_nothing_visible_yet_is_not_established_and_has_no_title() -> None:
    case = Case(instrument("a", established(), published_on="2012-01-01"))
    assert decided(case, DAY, known_on="2011-12-31") == ("not_established", "no", [])
    state = case.licence(DAY, known_on="2011-12-31")
    assert (state["title"], state["kind"], state["authority"]) == (None, None, None)


def test_a_licence_corrected_away_is_not_established() -> None:
    assert decided(licensed(correction("b", "a")), DAY) == ("not_established", "no", [])


def test_the_title_is_that_of_the_last_establishment_that_decides() -> None:
    def titled(title: str, **fields: Any) -> Json:
        return {**established(**fields), "title": title}

    case = Case(
        instrument("a", titled("The first", until="2016-01-01")),
        instrument("b", titled("The second", from_="2016-01-01", until="2018-01-01")),
        instrument("c", stop("licence_suspended", "b#1", "2017-01-01")),
    )
    found = {on: case.licence(on)["title"] for on in ("2011-01-01", "2015-12-31", "2016-01-01")}
    assert found == {
        "2011-01-01": "The second",
        "2015-12-31": "The first",
        "2016-01-01": "The second",
    }
    assert case.licence("2017-06-01")["title"] == "The second"


# -- permits, exclusions, conditions -------------------------------------------------


def test_permits_and_exclusions_are_shown_in_rank_with_their_clauses() -> None:
    case = Case(
        instrument("g", group("EU", "FR")),
        instrument("a", established(excludes=[{"destinations": ["KP"]}])),
        instrument("b", excluded("IL", "@EU", from_="2016", programmes=["F-35"])),
        instrument(
            "c",
            change("scope_extended", licence="NL1", from_="2014", permits=[{"goods": ["ML1"]}]),
        ),
    )
    state = case.licence(DAY)
    assert state["permits"] == [
        {
            "entry": "a#1/permit-1",
            "present": "yes",
            "clause": {"activities": ["export"]},
            "except": [],
        },
        {"entry": "c#1/permit-1", "present": "yes", "clause": {"goods": ["ML1"]}, "except": []},
    ]
    assert state["exclusions"] == [
        {
            "entry": "a#1/exclude-1",
            "present": "yes",
            "clause": {"destinations": ["KP"]},
            "except": [],
        },
        {
            "entry": "b#1",
            "present": "yes",
            "clause": {"destinations": ["IL", "@EU"], "programmes": ["F-35"]},
            "except": [],
        },
    ]


def test_what_may_be_present_is_shown_as_undetermined_and_what_is_not_is_left_out() -> None:
    case = licensed(
        instrument(
            "b",
            excluded("IL", from_="2020"),
            excluded("US", from_="2021"),
            excluded("TR", until="2020-06-01"),
        )
    )
    assert case.present(DAY) == {"a#1/permit-1": "yes", "b#1": "undetermined"}


def test_except_shows_the_partial_stops_of_the_entry_and_of_its_change() -> None:
    civil, private = {"end_uses": ["civil"]}, {"recipients": ["private"]}
    case = licensed(
        instrument("b", stop("effect_suspended", "a#1", "2017", clause=civil)),
        instrument("c", stop("scope_reduced", "a#1/permit-1", "2016", clause=private)),
        permits=[{"activities": ["export"]}, {"activities": ["transit"]}],
    )
    first, second = case.licence(DAY)["permits"]
    assert first["except"] == [
        {"change": "c#1", "clause": private},
        {"change": "b#1", "clause": civil},
    ]
    assert second["except"] == [{"change": "b#1", "clause": civil}]


def test_except_shows_what_may_run_and_leaves_out_what_does_not() -> None:
    civil = {"end_uses": ["civil"]}
    case = licensed(
        instrument("b", excluded("IL")),
        instrument(
            "c",
            stop("exclusion_lifted", "b#1", "2020", clause=civil),
            stop("exclusion_lifted", "b#1", "2021", clause=civil),
            stop("exclusion_lifted", "b#1", "2019", clause=civil),
            stop("effect_suspended", "c#3", "2019"),
        ),
    )
    (shown,) = case.licence(DAY)["exclusions"]
    assert [one["change"] for one in shown["except"]] == ["c#1"]


def test_conditions_of_use_come_from_establishments_and_attachments() -> None:
    attached = change(
        "condition_attached",
        licence="NL1",
        from_="2016",
        key="report",
        kind="reporting",
        text="Report.",
        clause={"destinations": ["IL"]},
    )
    case = licensed(
        instrument("b", attached),
        instrument("c", stop("condition_removed", "a#1/register")),
        conditions=[{"key": "register", "kind": "registration", "text": "Register."}],
    )
    register = {
        "entry": "a#1/register",
        "present": "yes",
        "key": "register",
        "kind": "registration",
        "text": "Register.",
        "clause": {},
        "met": None,
    }
    report = {
        "entry": "b#1/report",
        "present": "yes",
        "key": "report",
        "kind": "reporting",
        "text": "Report.",
        "clause": {"destinations": ["IL"]},
        "met": None,
    }
    assert case.licence("2017-12-31")["conditions"] == [register, report]
    assert case.licence("2018-01-01")["conditions"] == [report]


# -- court orders --------------------------------------------------------------------


QUASHED = judgment("k", change("change_annulled", target="j#1"))
LIFTED = judgment("k", change("order_lifted", target="j#1", from_="2018-03-01"))
STAYED = judgment("k", change("effect_suspended", target="j#1", from_="2018-03-01"))

STATES = [
    pytest.param({}, [], "2018-01-31", None, id="before the order"),
    pytest.param({}, [], "2018-02-01", "outstanding", id="without a term"),
    pytest.param(DUE, [], "2018-02-15", "outstanding", id="the last day of its term"),
    pytest.param(DUE, [], "2018-02-16", "overdue", id="the day after its term"),
    pytest.param({"comply_by": "2018"}, [], "2018-12-31", "outstanding", id="an imprecise term"),
    pytest.param({"comply_by": "2018"}, [], "2019-01-01", "overdue", id="after an imprecise term"),
    pytest.param(DUE, [OBEYED], "2018-02-28", "overdue", id="before it is carried out"),
    pytest.param(DUE, [OBEYED], "2018-03-01", "implemented", id="carried out"),
    pytest.param(DUE, [LIFTED], "2018-02-28", "overdue", id="before it is lifted"),
    pytest.param(DUE, [LIFTED], "2018-03-01", "lifted", id="lifted"),
    pytest.param(DUE, [OBEYED, LIFTED], "2018-03-01", "lifted", id="carried out and lifted"),
    pytest.param(DUE, [STAYED], "2018-03-01", "suspended", id="suspended"),
    pytest.param(DUE, [OBEYED, STAYED], "2018-03-01", "suspended", id="carried out and suspended"),
    pytest.param(DUE, [QUASHED], "2018-02-01", "annulled", id="quashed"),
    pytest.param(DUE, [OBEYED, QUASHED], "2018-03-01", "annulled", id="carried out and quashed"),
    pytest.param({"from_": "2018-02"}, [], "2018-02-01", "undetermined", id="may have begun"),
    pytest.param({"from_": "2018-02"}, [], "2018-01-31", None, id="cannot have begun"),
    pytest.param({"until": "2018-06-01"}, [], "2018-05-31", "outstanding", id="its last day"),
    pytest.param({"until": "2018-06-01"}, [], "2018-06-01", None, id="ended"),
    pytest.param({"until": "2018"}, [], "2018-06-01", "undetermined", id="may have ended"),
]


@pytest.mark.parametrize(("fields", "acts", "on", "state"), STATES)
def test_the_state_of_a_court_s_order_is_the_first_that_fits(
    fields: Json, acts: list[Json], on: str, state: str | None
) -> None:
    case = licensed(judgment("j", ordered(**fields)), *acts)
    found = [one["state"] for one in case.licence(on)["court_orders"]]
    assert found == ([state] if state else [])
    of_evaluation = case.check(on, activity="export")["court_orders"]
    assert of_evaluation == case.licence(on)["court_orders"]


def test_what_may_carry_an_order_out_leaves_it_open() -> None:
    case = licensed(
        judgment("j", ordered(**DUE)),
        instrument("o", excluded("IL", from_="2018-03", ordered_by="j#1")),
    )
    days = ("2018-02-28", "2018-03-01", "2018-03-31")
    found = [case.licence(on)["court_orders"][0]["state"] for on in days]
    assert found == ["overdue", "undetermined", "implemented"]


def test_an_order_is_shown_with_its_judgment_its_term_and_what_carries_it_out() -> None:
    review = change(
        "review_concluded", licence="NL1", from_="2018-02-20", outcome="changed", ordered_by="j#1"
    )
    case = licensed(
        judgment("j", ordered(**DUE), ecli="ECLI:NL:GHDHA:2024:191"),
        OBEYED,
        instrument("r", review),
    )
    assert case.licence("2018-03-01")["court_orders"] == [
        {
            "order": "j#1",
            "state": "implemented",
            "ecli": "ECLI:NL:GHDHA:2024:191",
            "comply_by": "2018-02-15",
            "carried_out_by": ["r#1", "o#1"],
        }
    ]
    assert case.licence("2018-02-10")["court_orders"][0]["carried_out_by"] == []


def test_an_order_corrected_away_is_not_shown() -> None:
    case = licensed(judgment("j", ordered()), correction("c", "j#1"))
    assert case.licence(DAY)["court_orders"] == []


# -- upcoming ------------------------------------------------------------------------


def test_upcoming_shows_changes_and_ends_not_yet_reached() -> None:
    case = licensed(
        instrument("b", excluded("IL", from_="2021-01-01")),
        instrument("c", excluded("US", from_="2019-01-01", until="2022-01-01")),
        instrument("d", excluded("TR", from_="2023", until="2024")),
    )
    upcoming = case.licence(DAY)["upcoming"]
    assert upcoming == [
        {
            "change": "b#1",
            "type": "destination_excluded",
            "begins": "2021-01-01",
            "ends": None,
        },
        {
            "change": "c#1",
            "type": "destination_excluded",
            "begins": None,
            "ends": "2022-01-01",
        },
        {"change": "d#1", "type": "destination_excluded", "begins": "2023", "ends": "2024"},
    ]


@pytest.mark.parametrize(
    ("on", "begins", "ends"),
    [
        pytest.param("2021-06-30", "2021-07", "2021-09", id="the day before it can begin"),
        pytest.param("2021-07-30", "2021-07", "2021-09", id="it may have begun"),
        pytest.param("2021-07-31", None, "2021-09", id="it has begun"),
        pytest.param("2021-09-29", None, "2021-09", id="it may have ended"),
    ],
)
def test_what_may_have_been_reached_is_still_upcoming(
    on: str, begins: str | None, ends: str | None
) -> None:
    case = licensed(instrument("b", excluded("IL", from_="2021-07", until="2021-09")))
    (item,) = case.licence(on)["upcoming"]
    assert (item["begins"], item["ends"]) == (begins, ends)
    assert case.licence("2021-09-30")["upcoming"] == []


def test_upcoming_leaves_out_what_is_stopped_that_day_for_certain() -> None:
    case = licensed(
        instrument("b", excluded("IL", from_="2021-01-01"), excluded("US", from_="2021-01-01")),
        instrument("c", annulled("b#1")),
        instrument("d", stop("exclusion_lifted", "b#2", "2022-01-01")),
    )
    assert [one["change"] for one in case.licence(DAY)["upcoming"]] == ["b#2", "d#1"]


def test_upcoming_is_as_known() -> None:
    case = licensed(instrument("b", excluded("IL", from_="2021-01-01"), published_on="2020-03-01"))
    assert case.licence(DAY, known_on="2020-02-29")["upcoming"] == []
    assert len(case.licence(DAY, known_on="2020-03-01")["upcoming"]) == 1


@pytest.mark.parametrize(
    ("count", "shown", "more"),
    [
        pytest.param(0, 0, 0, id="none"),
        pytest.param(20, 20, 0, id="twenty"),
        pytest.param(21, 20, 1, id="one more than twenty"),
        pytest.param(45, 20, 25, id="many more than twenty"),
    ],
)
def test_upcoming_shows_the_next_twenty_and_how_many_more(
    count: int, shown: int, more: int
) -> None:
    coming = [excluded("IL", from_=f"{2100 - n}-01-01") for n in range(count)]
    case = licensed(*([instrument("b", *coming)] if coming else []))
    state = case.licence(DAY)
    assert (len(state["upcoming"]), state["upcoming_more"]) == (shown, more)
    begins = [one["begins"] for one in state["upcoming"]]
    assert begins == sorted(f"{2100 - n}-01-01" for n in range(count))[:20]


# -- reviews, proceedings, disputes, checks ------------------------------------------


def reviewed(outcome: str, from_: str, **fields: Any) -> Json:
    """The conclusion of a review of NL1."""
    return change("review_concluded", licence="NL1", outcome=outcome, from_=from_, **fields)


def test_reviews_that_are_due_and_concluded_stand_with_what_they_are_of() -> None:
    case = licensed(
        instrument("b", excluded("IL", review_by="2019-05")),
        instrument("c", reviewed("maintained", "2019-04-01", target="b#1", review_by="2021-05")),
        instrument("d", reviewed("changed", "2020-01-01", target="b#1")),
    )
    assert case.licence("2019-03-31")["reviews"] == [
        {"of": "b#1", "review_by": "2019-05", "overdue": "no", "concluded": []}
    ]
    assert case.licence("2019-04-01")["reviews"] == [
        {
            "of": "b#1",
            "review_by": "2021-05",
            "overdue": "no",
            "concluded": [{"change": "c#1", "outcome": "maintained"}],
        }
    ]
    (review,) = case.licence(DAY)["reviews"]
    assert [one["outcome"] for one in review["concluded"]] == ["maintained", "changed"]


@pytest.mark.parametrize(
    ("on", "overdue"),
    [
        pytest.param("2019-05-01", "no", id="on the first day that may be its date"),
        pytest.param("2019-05-02", "undetermined", id="within its span"),
        pytest.param("2019-05-31", "undetermined", id="on the last day that may be its date"),
        pytest.param("2019-06-01", "yes", id="after it"),
    ],
)
def test_a_review_says_whether_it_is_overdue(on: str, overdue: str) -> None:
    case = licensed(instrument("b", excluded("IL", review_by="2019-05")))
    assert [one["overdue"] for one in case.licence(on)["reviews"]] == [overdue]


def test_a_review_without_a_date_is_never_overdue() -> None:
    case = licensed(instrument("b", reviewed("maintained", "2019-04-01")))
    assert [one["overdue"] for one in case.licence(DAY)["reviews"]] == ["no"]


def test_a_licence_names_the_groups_that_its_clauses_reach() -> None:
    case = Case(
        instrument("g", group("EU", "NL"), group("ALLIES", "US", "@EU"), group("OTHERS", "BR")),
        instrument(
            "far", group("UN", "@ALLIES"), change("member_removed", from_="2020", target="g#2/@EU")
        ),
        instrument("a", established(permits=[{"destinations": ["@ALLIES", "FR"]}])),
    )
    assert case.licence("2019-12-31")["groups"] == ["ALLIES", "EU"]
    assert case.licence("2021-01-01")["groups"] == ["ALLIES"]
    assert case.licence("2011-12-31")["groups"] == []


def test_a_review_of_the_licence_itself_is_shown_too() -> None:
    case = licensed(instrument("b", reviewed("maintained", "2019-04-01")))
    (review,) = case.licence(DAY)["reviews"]
    assert review["concluded"] == [{"change": "b#1", "outcome": "maintained"}]
    assert case.licence("2019-03-31")["reviews"] == []


@pytest.mark.parametrize(
    "about",
    [pytest.param("NL1", id="the licence"), pytest.param("a#1", id="a change of it")],
)
def test_proceedings_are_pending_until_they_are_closed(about: str) -> None:
    case = licensed(
        instrument("p", change("proceedings_opened", about=about, court="HR", from_="2018-01-01")),
        instrument("q", stop("proceedings_closed", "p#1", "2019-01-01", note="withdrawn")),
    )
    pending = {on: case.licence(on)["pending"] for on in ("2017-12-31", "2018-12-31", "2019-01-01")}
    assert list(pending.values()) == [
        [],
        [{"change": "p#1", "about": about, "court": "HR"}],
        [],
    ]


def stated(about: str, **fields: Any) -> Json:
    """A dispute about something."""
    said = {"says": "It is void.", "by": "An NGO", "disputes": True, **fields}
    return change("statement_recorded", about=about, **said)


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        pytest.param("NL1", True, id="the licence"),
        pytest.param("a#1", True, id="a change of it"),
        pytest.param("a", True, id="an instrument that carries one"),
        pytest.param("b#1", True, id="a later change of it"),
        pytest.param("n", False, id="another instrument"),
        pytest.param("n#1", False, id="a change of another licence"),
        pytest.param("NL2", False, id="another licence"),
        pytest.param("arms exports", False, id="a free topic"),
    ],
)
def test_a_dispute_is_shown_with_what_it_is_about(about: str, shown: bool) -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("n", established("NL2")),
        instrument("s", stated(about)),
    )
    dispute = {"change": "s#1", "about": about, "says": "It is void.", "by": "An NGO"}
    assert case.licence(DAY)["disputes"] == ([dispute] if shown else [])


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"disputes": False}, id="a statement that disputes nothing"),
        pytest.param({"from_": "2021"}, id="a dispute not begun"),
        pytest.param({"from_": "2018", "until": "2020-06-01"}, id="a dispute that has ended"),
    ],
)
def test_what_is_no_running_dispute_is_not_shown(fields: Json) -> None:
    case = licensed(instrument("s", stated("NL1", **fields)))
    assert case.licence(DAY)["disputes"] == []


def test_a_retracted_dispute_is_shown_no_more() -> None:
    case = licensed(
        instrument("s", stated("NL1")),
        instrument("t", stop("statement_retracted", "s#1", "2019-01-01")),
    )
    assert len(case.licence("2018-12-31")["disputes"]) == 1
    assert case.licence("2019-01-01")["disputes"] == []


def test_a_statement_has_no_effect_on_the_law() -> None:
    case = licensed(instrument("s", stated("a#1")))
    assert decided(case, DAY) == ("in_force", "yes", ["a#1"])


def checked(on: str, **fields: Any) -> Json:
    """The record of NL1 was checked."""
    return change("record_checked", licence="NL1", checked_on=on, source="wetten.nl", **fields)


def test_the_latest_check_of_the_record_is_shown_whatever_the_order_of_recording() -> None:
    case = licensed(instrument("c", checked("2026-04-01")), instrument("d", checked("2025-01-01")))
    assert case.licence(DAY)["last_checked"] == {"on": "2026-04-01", "source": "wetten.nl"}


def test_a_record_never_checked_says_so() -> None:
    assert licensed().licence(DAY)["last_checked"] is None


# -- notes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known_on", "noted"),
    [
        pytest.param("2012-04-30", False, id="the day before it can have been published"),
        pytest.param("2012-05-01", True, id="the first day it can have been published"),
        pytest.param("2012-05-09", True, id="the last day it may not have been published"),
        pytest.param("2012-05-10", False, id="the day it had been published for certain"),
        pytest.param(None, False, id="no bound"),
    ],
)
def test_between_the_two_days_of_a_publication_there_is_a_note(
    known_on: str | None, noted: bool
) -> None:
    act = instrument(
        "b", excluded("IL"), published_on="2012-05-10", published_not_before="2012-05-01"
    )
    state = licensed(act).licence(DAY, known_on=known_on)
    assert [note for note in state["notes"] if note.startswith("b ")] == (
        state["notes"] if noted else []
    )
    assert len(state["notes"]) == (1 if noted else 0)


def test_a_known_gap_of_the_record_is_noted() -> None:
    lacking = change("history_incomplete", licence="NL1", from_="2018-01-01", note="before 2018")
    case = licensed(instrument("h", lacking))
    assert case.licence("2017-12-31")["notes"] == []
    (note,) = case.licence("2018-01-01")["notes"]
    assert "NL1" in note
    assert "before 2018" in note


# -- the answer's shape --------------------------------------------------------------


def test_a_licence_has_its_parts_in_order_and_lists_are_never_absent() -> None:
    state = licensed().licence(DAY)
    assert list(state) == [
        "licence",
        "title",
        "kind",
        "authority",
        "status",
        "in_force",
        "permits",
        "exclusions",
        "conditions",
        "court_orders",
        "reinstatement",
        "upcoming",
        "upcoming_more",
        "reviews",
        "pending",
        "disputes",
        "last_checked",
        "because",
        "notes",
        "groups",
        "lists",
        "viewpoint",
    ]
    empty = ("exclusions", "conditions", "court_orders", "reinstatement", "upcoming", "reviews")
    assert all(
        state[name] == [] for name in (*empty, "pending", "disputes", "notes", "groups", "lists")
    )
    assert state["viewpoint"]["valid_on"] == DAY


def test_an_unknown_licence_is_an_error_and_one_not_visible_is_not() -> None:
    case = licensed()
    asked = {"valid_on": DAY}
    assert question_faults(case.register.licence, "NL2", asked) == ["unknown_licence"]
    assert question_faults(case.register.licence, "NL1", {**asked, "log_size": "0"}) == [
        "unknown_licence"
    ]
    assert question_faults(case.register.licence, "NL1", {**asked, "known_on": "2001-01-01"}) == []


def test_the_register_lists_every_licence_by_name_with_its_status() -> None:
    case = Case(
        instrument("b", established("NL2")),
        instrument("a", established("NL1")),
        instrument("c", stop("licence_withdrawn", "a#1")),
    )
    listed = case.register.licences({"valid_on": DAY})["licences"]
    assert [(one["licence"], one["status"]) for one in listed] == [
        ("NL1", "withdrawn"),
        ("NL2", "in_force"),
    ]


# -- groups --------------------------------------------------------------------------


def test_a_group_lists_its_countries_and_those_of_groups_inside_it_by_name() -> None:
    case = Case(
        instrument("g", group("EU", "NL", "FR")),
        instrument("h", group("ALLIES", "US", "@EU", "FR")),
    )
    answer = case.register.group("ALLIES", {"valid_on": DAY})
    assert {**answer, "viewpoint": None} == {
        "group": "ALLIES",
        "established": "yes",
        "members": [{"member": name, "present": "yes"} for name in ("FR", "NL", "US")],
        "viewpoint": None,
    }


def test_members_stand_by_themselves_where_the_establishment_is_not_visible() -> None:
    case = Case(
        instrument("g", group("EU", "NL"), published_on="2024-01-01"),
        instrument(
            "h",
            change("member_admitted", group="EU", from_="2004-05-01", members=["PL"]),
            published_on="2004-05-01",
        ),
    )
    answer = case.register.group("EU", {"valid_on": DAY, "known_on": "2020-01-01"})
    assert answer["established"] == "no"
    assert answer["members"] == [{"member": "PL", "present": "yes"}]
    assert case.members("EU", "2004-04-30", known_on="2020-01-01") == {"PL": "undetermined"}
    assert case.members("EU", "2004-04-30") == {"NL": "yes"}


def test_a_member_that_may_have_joined_is_undetermined_and_one_that_left_is_left_out() -> None:
    case = Case(
        instrument("g", group("EU", "NL", "GB")),
        instrument("h", change("member_admitted", group="EU", from_="2020", members=["HR"])),
        instrument("i", stop("member_removed", "g#1/GB", "2020-02-01")),
    )
    assert case.members("EU", DAY) == {"HR": "undetermined", "NL": "yes"}


def test_an_unknown_group_or_policy_is_an_error() -> None:
    case = licensed()
    assert question_faults(case.register.group, "EU", {"valid_on": DAY}) == ["unknown_group"]
    assert question_faults(case.register.policy, "p", {}, {"valid_on": DAY}) == ["unknown_policy"]


# -- policies ------------------------------------------------------------------------


def adopted(*values: Json, type_: str = "policy_adopted", **fields: Any) -> Json:
    """A policy's values, adopted unless told otherwise."""
    title = {"title": "Validity"} if type_ == "policy_adopted" else {}
    return change(
        type_, policy="p", values=list(values), **{"from_": "2012-01-01", **title, **fields}
    )


def value(case: Case, on: str = DAY, **dimensions: str) -> tuple[str | None, str]:
    """A policy's value and the reason."""
    answer = case.register.policy("p", dimensions, {"valid_on": on})
    assert list(answer) == ["policy", "value", "reason", "ran", "viewpoint"]
    return answer["value"], answer["reason"]


ALLIES = {"when": {"destinations": ["US"]}, "value": "three years"}


def test_of_one_change_the_first_value_that_applies_counts() -> None:
    case = Case(instrument("p", adopted(ALLIES, {"value": "one year"}, {"value": "never"})))
    assert value(case, destination="US") == ("three years", "adopted")
    assert value(case, destination="IL") == ("one year", "adopted")


def test_a_value_that_only_may_apply_and_ranks_first_leaves_it_open() -> None:
    case = Case(instrument("p", adopted(ALLIES, {"value": "one year"})))
    assert value(case) == (None, "undetermined")


def test_the_last_change_in_rank_that_applies_counts() -> None:
    amended = adopted({"value": "two years"}, type_="policy_amended", from_="2018-01-01")
    case = Case(instrument("p", adopted({"value": "one year"})), instrument("q", amended))
    assert value(case, "2017-12-31") == ("one year", "adopted")
    assert value(case, "2018-01-01") == ("two years", "adopted")


def test_an_earlier_value_that_only_may_apply_changes_nothing() -> None:
    amended = adopted({"value": "two years"}, type_="policy_amended", from_="2018-01-01")
    case = Case(instrument("p", adopted(ALLIES)), instrument("q", amended))
    assert value(case) == ("two years", "adopted")


def test_an_amendment_that_may_have_begun_leaves_it_open() -> None:
    amended = adopted({"value": "two years"}, type_="policy_amended", from_="2020")
    case = Case(instrument("p", adopted({"value": "one year"})), instrument("q", amended))
    assert value(case) == (None, "undetermined")
    assert value(case, "2020-12-31") == ("two years", "adopted")


def test_where_no_value_applies_none_is_recorded() -> None:
    case = Case(instrument("p", adopted(ALLIES)))
    assert value(case, destination="IL") == (None, "none_recorded")
    assert value(case, "2011-12-31", destination="US") == (None, "none_recorded")


def test_an_amendment_alone_says_nothing_once_the_policy_has_ended() -> None:
    case = Case(
        instrument("p", adopted({"value": "one year"}, until="2019-01-01")),
        instrument("q", adopted({"value": "two"}, type_="policy_amended", from_="2018-01-01")),
    )
    assert value(case, "2018-12-31") == ("two", "adopted")
    assert value(case, "2019-01-01") == (None, "none_recorded")


# -- requirements --------------------------------------------------------------------


def test_requirements_are_listed_with_their_entries_that_are_or_may_be_present() -> None:
    case = Case(
        instrument("r", required(exempts=[{"destinations": ["BE"]}])),
        instrument(
            "s",
            change(
                "requirement_extended",
                requirement="list",
                from_="2020",
                requires=[{"goods": ["5D002"]}],
            ),
        ),
        instrument("t", stop("requirement_lifted", "r#1/exempt-1", "2019-01-01")),
    )
    (listed,) = case.register.requirements({"valid_on": DAY})["requirements"]
    assert (listed["requirement"], listed["title"], listed["basis"]) == (
        "list",
        "list",
        "control_list",
    )
    assert [(one["entry"], one["present"]) for one in listed["requires"]] == [
        ("r#1/require-1", "yes"),
        ("s#1/require-1", "undetermined"),
    ]
    assert listed["exempts"] == []
    (before,) = case.register.requirements({"valid_on": "2018-12-31"})["requirements"]
    assert [one["entry"] for one in before["exempts"]] == ["r#1/exempt-1"]


# -- what stands in the streams of instruments ------------------------------------------


def test_disputes_follow_rank_whatever_they_are_about() -> None:
    said = {"says": "x", "by": "y", "disputes": True}
    case = Case(
        instrument("a", established()),
        instrument("s1", change("statement_recorded", about="a", from_="2013", **said)),
        instrument("s2", change("statement_recorded", about="NL1", from_="2014", **said)),
    )
    assert [one["change"] for one in case.licence("2020-01-01")["disputes"]] == ["s1#1", "s2#1"]


def test_proceedings_about_an_instrument_are_pending_with_the_licence_it_changes() -> None:
    opened = change("proceedings_opened", about="a", court="Hoge Raad")
    case = Case(instrument("a", established()), instrument("p", opened))
    assert [one["change"] for one in case.licence("2020-01-01")["pending"]] == ["p#1"]


def test_a_requirement_that_may_have_been_known_puts_a_note_into_the_answer() -> None:
    published = {"published_on": "2012-05-01", "published_not_before": "2012-01-01"}
    case = Case(instrument("r", required(), **published))
    answer = case.check("2020-01-01", None, known_on="2012-02-01", goods="5A002")
    assert any(note.startswith("r was published between") for note in answer["notes"])
