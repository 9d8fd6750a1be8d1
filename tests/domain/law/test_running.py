"""The one law: a change runs unless a running change stops it."""

from __future__ import annotations

from typing import Any

import pytest
from acts import (
    annulled,
    israel,
    licensed,
    lifted,
    reinstated,
    statuses,
    suspended,
    withdrawn,
)
from builders import (
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

Json = dict[str, Any]
COURT = "ECLI:NL:GHDHA:2024:191"


def extended(target: str = "a#1", from_: str = "2015-01-01", **fields: Any) -> Json:
    """The extension of the period of a change."""
    return change("period_extended", target=target, from_=from_, **fields)


# -- stops of stops ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stops", "reason"),
    [
        pytest.param(0, "excluded", id="nothing stops the exclusion"),
        pytest.param(1, "permitted", id="a stop of it runs"),
        pytest.param(2, "excluded", id="the stop is stopped"),
        pytest.param(3, "permitted", id="the stop of the stop is stopped"),
        pytest.param(4, "excluded", id="and that is stopped too"),
    ],
)
def test_each_further_stop_turns_the_answer_round(stops: int, reason: str) -> None:
    case = licensed(instrument("s0", excluded("IL")))
    for n in range(1, stops + 1):
        case.record(instrument(f"s{n}", suspended(f"s{n - 1}#1")))
    assert israel(case, "2020-01-01") == reason


def test_of_two_stops_either_is_enough() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", lifted("b#1", "2018-01-01")),
        instrument("d", suspended("b#1", "2017-01-01")),
        instrument("e", suspended("d#1", "2019-01-01")),
    )
    reasons = [israel(case, f"{year}-06-01") for year in (2016, 2017, 2018, 2019)]
    assert reasons == ["excluded", "permitted", "permitted", "permitted"]


def test_what_has_not_begun_or_has_ended_stops_nothing() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", suspended("b#1", "2018-01-01", until="2019-01-01")),
    )
    days = ("2017-12-31", "2018-01-01", "2018-12-31", "2019-01-01")
    assert [israel(case, on) for on in days] == [
        "excluded",
        "permitted",
        "permitted",
        "excluded",
    ]


def test_a_stop_that_may_have_begun_leaves_its_target_open() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", lifted("b#1", "2018")),
    )
    assert case.present("2018-06-01") == {"a#1/permit-1": "yes", "b#1": "undetermined"}
    assert case.check("2018-06-01", activity="export", destination="IL")["reason"] == (
        "imprecise_date"
    )


def test_what_was_not_published_yet_stops_nothing() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", lifted("b#1", "2017-01-01"), published_on="2021-05-01"),
    )
    assert israel(case, "2019-01-01", known_on="2021-04-30") == "excluded"
    assert israel(case, "2019-01-01", known_on="2021-05-01") == "permitted"
    assert israel(case, "2019-01-01") == "permitted"


def test_only_the_first_records_of_the_log_stop_anything_at_that_size() -> None:
    case = licensed(instrument("b", excluded("IL")))
    size = case.size
    case.record(instrument("c", lifted("b#1", "2017-01-01")))
    assert israel(case, "2019-01-01", log_size=size) == "excluded"
    assert israel(case, "2019-01-01") == "permitted"


# -- entries -------------------------------------------------------------------------


def test_a_stopped_entry_leaves_the_others_of_its_change() -> None:
    case = licensed(
        instrument("b", change("scope_reduced", target="a#1/permit-2", from_="2018-01-01")),
        permits=[{"activities": ["export"]}, {"activities": ["transit"]}],
    )
    assert case.present("2017-12-31") == {"a#1/permit-1": "yes", "a#1/permit-2": "yes"}
    assert case.present("2018-01-01") == {"a#1/permit-1": "yes"}


def test_with_its_change_every_entry_goes() -> None:
    case = licensed(instrument("b", suspended("a#1")), excludes=[{"destinations": ["IL"]}])
    assert case.present("2016-12-31") == {"a#1/permit-1": "yes", "a#1/exclude-1": "yes"}
    assert case.present("2017-01-01") == {}


def test_an_entry_comes_back_when_what_stopped_it_is_annulled() -> None:
    case = licensed(
        instrument("b", lifted("a#1/exclude-1", "2018-01-01")),
        instrument("c", annulled("b#1")),
        excludes=[{"destinations": ["IL"]}],
    )
    assert israel(case, "2020-01-01") == "excluded"


def test_an_exclusion_outlives_the_withdrawal_of_its_licence() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", withdrawn(from_="2018-01-01")),
        instrument("d", established(from_="2019-01-01")),
    )
    assert israel(case, "2018-06-01") == "withdrawn"
    assert israel(case, "2019-01-01") == "excluded"


