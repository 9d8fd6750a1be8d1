"""The days on which a licence's answers change, and what it answers between."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
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
    question_faults,
)
from examples import examples
from histories import LICENCES, PUBLISHED, attended_histories, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.databases import ledger_at
from licence_ledger.api.terminal.cli import app
from licence_ledger.projections.register.timelines import Timelines
from typer.testing import CliRunner

Json = dict[str, Any]


def timeline(case: Case, name: str = "NL1", limit: int = 1_000, **asked: str) -> list[Json]:
    """All the periods of a licence."""
    return Timelines(case.ledger).timeline(name, asked, limit)["periods"]


def days(periods: list[Json]) -> list[str | None]:
    """The days on which the periods begin."""
    return [period["from"] for period in periods]


def words(periods: list[Json], entry: str) -> list[str]:
    """Whether an entry is present in each period."""
    found = []
    for period in periods:
        entries = period["permits"] + period["exclusions"]
        present = {one["entry"]: one["present"] for one in entries}
        found.append(present.get(entry, "no"))
    return found


def short(state: Json) -> Json:
    """A licence's answer, less what a period leaves out: written apart from the code."""

    def only(key: str, *names: str) -> list[Json]:
        return [{name: one[name] for name in names} for one in state[key]]

    return {
        "status": state["status"],
        "in_force": state["in_force"],
        "permits": only("permits", "entry", "present", "except"),
        "exclusions": only("exclusions", "entry", "present", "except"),
        "conditions": only("conditions", "entry", "present"),
        "court_orders": only("court_orders", "order", "state", "carried_out_by"),
        "reinstatement": [
            {"entry": one["entry"], "target": terms["target"], "met": one["met"]}
            for terms in state["reinstatement"]
            for one in terms["conditions"]
        ],
        "reviews": only("reviews", "of", "review_by", "concluded"),
        "pending": state["pending"],
        "disputes": only("disputes", "change", "about", "by"),
        "incomplete": [
            {"change": note.partition(":")[0]}
            for note in state["notes"]
            if "known to lack changes" in note
        ],
        "because": [one["change"] for one in state["because"]],
    }


def period_of(periods: list[Json], day: str) -> Json:
    """The period that holds a day."""
    (found,) = [
        period
        for period in periods
        if (period["from"] or "") <= day and day < (period["until"] or "9999-13")
    ]
    left_out = ("from", "until", "changes", "groups", "lists", "prohibitions")
    return {k: v for k, v in found.items() if k not in left_out}


# -- what holds for all histories ------------------------------------------------------

any_day = st.dates(date(2011, 6, 1), date(2019, 6, 1)).map(date.isoformat)
known_days = st.sampled_from((None, *PUBLISHED))


