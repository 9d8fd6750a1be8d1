"""Many transactions at once answer as each does alone: row by row, in every column."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from builders import Case, change, correction, established, excluded, group, instrument
from histories import (
    PUBLISHED,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.api.testing.conformance import cases_in
from licence_ledger.domain.history.changes import read_change
from licence_ledger.domain.law.evaluation import Decision
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.batch import compiled_law as relation
from licence_ledger.projections.batch import compiling, row_kinds
from licence_ledger.projections.batch.compiling import compiled as compiled_here
from licence_ledger.projections.kernel import line_index, numbering, outcomes, remembered
from licence_ledger.projections.kernel.line_blocks import Blocks, Handing, Taking
from licence_ledger.projections.kernel.outcomes import COLUMNS, ERROR, Outcomes
from licence_ledger.projections.storage.stored_source import StoredSource
from random_rows import EXAMPLES, ROWS, Json, alone, answered, engines, odd_histories, random_rows


def handed_over(blocks: Blocks, licences: Sequence[str]) -> Iterator[Sequence[str]]:
    """Licences compiled one by one as by another process, and taken in."""
    handing, taking = Handing(blocks.history, blocks.known), Taking(blocks)
    for name in licences:
        taking.take(pickle.loads(pickle.dumps(handing.piece([name]))))
        yield [name]


@settings(max_examples=EXAMPLES, deadline=None)
@given(odd_histories(), st.data())
def test_batch_and_single_answers_agree_row_by_row(acts: list[Json], data: st.DataObject) -> None:
    """At the head and at a size of the log; as known now, on one day, on each row's own day;
    with lines read through, and found by a field as in licences of many; with much room to
    remember kinds of rows, and with little; with lines written here, and handed over as by
    another process."""
    case = Case()
    sizes = [len(case.recorded([act])) and case.size for act in acts]
    size = data.draw(st.sampled_from([one for one in sizes if one]))
    one_day = day(data.draw(st.sampled_from(PUBLISHED)))
    random = Random(data.draw(st.integers(0, 2**32)))
    for known in (Known(), Known(on=one_day), Known(own_day=True)):
        for at in (None, size):
            rows = random_rows(random, ROWS)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(line_index, "WIDE", random.choice((1, line_index.WIDE)))
                patch.setattr(remembered, "FEW_KINDS", random.choice((2, 1 << 14)))
                patch.setattr(remembered, "MOST_PLACED", random.choice((0, 1 << 20)))
                for most in ("MOST_CLASSES", "MOST_PLACES"):
                    patch.setattr(row_kinds, most, random.choice((0, 1 << 20)))
                for module in (numbering, outcomes):
                    patch.setattr(module, "MANY_ROWS", random.choice((0, 1 << 16)))
                patch.setattr(relation, "compiled", random.choice((compiled_here, handed_over)))
                compiled, rule = engines(case, known, at)
                found = answered(compiled, rows)
                again = answered(compiled, rows[::-1])
            assert found == answered(rule, rows)
            assert again == found[::-1]
            for row, answer in zip(rows[:6], found, strict=False):
                if answer[ERROR] is None:
                    assert answer == alone(case, row, known, at)


@pytest.mark.parametrize("known", [Known(), Known(own_day=True)])
@pytest.mark.parametrize("dies", [False, True])
def test_another_process_compiles_beside_this_one(
    known: Known, dies: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If it dies, as where it cannot open the file, this one compiles all."""
    case = Case(database=str(tmp_path / "ledger.db"))
    if dies:
        nowhere = str(tmp_path / "nowhere" / "ledger.db")
        monkeypatch.setattr(StoredSource, "address", property(lambda own: nowhere))
    names = [f"NL{number:03}" for number in range(60)]
    for number, name in enumerate(names):
        case.record(instrument(f"act-{number}", established(name, holder=f"E{number % 7}")))
        case.record(instrument(f"out-{number}", excluded("IL", licence=name, exporters=["E1"])))
    monkeypatch.setattr(compiling, "ALONE", 10)
    monkeypatch.setattr(compiling, "TOGETHER", 7)
    taken = list[Sequence[str]]()
    take = Taking.take
    monkeypatch.setattr(
        Taking, "take", lambda own, piece: (taken.append(piece.licences), take(own, piece))
    )
    compiled, rule = engines(case, known, case.size - 2)
    rows = [
        {"date": "2018-01-01", "licence": name, "destination": place, "exporter": exporter}
        for name in names
        for place in ("IL", "US")
        for exporter in ("E1", "E2", "E9")
    ]
    assert answered(compiled, rows) == answered(rule, rows)
    assert bool(taken) is not dies, "the other process made some of it"


