"""That nothing differs is a proof: no transaction is judged otherwise, whatever it says."""

from __future__ import annotations

import json
from typing import Any

import pytest
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
from decisions import SOME_DAY, head, outcome
from examples import examples
from histories import LICENCES, PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.http.answers.diffs import DiffAnswer, DryRunAnswer
from licence_ledger.api.http.answers.timelines import TimelineAnswer
from licence_ledger.domain.faults import RefusedError
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.over_time.contents.content import Content, whole_content
from licence_ledger.domain.over_time.contents.diff import difference
from licence_ledger.domain.over_time.surroundings import Surroundings, surroundings_by_day
from licence_ledger.domain.over_time.timeline import Timeline
from licence_ledger.domain.vocabulary.dates import day, day_text
from licence_ledger.projections.register.timelines import Timelines

Json = dict[str, Any]
known_days = st.sampled_from((None, *PUBLISHED)).map(lambda one: None if one is None else day(one))
some_transactions = st.lists(transactions(licence=False), min_size=5, max_size=5)
SIDES = ("added", "removed", "altered")


def recorded(acts: list[Json]) -> Case:
    """A case with those instruments that are accepted."""
    case = Case()
    case.recorded(acts)
    return case


# -- in a period of a timeline ---------------------------------------------------------


@settings(max_examples=examples(60))
@given(histories(most=18), some_transactions, known_days, SOME_DAY)
def test_within_a_period_of_a_timeline_no_evaluation_changes(
    acts: list[Json], asked: list[Json], known_on: int | None, on: int
) -> None:
    case = recorded(acts)
    history = head(case)
    for licence in LICENCES:
        around = surroundings_by_day(history, known_on)
        periods = Timeline(licence, history, known_on, around).periods()
        since = max(one.begins or 1 for one in periods if (one.begins or 1) <= on)
        for one in asked:
            named = {**one, "licence": licence}
            assert outcome(history, on, known_on, named) == outcome(
                history, since, known_on, named
            ), day_text(on)


# -- between two viewpoints ------------------------------------------------------------


@settings(max_examples=examples(60))
@given(histories(most=18), some_transactions, st.data())
def test_where_a_diff_is_empty_no_evaluation_differs(
    acts: list[Json], asked: list[Json], data: st.DataObject
) -> None:
    case, sides = Case(), []
    half = data.draw(st.integers(5, len(acts)), "half")
    for part in (acts[:half], acts[half:]):
        case.recorded(part)
        on, known_on = data.draw(SOME_DAY, "day"), data.draw(known_days, "known on")
        sides.append((head(case), on, known_on))
    for licence in LICENCES:
        before, after = (
            whole_content(licence, Surroundings(Seen(history, on, known_on)))
            for history, on, known_on in sides
        )
        assert tells(before, after) == (before != after)
        if before == after:
            for one in asked:
                was, now = (outcome(*side, {**one, "licence": licence}) for side in sides)
                assert was == now


def tells(before: Content, after: Content) -> bool:
    """Whether a difference tells that something differs."""
    found = difference(before, after)
    said = any(found[name] for name in (*SIDES, "groups", "lists", "by"))
    return said or found["before"] != found["after"]


# -- by an instrument ------------------------------------------------------------------


@settings(max_examples=examples(60))
@given(histories(most=14), some_transactions, SOME_DAY)
def test_outside_of_what_a_dry_run_tells_no_evaluation_changes(
    acts: list[Json], asked: list[Json], on: int
) -> None:
    case = recorded(acts[:-1])
    try:
        answer = Timelines(case.ledger).dry_run(acts[-1])
    except RefusedError:
        return
    told = {one["licence"]: one["periods"] for one in answer["licences"]}
    before = head(case)
    case.record(acts[-1])
    after = head(case)
    for licence in LICENCES:
        if not any(holds(period, day_text(on)) for period in told.get(licence, ())):
            for one in asked:
                named = {**one, "licence": licence}
                assert outcome(before, on, None, named) == outcome(after, on, None, named)


