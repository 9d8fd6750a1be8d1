"""What a draft flips, over every combination that clauses tell apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from builders import TODAY, Case, change, correction, established, excluded, group, instrument
from examples import examples
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from licence_ledger.api.terminal.cli import app as command
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.evaluation import Evaluation
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.domain.vocabulary.clauses import programme_name
from licence_ledger.domain.vocabulary.control_lists import (
    GOODS,
    code_on_list,
    goods_said,
    list_of,
)
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.batch import combinations as module
from licence_ledger.projections.batch.combinations import (
    Combinations,
    TooManyCombinationsError,
    combinations,
)
from licence_ledger.projections.batch.impact import side
from licence_ledger.projections.batch.value_classes import ValueClass
from licence_ledger.projections.recording.judging import judged_at_head
from random_rows import WORDS, odd_histories
from typer.testing import CliRunner

Json = dict[str, Any]


def drafted(case: Case, draft: Json, unnamed: bool = False) -> tuple[list[Combinations], History]:
    """The combinations of a draft, and the record with it."""
    with case.ledger.reading() as book:
        viewpoint, head = case.ledger.viewpoint(book, {}, None)
        after = judged_at_head(draft, book, TODAY).draft
    both = (side(viewpoint, one, Known()) for one in (head, after))
    return combinations(*both, unnamed), after


def flips(every: list[Combinations]) -> list[Json]:
    tables = [table for one in every for table in one.flips(lambda count: None)]
    return pa.concat_tables(tables).to_pylist() if tables else []


def told(found: list[Json], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(one[name] for name in names) for one in found]


def test_an_exclusion_flips_its_country_from_its_first_day() -> None:
    case = Case(instrument("one", established(permits=[{"destinations": ["IL", "TR"]}])))
    every, _ = drafted(case, instrument("two", excluded("TR", from_="2020-01-01")))
    assert told(flips(every), "licence", "destination", "from", "until", "was", "becomes") == [
        ("NL1", "TR", date(2020, 1, 1), None, "covered", "not_covered")
    ]


def test_days_on_which_neighbours_agree_are_one_period() -> None:
    case = Case(
        instrument("one", established()),
        instrument("beside", excluded("US", from_="2020-06-01", until="2020-07-01")),
    )
    every, _ = drafted(case, instrument("two", excluded("TR", from_="2020-01-01")))
    assert told(flips(every), "destination", "from", "until") == [("TR", date(2020, 1, 1), None)]


def test_an_exclusion_for_a_while_has_an_end() -> None:
    case = Case(instrument("one", established()))
    draft = instrument("two", excluded("TR", from_="2020-01-01", until="2021-01-01"))
    assert told(flips(drafted(case, draft)[0]), "from", "until") == [
        (date(2020, 1, 1), date(2021, 1, 1))
    ]


def test_what_no_clause_names_is_any_other_and_a_field_that_none_asks_for_is_any() -> None:
    case = Case(instrument("one", established(permits=[{"destinations": ["TR"]}])))
    more = change("scope_extended", licence="NL1", permits=[{"goods": ["ML1"]}], from_="2016-01-01")
    draft = instrument("two", more)
    (found,) = flips(drafted(case, draft)[0])
    assert told([found], "goods", "destination", "origin", "was", "becomes") == [
        ("ML1", "any other", "any", "not_covered", "covered")
    ]


def test_countries_that_one_group_names_are_alike() -> None:
    case = Case(
        instrument("bloc", group("BLOC", "TR", "AZ", "US")), instrument("one", established())
    )
    every, _ = drafted(case, instrument("two", excluded("@BLOC"), excluded("US")))
    assert sorted(one["destination"] for one in flips(every)) == ["AZ, TR", "US"]


def test_goods_above_and_beside_a_named_code_are_told_apart() -> None:
    permits = [{"goods": ["5A002"]}]
    case = Case(instrument("one", established(permits=permits)))
    draft = instrument("two", excluded("IL", goods=["5A002.a.1"]))
    found = told(flips(drafted(case, draft)[0]), "goods", "destination", "becomes")
    assert ("5A002.a.1", "IL", "not_covered") in found
    assert ("5A002 itself, 5A002.a itself", "IL", "undetermined") in found
    assert len(found) == 2


def test_a_change_of_a_group_touches_every_licence() -> None:
    case = Case(
        instrument("bloc", group("BLOC", "TR")),
        *(instrument(f"act-{n}", established(f"NL{n}"), excluded("@BLOC", licence=f"NL{n}"))
          for n in (1, 2)),
    )  # fmt: skip
    draft = instrument(
        "joins", change("member_admitted", group="BLOC", members=["IL"], from_="2016-01-01")
    )
    assert told(flips(drafted(case, draft)[0]), "licence", "destination") == [
        ("NL1", "IL"),
        ("NL2", "IL"),
    ]


def test_a_licence_that_the_draft_establishes_was_unknown() -> None:
    case = Case(instrument("one", established()))
    draft = instrument("two", established("NL2", permits=[{"activities": ["export"]}]))
    found = flips(drafted(case, draft)[0])
    assert {one["licence"] for one in found} == {"NL2"}
    assert {one["was"] for one in found} == {"unknown_licence"}
    assert ("export", None, "covered") in told(found, "activity", "until", "becomes")


def test_a_correction_as_a_draft_flips_what_it_takes_away() -> None:
    case = Case(instrument("one", established()), instrument("two", excluded("TR")))
    every, _ = drafted(case, correction("fix", "two#1"))
    assert told(flips(every), "destination", "was", "becomes") == [("TR", "not_covered", "covered")]


def test_more_than_the_bound_is_refused_with_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(instrument("one", established()))
    draft = instrument("two", excluded("TR", from_="2020-01-01"))
    size = sum(map(len, drafted(case, draft)[0]))
    monkeypatch.setattr(module, "MOST_COMBINATIONS", size)
    assert drafted(case, draft)[0]
    monkeypatch.setattr(module, "MOST_COMBINATIONS", size - 1)
    with pytest.raises(TooManyCombinationsError, match=f"2 of destination × . days = {size}"):
        drafted(case, draft)


@settings(
    max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
@given(odd_histories(), st.booleans(), st.integers(0, 2**32))
def test_a_transaction_flips_if_its_single_answers_differ(
    acts: list[Json], unnamed: bool, seed: int
) -> None:
    """Asked of transactions that lack nothing; of those, on any day, with a licence or none."""
    case = Case()
    *recorded, draft = case.recorded(acts)
    case = Case(*recorded)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_COMBINATIONS", 60_000)
        try:
            every, after = drafted(case, draft, unnamed)
        except TooManyCombinationsError:
            reject()
    found = flips(every)
    with case.ledger.reading() as book:
        before = book.head()
    random = Random(seed)
    for _ in range(40):
        row = {name: random.choice(words) for name, words in WORDS.items()}
        if unnamed and random.random() < 0.5:
            del row["licence"]
        was, becomes = (_verdict(history, row) for history in (before, after))
        of_row = [one for one in every if one.licence == row.get("licence")]
        said = {
            (one["was"], one["becomes"])
            for asked in of_row
            for one in found
            if one["licence"] == (asked.licence or "(none)") and _holds(one, row, asked)
        }
        assert said == ({(was, becomes)} if was != becomes else set())


def _holds(one: Json, row: Json, asked: Combinations) -> bool:
    """Whether a flip is told of this transaction."""
    on = date.fromisoformat(row["date"])
    if not ((one["from"] or date.min) <= on < (one["until"] or date.max)):
        return False
    return all(
        _class(goods_said(row) or "" if name == GOODS else row[name], name, alike).shown
        == one[name]
        for name, alike in asked.fields.items()
        if name in row
    )


def _class(value: str, name: str, alike: Sequence[ValueClass]) -> ValueClass:
    """Where a value belongs, by its words: as it stands, below the nearest code, or nowhere."""
    every = {one: found for found in alike for one in found.values}
    if name == "programme":
        return every.get(programme_name(value)) or every["~"]
    if name == "registered_on":  # the first day kept that a day is not after
        days = sorted(one for one in every if one != "~")
        return every[next((one for one in days if value != "none" and value <= one), "~")]
    else_of_list = code_on_list("~", list_of(value) or "")
    while name == GOODS and value not in every:
        above, dot, _ = value.rpartition(".")
        nearest = f"{above}.~" if f"{above}.~" in every else above if dot else "~"
        value = else_of_list if nearest == "~" and else_of_list in every else nearest
    return every.get(value) or every["~"]


def _verdict(history: History, row: Json) -> str:
    given = {name: value for name, value in row.items() if name not in ("date", "licence")}
    asked = Evaluation(history, day(row["date"]), None, given)
    found = asked.against(row["licence"]) if "licence" in row else asked.without_licence()
    return found.verdict


# -- in the terminal ---------------------------------------------------------------

DRAFT = """
instrument: stcrt-2026-99999
kind: ministerial_regulation
title: Turkey out of NL009
issued_by: Minister
published_on: 2026-11-01
cites: [{source: "Stcrt. 2026, 99999"}]
changes:
  - {type: destination_excluded, licence: NL009, from: 2026-12-01, destinations: [TR]}