def test_what_amends_an_establishment_falls_with_it() -> None:
    case = licensed(
        instrument("b", excluded("IL", amends="a#1")),
        instrument("c", withdrawn(from_="2018-01-01")),
        instrument("d", established(from_="2019-01-01")),
    )
    assert israel(case, "2017-12-31") == "excluded"
    assert israel(case, "2019-01-01") == "permitted"
    assert case.present("2018-06-01") == {}


def test_what_amends_an_establishment_comes_back_with_it() -> None:
    case = licensed(
        instrument("b", excluded("IL", amends="a#1")),
        instrument("c", withdrawn(from_="2018-01-01")),
        instrument("d", reinstated("c#1", "2019-01-01")),
    )
    assert israel(case, "2019-01-01") == "excluded"


@pytest.mark.parametrize(
    "amending",
    [
        pytest.param(
            change(
                "scope_extended",
                licence="NL1",
                from_="2013",
                permits=[{"activities": ["transit"]}],
                amends="a#1",
            ),
            id="a wider scope",
        ),
        pytest.param(
            change(
                "exporter_excluded", licence="NL1", from_="2013", exporters=["E1"], amends="a#1"
            ),
            id="an exporter excluded",
        ),
        pytest.param(
            change(
                "condition_attached",
                licence="NL1",
                from_="2013",
                key="report",
                kind="reporting",
                text="Report.",
                amends="a#1",
            ),
            id="a condition attached",
        ),
    ],
)
def test_each_kind_of_amendment_may_name_what_it_falls_with(amending: Json) -> None:
    case = licensed(instrument("b", amending), instrument("c", withdrawn(from_="2018-01-01")))

    def shown(on: str) -> set[str]:
        state = case.licence(on)
        listed = state["permits"] + state["exclusions"] + state["conditions"]
        return {one["entry"].partition("#")[0] for one in listed}

    assert shown("2017-12-31") == {"a", "b"}
    assert shown("2018-01-01") == set()


# -- annulment -----------------------------------------------------------------------


def test_an_entry_alone_can_be_annulled() -> None:
    case = licensed(
        instrument("b", annulled("a#1/permit-1")),
        permits=[{"activities": ["export"]}, {"activities": ["transit"]}],
    )
    assert case.present("2012-01-01") == {"a#1/permit-2": "yes"}


# -- periods and their extension -----------------------------------------------------


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param("2015-12-31", "in_force", id="the last day of the first period"),
        pytest.param("2016-01-01", "in_force", id="the first day of the extension"),
        pytest.param("2017-12-31", "in_force", id="the last day of the extension"),
        pytest.param("2018-01-01", "expired", id="the day after the extension"),
    ],
)
def test_while_an_extension_runs_the_until_does_not_end(on: str, status: str) -> None:
    case = licensed(instrument("b", extended(until="2018-01-01")), until="2016-01-01")
    assert case.licence(on)["status"] == status


def test_an_extension_without_an_end_has_none() -> None:
    case = licensed(instrument("b", extended()), until="2016-01-01")
    assert statuses(case, "2016-01-01", "2099-01-01") == ["in_force", "in_force"]


def test_between_the_end_and_a_late_extension_the_licence_has_expired() -> None:
    case = licensed(instrument("b", extended(from_="2016-07-01")), until="2016-01-01")
    days = ("2015-12-31", "2016-01-01", "2016-06-30", "2016-07-01")
    assert statuses(case, *days) == ["in_force", "expired", "expired", "in_force"]


def test_a_suspended_extension_does_not_extend_and_a_lifted_suspension_lets_it() -> None:
    case = licensed(
        instrument("b", extended()),
        instrument("c", suspended("b#1", "2017-01-01")),
        instrument("d", change("suspension_lifted", target="c#1", from_="2018-01-01")),
        until="2016-01-01",
    )
    days = ("2016-12-31", "2017-01-01", "2017-12-31", "2018-01-01")
    assert statuses(case, *days) == ["in_force", "expired", "expired", "in_force"]


def test_an_annulled_extension_never_extended() -> None:
    case = licensed(
        instrument("b", extended()), instrument("c", annulled("b#1")), until="2016-01-01"
    )
    assert statuses(case, "2015-12-31", "2016-01-01") == ["in_force", "expired"]


def test_an_extension_can_itself_be_extended() -> None:
    case = licensed(
        instrument("b", extended(until="2017-01-01")),
        instrument("c", extended("b#1", from_="2016-06-01", until="2018-01-01")),
        until="2016-01-01",
    )
    days = ("2016-12-31", "2017-01-01", "2017-12-31", "2018-01-01")
    assert statuses(case, *days) == ["in_force", "in_force", "in_force", "expired"]


