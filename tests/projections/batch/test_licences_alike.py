"""Licences that are alike are written out once, and what is asked of one is asked of all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import numpy as np
import pytest
from builders import Case, change, established, excluded, instrument
from histories import LICENCES, PUBLISHED
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.history import History
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.over_time.lines.licences_alike import LicenceLines
from licence_ledger.domain.over_time.lines.line import Kind, Line
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.batch import compiled_engine
from licence_ledger.projections.batch.one_by_one import asked
from random_rows import EXAMPLES, ROWS, Json, answered, engines, odd_histories, random_rows

OTHERS = dict(zip(LICENCES, ("NLX3", "NLX4"), strict=True))


def of_others(said: Any, ids: set[str]) -> Any:
    """What is said of licences, said of others by other instruments."""
    if isinstance(said, str):
        name, mark, number = said.partition("#")
        return f"{name}-again{mark}{number}" if name in ids else OTHERS.get(said, said)
    if isinstance(said, dict):
        return {key: of_others(one, ids) for key, one in said.items()}
    return [of_others(one, ids) for one in said] if isinstance(said, list) else said


def twice(acts: list[Json]) -> Case:
    """A ledger in which what is recorded of a licence is recorded of another one too."""
    case, ids = Case(), {act["instrument"] for act in acts}
    for act in acts:
        case.recorded([act])
        case.recorded([of_others(act, ids)])
    return case


_Meant = tuple[object, ...]


@settings(max_examples=max(10, EXAMPLES // 2), deadline=None)
@given(odd_histories(), st.integers(0, 2**32))
def test_each_of_many_licences_that_are_alike_is_answered_as_alone(
    acts: list[Json], seed: int
) -> None:
    case, random = twice(acts), Random(seed)
    for known in (Known(), Known(on=day(random.choice(PUBLISHED))), Known(own_day=True)):
        rows = [row for row in random_rows(random, ROWS // 2) if "licence" in row]
        rows += [{**row, "licence": OTHERS[row["licence"]]} for row in rows]
        compiled, rule = engines(case, known)
        assert answered(compiled, rows) == answered(rule, rows)


@settings(max_examples=max(10, EXAMPLES // 2), deadline=None)
@given(odd_histories())
def test_lines_are_those_that_are_written_for_a_licence_alone(acts: list[Json]) -> None:
    case = twice(acts)
    with case.ledger.reading() as book:
        for known in (Known(), Known(own_day=True)):
            of, alone = (LicenceLines(book.head(), known) for _ in range(2))
            for name in (*LICENCES, *OTHERS.values()):
                found, right = of.of(name), alone.anew(name)
                days = {day for line in (*found, *right) for day in (line.begins, line.ends)}
                for on in days:
                    assert _meant(found, on) == _meant(right, on)


def _meant(lines: list[Line], on: int) -> tuple[list[_Meant], list[str]]:
    """What lines mean on a day: those that decide in their order, and in any order those that only
    tell what the rule function looks at."""
    there = [line for line in lines if line.begins <= on < line.ends]
    meant = [
        (line.kind, line.present, line.clause, line.negated, line.change, line.decided_by)
        for line in there
    ]
    asked = [repr(one) for one in meant if one[0] is Kind.ASKED]
    return [one for one in meant if one[0] is not Kind.ASKED], sorted(asked)


def stopped(target: str) -> Json:
    return change(
        "effect_suspended", target=target, clause={"goods": ["ML10.a"]}, from_="2017-01-01"
    )


GOODS = [{"goods": ["ML10.a"]}]
PARTS = {
    "goods that a clause names more exactly": ({}, []),
    "a stop for some transactions": (
        {"exporter": "E1"},
        [lambda name: stopped(f"{name}#1/permit-1")],
    ),
    "a stop of all for some transactions": (
        {"exporter": "E1"},
        [lambda name: stopped(f"{name}#1")],
    ),
    "a stop of all that may have begun": (
        {"exporter": "E1"},
        [lambda name: change("effect_suspended", target=f"{name}#1", from_="2018")],
    ),
    "an exclusion of what is not said": (
        {"destination": "IL"},
        [lambda name: excluded("IL", licence=name.upper(), exporters=["E2"])],
    ),
    "a gap in the record": (
        {"destination": "US"},
        [lambda name: change("history_incomplete", licence=name.upper(), from_="2012")],
    ),
}


@pytest.mark.parametrize(("said", "more"), PARTS.values(), ids=PARTS)
def test_the_rule_function_is_asked_once_for_licences_that_are_alike(
    said: Json, more: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, names = Case(), [f"nl{number:03}" for number in range(30)]
    for name in names:
        case.record(instrument(name, established(name.upper(), permits=GOODS)))
        for number, made in enumerate(more):
            case.record(instrument(f"{name}-{number}", made(name)))
    questions = list[Json]()

    def counted(history: History, known: Known, one: Any) -> Any:
        questions.append(one)
        return asked(history, known, one)

    monkeypatch.setattr(compiled_engine, "asked", counted)
    row = {"date": "2018-01-01", "activity": "export", "goods": "ML10", **said}
    rows = [{**row, "licence": name.upper()} for name in names]
    compiled, rule = engines(case, Known())
    assert answered(compiled, rows) == answered(rule, rows)
    assert len(questions) <= 2, "once what is required, once for all licences"


@settings(max_examples=max(5, EXAMPLES // 4), deadline=None)
@given(odd_histories(), st.integers(0, 2**32))
def test_what_another_thread_was_told_since_is_asked_again(acts: list[Json], seed: int) -> None:
    rows = [row for row in random_rows(Random(seed), ROWS // 2) if "licence" in row]
    case = twice(acts)
    compiled, rule = engines(case, Known())
    right = answered(rule, rows)
    assert answered(compiled, rows) == right
    situations = compiled._situations
    whole = situations.answered
    before = iter([whole()._replace(deciding=np.zeros(1, dtype=np.int32))])
    situations.answered = lambda: next(before, None) or whole()
    with ThreadPoolExecutor(1) as other:
        assert other.submit(answered, compiled, rows).result() == right