"""


@pytest.fixture
def asked(tmp_path: Path, built_in_database: str) -> Any:
    """Ask what a draft against the built-in record flips."""
    (tmp_path / "draft.yaml").write_text(DRAFT)

    def impact(*more: str, exits: int = 1) -> Any:
        arguments = ["impact", "--draft", str(tmp_path / "draft.yaml"), "--exhaustive", *more]
        env = {"LEDGER_DATABASE": built_in_database}
        done = CliRunner().invoke(command, arguments, env=env)
        assert done.exit_code == exits, done.output
        return done

    return impact


def test_a_draft_against_the_built_in_record_is_told_and_written(
    asked: Any, tmp_path: Path
) -> None:
    answer = json.loads(asked("--json").stdout)
    assert answer["flipped"] == len(answer["flips"]) > 0
    assert {one["destination"] for one in answer["flips"]} == {"TR"}
    assert {one["from"] for one in answer["flips"]} == {"2026-12-01"}
    assert "2026-12-01" in asked("-o", str(tmp_path / "flips.csv")).stdout
    assert len((tmp_path / "flips.csv").read_text().splitlines()) == answer["flipped"] + 1


def test_a_file_and_every_combination_are_not_asked_together(asked: Any) -> None:
    assert "without a file" in asked("shipments.csv", exits=2).output


def test_transactions_without_a_licence_are_too_many_here(asked: Any) -> None:
    assert "no licence named" in asked("--unnamed").output
