"""What flips between two viewpoints, or by an instrument that is not recorded, and why."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from builders import Case, change, correction, established, excluded, group, instrument, required
from examples import examples
from fastapi.testclient import TestClient
from histories import PUBLISHED
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.app import create_app
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.batch.impact import Differences, Impact, side
from licence_ledger.projections.recording.judging import judged_at_head
from random_rows import (
    ROWS,
    alone,
    odd_histories,
    random_rows,
    table,
)

Json = dict[str, Any]


def impact(case: Case, before: Json, after: Json, *rows: Json) -> Differences:
    """What flips of some transactions; a side has `known` and `size`, or neither."""
    with case.ledger.reading() as book:
        sides = []
        for asked in (before, after):
            seen = {"log_size": str(asked["size"])} if "size" in asked else {}
            viewpoint, history = case.ledger.viewpoint(book, seen, None)
            sides.append(side(viewpoint, history, asked.get("known", Known())))
        return Impact(*sides).of(table(list(rows)))


def causes(found: Differences) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(flip.was[0], flip.becomes[0], flip.by) for _, flip in found.flips]


EXPORT = {"date": "2018-01-01", "licence": "NL1", "activity": "export", "destination": "IL"}


def test_an_exclusion_recorded_later_flips_and_is_the_cause() -> None:
    case = Case(instrument("one", established()))
    size = case.size
    case.record(instrument("two", excluded("IL")))
    found = impact(case, {"size": size}, {}, EXPORT, {**EXPORT, "destination": "US"})
    assert causes(found) == [("covered", "not_covered", ("two#1",))]
    assert (found.unchanged, found.undetermined, found.errors) == (1, 0, {})


def test_what_was_published_after_the_day_known_is_the_cause() -> None:
    case = Case(
        instrument("one", established(), published_on="2011-01-01"),
        instrument("two", excluded("IL"), published_on="2019-01-01"),
    )
    found = impact(case, {"known": Known(own_day=True)}, {}, EXPORT)
    assert causes(found) == [("covered", "not_covered", ("two#1",))]


def test_what_lifts_an_exclusion_is_the_cause_and_not_the_exclusion() -> None:
    case = Case(instrument("one", established()), instrument("two", excluded("IL")))
    size = case.size
    lift = change("exclusion_lifted", target="two#1", from_="2017-01-01")
    case.record(instrument("three", lift))
    found = impact(case, {"size": size}, {}, EXPORT)
    assert causes(found) == [("not_covered", "covered", ("three#1",))]


def test_a_permit_taken_away_flips_by_what_took_it() -> None:
    case = Case(instrument("one", established()))
    size = case.size
    case.record(
        instrument("two", change("scope_reduced", target="one#1/permit-1", from_="2017-01-01"))
    )
    assert causes(impact(case, {"size": size}, {}, EXPORT)) == [
        ("covered", "not_covered", ("two#1",))
    ]


def test_a_member_that_joins_a_group_is_the_cause() -> None:
    case = Case(
        instrument("bloc", group("BLOC", "TR")),
        instrument("one", established(), excluded("@BLOC")),
    )
    size = case.size
    joins = change("member_admitted", group="BLOC", members=["IL"], from_="2017-01-01")
    case.record(instrument("joins", joins))
    assert causes(impact(case, {"size": size}, {}, EXPORT)) == [
        ("covered", "not_covered", ("joins#1",))
    ]


def test_a_correction_of_the_record_is_the_cause() -> None:
    case = Case(instrument("one", established()), instrument("two", excluded("IL")))
    size = case.size
    case.record(correction("fix", "two#1"))
    assert causes(impact(case, {"size": size}, {}, EXPORT)) == [
        ("not_covered", "covered", ("fix#1",))
    ]


def test_without_a_licence_the_cause_is_what_moved_the_licence_that_covers() -> None:
    case = Case(
        instrument("need", required("list", requires=[{"activities": ["export"]}])),
        instrument("one", established(), excluded("IL")),
    )
    size = case.size
    lift = change("exclusion_lifted", target="one#2", from_="2017-01-01")
    case.record(instrument("two", lift))
    export = {name: value for name, value in EXPORT.items() if name != "licence"}
    assert causes(impact(case, {"size": size}, {}, export)) == [
        ("licence_required", "covered", ("two#1",))
    ]


def test_rows_that_rest_on_different_changes_have_causes_of_their_own() -> None:
    both = [excluded("IL"), excluded("IL", goods=["ML1"])]
    case = Case(instrument("one", established(), *both))
    size = case.size
    for number in (2, 3):
        lift = change("exclusion_lifted", target=f"one#{number}", from_="2017-01-01")
        case.record(instrument(f"lift-{number}", lift))
    rows = [{**EXPORT, "goods": goods} for goods in ("ML1", "ML2")]
    assert causes(impact(case, {"size": size}, {}, *rows)) == [
        ("not_covered", "covered", ("lift-2#1", "lift-3#1")),
        ("not_covered", "covered", ("lift-2#1",)),
    ]


@pytest.mark.parametrize("known_of", ["nothing", "what is said of them later"])
def test_a_draft_that_corrects_what_is_known_whole_flips_as_it_does_recorded(known_of: str) -> None:
    whole = change("requirements_complete", from_="2010-01-01")
    later = None if known_of == "nothing" else {**whole, "from": "2019-01-01"}
    case = Case(instrument("whole", whole))
    fix = correction("fix", "whole#1", later)
    with case.ledger.reading() as book:
        viewpoint, head = case.ledger.viewpoint(book, {}, None)
        draft = judged_at_head(fix, book, case.ledger.today()).draft
        drafted = Impact(side(viewpoint, head, Known()), side(viewpoint, draft, Known())).of(
            table([{"date": "2018-01-01", "goods": "ML1"}])
        )
    size = case.size
    case.record(fix)
    recorded = impact(case, {"size": size}, {}, {"date": "2018-01-01", "goods": "ML1"})
    assert causes(drafted) == causes(recorded)
    assert causes(recorded) == [("no_licence_required", "undetermined", ("fix#1",))]


def test_a_draft_flips_without_being_recorded() -> None:
    case = Case(instrument("one", established()))
    with case.ledger.reading() as book:
        viewpoint, head = case.ledger.viewpoint(book, {}, None)
        draft = judged_at_head(instrument("two", excluded("IL")), book, case.ledger.today()).draft
        both = side(viewpoint, head, Known()), side(viewpoint, draft, Known())
        found = Impact(*both).of(table([EXPORT]))
    assert causes(found) == [("covered", "not_covered", ("two#1",))]
    assert both[1].shown()["draft"] == "two"


def test_a_faulty_row_is_an_error_and_an_open_one_is_undetermined() -> None:
    case = Case(instrument("one", established(), excluded("IL")))
    lacking = {name: value for name, value in EXPORT.items() if name != "destination"}
    found = impact(case, {}, {}, {**EXPORT, "destination": "Israel"}, lacking)
    assert list(found.errors) == [0]
    assert (found.unchanged, found.undetermined, found.flips) == (0, 1, [])


@settings(max_examples=examples(15), deadline=None)
@given(odd_histories(), st.data())
def test_a_row_flips_if_its_two_single_answers_differ_and_every_flip_has_a_cause(
    acts: list[Json], data: st.DataObject
) -> None:
    case = Case()
    sizes = [len(case.recorded([act])) and case.size for act in acts]
    size = data.draw(st.sampled_from([one for one in sizes if one]))
    known = data.draw(st.sampled_from((Known(), Known(own_day=True), Known(on=day(PUBLISHED[1])))))
    rows = random_rows(Random(data.draw(st.integers(0, 2**32))), ROWS)
    found = impact(case, {"known": known, "size": size}, {}, *rows)
    flipped = {row: flip for row, flip in found.flips}
    for number, row in enumerate(rows):
        if number in found.errors:
            continue
        was, becomes = alone(case, row, known, size), alone(case, row, Known(), None)
        assert (number in flipped) == (was["verdict"] != becomes["verdict"])
    assert all(flip.by for flip in flipped.values())
    total = found.unchanged + found.undetermined + len(found.errors) + len(found.flips)
    assert total == len(rows)


# -- over HTTP ---------------------------------------------------------------------


def posted(case: Case, body: str, **asked: str) -> Any:
    client = TestClient(create_app(case.ledger, None, "x"))
    return client.post("/v1/impact", params=asked, content=body.encode())


def test_over_http_the_flipped_lines_are_told_with_their_causes() -> None:
    case = Case(instrument("one", established()))
    size = case.size
    case.record(instrument("two", excluded("IL")))
    body = "\n".join(json.dumps(one) for one in ({**EXPORT, "destination": "US"}, EXPORT, 7))
    answer = posted(case, body, **{"from": f"log_size={size}", "to": "now"}).json()
    assert answer["flipped"] == [
        {
            "line": 2,
            "from": {"verdict": "covered", "reason": "permitted", "decided_by": "one#1"},
            "to": {"verdict": "not_covered", "reason": "excluded", "decided_by": "two#1"},
            "by": ["two#1"],
        }
    ]
    assert [error["line"] for error in answer["errors"]] == [3]
    assert (answer["rows"], answer["unchanged"]) == (3, 1)
    assert answer["from"]["log_size"] == size


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"from": "valid_on=2020-01-01", "to": "now"}, "malformed"),
        ({"from": "log_size=99", "to": "now"}, "beyond_log"),
        ({"from": "known_on=yesterday", "to": "now"}, "malformed"),
        ({"to": "now"}, "missing"),
    ],
)
def test_a_faulty_viewpoint_is_an_error(asked: dict[str, str], code: str) -> None:
    answer = posted(Case(instrument("one", established())), json.dumps(EXPORT), **asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == code


def test_more_than_a_hundred_thousand_transactions_are_too_many() -> None:
    answer = posted(Case(), "{}\n" * 100_001, **{"from": "now", "to": "now"})
    assert answer.status_code == 413