def holds(period: Json, on: str) -> bool:
    """Whether a day lies in a period."""
    return (period["from"] or "") <= on < (period["until"] or "9999-13")


# -- who came into a group, and what is prohibited ---------------------------------------


def allied() -> Case:
    """A licence for allies, and a prohibition on whom another group holds."""
    return Case(
        instrument("eu", group("EU", "FR", from_="2000-01-01")),
        instrument("allies", group("ALLIES", "US", "@EU", from_="2000-01-01")),
        instrument("a", established(permits=[{"destinations": ["@ALLIES"]}])),
        instrument("other", established("NL2", permits=[{"destinations": ["IL"]}])),
        instrument("mk", change("member_admitted", group="EU", members=["MK"], from_="2015-05-01")),
        instrument("gb", change("member_admitted", group="EU", members=["GB"], from_="2016")),
        instrument("exit", change("member_removed", target="eu#1/FR", from_="2017-01-01")),
    )


def periods_of(case: Case, name: str = "NL1", **asked: str) -> list[Json]:
    """All the periods of a licence."""
    return Timelines(case.ledger).timeline(name, asked)["periods"]


def in_groups(period: Json) -> list[tuple[str, list[str], list[str], list[str]]]:
    """Who came into which group by what, and who went."""
    return [
        (
            one["group"],
            [member["member"] for member in one["added"]],
            [member["member"] for member in one["removed"]],
            [member["change"] for side in ("added", "removed") for member in one[side]],
        )
        for one in period["groups"]
    ]


def test_a_timeline_has_a_day_where_a_member_comes_or_goes() -> None:
    found = {one["from"]: in_groups(one) for one in periods_of(allied())}
    assert found["2012-01-01"] == []
    assert found["2015-05-01"] == [("EU", ["MK"], [], ["mk#1"])]
    assert found["2017-01-01"] == [("EU", [], ["FR"], ["exit#1"])]
    assert "2015-05-01" not in {one["from"] for one in periods_of(allied(), "NL2")}


def test_a_member_of_a_day_that_is_not_known_comes_twice_first_perhaps() -> None:
    moved = {
        one["from"]: one["groups"][0]["added"]
        for one in periods_of(allied())
        if one["groups"] and one["groups"][0]["added"]
    }
    assert moved["2016-01-01"] == [{"member": "GB", "change": "gb#1", "present": "undetermined"}]
    assert moved["2016-12-31"] == [{"member": "GB", "change": "gb#1"}]


def test_a_period_names_the_changes_that_begin_it() -> None:
    began = {one["from"]: [by["change"] for by in one["changes"]] for one in periods_of(allied())}
    assert began["2015-05-01"] == ["mk#1"]
    assert began["2017-01-01"] == ["exit#1"]


def test_who_comes_back_does_so_by_what_brings_him_back() -> None:
    annulled = judgment("j", change("change_annulled", target="exit#1"), published_on="2021-01-01")
    case = allied().record(annulled)
    answer = Timelines(case.ledger).diff(
        "NL1", "valid_on=2018-01-01,known_on=2020-12-31", "valid_on=2018-01-01"
    )
    assert in_groups(answer) == [("EU", ["FR"], [], ["j#1"])]


def test_a_prohibition_stands_in_the_timeline_of_every_licence() -> None:
    ban = required("ban", "prohibition", from_="2018-01-01", requires=[{"destinations": ["@EU"]}])
    lifted = change("requirement_lifted", target="ban#1", from_="2019-01-01")
    case = allied().record(instrument("ban", ban), instrument("lift", lifted))
    periods = periods_of(case, "NL2")
    running = {one["from"]: [p["requirement"] for p in one["prohibitions"]] for one in periods}
    assert running["2018-01-01"] == ["ban"]
    assert running["2019-01-01"] == []
    entries = Timelines(case.ledger).timeline("NL2", {})["entries"]
    assert {"ban#1/require-1": {"destinations": ["@EU"]}}.items() <= {
        one["entry"]: one["clause"] for one in entries
    }.items()