_WORDS = (("covered", "not_covered"), ("permitted", "excluded", "gap"), ("a#1", "b#2", None))
FOLDER = Path(__file__).parents[2] / "conformance"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.json"))
    for case in cases_in(path)
    if any("transaction" in question for question in case.get("questions", ()))
]


@pytest.mark.parametrize("case", CASES)
def test_a_portable_case_passes_through_the_batch(case: Json) -> None:
    ledger = Case()
    sizes = [0, *(ledger.record(act) and ledger.size for act in case["instruments"])]
    seen: dict[tuple[Known, int], list[Json]] = {}
    for question in case["questions"]:
        # In a file a field of another name is a column that is carried through.
        if "transaction" in question and question["expect"] != {"error": "unknown_field"}:
            on = question.get("known_on")
            known = Known(on=None if on is None else day(on))
            seen.setdefault((known, sizes[question["after"]]), []).append(question)
    for (known, size), questions in seen.items():
        rows = [question["transaction"] for question in questions]
        for engine in engines(ledger, known, size):
            for answer, question in zip(answered(engine, rows), questions, strict=True):
                _compare(answer, question["expect"])


def _compare(answer: Json, expected: Json) -> None:
    if "error" in expected:
        assert answer["verdict"] is None
        assert answer[ERROR].startswith(f"{expected['error']}: ")
    else:
        given = {name: value for name, value in expected.items() if name in COLUMNS}
        assert {name: answer[name] for name in given} == given


def test_what_a_row_says_wrongly_is_its_error_and_no_verdict() -> None:
    case = Case(instrument("one", established()))
    sound = {"date": "2018-01-01", "licence": "NL1", "activity": "export"}
    rows = [
        sound,
        {**sound, "date": "2018-02-30"},
        {name: value for name, value in sound.items() if name != "date"},
        {**sound, "licence": "NL2"},
        {**sound, "destination": "Israel", "activity": "smuggle"},
        {**sound, "exporter": " "},
    ]
    for engine in engines(case, Known()):
        found = answered(engine, rows)
        assert [row["verdict"] for row in found] == ["covered", *[None] * 5]
        codes = [(row[ERROR] or "").partition(":")[0] for row in found]
        assert codes == ["", "malformed", "missing", "unknown_licence", "malformed", "malformed"]


def test_every_date_from_the_first_day_to_the_last_is_judged() -> None:
    case = Case(instrument("one", established(from_="[..2012-06-30]")))
    rows = [{"date": text, "licence": "NL1"} for text in ("0001-01-01", "9999-12-31")]
    compiled, rule = engines(case, Known())
    assert answered(compiled, rows) == answered(rule, rows)


@pytest.mark.parametrize("licences", [1, 40], ids=["alone", "with others alike"])
def test_what_begins_on_the_first_day_ranks_after_what_began_before_all_days(licences: int) -> None:
    """That is what decides, though both are there on every day that is asked about."""
    acts = [
        instrument(
            f"one-{number}",
            established(f"NL{number}", from_="[..2012-06-30]"),
            change(
                "scope_extended",
                licence=f"NL{number}",
                from_="0001-01-01",
                permits=[{"activities": ["transit"]}],
            ),
        )
        for number in range(licences)
    ]
    rows = [
        {"date": "2013-01-01", "licence": f"NL{number}", "activity": activity}
        for number in range(licences)
        for activity in ("export", "transit")
    ]
    compiled, rule = engines(Case(*acts), Known())
    found = answered(rule, rows)
    assert {row["decided_by"] for row in found} == {f"one-{n}#1" for n in range(licences)}
    assert answered(compiled, rows) == found


def test_what_began_before_all_days_ranks_before_what_began_on_the_first() -> None:
    """Of two licences that are alike but for which of their changes began when."""
    begun = {"NL1": ("0001-01-01", "[..2013-06-30]"), "NL2": ("[..2013-06-30]", "0001-01-01")}
    case = Case()
    for name, (opened, more) in begun.items():
        act, permits = name.lower(), [{"activities": ["export"]}]
        wider = change("scope_extended", licence=name, from_=more, permits=permits)
        case.record(instrument(f"{act}-a", established(name, opened)))
        case.record(instrument(f"{act}-b", wider))
    row = {"date": "2018-01-01", "activity": "export"}
    rows = [{**row, "licence": name} for name in begun]
    for known in (Known(), Known(own_day=True)):
        compiled, rule = engines(case, known)
        found = answered(compiled, [{**one, "date": "2021-01-01"} for one in rows])
        assert [one["decided_by"] for one in found] == ["nl1-b#1", "nl2-a#1"]
        assert answered(compiled, rows) == answered(rule, rows)


