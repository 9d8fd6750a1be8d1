"""A change is told with what stops it, as far as that was public, and stands in the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, group, instrument, judgment
from licence_ledger.projections.register.named import Named
from licence_ledger.projections.register.recordings import Recordings
from licence_ledger.projections.register.subject_changes import SubjectChanges

Json = dict[str, Any]
LATER = "2018-06-01"


def lifted() -> Case:
    """An exclusion that is lifted, and a member that leaves, by what was published later."""
    return Case(
        instrument("a", established(), published_on="2012-01-01"),
        instrument("b", excluded("IL"), group("EU", "FR"), published_on="2016-01-01"),
        instrument(
            "c",
            change("exclusion_lifted", target="b#1", from_=LATER),
            change("member_removed", target="b#2/FR", from_=LATER),
            published_on=LATER,
        ),
    )


def in_history(kind: str, name: str, case: Case, asked: Json) -> list[Json]:
    return case.register.history(name, asked, kind=kind)["history"]


def among_changes(case: Case, asked: Json) -> list[Json]:
    return SubjectChanges(case.ledger).changes_of("group", "EU", {"valid_on": LATER, **asked})[
        "changes"
    ]


def with_its_instrument(case: Case, asked: Json) -> list[Json]:
    return Recordings(case.ledger).recording("b", asked)["changes"]


def called(case: Case, asked: Json) -> list[Json]:
    return [*Recordings(case.ledger).changes_called(["b#1", "b#2"], asked).values()]


EVERY_WAY = [
    pytest.param(lambda *given: in_history("licence", "NL1", *given), ["c#1"], id="history"),
    pytest.param(lambda *given: in_history("group", "EU", *given), ["c#2"], id="of a group"),
    pytest.param(among_changes, ["c#2"], id="changes of a group"),
    pytest.param(with_its_instrument, ["c#1", "c#2"], id="instrument"),
    pytest.param(called, ["c#1", "c#2"], id="called"),
]
Asking = Callable[[Case, Json], list[Json]]


def stops(found: list[Json]) -> list[str]:
    return [stop["change"] for one in found for stop in one["stopped_by"]]


@pytest.mark.parametrize(("ask", "told"), EVERY_WAY)
def test_a_stop_is_told_once_it_was_public(ask: Asking, told: list[str]) -> None:
    case = lifted()
    assert stops(ask(case, {"known_on": LATER})) == told
    assert stops(ask(case, {"known_on": "2018-05-31"})) == []


@pytest.mark.parametrize(("ask", "told"), EVERY_WAY)
def test_a_stop_that_was_corrected_away_is_told_no_more(ask: Asking, told: list[str]) -> None:
    case = lifted()
    size = case.size
    case.record(correction("never", "c"))
    assert stops(ask(case, {})) == []
    assert stops(ask(case, {"log_size": str(size)})) == told


def test_a_history_of_version_1_tells_what_it_told() -> None:
    asked = {"known_on": "2018-05-31", "answer_version": "1"}
    assert stops(in_history("licence", "NL1", lifted(), asked)) == ["c#1"]


def test_an_annulment_that_was_corrected_away_annuls_nothing() -> None:
    case = lifted().record(judgment("j", change("change_annulled", target="b#1")))
    size = case.size
    case.record(correction("never", "j"))
    for asked, by in (({"log_size": str(size)}, ["j#1"]), ({}, [])):
        assert Named(case.ledger).named("b#1", asked)["b#1"]["annulled_by"] == by