@settings(max_examples=examples(60), deadline=None)
@given(histories() | attended_histories(), st.lists(any_day, min_size=4, max_size=8), known_days)
def test_on_every_day_a_licence_answers_as_the_period_says_that_holds_the_day(
    acts: list[Json], asked_days: list[str], known_on: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    asked = {"known_on": known_on} if known_on else {}
    for licence in LICENCES:
        periods = timeline(case, licence, **asked)
        for day in [*asked_days, *edges(periods)]:
            state = case.register.licence(licence, {"valid_on": day, **asked})
            assert period_of(periods, day) == short(state)


def for_some_only(acts: list[Json]) -> bool:
    """Whether something is stopped for some transactions only: when such a stop begins for
    certain is told by the change, and shown nowhere else."""
    return any("clause" in made for act in acts for made in act["changes"])


@settings(max_examples=examples(60), deadline=None)
@given(histories() | attended_histories(), known_days)
def test_periods_follow_each_other_differ_and_tell_why(
    acts: list[Json], known_on: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    for licence in LICENCES:
        periods = timeline(case, licence, **({"known_on": known_on} if known_on else {}))
        assert periods[0]["from"] is None
        assert periods[0]["changes"] == []
        assert periods[-1]["until"] is None
        for one, other in pairwise(periods):
            assert one["until"] == other["from"]
            moved = other["lists"]  # an item's day became certain: the change tells it
            assert said(one) != said(other) or moved or for_some_only(acts)
            assert other["changes"], "a change of an answer has a cause"
            for cause in other["changes"]:
                assert cause["from"] or cause["until"] or cause["type"] == "court_amendment_ordered"


def said(period: Json) -> Json:
    return {k: v for k, v in period.items() if k not in ("from", "until", "changes")}


def edges(periods: list[Json]) -> Iterator[str]:
    """The first day of every period, and the day before."""
    for period in periods[1:]:
        first = date.fromisoformat(period["from"])
        yield from (first.isoformat(), (first - timedelta(days=1)).isoformat())


# -- what a reader sees ----------------------------------------------------------------


def test_a_licence_without_changes_of_answer_is_one_period_from_before_all_days() -> None:
    case = Case(
        instrument("a", established()),
        correction("b", "a#1"),
    )
    (only,) = timeline(case)
    assert (only["from"], only["until"], only["status"]) == (None, None, "not_established")


def test_periods_follow_the_exclusion_the_lift_and_the_lifts_own_end() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2016-01-01")),
        instrument(
            "c", change("exclusion_lifted", target="b#1", from_="2018-01-01", until="2019-01-01")
        ),
    )
    periods = timeline(case)
    assert days(periods) == [None, "2012-01-01", "2016-01-01", "2018-01-01", "2019-01-01"]
    assert words(periods, "b#1") == ["no", "no", "yes", "no", "yes"]
    assert [[one["change"] for one in period["changes"]] for period in periods] == [
        [],
        ["a#1"],
        ["b#1"],
        ["c#1"],
        ["c#1"],
    ]


def test_an_imprecise_date_has_a_period_of_its_own_in_which_its_entry_is_undetermined() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2016-03", until="[2018-01-10..2018-02-20]")),
    )
    periods = timeline(case)
    assert days(periods)[2:] == ["2016-03-01", "2016-03-31", "2018-01-10", "2018-02-20"]
    assert words(periods, "b#1")[2:] == ["undetermined", "yes", "undetermined", "no"]


def test_a_date_with_an_open_beginning_is_undetermined_from_before_all_days() -> None:
    case = Case(instrument("a", established(from_="[..2012-06-30]")))
    periods = timeline(case)
    assert days(periods) == [None, "2012-06-30"]
    assert [period["status"] for period in periods] == ["undetermined", "in_force"]


def test_the_first_and_the_last_day_of_the_calendar_are_no_edge() -> None:
    case = Case(
        instrument("a", established(from_="0001-01-01")),
        judgment(
            "b",
            change(
                "court_amendment_ordered",
                licence="NL1",
                from_="9999-12-31",
                comply_by="9999-12-31",
                order="cease",
                destinations=["IL"],
            ),
        ),
    )
    periods = timeline(case)
    assert days(periods) == [None, "9999-12-31"]
    assert [period["status"] for period in periods] == ["in_force", "in_force"]


def ordered(**fields: Any) -> Json:
    said = {"licence": "NL1", "from_": "2015-01-01", "order": "cease", "destinations": ["IL"]}
    return change("court_amendment_ordered", **{**said, **fields})


