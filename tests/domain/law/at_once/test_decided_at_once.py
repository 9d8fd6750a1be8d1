"""What is found of all parts of a licence at once is what the rules say, a change at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from builders import Case, change, established, excluded, group, instrument, required
from examples import examples
from histories import ASKED_DAYS, LICENCES, PUBLISHED, histories, transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.history import History
from licence_ledger.domain.law.at_once.licence_parts import (
    MOST_CHANGES,
    OFTEN,
    LicenceParts,
    PartsThere,
)
from licence_ledger.domain.law.evaluation import Decision, Evaluation, UnderLicences
from licence_ledger.domain.law.running import Seen
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.domain.vocabulary.truth import NO, UNDETERMINED, YES, Truth
from licence_ledger.projections.register.register import Register

Json = dict[str, Any]
DAYS = tuple(map(day, ASKED_DAYS))
KNOWN = (None, *map(day, PUBLISHED), day("2011-01-01"))
EARLY = {"known_on": "2012-01-01"}
SOME = settings(max_examples=examples(30), deadline=None)


def truth_of(there: PartsThere, places: int) -> Truth:
    """Whether what is at a place is there."""
    return YES if there.certain & places else UNDETERMINED if there.may & places else NO


def told_of_parts(history: History, known: Iterable[int | None] = KNOWN) -> set[Truth]:
    """What is told of the parts of licences, on all days; each as the law tells it."""
    found: set[Truth] = set()
    for name in LICENCES:
        parts = LicenceParts(history, name)
        if history.stream(f"licence/{name}").has_partial_stops:
            continue
        for seen in [Seen(history, on, known_on) for on in DAYS for known_on in known]:
            there = parts.standing(seen.valid_on, seen.known_on)
            assert there is not None
            for one, entry, places in parts.placed():
                law = seen.present(one, entry) if entry else seen.runs(one)
                assert truth_of(there, places) is law, (one.id, entry, seen.valid_on)
                found.add(law)
    return found


@SOME
@given(histories(most=20))
def test_of_every_part_it_is_told_at_once_what_the_law_tells(acts: list[Json]) -> None:
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        told_of_parts(History(book, case.size))


def test_what_is_extended_stopped_for_a_time_and_amended_is_there_as_the_law_tells() -> None:
    amending = {"licence": "NLX1", "amends": "a#1", "permits": [{"goods": ["ML1"]}]}
    case = Case()
    case.record(
        instrument("a", established("NLX1", until="[2014-01-01..2014-12-31]")),
        instrument("b", change("period_extended", target="a#1", from_="2014")),
        instrument(
            "c",
            change("change_annulled", target="b#1", ground="an error"),
            published_on="2014-06-01",
        ),
        instrument("d", change("effect_suspended", target="c#1", from_="2015", until="2018")),
        instrument("e", change("scope_extended", from_="2013", **amending)),
        instrument("f", established("NLX2")),
    )
    with case.ledger.reading() as book:
        assert told_of_parts(History(book, case.size)) == set(Truth)


@SOME
@given(
    histories(most=20),
    st.lists(transactions(), min_size=2, max_size=5),
    st.lists(st.sampled_from(KNOWN), min_size=1, max_size=2),
)
def test_what_is_decided_at_once_is_what_the_rules_decide(
    acts: list[Json], asked: list[Json], known: list[int | None]
) -> None:
    case = Case()
    case.recorded(acts)
    with case.ledger.reading() as book:
        warm = History(book, case.size)
        for transaction in [{**one, "date": on} for one in asked for on in ASKED_DAYS]:
            for known_on in known:
                ruled = by_rules(transaction, known_on, History(book, case.size))
                for _ in range(OFTEN):  # often enough that it is known by its words
                    assert decided(transaction, known_on, warm) == ruled


def test_a_licence_of_many_changes_is_decided_as_the_rules_decide() -> None:
    """Of so many its days are not kept, but what was found between two of them."""
    excluding = [excluded("IL", from_=f"20{n % 20:02}") for n in range(MOST_CHANGES)]
    lifted = change("exclusion_lifted", target="x#2", from_="2012", notwithstanding="A test.")
    case = Case()
    case.record(
        instrument("a", established(permits=[{"goods": ["ML1"]}])),
        instrument("x", *excluding),
        instrument("y", lifted),
    )
    said = [{"goods": goods, "destination": to} for goods in ("ML1", "ML2") for to in ("IL", "US")]
    with case.ledger.reading() as book:
        warm, cold = History(book, case.size), History(book, case.size)
        for one in [*said, *said, {"destination": "US"}]:
            for on in ("1999-01-01", "2012-06-01", "2019-06-01"):
                asked = {"licence": "NL1", "date": on, **one}
                assert decided(asked, None, warm) == by_rules(asked, None, cold)


@pytest.mark.parametrize(
    ("said", "permit"),
    [
        ({"destination": "US"}, {"destinations": ["@ALLIES"]}),
        ({"goods": "5A002"}, {"lists": ["annex-i"]}),
    ],
    ids=["a group", "a list"],
)
def test_words_are_decided_anew_where_a_group_or_a_list_changed(said: Json, permit: Json) -> None:
    """Between days of the licence, and of what became known of it, that are the same."""
    listed = {"list": "annex-i", "from_": "2012-01-01"}
    case = Case()
    case.record(
        instrument("g", group("ALLIES", "FR", from_="2000")),
        instrument("l", change("control_list_adopted", title="It", **listed)),
        instrument("w", change("list_complete", **listed)),
        instrument("a", established(permits=[permit])),
    )
    later = {"published_on": "2014-06-01"}
    items = [{"code": "5A002", "title": "It"}]
    case.record(
        instrument(
            "m",
            change("member_admitted", group="ALLIES", from_="2015", members=["US"]),
            change("item_listed", list="annex-i", from_="2015", items=items),
            **later,
        )
    )
    asked = [
        ({"licence": "NL1", "date": on, "goods": "none", "destination": "NL", **said}, known_on)
        for on in ("2014-12-31", "2016-01-01")
        for known_on in (None, day("2014-05-31"), day("2014-06-01"))
    ]
    with case.ledger.reading() as book:
        warm, cold = History(book, case.size), History(book, case.size)
        ruled = [by_rules(*one, cold) for one in asked]
        assert {one.verdict for one in ruled} == {"covered", "not_covered"}
        for _ in range(3 * OFTEN):
            assert [decided(*one, warm) for one in asked] == ruled


def decided(transaction: Json, known_on: int | None, history: History) -> Decision:
    """What is decided of a transaction."""
    sound = read_transaction(transaction, history)
    return Evaluation(history, sound.date, known_on, sound.given).decide(sound.licence)


def by_rules(transaction: Json, known_on: int | None, history: History) -> Decision:
    """What the rules decide, a change at a time."""
    sound = read_transaction(transaction, history)
    plain = Evaluation(history, sound.date, known_on, sound.given)
    return UnderLicences.against(plain, sound.licence or "").within_bounds()


def test_a_prohibition_that_is_not_known_yet_leaves_no_note_of_the_groups_it_names() -> None:
    ban = required("ban", "prohibition", requires=[{"origins": ["@ALLIES"]}])
    unsure = {"published_on": "2014-06-01", "published_not_before": "2012-01-01"}
    case = Case(
        instrument("allies", group("ALLIES", "US"), **unsure),
        instrument("a", established()),
        instrument("ban", ban, published_on="2019-05-05"),
    )
    asked = {"date": "2015-08-31", "licence": "NL1", "activity": "export", "origin": "FR"}
    register = Register(case.ledger)
    answers = [register.evaluate({**asked, "goods": goods}, EARLY) for goods in ("ML1", "ML2") * 3]
    assert [one["reason"] for one in answers] == ["not_established"] * 6
    assert not [note for one in answers for note in one["notes"] if "allies" in str(note)]
