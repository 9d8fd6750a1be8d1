"""What was read or derived before never shows: an answer is the same asked first or asked last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from builders import Case, change, established, group, instrument, required
from examples import examples
from histories import ASKED_DAYS, LICENCES, PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.evaluation import Evaluation
from licence_ledger.domain.law.evaluation_answer import evaluation
from licence_ledger.domain.law.requirements import required as required_by
from licence_ledger.domain.law.requirements import requirement_for, requirements_asked
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.vocabulary.dates import day

Json = dict[str, Any]
SOME = settings(max_examples=examples(30), deadline=None)
ASKED = st.lists(st.tuples(transactions(), st.sampled_from((None, *PUBLISHED))), max_size=6)


def answered(history: History, transaction: Json, known_on: str | None) -> str:
    sound = read_transaction(transaction, history)
    known = None if known_on is None else day(known_on)
    asked = Evaluation(history, sound.date, known, sound.given)
    return json.dumps(evaluation(asked, sound.licence))


@SOME
@given(histories(), ASKED)
def test_a_question_asked_after_others_is_answered_as_if_it_were_the_first(
    acts: list[Json], asked: Iterable[tuple[Json, str | None]]
) -> None:
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        warm = History(book, case.size)
        for transaction, known_on in asked:
            cold = History(book, case.size)
            assert answered(warm, transaction, known_on) == answered(cold, transaction, known_on)


@SOME
@given(
    histories(),
    st.lists(transactions(), min_size=3, max_size=6),
    st.sampled_from(ASKED_DAYS),
    st.sampled_from((None, *PUBLISHED)),
)
def test_what_was_decided_of_others_on_the_same_day_decides_as_if_asked_first(
    acts: list[Json], asked: list[Json], on: str, known_on: str | None
) -> None:
    """Often enough that decisions are remembered, of licences and of requirements."""
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        warm = History(book, case.size)
        for transaction in asked * 3:
            cold, said = History(book, case.size), {**transaction, "date": on}
            assert answered(warm, said, known_on) == answered(cold, said, known_on)


@SOME
@given(histories(), transactions(licence=False), st.sampled_from((None, *PUBLISHED)))
def test_requirements_that_cannot_bear_on_a_transaction_decide_nothing(
    acts: list[Json], transaction: Json, known_on: str | None
) -> None:
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        history = History(book, case.size)
        sound = read_transaction(transaction, history)
        known = None if known_on is None else day(known_on)
        asked = Evaluation(history, sound.date, known, sound.given)
        own = asked.history
        every = [requirement_for(name, asked.seen) for name in own.subjects("requirement")]
        whole = required_by(requirements_asked(every), own, asked.seen)
        found = asked.required
        assert (found.truth, found.reason) == (whole.truth, whole.reason)
        assert {one.id for one in found.because} == {one.id for one in whole.because}
        holding = {one.name for one in every if one.prohibits and one.holds}
        assert {one.name for one in asked.prohibitions if one.holds} == holding


@SOME
@given(histories(), st.lists(st.tuples(st.sampled_from(ASKED_DAYS), st.sampled_from(LICENCES))))
def test_a_licence_asked_on_many_days_reads_as_asked_on_each_alone(
    acts: list[Json], asked: list[tuple[str, str]]
) -> None:
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        warm = History(book, case.size)
        for text, licence in asked:
            alone = Seen(History(book, case.size), day(text), None)
            together = Seen(warm, day(text), None)
            for one in alone.visible_of(f"licence/{licence}", "licence_established"):
                assert alone.runs(one) is together.runs(one)


def test_a_group_inside_another_is_the_one_of_its_own_day() -> None:
    joined = change("member_admitted", group="INNER", from_="2018-01-01", members=["FR"])
    permits = [{"activities": ["export"], "destinations": ["@OUTER"]}]
    case = Case(
        instrument("a", group("INNER", "BE"), group("OUTER", "@INNER", "DE")),
        instrument("b", joined),
        instrument("c", established(permits=permits)),
    )
    said = {"activity": "export", "destination": "FR"}
    verdicts = [case.check(on, **said)["verdict"] for on in ("2017-12-31", "2018-01-01") * 2]
    assert verdicts == ["not_covered", "covered"] * 2


def test_a_group_that_only_a_part_not_yet_there_names_is_still_told_of() -> None:
    """The note on when it became known: what an answer rests on is all that was looked at."""
    uncertain = {"published_on": "2020-01-01", "published_not_before": "2019-06-01"}
    case = Case(
        instrument("a", group("EU", "FR"), **uncertain),
        instrument("b", established(), published_on="2012-01-01"),
        instrument(
            "c",
            required(requires=[{"activities": ["export"]}], from_="2012-01-01"),
            change(
                "requirement_exempted",
                requirement="list",
                from_="2030-01-01",
                exempts=[{"destinations": ["@EU"]}],
            ),
            published_on="2012-01-01",
        ),
    )
    answer = case.check("2019-07-01", known_on="2019-07-01", activity="export", destination="FR")
    assert any("a was published between" in note for note in answer["notes"])


def test_what_a_transaction_lacks_is_told_of_that_one() -> None:
    """Two that leave the same permit open, each for another field, after each other."""
    permits = [{"goods": ["ML1"], "destinations": ["FR"]}]
    case = Case(instrument("a", established(permits=permits)))
    lacking: list[Json] = [{"goods": "ML1"}, {"destination": "FR"}] * 3
    found = [case.check("2020-01-01", activity="export", **said) for said in lacking]
    assert [one["depends_on"] for one in found] == [["destination"], ["goods"]] * 3
