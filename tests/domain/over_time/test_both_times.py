"""All of time at once: what is said on each day, as known on each other, in cells."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from builders import Case, change, established, excluded, group, instrument, judgment, required
from decisions import SOME_DAY, decision, given_of, head, outcome
from examples import examples
from histories import histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.law.evaluation import Decision
from licence_ledger.domain.over_time.both_times import Cell, DaySpan, cells
from licence_ledger.domain.vocabulary.dates import day, day_text

Json = dict[str, Any]


def plane(case: Case, asked: Json, counted: list[int] | None = None) -> list[Cell]:
    """The cells of a transaction's plane."""
    history = head(case)

    def decide(on: int, known_on: int | None) -> Decision:
        if counted is not None:
            counted.append(on)
        return decision(history, on, known_on, asked)

    return list(cells(history, asked.get("licence"), given_of(asked), decide))


def holds(span: DaySpan, on: int) -> bool:
    """Whether a day lies between two."""
    return (span.begins is None or span.begins <= on) and (span.ends is None or on < span.ends)


def covers(spans: list[DaySpan]) -> bool:
    """Whether spans follow each other from before all days for good."""
    return (
        spans[0].begins is None
        and spans[-1].ends is None
        and all(one.ends == other.begins is not None for one, other in pairwise(spans))
    )


@settings(max_examples=examples(60))
@given(histories(), transactions() | transactions(licence=False), st.data())
def test_a_cell_says_what_the_evaluation_of_each_of_its_pairs_says(
    acts: list[Json], asked: Json, data: st.DataObject
) -> None:
    case = Case()
    case.recorded(acts)
    found, history = plane(case, asked), head(case)
    on, known_on = data.draw(SOME_DAY, "on"), data.draw(SOME_DAY | st.none(), "known_on")
    known = day("9999-12-31") if known_on is None else known_on
    (cell,) = [one for one in found if holds(one.valid, on) and holds(one.known, known)]
    assert cell.outcome == outcome(history, on, known_on, asked)


@settings(max_examples=examples(40))
@given(histories(), transactions() | transactions(licence=False))
def test_cells_cover_each_pair_of_days_once_and_neighbours_differ(
    acts: list[Json], asked: Json
) -> None:
    case = Case()
    case.recorded(acts)
    bands: dict[DaySpan, list[Cell]] = {}
    for cell in plane(case, asked):
        bands.setdefault(cell.known, []).append(cell)
    assert covers(list(bands))
    rows = [[(one.valid, one.outcome) for one in row] for row in bands.values()]
    assert all(covers([span for span, _ in row]) for row in rows)
    assert all(one[1] != other[1] for row in rows for one, other in pairwise(row))
    assert all(one != other for one, other in pairwise(rows))


def told(case: Case, **asked: str) -> list[tuple[Any, ...]]:
    """The cells of NL1 as days: known from, valid from, and what is said."""
    found = plane(case, {"licence": "NL1", **asked})
    return [(_day(one.known.begins), _day(one.valid.begins), *one.outcome[1:]) for one in found]


def _day(on: int | None) -> str:
    return "" if on is None else day_text(on)


def test_an_annulment_clears_the_past_for_those_who_know_of_it() -> None:
    case = Case(
        instrument("a", established(from_="2012-01-01"), published_on="2011-12-01"),
        instrument("b", excluded("IL", from_="2014-01-01"), published_on="2014-01-10"),
        judgment("c", change("change_annulled", target="b#1"), published_on="2016-06-01"),
    )
    assert told(case, activity="export", destination="IL") == [
        ("", "", "not_established", None),
        ("2011-12-01", "", "not_established", "a#1"),
        ("2011-12-01", "2012-01-01", "permitted", "a#1"),
        ("2014-01-10", "", "not_established", "a#1"),
        ("2014-01-10", "2012-01-01", "permitted", "a#1"),
        ("2014-01-10", "2014-01-01", "excluded", "b#1"),
        ("2016-06-01", "", "not_established", "a#1"),
        ("2016-06-01", "2012-01-01", "permitted", "a#1"),
    ]


def test_a_group_that_nothing_tells_of_yet_leaves_it_open() -> None:
    act = established(permits=[{"destinations": ["@EU"]}])
    case = Case(
        instrument("eu", group("EU", "FR"), published_on="2013-01-01"),
        instrument("a", act, published_on="2012-01-01"),
    )
    found = [(known, reason) for known, on, reason, _ in told(case, destination="BR") if on]
    assert found == [("2012-01-01", "group_not_recorded"), ("2013-01-01", "out_of_scope")]


def test_what_is_published_is_asked_about_from_its_first_day_on() -> None:
    case = Case(instrument("a", established(from_="2012-01-01"), published_on="2012-01-01"))
    for year in range(2013, 2033):
        act = excluded("IL", from_=f"{year}-07-01", until=f"{year}-08-01")
        case.record(instrument(f"b{year}", act, published_on=f"{min(year, 2026)}-06-01"))
    counted: list[int] = []
    found = plane(case, {"licence": "NL1", "activity": "export", "destination": "IL"}, counted)
    assert len(counted) < 100 < len(found)


def test_requirements_and_their_exemptions_are_seen_without_a_licence() -> None:
    exempt = change(
        "requirement_exempted",
        requirement="list",
        exempts=[{"destinations": ["FR"]}],
        from_="2018-01-01",
    )
    case = Case(
        instrument("r", required(), published_on="2010-01-01"),
        instrument("x", exempt, published_on="2017-01-01"),
    )
    found = plane(case, {"goods": "5A002", "destination": "FR"})
    assert [(one.outcome.verdict, one.outcome.decided_by) for one in found[-3:]] == [
        ("undetermined", None),
        ("licence_required", "r#1"),
        ("no_licence_required", "x#1"),
    ]