def test_who_comes_into_a_group_that_a_prohibition_names_is_told_with_every_licence() -> None:
    ban = required("ban", "prohibition", from_="2013-01-01", requires=[{"destinations": ["@EU"]}])
    case = allied().record(instrument("ban", ban))
    days = {one["from"]: in_groups(one) for one in periods_of(case, "NL2")}
    assert days["2015-05-01"] == [("EU", ["MK"], [], ["mk#1"])]


def test_a_group_that_nothing_established_yet_differs_from_one_without_members() -> None:
    late = instrument("late", group("LATE", "US", from_="2030-01-01"), published_on="2021-01-01")
    act = instrument("c", established("NL3", permits=[{"destinations": ["@LATE"]}]))
    case = Case(late, act)
    answer = Timelines(case.ledger).diff(
        "NL3", "valid_on=2018-01-01,known_on=2020-12-31", "valid_on=2018-01-01"
    )
    assert answer["groups"] == [{"group": "LATE", "added": [], "removed": [], "established": "yes"}]
    verdicts = [
        case.verdict("2018-01-01", "NL3", destination="US", **asked)
        for asked in ({"known_on": "2020-12-31"}, {})
    ]
    assert verdicts == [("undetermined", "group_not_recorded"), ("not_covered", "out_of_scope")]


def test_a_diff_tells_a_prohibition_with_what_it_says_and_by_what() -> None:
    ban = required("ban", "prohibition", from_="2018-01-01", requires=[{"goods": ["ML1"]}])
    case = allied().record(instrument("ban", ban))
    answer = Timelines(case.ledger).diff("NL1", "valid_on=2017-12-31", "valid_on=2018-01-01")
    (part,) = answer["added"]
    assert (part["what"], part["id"], part["by"]) == ("prohibition", "ban", ["ban#1"])
    assert part["after"]["requires"] == [
        {"entry": "ban#1/require-1", "present": "yes", "clause": {"goods": ["ML1"]}}
    ]
    register = Timelines(case.ledger).register_diff("valid_on=2017-12-31", "valid_on=2018-01-01")
    assert [one["licence"] for one in register["licences"]] == ["NL1", "NL2"]


def test_answers_of_version_1_tell_the_licence_alone() -> None:
    case = allied()
    answer = Timelines(case.ledger).diff(
        "NL1", "valid_on=2014-01-01,answer_version=1", "valid_on=2018-01-01,answer_version=1"
    )
    assert "groups" not in answer
    assert not any(answer[side] for side in SIDES)
    periods = periods_of(case, answer_version="1")
    assert [one["from"] for one in periods] == [None, "2012-01-01"]
    assert all(one.keys().isdisjoint({"groups", "prohibitions"}) for one in periods)


# -- dry runs ----------------------------------------------------------------------------


def test_a_dry_run_tells_of_each_licence_whose_clauses_reach_a_group() -> None:
    act = instrument("x", change("member_admitted", group="EU", members=["BR"], from_="2021-01-01"))
    answer = Timelines(allied().ledger).dry_run(act)
    assert [one["licence"] for one in answer["licences"]] == ["NL1"]
    (period,) = answer["licences"][0]["periods"]
    assert (period["from"], in_groups(period)) == ("2021-01-01", [("EU", ["BR"], [], ["x#1"])])
    (told,) = answer["groups"]
    assert told["group"] == "EU"
    assert told["periods"] == [
        {
            "from": "2021-01-01",
            "until": None,
            "added": [{"member": "BR", "change": "x#1"}],
            "removed": [],
        }
    ]