def test_a_stop_can_be_extended_and_goes_on_stopping() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", suspended("b#1", "2017-01-01", until="2018-01-01")),
        instrument("d", extended("c#1", from_="2017-06-01", until="2019-01-01")),
    )
    reasons = [israel(case, on) for on in ("2017-12-31", "2018-12-31", "2019-01-01")]
    assert reasons == ["permitted", "permitted", "excluded"]


def test_an_extension_that_may_run_leaves_the_end_open() -> None:
    case = licensed(instrument("b", extended(from_="2016")), until="2016-01-01")
    days = ("2015-12-31", "2016-01-01", "2016-12-30", "2016-12-31")
    assert statuses(case, *days) == ["in_force", "undetermined", "undetermined", "in_force"]


def test_an_extension_in_part_stopped_extends_for_the_others() -> None:
    case = licensed(
        instrument("b", extended()),
        instrument("c", suspended("b#1", "2017-01-01", clause={"exporters": ["E1"]})),
        until="2016-01-01",
    )
    assert case.verdict("2018-01-01", activity="export", exporter="E1")[1] == "expired"
    assert case.verdict("2018-01-01", activity="export", exporter="E2")[1] == "permitted"
    assert case.licence("2018-01-01")["status"] == "in_force"


# -- partial stops -------------------------------------------------------------------


def test_a_partial_stop_stops_for_the_transactions_that_match_its_clause() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", lifted("b#1", "2018-01-01", clause={"end_uses": ["civil"]})),
    )
    assert israel(case, "2020-01-01", end_use="civil") == "permitted"
    assert israel(case, "2020-01-01", end_use="military") == "excluded"
    assert israel(case, "2020-01-01") == "missing_field"
    assert israel(case, "2017-12-31") == "excluded"


def test_asked_of_the_licence_itself_a_partial_stop_stops_nothing_and_is_shown() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", lifted("b#1", "2018-01-01", clause={"end_uses": ["civil"]})),
    )
    (shown,) = case.licence("2020-01-01")["exclusions"]
    assert shown["present"] == "yes"
    assert shown["except"] == [{"change": "c#1", "clause": {"end_uses": ["civil"]}}]
    (before,) = case.licence("2017-12-31")["exclusions"]
    assert before["except"] == []


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        pytest.param(annulled("a#1", clause={"exporters": ["E1"]}), "annulled", id="annulled"),
        pytest.param(suspended("a#1", clause={"exporters": ["E1"]}), "suspended", id="suspended"),
    ],
)
def test_a_licence_in_part_stopped_is_out_of_force_for_those_only(stop: Json, reason: str) -> None:
    case = licensed(instrument("b", stop))
    assert case.verdict("2020-01-01", activity="export", exporter="E1") == ("not_covered", reason)
    assert case.verdict("2020-01-01", activity="export", exporter="E2")[1] == "permitted"
    assert case.licence("2020-01-01")["status"] == "in_force"


def test_a_withdrawal_in_part_suspended_leaves_the_licence_to_those_it_is_suspended_for() -> None:
    case = licensed(
        instrument("b", withdrawn(from_="2018-01-01")),
        judgment("c", suspended("b#1", "2018-02-01", clause={"exporters": ["E1"]})),
    )
    assert case.verdict("2020-01-01", activity="export", exporter="E1")[1] == "permitted"
    assert case.verdict("2020-01-01", activity="export", exporter="E2")[1] == "withdrawn"
    assert case.licence("2020-01-01")["status"] == "withdrawn"


def test_partial_stops_of_partial_stops_leave_the_difference() -> None:
    case = licensed(
        instrument("b", excluded("IL")),
        instrument("c", lifted("b#1", "2018-01-01", clause={"end_uses": ["civil"]})),
        instrument("d", suspended("c#1", "2018-01-01", clause={"exporters": ["E1"]})),
    )
    assert israel(case, "2020-01-01", end_use="civil", exporter="E1") == "excluded"
    assert israel(case, "2020-01-01", end_use="civil", exporter="E2") == "permitted"
    assert israel(case, "2020-01-01", end_use="military", exporter="E2") == "excluded"


def test_a_permit_in_part_taken_away_permits_the_rest() -> None:
    reduced = change(
        "scope_reduced",
        target="a#1/permit-1",
        from_="2018-01-01",
        clause={"destinations": ["IL"]},
    )
    case = licensed(instrument("b", reduced))
    assert israel(case, "2020-01-01") == "out_of_scope"
    assert israel(case, "2020-01-01", destination="US") == "permitted"
    assert case.present("2020-01-01") == {"a#1/permit-1": "yes"}


