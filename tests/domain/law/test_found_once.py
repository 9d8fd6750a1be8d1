"""What is found once for all of a kind is what the rules find of each: the parts of an answer."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Any

from builders import Case, change, established, group, instrument, required
from examples import examples
from histories import PUBLISHED, attended_histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.control_lists import notes_on_code
from licence_ledger.domain.law.evaluation import Evaluation
from licence_ledger.domain.law.evaluation_answer import (
    deciding_streams,
    notes,
    unfamiliar_names,
)
from licence_ledger.domain.law.licence import Licence
from licence_ledger.domain.law.licence_answer import (
    court_orders,
    disputes,
    is_unqualified,
    running_disputes,
)
from licence_ledger.domain.law.publication import publication_notes
from licence_ledger.domain.law.silence import assumed
from licence_ledger.domain.law.ways import conditions_of_use, missed, misses
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.vocabulary.control_lists import goods_said, list_of
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.domain.vocabulary.dimensions import RARE

Json = dict[str, Any]
KNOWN = st.sampled_from((None, *PUBLISHED, "2013-01-01"))


UNSURE = {"published_on": "2015-01-01", "published_not_before": "2014-06-01"}
WORLD = (
    instrument("bloc", group("EU", "FR"), published_on="2010-01-01"),
    instrument(
        "lists",
        change("control_list_adopted", list="annex-i", title="Annex I", from_="2010"),
        change(
            "item_listed", list="annex-i", items=[{"code": "5A002", "title": "It"}], from_="2010"
        ),
        change("list_complete", list="annex-i", from_="2010", until="2016-01-01"),
        change("item_removed", target="lists#2/5A002", from_="2016-01-01"),
        published_on="2010-01-01",
    ),
    instrument(
        "one",
        established(
            permits=[
                {"goods": ["ML1"], "destinations": ["@EU"], "activities": ["export"]},
                {"goods": ["ML2"], "destinations": ["IL"]},
                {"goods": ["5A002", "7A103"], "lists": ["annex-i"], "destinations": ["BE"]},
            ]
        ),
        published_on="2011-01-01",
    ),
    instrument(
        "two",
        established("NL2", permits=[{"goods": ["ML1", "ML2"], "owners": ["state_visit", "other"]}]),
        **UNSURE,
    ),
    instrument(
        "need",
        required(
            requires=[
                {"goods": ["ML1"], "destinations": ["FR"]},
                {"activities": ["export"], "owners": ["state_visit"], "destinations": ["BE", "FR"]},
                {"goods": ["ML2"], "destinations": ["IL"], "owners": ["own_forces", "other"]},
                {"lists": ["annex-i"]},
            ],
            exempts=[{"transhipments": ["without"], "destinations": ["@EU"]}],
        ),
        published_on="2011-01-01",
    ),
    instrument(
        "more",
        change(
            "requirement_extended",
            requirement="list",
            from_="2016-01-01",
            requires=[{"owners": ["allied_forces"], "activities": ["transit"]}, {"goods": ["ML3"]}],
        ),
        **UNSURE,
    ),
    instrument(
        "wider",
        change("scope_extended", licence="NL1", from_="2016-01-01", permits=[{"goods": ["ML9"]}]),
        **UNSURE,
    ),
    instrument(
        "banned",
        required(
            "ban",
            "prohibition",
            requires=[{"destinations": ["IL"], "knowledge": ["wmd"], "goods": ["ML1"]}],
            from_="2015-06-01",
        ),
        published_on="2015-06-01",
    ),
    instrument(
        "said",
        change(
            "statement_recorded",
            **{"about": "NL1", "says": "No.", "by": "One", "disputes": True, "from_": "2016-01-01"},
        ),
        published_on="2015-01-01",
    ),
    instrument(
        "said-too",
        change("statement_recorded", about="one", says="No.", by="Another", disputes=True),
        **UNSURE,
    ),
)
"""Small enough to be asked whole; each kind of what is found once has something to tell."""
ASKED = product(
    ("2013-01-01", "2015-12-31", "2016-01-01"),
    (None, "2014-12-31", "2015-01-01"),
    ("NL1", "NL2", None),
    ("ML1", "ML2", "ML3", "5A002", "ML9"),
    ("FR", "IL", "BE"),
    ("export", "transit"),
)


def test_each_part_of_an_answer_is_what_the_rules_find_in_a_small_world() -> None:
    """Whatever was asked before: the questions come in a mixed order."""
    case, every = Case(*WORLD), list(ASKED)
    random.Random(21).shuffle(every)
    told = Counter[str]()
    with case.ledger.reading() as book:
        warm = History(book, case.size)
        for on, known_on, licence, goods, destination, activity in every:
            said = {"date": on, "goods": goods, "destination": destination, "activity": activity}
            named = {} if licence is None else {"licence": licence}
            told.update(parts_held_to_the_rules(warm, {**said, **named}, known_on))
    assert min(told[one] for one in ("assumed", "notes", "misses", "disputes")) > 50


@st.composite
def unsure_histories(draw: st.DrawFn) -> list[Json]:
    """Histories in which it is not certain of some instruments when they were made public."""
    acts = draw(attended_histories())
    for act in acts:
        if draw(st.integers(0, 3)) == 0:
            act["published_not_before"] = "2011-06-01"
    return acts


@settings(max_examples=examples(10), deadline=None)
@given(unsure_histories(), st.lists(st.tuples(transactions(), KNOWN), min_size=2, max_size=4))
def test_each_part_of_an_answer_is_what_the_rules_find(
    acts: list[Json], every: list[tuple[Json, str | None]]
) -> None:
    """Of any history that others were asked of, twice: then what is remembered answers."""
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        warm = History(book, case.size)
        for transaction, known_on in every * 2:
            parts_held_to_the_rules(warm, transaction, known_on)


def parts_held_to_the_rules(history: History, transaction: Json, known_on: str | None) -> list[str]:
    """Hold the parts of an answer to what the rules find; those that tell anything."""
    licence = transaction.get("licence")
    sound = read_transaction(transaction, history)
    known = None if known_on is None else day(known_on)

    def asked() -> Evaluation:
        return Evaluation(history, sound.date, known, sound.given)

    one, decided = asked(), asked().decide(licence)
    one.decide(licence)
    found: dict[str, Any] = {"notes": notes(one, decided, licence)}
    assert found["notes"] == notes_by_the_rules(asked(), licence)
    found["assumed"] = assumed(one, decided, licence)
    assert found["assumed"] == assumed_by_the_rules(asked(), licence)
    if licence is not None:
        found["misses"] = misses(one, decided, licence)
        is_out = decided.reason == "out_of_scope"
        assert found["misses"] == (missed(asked(), licence) if is_out else [])
        found["disputes"] = disputes(Licence(licence, one.plain))
        assert found["disputes"] == running_disputes(Licence(licence, one.plain))
        if is_unqualified(licence, one.plain):
            terms = conditions_of_use(one, decided, licence)
            assert not (terms or found["disputes"] or court_orders(Licence(licence, one.plain)))
    return [name for name, told in found.items() if told]


def notes_by_the_rules(asked: Evaluation, licence: str | None) -> list[str]:
    decided = asked.decide(licence)
    if licence is not None:
        conditions_of_use(asked, decided, licence)
    required_by = [f"requirement/{one}" for one in asked.history.subjects("requirement")]
    own = (*([f"licence/{licence}"] if licence else []), *deciding_streams(decided))
    streams = dict.fromkeys((*own, *required_by, *asked.streams_beside()))
    return [
        *unfamiliar_names(asked.history, asked.said),
        *list_notes_by_the_rules(asked),
        *publication_notes(streams, asked.plain),
    ]


def list_notes_by_the_rules(asked: Evaluation) -> Sequence[str]:
    goods = goods_said(asked.said)
    name = list_of(goods) if goods else None
    if goods is None or name is None or not asked.history.knows("list", name):
        return []
    return notes_on_code(goods, name, name in asked.history.lists_in_requirements, asked.plain)


def assumed_by_the_rules(asked: Evaluation, licence: str | None) -> list[str]:
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
    gb = {"jurisdiction": "GB"}
    for said, told in ((gb, of_gb), ({}, []), ({**gb, "list": "gb.own"}, [])) * 2:
        answer = case.check("2020-01-01", None, activity="export", goods="ML1", **said)
        assert [note for note in answer["notes"] if "too" in note] == told