def test_a_dry_run_of_a_prohibition_tells_of_every_licence_and_of_itself() -> None:
    ban = required("ban", "prohibition", from_="2021-01-01", requires=[{"goods": ["ML1"]}])
    answer = Timelines(allied().ledger).dry_run(instrument("x", ban))
    assert [one["licence"] for one in answer["licences"]] == ["NL1", "NL2"]
    (told,) = answer["requirements"]
    assert (told["requirement"], len(told["periods"])) == ("ban", 1)
    (period,) = told["periods"]
    assert (period["from"], period["before"], period["by"]) == ("2021-01-01", None, ["x#1"])
    assert period["after"]["basis"] == "prohibition"


def test_a_dry_run_of_a_requirement_changes_no_licence_and_tells_what_it_says() -> None:
    answer = Timelines(allied().ledger).dry_run(instrument("x", required(from_="2021-01-01")))
    assert answer["licences"] == []
    assert [one["requirement"] for one in answer["requirements"]] == ["list"]


def test_a_dry_run_tells_what_a_policy_would_say() -> None:
    adopted = change(
        "policy_adopted", policy="arms", title="Arms", from_="2013-01-01", values=[{"value": "no"}]
    )
    amended = change("policy_amended", policy="arms", from_="2021-01-01", values=[{"value": "yes"}])
    case = allied().record(instrument("p", adopted))
    (told,) = Timelines(case.ledger).dry_run(instrument("x", amended))["policies"]
    (period,) = told["periods"]
    values = [[one["value"] for one in period[side]["values"]] for side in ("before", "after")]
    assert (told["policy"], period["from"], values) == (
        "arms",
        "2021-01-01",
        [["no"], ["yes", "no"]],
    )
    assert period["by"] == ["x#1"]


def test_what_is_told_of_groups_and_prohibitions_has_the_shape_that_is_described() -> None:
    ban = required("ban", "prohibition", from_="2018", requires=[{"destinations": ["@EU"]}])
    case = allied().record(instrument("ban", ban))
    questions = Timelines(case.ledger)
    TimelineAnswer.model_validate(questions.timeline("NL1", {}))
    days = "valid_on=2014-01-01", "valid_on=2016-06-01"
    DiffAnswer.model_validate(questions.diff("NL1", *days))
    DiffAnswer.model_validate(questions.diff("NL1", "valid_on=2017-06-01", "valid_on=2018-06-01"))
    adopted = change("policy_adopted", policy="p", title="P", values=[{"value": "no"}])
    act = change("member_admitted", group="EU", members=["BR"], from_="2021-01")
    lifted = change("requirement_lifted", target="ban#1", from_="2021-01-01")
    answer = questions.dry_run(instrument("x", act, {**adopted, "from": "2021-01-01"}, lifted))
    DryRunAnswer.model_validate(answer)
    assert [len(answer[one]) for one in ("groups", "requirements", "policies")] == [1, 1, 1]


# -- what stops for some only ------------------------------------------------------------


def test_a_stop_for_some_that_certainly_begins_is_a_day_of_its_own() -> None:
    lift = change("exclusion_lifted", target="b#1", from_="2018", clause={"exporters": ["E1"]})
    case = Case(
        instrument("a", established()),
        instrument("b", excluded("IL", from_="2016-01-01")),
        instrument("c", lift),
    )
    given_ = {"activity": "export", "destination": "IL", "exporter": "E1"}
    verdicts = [case.verdict(on, **given_)[0] for on in ("2018-06-01", "2018-12-31")]
    assert verdicts == ["undetermined", "covered"]
    began = {one["from"]: [by["change"] for by in one["changes"]] for one in periods_of(case)}
    assert began["2018-12-31"] == ["c#1"]
    answer = Timelines(case.ledger).diff("NL1", "valid_on=2018-06-01", "valid_on=2018-12-31")
    assert [(one["id"], one["by"]) for one in answer["altered"]] == [("b#1", ["c#1"])]


