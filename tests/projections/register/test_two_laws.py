"""Two countries' law in one ledger: neither changes an answer under the other, in any order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from abroad import abroad
from builders import Case, change, established, instrument, required
from examples import examples
from histories import ASKED_DAYS, COUNTRIES, LICENCES, PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.faults import QuestionError
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.projections.batch.compiled_engine import CompiledEngine
from licence_ledger.projections.batch.one_by_one import OneByOne
from licence_ledger.projections.register.destinations import Destinations
from licence_ledger.projections.register.maps import Maps
from licence_ledger.projections.register.timelines import Timelines
from random_rows import answered

Json = dict[str, Any]


def recorded(acts: list[Json]) -> Case:
    case = Case()
    case.recorded(acts)
    return case


def law_alone(answer: Json) -> Json:
    """An answer without where it was seen from, and what a clause nowhere names."""
    return {name: said for name, said in answer.items() if name not in ("viewpoint", "notes")}


def asked(case: Case, transaction: Json, seen: Json, prefix: str = "") -> list[Json]:
    """All that is asked about a transaction, its licence, and its destination."""
    said = dict(transaction)
    law = {"jurisdiction": "GB"} if prefix else {}
    if "list" in said:
        said["list"] = prefix + said["list"]
    if "licence" in said:
        said["licence"] = prefix + said["licence"]
    else:
        said |= law
    undated = {name: one for name, one in said.items() if name != "date"}
    day = {**seen, "valid_on": said["date"]}
    place, under = said.get("destination", "IL"), law.get("jurisdiction", "NL")
    questions: list[Callable[[], Json]] = [
        lambda: case.register.evaluate(said, seen, with_stands=True),
        lambda: Maps(case.ledger).map(undated, {}),
        lambda: Destinations(case.ledger).destination(place, day, law=under),
    ]
    for name in (prefix + one for one in LICENCES):
        questions.append(partial(Timelines(case.ledger).timeline, name, seen))
        questions.append(partial(case.register.licence, name, day))
    return [law_alone(answered_or_not(one)) for one in questions]


def answered_or_not(question: Callable[[], Json]) -> Json:
    """The answer, or the codes of what is wrong with the question: of a licence, or a list, that
    a made-up history never came to establish."""
    try:
        return question()
    except QuestionError as error:
        return {"wrong": [fault.code for fault in error.faults]}


@settings(max_examples=examples(20), deadline=None)
@given(
    histories(most=6),
    histories(most=6),
    transactions(),
    st.booleans(),
    st.sampled_from((None, *PUBLISHED)),
)
def test_no_answer_under_one_law_changes_by_what_is_recorded_of_another(
    home: list[Json], other: list[Json], transaction: Json, named: bool, known_on: str | None
) -> None:
    if not named:
        del transaction["licence"]
    foreign, seen = abroad(other), {"known_on": known_on}
    alone, there = recorded(home), recorded(foreign)
    for order in ([*home, *foreign], [*foreign, *home]):
        both = recorded(order)
        assert asked(both, transaction, seen) == asked(alone, transaction, seen)
        assert asked(both, transaction, seen, "gb.x.") == asked(there, transaction, seen, "gb.x.")


def test_rows_of_two_laws_are_judged_in_one_file_as_each_alone() -> None:
    listed = [{"goods": ["ML1"]}]
    ban = required("gb.x.ban", "prohibition", requires=[{"destinations": ["IL"]}])
    case = Case(
        instrument("home", established("NLX1"), required(requires=listed)),
        instrument("gb.x.act", established("gb.x.one"), required("gb.x.list", requires=listed)),
        instrument("gb.x.sanctions", ban, change("requirements_complete")),
    )
    rows = [
        {"date": day, "goods": "ML1", "activity": "export", "destination": place, **said}
        for day in ASKED_DAYS
        for place in COUNTRIES
        for said in (
            {},
            {"jurisdiction": "NL"},
            {"jurisdiction": "GB"},
            {"jurisdiction": "DE"},
            {"licence": "NLX1"},
            {"licence": "gb.x.one"},
            {"licence": "gb.x.one", "jurisdiction": "GB"},
            {"licence": "gb.x.one", "jurisdiction": "NL"},
            {"licence": "gb.x.none"},
        )
    ]
    with case.ledger.reading() as book:
        history = book.head()
        engines = [
            OneByOne(history, Known()),
            *(CompiledEngine(history, Known(), law) for law in ("NL", "GB", "DE")),
        ]
        first, *others = [answered(one, rows) for one in engines]
    assert all(one == first for one in others)
    assert {one["verdict"] for one in first} > {"covered", "not_covered", "undetermined"}
