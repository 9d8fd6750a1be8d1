"""Clauses found by words are those that match, asked one by one."""

from __future__ import annotations

from typing import Any

import pytest
from builders import Case, group, instrument
from examples import examples
from histories import ASKED_DAYS, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.clause_index import ClauseIndex
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.groups import Groups
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.vocabulary.clauses import NOTHING_KNOWN, Clause
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.domain.vocabulary.dimensions import FIELDS
from licence_ledger.domain.vocabulary.truth import NO, YES

Json = dict[str, Any]


def clauses_of(case: Case) -> list[Clause]:
    with case.ledger.reading() as book:
        history = History(book, case.size)
        streams = [
            history.stream(f"{kind}/{name}")
            for kind in ("requirement", "licence")
            for name in history.subjects(kind)
        ]
        changes = [change for one in streams for change in one.changes.values()]
        return [entry.clause for one in changes for entry in one.entries if entry.clause]


@settings(max_examples=examples(30), deadline=None)
@given(histories(), st.lists(transactions(), min_size=1, max_size=4), st.sampled_from(ASKED_DAYS))
def test_each_clause_is_found_as_it_matches(acts: list[Json], asked: list[Json], on: str) -> None:
    case = Case()
    case.recorded(acts)
    every = clauses_of(case)
    index = ClauseIndex([*every, None])
    with case.ledger.reading() as book:
        groups = Groups(Seen(History(book, case.size), day(on), None))
        for transaction in asked:
            said = {name: word for name, word in transaction.items() if name in FIELDS}
            matching = [one.matches(said, groups) for one in every]
            may, certain = index.told(said, groups)
            assert [may >> n & 1 == 1 for n in range(len(every))] == [m > NO for m in matching]
            assert [certain >> n & 1 == 1 for n in range(len(every))] == [
                m is YES for m in matching
            ]
            assert may >> len(every) & certain >> len(every) == 1


def test_a_word_that_was_told_of_often_is_told_of_alike() -> None:
    index = ClauseIndex([Clause({"goods": ["ML1"]}), Clause({"goods": ["ML1.a"]})])
    assert [index.found({"goods": said}) for said in ("ML1", "ML1.a", "5A002") * 2] == [
        (0b11, 0b01),
        (0b11, 0b11),
        (0, 0),
    ] * 2


@pytest.mark.parametrize(
    "code", ["ML1.a", f"ML1.{'a' * 70}", f"ML1{'.a' * 70}", f"ML10.{'a' * 70}"]
)
def test_a_code_of_any_length_is_held_by_what_stands_above_it(code: str) -> None:
    every = [Clause({"goods": [said]}) for said in ("ML1", "ML10", "ML1.a", f"{code}.b")]
    index, said = ClauseIndex(every), {"goods": code}
    may, certain = index.found(said)
    matching = [one.matches(said, NOTHING_KNOWN) for one in every]
    assert [may >> n & 1 == 1 for n in range(4)] == [one > NO for one in matching]
    assert [certain >> n & 1 == 1 for n in range(4)] == [one is YES for one in matching]


@pytest.mark.parametrize("said", ["Acme", "@acme", "@eu", "NL", None])
def test_an_exporter_whose_name_begins_as_a_group_is_none(said: str | None) -> None:
    every = [
        Clause({"exporters": ["@acme"]}),
        Clause({"exporters": ["@eu", "Acme"]}),
        Clause({"exporters": ["@acme"], "destinations": ["@eu"]}),
    ]
    case = Case(instrument("eu", group("eu", "NL")))
    given = {"destination": "NL", **({} if said is None else {"exporter": said})}
    with case.ledger.reading() as book:
        groups = Groups(Seen(History(book, case.size), day("2020-01-01"), None))
        may, certain = ClauseIndex(every).told(given, groups)
        matching = [one.matches(given, groups) for one in every]
    assert [may >> n & 1 == 1 for n in range(3)] == [one > NO for one in matching]
    assert [certain >> n & 1 == 1 for n in range(3)] == [one is YES for one in matching]