def test_an_order_is_overdue_from_the_day_after_and_carried_out_in_another_stream() -> None:
    case = Case(
        instrument("g", group("EU", "NL", "IL")),
        instrument("a", established(excludes=[{"destinations": ["@EU"]}])),
        judgment("b", ordered(comply_by="2016-03")),
        instrument(
            "c",
            change("member_removed", target="g#1/NL", from_="2017-01-01", ordered_by="b#1"),
        ),
        instrument("d", change("effect_suspended", target="c#1", from_="2018", until="2019-05-01")),
    )
    periods = timeline(case)[2:]
    assert [(one["from"], one["court_orders"][0]["state"]) for one in periods] == [
        ("2015-01-01", "outstanding"),
        ("2016-04-01", "overdue"),
        ("2017-01-01", "implemented"),
        ("2018-01-01", "undetermined"),
        ("2018-12-31", "overdue"),
        ("2019-05-01", "implemented"),
    ]
    assert [[cause["change"] for cause in one["changes"]] for one in periods] == [
        ["b#1"],
        ["b#1"],
        ["c#1"],
        ["d#1"],
        ["d#1"],
        ["d#1"],
    ]


def test_an_extension_keeps_a_period_from_ending_and_is_told_as_its_cause_when_it_ends() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01", until="2015-01-01")),
        instrument(
            "b", change("period_extended", target="a#1", from_="2014-01-01", until="2016-01-01")
        ),
    )
    periods = timeline(case)
    assert days(periods) == [None, "2012-01-01", "2016-01-01"]
    assert [one["change"] for one in periods[2]["changes"]] == ["b#1"]


def test_known_on_leaves_out_what_was_published_later() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01"), published_on="2012-01-01"),
        instrument("b", excluded("IL", from_="2016-01-01"), published_on="2017-01-01"),
    )
    assert days(timeline(case, known_on="2016-06-01")) == [None, "2012-01-01"]
    assert days(timeline(case, known_on="2017-01-01")) == [None, "2012-01-01", "2016-01-01"]


def test_what_makes_the_record_incomplete_is_told_while_it_runs() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01")),
        instrument(
            "b", change("history_incomplete", licence="NL1", from_="2014-01-01", until="2015-01-01")
        ),
    )
    periods = timeline(case)
    assert [period["incomplete"] for period in periods] == [[], [], [{"change": "b#1"}], []]


def test_a_condition_is_met_while_the_change_that_meets_it_runs() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01"), excluded("IL", from_="2016-01-01")),
        instrument(
            "b",
            change(
                "reinstatement_conditions_set",
                target="a#2",
                from_="2017-01-01",
                conditions=[{"key": "report", "text": "A report."}],
            ),
            change(
                "reinstatement_condition_met",
                target="b#1/report",
                from_="2018-01-01",
                evidence="The report.",
            ),
        ),
    )
    periods = timeline(case)
    assert [one["reinstatement"] for one in periods[3:]] == [
        [{"entry": "b#1/report", "target": "a#2", "met": "no"}],
        [{"entry": "b#1/report", "target": "a#2", "met": "yes"}],
    ]
    assert [one["change"] for one in periods[4]["changes"]] == ["b#2"]


def test_the_entries_of_a_page_are_told_once_with_what_they_say() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2016-01-01", until="2017-01-01")),
    )
    answer = Timelines(case.ledger).timeline("NL1", {})
    assert answer["entries"] == [
        {
            "entry": "a#1/permit-1",
            "what": "permit",
            "clause": {"activities": ["export"]},
            "text": None,
        },
        {"entry": "b#1", "what": "exclusion", "clause": {"destinations": ["IL"]}, "text": None},
    ]


# -- pages -----------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_hold_the_same_periods(limit: int) -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01")),
        *(instrument(f"b{n}", excluded("IL", from_=f"201{n}-01-01")) for n in range(3, 9)),
    )
    whole, found, after = timeline(case), [], ""
    for _ in range(20):
        page = Timelines(case.ledger).timeline("NL1", {}, limit, after)
        found += page["periods"]
        after = page["next"]
        if after is None:
            break
    assert found == whole


def test_after_a_day_are_the_periods_that_begin_later() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01")),
        instrument("b", excluded("IL", from_="2016-01-01")),
    )
    register = Timelines(case.ledger)
    for after, first in (("2012-01-01", "2016-01-01"), ("2011-12-31", "2012-01-01")):
        assert days(register.timeline("NL1", {}, 100, after)["periods"])[0] == first
    assert register.timeline("NL1", {}, 100, "2016-01-01")["periods"] == []
    assert question_faults(register.timeline, "NL1", {}, after="2016") == ["malformed"]