def test_licences_with_many_clauses_on_one_day_are_judged() -> None:
    codes = [f"5A{number:03}" for number in range(200)]
    permits = [{"goods": [code], "destinations": ["US"]} for code in codes]
    case = Case(instrument("one", established(permits=permits), excluded("IL")))
    rows = [
        {"date": "2018-01-01", "licence": "NL1", "goods": code, "destination": place}
        for code in (*codes, "5A999")
        for place in ("US", "IL", "FR")
    ]
    compiled, rule = engines(case, Known())
    assert answered(compiled, rows) == answered(rule, rows)


def test_a_correction_and_a_group_that_changes_are_read_from_each_rows_own_day() -> None:
    case = Case(
        instrument("bloc", group("BLOC", "TR")),
        instrument("one", established(permits=[{"destinations": ["@BLOC"]}])),
        instrument("fix", change("member_removed", target="bloc#1/TR", from_="2016-01-01")),
        correction("no", "fix#1"),
    )
    rows = [
        {"date": text, "licence": "NL1", "destination": place}
        for text in ("2015-12-31", "2016-01-01")
        for place in ("TR", "US")
    ]
    for size in (case.size, case.size - 2):
        compiled, rule = engines(case, Known(), size)
        assert answered(compiled, rows) == answered(rule, rows)


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one by one"])
def test_why_a_code_leaves_a_list_open_is_told_of_each_code_and_day(at_once: bool) -> None:
    """All are as open as the others: for a day that is told too roughly, for a list that is
    recorded in part, for a code that names too little of one that is recorded whole."""
    case = Case(
        instrument(
            "lists",
            change(
                "control_list_adopted",
                list="annex-i",
                title="Annex I",
                from_="2010-01-01",
                items=[{"code": "5A002.a", "title": "One"}],
            ),
            change(
                "item_listed",
                list="annex-i",
                from_="2016",
                items=[{"code": "6A003", "title": "Another"}],
            ),
            change("list_complete", list="annex-i", from_="2018-01-01"),
        ),
        instrument("one", established(permits=[{"lists": ["annex-i"]}])),
    )
    rows = [
        {"date": text, "licence": "NL1", "goods": code}
        for text in ("2016-06-01", "2017-06-01", "2018-06-01")
        for code in ("6A003", "9A999", "5A002")
    ]
    compiled, rule = engines(case, Known())
    right = answered(rule, rows)
    reasons = {row["reason"] for row in right if row["verdict"] == "undetermined"}
    assert len(reasons) == 3
    for order in (rows, rows[::-1]):
        found = (
            answered(compiled, order)
            if at_once
            else [one for row in order for one in answered(compiled, [row])]
        )
        assert found == (right if order is rows else right[::-1])


def test_threads_that_ask_at_the_same_time_get_the_answers_of_one() -> None:
    case = Case(
        *(
            instrument(f"act-{n}", established(f"NL{n}", permits=[{"goods": [f"5A{n:03}"]}]))
            for n in range(60)
        )
    )
    random = Random(1)
    rows = [
        {"date": "2018-01-01", "licence": f"NL{random.randrange(60)}", "goods": "5A001"}
        for _ in range(4_000)
    ]
    compiled, rule = engines(case, Known())
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda part: answered(compiled, part), [rows[n::8] for n in range(8)])
        )
    assert found == [answered(rule, rows[n::8]) for n in range(8)]


@given(st.lists(st.tuples(*(st.sampled_from(words) for words in _WORDS)), max_size=40), st.data())
def test_what_rows_came_to_is_counted_by_reason_and_by_change(
    said: list[tuple[str, str, str | None]], data: st.DataObject
) -> None:
    known, by_reason, by_change = Outcomes(), Counter[Any](), Counter[Any]()
    changes = {name: read_change(name, 0, "licence/NL1", established()) for name in ("a#1", "b#2")}
    numbers = [
        known.number(Decision(verdict, reason, [changes[name]] if name else []))
        for verdict, reason, name in said
    ]
    for verdict, reason, change_id in said:
        by_reason[verdict, reason] += 1
        by_change[verdict, reason, change_id] += 1
    counts = np.bincount(numbers, minlength=len(known.every)).astype(np.int64)
    assert known.counted(counts, None) == (by_reason, by_change)
    most = data.draw(st.integers(1, 6))
    found = known.counted(counts, most)[1]
    assert found.items() <= by_change.items()
    assert sorted(found.values())[::-1][:most] == sorted(by_change.values())[::-1][:most]
