"""Questions that are kept with a ledger, and what is told of them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import TODAY, Case, change, correction, established, excluded, group, instrument
from builders import required as a_requirement
from examples import examples
from histories import histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.faults import QuestionError
from licence_ledger.projections.proof.verification import verify_log
from licence_ledger.projections.watching.kept_questions import QUESTIONS, every_pair
from licence_ledger.projections.watching.reports import ReportBetween, WatchReports
from licence_ledger.projections.watching.watch_errors import (
    UnknownWatchError,
    WatchNameTakenError,
)
from licence_ledger.projections.watching.watches import Watches

Json = dict[str, Any]
US = {"goods": "5A002", "destination": "US"}
FR = {"goods": "5A002", "destination": "FR"}


def nl1(database: str = ":memory:") -> Case:
    permits = [{"goods": ["5A002"], "destinations": ["@EU", "US"]}]
    return Case(
        instrument("eu", group("EU", "FR", "DE")),
        instrument("need", a_requirement()),
        instrument("a", established(permits=permits)),
        database=database,
    )


def watched(case: Case, *asked: Json, name: str = "mine") -> WatchReports:
    watches = Watches(case.ledger)
    watches.add(name, asked, "ann", "secret")
    return WatchReports(watches)


def told(report: Json) -> list[Any]:
    """Of each question that changed: its number, and of its days from, until and by what."""
    return [
        (one["question"], run["from"], run["until"], run["by"])
        for one in report["changed"]
        for run in one["days"]
    ]


def test_what_is_recorded_later_is_told_of_the_questions_that_it_changes_alone() -> None:
    case = nl1()
    reports = watched(case, US, FR, {**US, "date": "2026-12-01"}, {**US, "date": "2027-02-01"})
    assert reports.report("mine")["changed"] == []
    case.record(instrument("b", excluded("US", from_="2027-01-01")))
    report = reports.report("mine")
    assert told(report) == [(1, "2027-01-01", None, ["b#1"]), (4, "2027-01-01", None, ["b#1"])]
    days = report["changed"][0]["days"][0]
    assert (days["was"]["verdict"], days["was"]["covered_by"]) == ("covered", ["NL1"])
    assert (days["becomes"]["verdict"], days["becomes"]["covered_by"]) == ("licence_required", [])
    cause = report["changed_by"][0]
    assert (cause["change"], cause["instrument"], cause["from"]) == ("b#1", "b", "2027-01-01")
    assert cause["cites"] and cause["log_size"] == case.size


def test_what_was_reported_is_not_told_again() -> None:
    case = nl1()
    reports = watched(case, US)
    case.record(instrument("b", excluded("US", from_="2019-01-01")))
    size = case.size
    assert told(reports.report("mine"))
    marked = reports.watches.reported("mine", size, "ann")
    assert (marked.log_size, marked.since) == (size, TODAY.isoformat())
    assert reports.report("mine")["changed"] == []
    case.record(correction("fix", "b#1"))
    assert told(reports.report("mine")) == [(1, "2019-01-01", None, ["fix#1"])]


def test_a_report_between_two_sizes_comes_back_the_same_whatever_is_recorded_later() -> None:
    case = nl1()
    reports = watched(case, US, FR)
    since = case.size
    case.record(instrument("b", excluded("US", from_="2019-01-01")))
    between = ReportBetween(since, case.size, "2026-01-01")
    first = reports.report("mine", between)
    case.record(instrument("c", excluded("FR", from_="2019-01-01")))
    reports.watches.reported("mine", case.size, "ann")
    assert WatchReports(Watches(case.ledger)).report("mine", between) == first
    assert [one["question"] for one in first["changed"]] == [1]


def test_a_change_that_was_over_before_the_next_report_is_told_all_the_same() -> None:
    case = nl1()
    reports = watched(case, US)
    start = (TODAY + timedelta(days=1)).isoformat()
    end = (TODAY + timedelta(days=8)).isoformat()
    case.record(instrument("b", excluded("US", from_=start, until=end)))
    case.ledger.today = lambda: TODAY + timedelta(days=30)
    assert told(reports.report("mine")) == [(1, start, end, ["b#1"])]
    assert told(reports.report("mine", ReportBetween(valid_on=end))) == []


def test_everybody_who_opens_the_ledger_finds_the_same_watches(tmp_path: Path) -> None:
    file = str(tmp_path / "ledger.db")
    one, other = nl1(file), Case(database=file)
    first, second = Watches(one.ledger), Watches(other.ledger)
    first.add("mine", [US, {"label": "x", **FR}], "ann", "secret")
    assert [kept.name for kept in second.every()] == ["mine"]
    assert list(second.questions(second.watch("mine"))) == [US, {"label": "x", **FR}]
    with pytest.raises(WatchNameTakenError):
        second.add("mine", [US], "bob", "secret")
    second.remove("mine", "bob")
    with pytest.raises(UnknownWatchError):
        first.watch("mine")
    first.add("mine", [FR], "ann", "other")
    assert list(second.questions(second.watch("mine"))) == [FR]


def test_of_many_who_add_at_once_every_watch_is_kept_whole(tmp_path: Path) -> None:
    file = str(tmp_path / "ledger.db")
    nl1(file)
    asked = [US] * 250

    def add(number: int) -> None:
        Watches(Case(database=file).ledger).add(f"w{number}", asked, "ann", "secret")

    threads = [threading.Thread(target=add, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    watches = Watches(Case(database=file).ledger)
    assert [one.name for one in watches.every()] == ["w0", "w1", "w2", "w3"]
    assert all(len(list(watches.questions(one))) == 250 for one in watches.every())


def test_a_watch_is_no_law_roots_and_verification_know_nothing_of_it(
    tmp_path: Path,
) -> None:
    file = str(tmp_path / "ledger.db")
    case = nl1(file)
    root = case.ledger.store.head()
    asked = {"date": "2020-01-01", "licence": "NL1", **US}
    before = case.register.evaluate(asked, {})
    reports = watched(case, US)
    assert case.ledger.store.head() == root
    assert verify_log(case.ledger.log).size == case.size
    assert case.register.evaluate(asked, {}) == before
    case.ledger.rebuild(lambda _: None)
    case.record(instrument("b", excluded("US", from_="2019-01-01")))
    assert told(reports.report("mine"))


FAULTY: list[Any] = [
    pytest.param([{"goods": "5A002", "destination": "XX"}], "unknown_country", id="no country"),
    pytest.param([{"date": "2026-13-01"}], "malformed", id="no day"),
    pytest.param([{"licence": "NLX"}], "unknown_licence", id="no licence"),
    pytest.param([{"good": "ML1"}], "unknown_field", id="no field"),
    pytest.param(["ML1"], "malformed", id="no object"),
    pytest.param([{"label": 1}], "malformed", id="no label"),
    pytest.param([], "missing", id="nothing"),
    pytest.param([US] * (QUESTIONS + 1), "too_many", id="too many"),
]


@pytest.mark.parametrize(("asked", "code"), FAULTY)
def test_faulty_questions_are_told_and_nothing_is_kept(asked: list[Any], code: str) -> None:
    case = nl1()
    watches = Watches(case.ledger)
    with pytest.raises(QuestionError) as error:
        watches.add("mine", asked, "ann", "secret")
    assert error.value.faults[0].code == code
    assert watches.every() == [] and case.ledger.store.count_beside() == 0


@pytest.mark.parametrize("name", ["", "-x", "a b", "x" * 81, "a/b", "é"])
def test_a_name_that_is_no_part_of_an_address_is_refused(name: str) -> None:
    with pytest.raises(QuestionError):
        Watches(nl1().ledger).add(name, [US], "ann", "secret")


@pytest.mark.parametrize(
    "between",
    [
        ReportBetween(3),
        ReportBetween(1_000),
        ReportBetween(6, 2),
        ReportBetween(log_size=5),
        ReportBetween(valid_on="soon"),
    ],
    ids=["inside an instrument", "beyond the log", "turned round", "to nowhere", "no day"],
)
def test_sizes_that_are_none_are_faulty_questions(between: ReportBetween) -> None:
    case = nl1()
    with pytest.raises(QuestionError):
        watched(case, US).report("mine", between)


def test_every_pair_of_goods_and_countries_is_asked() -> None:
    pairs = list(every_pair(["ML1", "ML2"], ["FR", "US"], {"activity": "export"}))
    assert [(one["goods"], one["destination"]) for one in pairs] == [
        ("ML1", "FR"),
        ("ML1", "US"),
        ("ML2", "FR"),
        ("ML2", "US"),
    ]
    assert all(one["activity"] == "export" for one in pairs)
    with pytest.raises(QuestionError):
        list(every_pair([], ["FR"], {}))


@settings(max_examples=examples(40), deadline=None)
@given(
    histories(most=8),
    st.lists(transactions() | transactions(licence=False), min_size=1, max_size=4),
    st.integers(0, 100),
)
def test_of_questions_about_a_day_just_those_are_told_whose_answers_differ(
    acts: list[Json], asked: list[Json], cut: int
) -> None:
    case = Case()
    recorded = case.recorded(acts)
    reports = watched(case, *asked)
    size = sum(len(one["changes"]) + 1 for one in recorded[: 6 + cut % (len(recorded) - 5)])
    report = reports.report("mine", ReportBetween(size))

    def answer(transaction: Json, log_size: int) -> Any:
        found = case.register.evaluate(transaction, {"log_size": log_size})
        return [found[name] for name in ("verdict", "reason", "decided_by", "covered_by")]

    differing = [
        number for number, one in enumerate(asked, 1) if answer(one, size) != answer(one, case.size)
    ]
    assert [one["question"] for one in report["changed"]] == differing
    for one in report["changed"]:
        (run,) = one["days"]
        said = asked[one["question"] - 1]
        assert list(run["was"].values()) == answer(said, size)
        assert list(run["becomes"].values()) == answer(said, case.size)


def test_a_member_of_a_group_that_comes_later_is_told() -> None:
    case = nl1()
    reports = watched(case, {"goods": "5A002", "destination": "HR", "licence": "NL1"})
    case.record(
        instrument("hr", change("member_admitted", group="EU", members=["HR"], from_="2027-07-01"))
    )
    assert told(reports.report("mine")) == [(1, "2027-07-01", None, ["hr#1"])]


def test_an_instrument_is_told_from_the_day_on_which_it_was_recorded_here() -> None:
    case = nl1()
    case.ledger.now = lambda: datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    reports = watched(case, US)
    case.record(
        instrument("b", excluded("US", from_="2026-11-20", until="2026-11-22")),
        instrument("c", excluded("US", from_="2026-11-20", until="2026-11-23")),
    )
    (found,) = reports.by_instrument(reports.watches.watch("mine"), 10)
    assert (found["instrument"]["instrument"], found["days_from"]) == ("c", "2026-11-22")