# -- corrections ---------------------------------------------------------------------


def test_of_several_corrections_the_last_recorded_wins() -> None:
    case = licensed(instrument("b", excluded("IL")))
    case.record(
        correction("z", "b#1", excluded("US"), published_on="2026-01-01"),
        correction("c", "b#1", excluded("TR"), published_on="2021-01-01"),
    )
    (shown,) = case.licence("2020-01-01")["exclusions"]
    assert shown["clause"] == {"destinations": ["TR"]}


def test_of_several_in_one_instrument_the_last_wins_too() -> None:
    case = licensed(instrument("b", excluded("IL")))
    twice = [
        change("record_corrected", target="b#1", reason="misread", restated=excluded(there))
        for there in ("US", "TR")
    ]
    case.record(instrument("c", *twice, kind="correction"))
    (shown,) = case.licence("2020-01-01")["exclusions"]
    assert shown["clause"] == {"destinations": ["TR"]}


def test_a_restated_change_keeps_its_id_its_labels_and_what_stops_them() -> None:
    two = [{"activities": ["export"]}, {"activities": ["transit"]}]
    case = licensed(
        instrument("b", change("scope_reduced", target="a#1/permit-2", from_="2018-01-01")),
        permits=two,
    )
    case.record(correction("c", "a#1", established(permits=[two[1], two[0]])))
    assert case.verdict("2020-01-01", activity="transit")[1] == "permitted"
    assert case.verdict("2020-01-01", activity="export")[1] == "out_of_scope"
    assert case.present("2020-01-01") == {"a#1/permit-1": "yes"}


def test_a_restated_stop_stops_what_it_names_now() -> None:
    case = licensed(
        instrument("b", excluded("IL"), excluded("US")),
        instrument("c", lifted("b#1", "2018-01-01")),
    )
    case.record(correction("d", "c#1", lifted("b#2", "2018-01-01")))
    assert israel(case, "2020-01-01") == "excluded"
    assert israel(case, "2020-01-01", destination="US") == "permitted"


def test_an_instrument_corrected_away_takes_its_changes_with_it() -> None:
    case = licensed(instrument("b", excluded("IL"), excluded("US")), correction("c", "b"))
    assert case.present("2020-01-01") == {"a#1/permit-1": "yes"}


def test_the_order_of_recording_is_not_the_order_of_law() -> None:
    acts = {
        "b": instrument("b", excluded("IL", from_="2016-01-01")),
        "c": instrument("c", excluded("US", from_="2014-01-01")),
        "d": instrument("d", withdrawn(from_="2018-01-01")),
    }
    one = licensed(*(acts[name] for name in "bcd"))
    other = licensed(*(acts[name] for name in "dcb"))
    for on in ("2015-01-01", "2017-01-01", "2019-01-01"):
        first, second = one.licence(on), other.licence(on)
        assert {**first, "viewpoint": None} == {**second, "viewpoint": None}


# -- without end ---------------------------------------------------------------------


def test_no_chain_of_stops_is_too_long_to_follow() -> None:
    chain = [suspended(f"b#{n}") for n in range(1, 3_000)]
    case = licensed(instrument("b", excluded("IL"), *chain))
    assert israel(case, "2020-01-01") == "permitted"
    assert case.present("2020-01-01") == {"a#1/permit-1": "yes"}
    case.record(instrument("c", suspended("b#3000")))
    assert israel(case, "2020-01-01") == "excluded"
    assert case.present("2020-01-01") == {"a#1/permit-1": "yes", "b#1": "yes"}


def test_no_chain_of_partial_stops_is_too_long_to_follow() -> None:
    chain = [suspended(f"b#{n}", clause={"exporters": ["E1"]}) for n in range(1, 1_200)]
    case = licensed(instrument("b", excluded("IL"), *chain))
    assert israel(case, "2020-01-01", exporter="E1") == "permitted"
    assert israel(case, "2020-01-01", exporter="E2") == "excluded"
    open_ = case.check("2020-01-01", activity="export", destination="IL")
    assert (open_["reason"], open_["depends_on"]) == ("missing_field", ["exporter"])


def test_no_chain_of_extensions_is_too_long_to_follow() -> None:
    chain = [extended(f"b#{n}", until="2016") for n in range(1, 1_200)]
    last = extended("b#1200", until="2030")
    case = licensed(instrument("b", extended(until="2016"), *chain, last), until="2015-06-01")
    assert statuses(case, "2029-12-31", "2031-01-01") == ["in_force", "expired"]


