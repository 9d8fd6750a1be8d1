"""What is found once for all of a kind is what the rules find of each: the parts of an answer."""

from __future__ import annotations

from typing import Any

from builders import Case, change, established, instrument, required
from examples import examples
from histories import PUBLISHED, attended_histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.control_lists import list_notes
from licence_ledger.domain.law.evaluation import Evaluation
from licence_ledger.domain.law.evaluation_answer import (
    deciding_streams,
    notes,
    unfamiliar_names,
)
from licence_ledger.domain.law.licence import Licence
from licence_ledger.domain.law.licence_answer import disputes, running_disputes
from licence_ledger.domain.law.publication import publication_notes
from licence_ledger.domain.law.silence import assumed
from licence_ledger.domain.law.ways import conditions_of_use, missed, misses
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.domain.vocabulary.dimensions import RARE

Json = dict[str, Any]
KNOWN = st.sampled_from((None, *PUBLISHED, "2013-01-01"))


@st.composite
def unsure_histories(draw: st.DrawFn) -> list[Json]:
    """Histories in which it is not certain of some instruments when they were made public."""
    acts = draw(attended_histories())
    for act in acts:
        if draw(st.integers(0, 3)) == 0:
            act["published_not_before"] = "2011-06-01"
    return acts


def asked_of(history: History, transaction: Json, known_on: str | None) -> Evaluation:
    sound = read_transaction(transaction, history)
    known = None if known_on is None else day(known_on)
    return Evaluation(history, sound.date, known, sound.given)


@settings(max_examples=examples(15), deadline=None)
@given(unsure_histories(), st.lists(st.tuples(transactions(), KNOWN), min_size=2, max_size=4))
def test_each_part_of_an_answer_is_what_the_rules_find(
    acts: list[Json], every: list[tuple[Json, str | None]]
) -> None:
    """Of a history that others were asked of, twice: then what is remembered answers."""
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        warm = History(book, case.size)
        for transaction, known_on in every * 2:
            asked = asked_of(warm, transaction, known_on)
            licence = transaction["licence"]
            decided = asked.decide(licence)
            cold = asked_of(History(book, case.size), transaction, known_on)
            plain = Licence(licence, cold.plain)
            assert notes(asked, decided, licence) == notes_by_the_rules(cold, licence)
            assert assumed(asked, decided, licence) == assumed_by_the_rules(cold, licence)
            found = cold.decide(licence)
            open_ = missed(cold, licence) if found.reason == "out_of_scope" else []
            assert misses(asked, decided, licence) == open_
            assert disputes(Licence(licence, asked.plain)) == running_disputes(plain)


def notes_by_the_rules(asked: Evaluation, licence: str) -> list[str]:
    decided = asked.decide(licence)
    conditions_of_use(asked, decided, licence)
    required_by = [f"requirement/{one}" for one in asked.history.subjects("requirement")]
    own = (f"licence/{licence}", *deciding_streams(decided))
    streams = dict.fromkeys((*own, *required_by, *asked.streams_beside()))
    return [
        *unfamiliar_names(asked.history, asked.said),
        *list_notes(asked.said, asked.plain),
        *publication_notes(streams, asked.plain),
    ]


def assumed_by_the_rules(asked: Evaluation, licence: str) -> list[str]:
    def said(more: Json) -> tuple[Any, ...]:
        plain, given = asked.plain, {**asked.said, **more}
        other = Evaluation(asked.history, plain.valid_on, plain.known_on, given)
        found = other.decide(licence)
        return found.verdict, found.reason, other.required.truth

    usual = said({})
    silent = (one for one in RARE if one.field not in asked.said)
    return sorted(
        one.field for one in silent if any(said({one.field: word}) != usual for word in one.words)
    )


def test_what_is_done_to_an_answer_changes_no_other() -> None:
    """Parts of it are kept for others: whoever has one may do with it as he likes."""
    permits = [{"goods": ["ML1"], "destinations": ["FR"]}, {"goods": ["ML2"]}]
    clause = {"goods": ["ML1", "ML2"]}
    terms = [{"key": "told", "kind": "limit", "text": "So.", "clause": clause}]
    said = {"about": "a", "says": "No.", "by": "Somebody", "disputes": True}
    case = Case(
        instrument("a", established(permits=permits, conditions=terms)),
        instrument("b", change("statement_recorded", **said), published_not_before="2019-12-01"),
        instrument("c", required(requires=[{"goods": ["ML1"]}, {"owners": ["state_visit"]}])),
    )
    for goods in ({"goods": "ML1"}, {"goods": "ML9"}, {"goods": "ML1", "destination": "FR"}) * 2:
        asked = {"activity": "export", "known_on": "2020-01-05", **goods}
        first = case.check("2020-06-01", **asked)
        told = repr(first)
        undo(first)
        assert repr(case.check("2020-06-01", **asked)) == told


def undo(answer: Any) -> None:
    """Take everything out of an answer, from the innermost on."""
    for inner in list(answer.values() if isinstance(answer, dict) else answer):
        if isinstance(inner, (dict, list)):
            undo(inner)
    answer.clear()


def test_a_note_on_a_name_is_of_the_law_that_is_asked_under() -> None:
    """The same words, asked first under another law: of each law there are other lists."""
    own, item = {"list": "gb.own", "from_": "2012-01-01"}, {"code": "ML1", "title": "It"}
    case = Case(
        instrument("a", established()),
        instrument("gb.b", change("control_list_adopted", title="Own", **own)),
        instrument("gb.c", change("item_listed", items=[item], **own)),
    )
    of_gb = ["`ML1` is a code of the list `gb.own` too: say so in `list`, if that one is meant"]
    for law, told in (({"jurisdiction": "GB"}, of_gb), ({}, [])) * 2:
        answer = case.check("2020-01-01", None, activity="export", goods="ML1", **law)
        assert [note for note in answer["notes"] if "too" in note] == told