def test_a_licence_that_was_never_established_has_no_timeline() -> None:
    register = Timelines(Case().ledger)
    assert question_faults(register.timeline, "NL1", {}) == ["unknown_licence"]


def test_a_timeline_repeats_from_its_viewpoint_whatever_is_recorded_later() -> None:
    case = Case(instrument("a", established(from_="2012-01-01")))
    register = Timelines(case.ledger)
    first = register.timeline("NL1", {})
    case.record(instrument("b", excluded("IL", from_="2016-01-01")))
    viewpoint = {k: str(v) for k, v in first["viewpoint"].items() if v is not None}
    assert register.timeline("NL1", viewpoint) == first != register.timeline("NL1", {})


# -- the built-in record -----------------------------------------------------------------


def test_nl009_changes_on_the_days_of_the_record(built_in_database: str) -> None:
    ledger = ledger_at(built_in_database)
    periods = Timelines(ledger).timeline("NL009", {"known_on": "2024-03-01"})["periods"]
    ledger.close()
    at = {period["from"]: period for period in periods}
    assert [at[day]["status"] for day in (None, "2016-10-01")] == ["not_established", "in_force"]
    assert [one["change"] for one in at["2024-02-20"]["changes"]] == [
        "stcrt-2024-5435#2",
        "stcrt-2024-5435#3",
    ]
    assert at["2024-02-12"]["court_orders"][0]["state"] == "outstanding"
    assert at["2024-02-20"]["court_orders"][0]["state"] == "implemented"


def shown(line: str, database: str, **environment: str) -> str:
    """What the command prints."""
    env = {"LEDGER_DATABASE": database, **environment}
    done = CliRunner().invoke(app, shlex.split(line), env=env)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_picture_reads_without_colour(built_in_database: str) -> None:
    line = "timeline NL007 --known-on 2024-03-01 --after 2016-05-25 --limit 5"
    lines = shown(line, built_in_database).splitlines()
    heading = next(line for line in lines if "2016-08-01" in line)
    (row,) = [line for line in lines if "stcrt-2016-36336#4" in line and "█" in line]
    bars = {day: row[heading.index(day)] for day in ("2016-06-30", "2016-07-05", "2016-08-01")}
    assert bars == {"2016-06-30": " ", "2016-07-05": "░", "2016-08-01": "█"}
    assert all(len(line.rstrip()) <= 120 for line in lines)


def test_below_the_picture_each_day_tells_what_changed_and_why(built_in_database: str) -> None:
    text = " ".join(shown("timeline NL002", built_in_database).split())
    assert "2025-04-08 withdrawn ~ in force → withdrawn stcrt-2025-11446#1" in text
    assert "- permit bwbr0026717#1/permit-1" in text
    assert "as known now, at log size" in text


def test_a_narrow_terminal_gets_the_periods_below_each_other(built_in_database: str) -> None:
    coloured = shown("timeline NL009", built_in_database, COLUMNS="70", FORCE_COLOR="1")
    assert "\x1b[" in coloured
    lines = re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()
    assert all(len(line) <= 70 for line in lines)
    headings = [line.split()[1:] for line in lines if line.startswith("from ")]
    assert headings[:2] == [["before", "2011-06-20"], ["2014-08-01", "2016-10-01"]]


def test_json_is_what_http_answers(built_in_database: str) -> None:
    ledger = ledger_at(built_in_database)
    answer = Timelines(ledger).timeline("NL009", {}, 2, "2016-01-01")
    ledger.close()
    line = "timeline NL009 --limit 2 --after 2016-01-01 --json"
    assert json.loads(shown(line, built_in_database)) == answer