def test_hundreds_of_stops_of_one_change_can_each_be_stopped() -> None:
    stops = [suspended("b#1") | {"until": "2020-01-01"} for _ in range(500)]
    lifts = [change("suspension_lifted", target=f"c#{n}", from_="2018") for n in range(1, 501)]
    case = licensed(instrument("b", excluded("IL")), instrument("c", *stops))
    case.record(instrument("d", *lifts))
    assert israel(case, "2017-06-01") == "permitted"
    assert israel(case, "2019-01-01") == "excluded"


def nested_groups(depth: int) -> list[Json]:
    """Groups `g0` to `g{depth - 1}`, each holding the one before; NL is in the innermost."""
    opened = [group(f"g{n}", "FR" if n else "NL") for n in range(depth)]
    filled = [
        change("member_admitted", group=f"g{n}", from_="2001-01-01", members=[f"@g{n - 1}"])
        for n in range(depth - 1, 0, -1)
    ]
    return [instrument("g", *opened, *filled)]


def test_no_nesting_of_groups_is_too_deep_to_follow() -> None:
    case = Case(
        *nested_groups(2_000),
        instrument("a", established(permits=[{"destinations": ["@g1999"]}])),
    )
    assert case.verdict("2020-01-01", destination="NL")[1] == "permitted"
    assert case.verdict("2020-01-01", destination="IL")[1] == "out_of_scope"
    assert case.members("g1999", "2020-01-01") == {"FR": "yes", "NL": "yes"}
    cycle = change("member_admitted", group="g0", from_="2001-01-01", members=["@g1999"])
    assert case.refused(instrument("h", cycle)) == [("group_cycle", "/changes/0/members/0")]


# -- groups, requirements and policies obey it too -----------------------------------


def test_a_member_that_was_removed_is_a_member_before_that_day_only() -> None:
    gone = change("member_removed", target="g#1/GB", from_="2020-02-01")
    case = Case(instrument("g", group("EU", "FR", "GB")), instrument("b", gone))
    assert case.members("EU", "2020-01-31") == {"FR": "yes", "GB": "yes"}
    assert case.members("EU", "2020-02-01") == {"FR": "yes"}


def test_a_removal_that_is_suspended_leaves_the_member_in() -> None:
    gone = change("member_removed", target="g#1/GB", from_="2020-02-01")
    case = Case(
        instrument("g", group("EU", "FR", "GB")),
        instrument("b", gone),
        instrument("c", suspended("b#1", "2020-03-01", until="2020-04-01")),
    )
    present = [
        case.members("EU", on).get("GB") for on in ("2020-02-01", "2020-03-01", "2020-04-01")
    ]
    assert present == [None, "yes", None]


def test_a_group_inside_a_group_counts_while_its_entry_does() -> None:
    gone = change("member_removed", target="g#2/@EU", from_="2020-01-01")
    case = Case(
        instrument("g", group("EU", "FR"), group("ALLIES", "US", "@EU")), instrument("b", gone)
    )
    assert case.members("ALLIES", "2019-12-31") == {"FR": "yes", "US": "yes"}
    assert case.members("ALLIES", "2020-01-01") == {"US": "yes"}


def test_a_lifted_requirement_requires_nothing_and_one_lifted_entry_only_itself() -> None:
    case = Case(
        instrument("r", required(requires=[{"goods": ["5A002"]}, {"goods": ["5D002"]}])),
        instrument("b", change("requirement_lifted", target="r#1/require-2", from_="2018-01-01")),
        instrument("c", change("requirement_lifted", target="r#1", from_="2019-01-01")),
    )

    def asked(on: str) -> list[str]:
        return [case.check(on, None, goods=code)["required"] for code in ("5A002", "5D002")]

    assert asked("2017-12-31") == ["yes", "yes"]
    assert asked("2018-01-01") == ["yes", "undetermined"]
    assert asked("2019-01-01") == ["undetermined", "undetermined"]


def test_an_ended_policy_has_no_value() -> None:
    case = Case(
        instrument(
            "p",
            change("policy_adopted", policy="p", title="P", from_="2012", values=[{"value": "a"}]),
        ),
        instrument("q", change("policy_ended", target="p#1", from_="2018-01-01")),
    )

    def value(on: str) -> tuple[str | None, str]:
        answer = case.register.policy("p", {}, {"valid_on": on})
        return answer["value"], answer["reason"]

    assert value("2017-12-31") == ("a", "adopted")
    assert value("2018-01-01") == (None, "none_recorded")
