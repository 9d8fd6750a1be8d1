"""A watched question differs on just the days on which asking it anew finds another answer."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, group, instrument, required
from decisions import SOME_DAY, given_of
from examples import examples
from histories import histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.evaluation import Evaluation
from licence_ledger.domain.over_time.periods import days_of
from licence_ledger.domain.over_time.watched.differing import (
    DifferingDays,
    WatchedQuestion,
    differing_days,
)
from licence_ledger.domain.over_time.watched.moved import Moved
from licence_ledger.domain.vocabulary.control_lists import BY_SILENCE
from licence_ledger.domain.vocabulary.dates import day, day_text

Json = dict[str, Any]
Compared = tuple[Any, ...] | None


def sides(case: Case, size: int) -> tuple[Moved, History, History]:
    """What moved since a size of the log, with the record then and now."""
    with case.ledger.reading() as book:
        before, after = book.at(size), book.head()
        names = book.instruments_after(size - 1, book.size, 10_000)
        return Moved(before, after, names), before, after


def asked_anew(history: History, on: int, asked: Json) -> Compared:
    licence = asked.get("licence")
    if licence is not None and not history.knows("licence", licence):
        return None
    named = asked.get("list")
    if named not in (None, *BY_SILENCE) and not history.knows("list", named):
        return None
    found = Evaluation(history, on, None, given_of(asked)).decide(licence)
    return found.verdict, found.reason, found.decided_by, tuple(found.covered_by)


def days_tried(case: Case, *around: int) -> set[int]:
    """Days on which something recorded begins or ends, corrected or not, and those next to them."""
    with case.ledger.reading() as book:
        history = book.head()
        names = book.instruments_after(-1, book.size, 10_000)
        changes = [
            one
            for name in names
            for one in history.recorded_changes(history.recorded_instrument(name).changes)  # type: ignore[union-attr]
        ]
        homes = {home for one in changes if (home := history.home(one.id))}
        changes += [one for home in homes for one in history.stream(home).changes.values()]
    bounds = days_of(changes) | {*around, day("2011-01-01"), day("2030-01-01")}
    return {one + beside for one in bounds for beside in (-1, 0, 1) if one > 1}


@settings(max_examples=examples(120), deadline=None)
@given(
    histories(),
    transactions() | transactions(licence=False),
    st.integers(0, 1_000),
    SOME_DAY,
    st.booleans(),
)
def test_it_differs_where_asking_anew_differs_and_nowhere_else(
    acts: list[Json], asked: Json, cut: int, since: int, dated: bool
) -> None:
    case = Case()
    recorded = case.recorded(acts)
    size = sum(len(one["changes"]) + 1 for one in recorded[: cut % (len(recorded) + 1)])
    moved, before, after = sides(case, size)
    on = since if dated else None
    question = WatchedQuestion(on, asked.get("licence"), given_of(asked))
    found = differing_days(moved, question, since)

    def told(at: int) -> DifferingDays | None:
        return next((run for run in found if _holds(run, at)), None)

    for at in days_tried(case, since):
        was, becomes = asked_anew(before, at, asked), asked_anew(after, at, asked)
        run = told(at)
        if run is not None:
            assert (run.was, run.becomes) == (was, becomes) and was != becomes
        elif at >= since if on is None else at == on:
            assert was == becomes
    for run in found:
        assert _holds(run, since) if dated else run.ends is None or run.ends > since
        assert run.by and all(_is_new(one.id, size, after) for one in run.by)
    for one, other in pairwise(found):
        assert one.ends is not None and other.begins is not None and one.ends <= other.begins


def _holds(run: DifferingDays, at: int) -> bool:
    return (run.begins is None or run.begins <= at) and (run.ends is None or at < run.ends)


def _is_new(change_id: str, size: int, after: History) -> bool:
    recorded = after.recorded_change(change_id)
    return recorded is not None and recorded.position >= size


def runs(case: Case, size: int, since: str, on: str | None = None, **given: str) -> list[Any]:
    """Each run: from when, until when, both verdicts, by what."""
    moved, _, _ = sides(case, size)
    licence = given.pop("licence", None)
    question = WatchedQuestion(day(on) if on else None, licence, given)
    return [
        (
            run.begins and day_text(run.begins),
            run.ends and day_text(run.ends),
            run.was and run.was.verdict,
            run.becomes and run.becomes.verdict,
            [one.id for one in run.by],
        )
        for run in differing_days(moved, question, day(since))
    ]


def nl1() -> Case:
    return Case(
        instrument("eu", group("EU", "FR", "DE")),
        instrument("need", required()),
        instrument("a", established(permits=[{"goods": ["5A002"], "destinations": ["@EU", "US"]}])),
    )


def test_what_takes_effect_later_is_told_with_its_day_while_it_is_still_to_come() -> None:
    case = nl1()
    size = case.size
    case.record(instrument("b", excluded("US", from_="2027-01-01")))
    asked = {"goods": "5A002", "destination": "US"}
    assert runs(case, size, "2026-11-21", **asked) == [
        ("2027-01-01", None, "covered", "licence_required", ["b#1"])
    ]
    assert runs(case, size, "2026-11-21", on="2026-12-31", **asked) == []
    assert runs(case, size, "2026-11-21", on="2027-02-01", **asked) == [
        ("2027-01-01", None, "covered", "licence_required", ["b#1"])
    ]


def test_of_an_imprecise_date_the_days_that_it_leaves_open_are_told_apart() -> None:
    case = nl1()
    size = case.size
    case.record(instrument("b", excluded("US", from_="2027-01")))
    assert runs(case, size, "2026-11-21", goods="5A002", destination="US", licence="NL1") == [
        ("2027-01-01", "2027-01-31", "covered", "undetermined", ["b#1"]),
        ("2027-01-31", None, "covered", "not_covered", ["b#1"]),
    ]


def test_a_run_that_began_before_is_told_whole() -> None:
    case = nl1()
    size = case.size
    case.record(instrument("b", excluded("US", from_="2019-06-01")))
    found = runs(case, size, "2026-11-21", goods="5A002", destination="US", licence="NL1")
    assert found == [("2019-06-01", None, "covered", "not_covered", ["b#1"])]


def test_what_was_over_before_the_day_asked_is_not_told() -> None:
    case = nl1()
    size = case.size
    case.record(instrument("b", excluded("US", from_="2019-06-01", until="2019-07-01")))
    assert runs(case, size, "2026-11-21", goods="5A002", destination="US", licence="NL1") == []


def test_a_licence_that_was_not_recorded_could_not_be_asked_about() -> None:
    case = nl1()
    size = case.size
    case.record(instrument("c", established("NL2")))
    found = runs(case, size, "2026-11-21", activity="export", licence="NL2")
    assert (
        found
        == [
            (None, "2012-01-01", None, "not_covered", ["c#1"]),
            ("2012-01-01", None, None, "covered", ["c#1"]),
        ][1:]
    )


BESIDE = [
    pytest.param(instrument("b", excluded("IL", from_="2019-01-01")), id="another country"),
    pytest.param(
        instrument("b", established("NL2", permits=[{"goods": ["ML1"]}])), id="other goods"
    ),
    pytest.param(
        instrument("b", change("member_admitted", group="EU", members=["HR"], from_="2019-01-01")),
        id="another member of its group",
    ),
    pytest.param(
        instrument("b", required("arms", requires=[{"goods": ["ML1"]}])),
        id="a requirement of other goods",
    ),
    pytest.param(
        instrument("b", change("statement_recorded", about="NL1", says="So.", by="Somebody")),
        id="somebody's words",
    ),
]


@pytest.mark.parametrize("beside", BESIDE)
def test_what_can_bear_on_nothing_it_says_leaves_a_question_unasked(beside: Json) -> None:
    case = nl1()
    size = case.size
    case.record(beside)
    moved, _, _ = sides(case, size)
    assert not moved.is_empty
    assert not moved.can_bear(None, {"goods": "5A002", "destination": "FR"}, "NL")


def test_a_correction_is_told_as_the_cause() -> None:
    case = nl1()
    case.record(instrument("b", excluded("US", from_="2019-06-01")))
    size = case.size
    case.record(correction("fix", "b#1"))
    found = runs(case, size, "2026-11-21", goods="5A002", destination="US", licence="NL1")
    assert found == [("2019-06-01", None, "not_covered", "covered", ["fix#1"])]