# -- the built-in record -----------------------------------------------------------------


@pytest.fixture
def built_in(built_in_database: str) -> Any:
    from licence_ledger.api.databases import ledger_at

    ledger = ledger_at(built_in_database)
    yield Timelines(ledger)
    ledger.close()


def test_the_accession_of_north_macedonia_is_in_the_diff(built_in: Timelines) -> None:
    asked = "valid_on=2020-03-26", "valid_on=2020-03-27"
    found = {one["licence"]: in_groups(one) for one in built_in.register_diff(*asked)["licences"]}
    (moved,) = found["NL007"]
    assert moved[:3] == ("NATO", ["MK"], [])
    verdicts = [
        built_in.evaluate(
            {
                "date": one.partition("=")[2],
                "licence": "NL007",
                "activity": "transit",
                "goods": "ML11",
                "origin": "US",
                "destination": "MK",
            },
            {},
        )["verdict"]
        for one in asked
    ]
    assert verdicts[0] != verdicts[1]


def test_a_dry_run_of_admitting_brazil_tells_of_the_licences_that_name_nato(
    built_in: Timelines,
) -> None:
    act = change("member_admitted", group="NATO", members=["BR"], from_="2026-11-01")
    answer = built_in.dry_run(instrument("brazil", act, published_on="2026-10-01"))
    assert "NL007" in {one["licence"] for one in answer["licences"]}
    assert [one["group"] for one in answer["groups"]] == ["NATO"]
    assert json.dumps(answer)


# -- a control list ----------------------------------------------------------------------


def by_list(name: str = "own") -> Case:
    """A licence for all that is on a list, of which no item is recorded."""
    lists = change("control_list_adopted", list=name, title="Own", from_="2010-01-01")
    return Case(
        instrument("lists", lists), instrument("a", established(permits=[{"lists": [name]}]))
    )


@pytest.mark.parametrize(
    ("reserved", "told"),
    [
        (False, {"recorded": [{"item": "6A006", "change": "more#1", "recorded": "yes"}]}),
        (True, None),
    ],
)
def test_a_code_that_is_told_of_before_it_comes_is_told_in_a_dry_run(
    reserved: bool, told: Json | None
) -> None:
    items = [{"code": "6A006", "title": "It", "reserved": reserved}]
    case = by_list()
    more = instrument("more", change("item_listed", list="own", from_="2030-01-01", items=items))
    answer = Timelines(case.ledger).dry_run(more)
    DryRunAnswer.model_validate(answer)
    before = [one for one in answer["lists"][0]["periods"] if one["from"] is None]
    assert before == ([] if told is None else [{**period_told(), **told}])
    (of_licence,) = answer["licences"]
    assert all(one["lists"] for one in of_licence["periods"])


def period_told() -> Json:
    return {"from": None, "until": "2030-01-01", "added": [], "removed": [], "more": 0}


@pytest.mark.parametrize("first", [False, True])
def test_an_item_that_is_corrected_to_a_number_kept_free_is_told_with_the_correction(
    first: bool,
) -> None:
    said = [{"code": "6A006", "title": "It", "reserved": one} for one in (first, not first)]
    case = by_list()
    listed = change("item_listed", list="own", from_="2015-01-01", items=said[:1])
    case.record(instrument("more", listed))
    corrected = {**listed, "items": said[1:]}
    act = correction("mended", "more#1", corrected)
    (told,) = Timelines(case.ledger).dry_run(act)["lists"]
    moved, kept_free = ("added", "no") if first else ("removed", "yes")
    periods = [one for one in told["periods"] if one["from"] == "2015-01-01"]
    assert [one[moved] for one in periods] == [[{"item": "6A006", "change": "mended#1"}]]
    reserved = [{"item": "6A006", "change": "mended#1", "present": kept_free}]
    assert [one["reserved"] for one in periods] == [reserved]
