"""What a reading finds by day is all that the law may say yes to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from builders import Case, change, established, excluded, instrument
from examples import examples
from histories import ASKED_DAYS, LICENCES, PUBLISHED, attended_histories, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history import interval_tree as spans
from licence_ledger.domain.history.interval_tree import FEW, IntervalTree
from licence_ledger.domain.law.licence_answer import licence_state
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.vocabulary.change_types import CHANGE_TYPES
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.domain.vocabulary.truth import NO, YES

Json = dict[str, Any]
TYPES = tuple(CHANGE_TYPES)
span = st.tuples(st.integers(0, 40), st.integers(1, 30)).map(lambda one: (one[0], sum(one)))


@pytest.fixture(params=[1, FEW], ids=["halved to the last", "as it is"], scope="module")
def few(request: pytest.FixtureRequest) -> Iterator[None]:
    """With trees of spans halved down to the last, and as they are."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spans, "FEW", request.param)
        yield


pytestmark = pytest.mark.usefixtures("few")


@given(st.lists(span, max_size=80), st.integers(-1, 75))
def test_exactly_the_spans_that_hold_a_day_are_found(held: list[tuple[int, int]], on: int) -> None:
    found = IntervalTree([(first, end, n) for n, (first, end) in enumerate(held)]).holding(on)
    assert sorted(found) == [n for n, (first, end) in enumerate(held) if first <= on < end]


acts = st.one_of(histories(), attended_histories())
days = st.sampled_from(ASKED_DAYS)
known_days = st.sampled_from((None, *PUBLISHED))


def seen_from(case: Case, on: str, known_on: str | None) -> Seen:
    with case.ledger.reading() as book:
        return Seen(book.head(), day(on), day(known_on) if known_on else None)


@settings(max_examples=examples(150), deadline=None)
@given(acts, days, known_days)
def test_nothing_that_may_run_is_left_out(acts: list[Json], on: str, known: str | None) -> None:
    case = Case()
    case.recorded(acts)
    seen = seen_from(case, on, known)
    for licence in LICENCES:
        stream = f"licence/{licence}"
        every = seen.visible_of(stream, *TYPES)
        found = [one.id for one in seen.may_run_of(stream, *TYPES)]
        assert [one for one in found if one in {c.id for c in every}] == found
        assert {one.id for one in every if seen.runs(one) > NO} <= set(found)


def upcoming(licence: str, seen: Seen) -> list[Json]:
    """What is still to begin or to end, each change of the licence looked at by itself."""
    found = []
    changes = seen.ranked(
        filter(seen.visible, seen.history.stream(f"licence/{licence}").changes.values())
    )
    for one in changes:
        still = [
            when if when and when.reached(seen.valid_on) < YES else None
            for when in (one.starting, one.ending)
        ]
        if any(still) and seen.stopped(one) < YES:
            begins, ends = (when.text if when else None for when in still)
            soonest = min(when.last for when in still if when)
            said = {"change": one.id, "type": one.type.name, "begins": begins, "ends": ends}
            found.append((soonest, said))
    return [said for _, said in sorted(found, key=lambda item: item[0])]


@settings(max_examples=examples(150), deadline=None)
@given(acts, days, known_days)
def test_upcoming_is_what_each_change_by_itself_is(
    acts: list[Json], on: str, known: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    seen = seen_from(case, on, known)
    for licence in LICENCES:
        # Of version 1: what is to come of groups and prohibitions is not among it.
        state, every = licence_state(licence, seen, 1), upcoming(licence, seen)
        assert state["upcoming"] == every[:20]
        assert state["upcoming_more"] == max(0, len(every) - 20)


def test_of_many_changes_still_to_come_twenty_are_shown_and_the_rest_counted() -> None:
    case = Case()
    case.record(instrument("opens", established("NLX1"), published_on="2012-01-01"))
    for n in range(50):
        published = "2012-01-01" if n % 2 else "2013-01-01"
        begins = f"{2020 + n}-01-01"
        change = excluded("IL", licence="NLX1", from_=begins)
        case.record(instrument(f"more-{n}", change, published_on=published))
    state = licence_state("NLX1", seen_from(case, "2019-01-01", "2012-06-01"))
    assert [one["change"] for one in state["upcoming"]] == [f"more-{n}#1" for n in range(1, 41, 2)]
    assert state["upcoming_more"] == 5


@pytest.mark.parametrize(
    "holding_up",
    [
        change("change_annulled", target="lift#1", ground="an error in the gazette"),
        change("effect_suspended", target="lift#1", from_="2018-01-01"),
    ],
    ids=["annulled", "suspended"],
)
def test_a_change_whose_stop_is_itself_stopped_is_found(holding_up: Json) -> None:
    case = Case(
        instrument("opens", established("NLX1"), excluded("IL", licence="NLX1")),
        instrument("lift", change("exclusion_lifted", target="opens#2", from_="2017-01-01")),
    )
    assert case.present("2019-01-01", "NLX1") == {"opens#1/permit-1": "yes"}
    case.record(instrument("holds-up", holding_up))
    assert case.present("2019-01-01", "NLX1") == {"opens#1/permit-1": "yes", "opens#2": "yes"}


def test_a_change_is_found_as_long_as_its_stop_was_not_public() -> None:
    case = Case(
        instrument("opens", established("NLX1"), excluded("IL", licence="NLX1")),
        instrument(
            "lift",
            change("exclusion_lifted", target="opens#2", from_="2017-01-01"),
            published_on="2022-01-01",
        ),
    )
    assert "opens#2" in case.present("2019-01-01", "NLX1", known_on="2021-12-31")
    assert "opens#2" not in case.present("2019-01-01", "NLX1", known_on="2022-01-01")
