"""What is told quickly while recording is what the plain way says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from builders import TODAY, Case, change, instrument
from examples import examples
from histories import attended_histories, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.faults import Fault, LedgerError
from licence_ledger.domain.history.changes import Change, read_change
from licence_ledger.domain.history.history import History
from licence_ledger.domain.history.in_memory import InMemorySource
from licence_ledger.domain.history.instruments import read_instrument
from licence_ledger.domain.recording import judge
from licence_ledger.domain.recording.at_hand import NAMING, AtHand
from licence_ledger.domain.recording.corrections import faults_of_correction
from licence_ledger.domain.recording.events import (
    CHANGE_EVENTS,
    Event,
    InstrumentRecorded,
    events_of,
)
from licence_ledger.domain.recording.judge import Judge
from licence_ledger.domain.recording.names import (
    fields_to_look_up,
    group_cycle,
    misnamed,
    unknown_lists,
    unknown_places,
    unknown_subject,
)
from licence_ledger.domain.recording.steps import (
    already_decided,
    precedes_target,
    unknown_licence_granted,
)
from licence_ledger.domain.recording.stops import (
    already_established,
    already_listed,
    already_stopped,
    conditions_unmet,
    stops_before_start,
    until_not_after_from,
)
from licence_ledger.domain.vocabulary.change_types import CHANGE_TYPES

COUNTRIES = st.lists(st.sampled_from(["IL", "NL", "QQ", "@EU", "il"]), min_size=1, max_size=2)
CLAUSES = st.fixed_dictionaries(
    {},
    optional={
        "destinations": COUNTRIES,
        "origins": COUNTRIES,
        "goods": st.just(["ML10"]),
        "lists": st.just(["annex-i"]),
    },
)
CONTENTS = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(CHANGE_EVENTS)), "from": st.just("2020")},
    optional={
        "destinations": COUNTRIES,
        "members": COUNTRIES,
        "destination": st.sampled_from(["IL", "QQ", "@EU"]),
        "clause": CLAUSES,
        "permits": st.lists(CLAUSES, min_size=1, max_size=2),
        "conditions": st.lists(st.fixed_dictionaries({"clause": CLAUSES}), min_size=1, max_size=2),
        "items": st.just([{"code": "5A002", "title": "IL"}]),
        "restated": st.fixed_dictionaries({"destinations": COUNTRIES}),
    },
)


def _named_in(said: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every text in a change but in what it restates and in items of a list, with a pointer."""
    if isinstance(said, dict):
        for name, value in said.items():
            if name not in ("restated", "items"):
                yield from _named_in(value, f"{pointer}/{name}")
    elif isinstance(said, list):
        for n, value in enumerate(said):
            yield from _named_in(value, f"{pointer}/{n}")
    else:
        yield pointer, said


@given(CONTENTS)
def test_fields_that_are_not_looked_up_name_no_place_that_there_is_not(
    content: dict[str, Any],
) -> None:
    at_hand = AtHand(instrument("a"), History(InMemorySource(), 0), TODAY.toordinal())
    fields = fields_to_look_up(content, "")
    faults = [*unknown_places(fields, at_hand), *unknown_lists(fields, at_hand)]
    wrong = {place for place, said in _named_in(content) if said in ("QQ", "@EU", "il", "annex-i")}
    assert {fault.pointer for fault in faults} == wrong


FIELDS = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(CHANGE_EVENTS)), "from": st.just("2020")},
    optional={
        "until": st.sampled_from(["2019", "2021"]),
        "members": st.sampled_from([["@a"], ["IL", "@b"]]),
        "licence": st.just("a"),
        "target": st.just("b#1"),
        "items": st.just([{"code": "5A002", "title": "IL"}]),
    },
)


@given(FIELDS)
def test_a_rule_that_is_not_asked_would_say_nothing(fields: dict[str, Any]) -> None:
    kind = CHANGE_TYPES[fields["type"]]
    subject = {kind.subject: "b#1"} if kind.subject not in ("", "licence", "target") else {}
    content = {"key": "k", "conditions": [], **subject, **fields}
    at_hand = AtHand(instrument("a"), History(InMemorySource(), 0), TODAY.toordinal())
    change = read_change("a#1", 0, "licence/a", content)
    if not change.ending:
        assert not list(until_not_after_from(change, ""))
    if "members" not in content:
        assert not list(group_cycle(change, "", at_hand))
    if not kind.establishes:
        assert not list(already_established(change, "", at_hand))
    if "licence" not in content:
        assert not list(unknown_licence_granted(change, "", at_hand))
    if not change.entries:
        assert not list(already_listed(change, "", at_hand))
    if NAMING.isdisjoint(content):
        assert not list(misnamed(change, "", at_hand, at_hand.draft))
        assert change.target is None


def _asked_all(change: Change, pointer: str, excused: bool, at_hand: AtHand) -> Iterator[Fault]:
    """Every rule, whatever a change says."""
    if change.type.name == "record_corrected":
        if not excused:
            yield from faults_of_correction(change, pointer, at_hand)
        return
    fields = fields_to_look_up(change.content, pointer)
    yield from unknown_places(fields, at_hand)
    yield from unknown_lists(fields, at_hand)
    yield from unknown_subject(change, pointer, at_hand)
    yield from until_not_after_from(change, pointer)
    yield from group_cycle(change, pointer, at_hand)
    yield from already_established(change, pointer, at_hand)
    yield from unknown_licence_granted(change, pointer, at_hand)
    yield from already_listed(change, pointer, at_hand)
    if excused:
        return
    misnaming = list(misnamed(change, pointer, at_hand, at_hand.draft))
    yield from misnaming
    if change.target is not None and not any(f.pointer.endswith("/target") for f in misnaming):
        yield from already_stopped(change, pointer, at_hand)
        yield from stops_before_start(change, pointer, at_hand)
        yield from conditions_unmet(change, pointer, at_hand)
        yield from already_decided(change, pointer, at_hand)
        yield from precedes_target(change, pointer, at_hand)


OTHERWISE: dict[str, list[Any]] = {
    "licence": ["NLX9", "NLX1"],
    "group": ["OTHERS", "EU"],
    "list": ["other"],
    "target": ["one#1", "x#1", "x#2", "eu#1/FR", "nothing#1", "need#1", "asked#1"],
    "ordered_by": ["order#1", "one#1", "x#1"],
    "until": ["1990", "2030"],
    "members": [["@ALLIES"], ["QQ"], ["@OTHERS"]],
    "destinations": [["QQ"], ["@OTHERS"], ["IL"]],
    "permits": [[{"origins": ["@OTHERS"]}], [{"lists": ["other"]}]],
}
"""What changes may say instead, that is mostly wrong."""


GRANTED = change("application_decided", target="asked#1", decision="granted", licence="NLX1")


@st.composite
def submitted_then(draw: st.DrawFn, acts: list[dict[str, Any]]) -> dict[str, Any]:
    """An instrument of changes as others made them, some of which say something else."""
    found = list[dict[str, Any]]()
    every = [GRANTED, *(one for act in acts for one in act["changes"])]
    for made in draw(st.lists(st.sampled_from(every), min_size=1, max_size=4)):
        may = {"until"} & {*CHANGE_TYPES[made["type"]].may} if "from" in made else set[str]()
        fields = sorted(OTHERWISE.keys() & {*made, *may})
        others = draw(st.lists(st.sampled_from(fields), max_size=2)) if fields else []
        found.append({**made, **{one: draw(st.sampled_from(OTHERWISE[one])) for one in others}})
    return instrument("x", *found)


@settings(max_examples=examples(10))
@given(st.one_of(histories(), attended_histories()), st.data())
def test_what_is_refused_does_not_hang_on_which_rules_are_asked(
    acts: list[dict[str, Any]], data: st.DataObject
) -> None:
    case = Case()
    for act in acts:
        with suppress(LedgerError):
            case.ledger.record(act, "a")
    with case.ledger.reading() as book:
        history = book.at(case.ledger.size)
    for submitted in (*acts, *(data.draw(submitted_then(acts)) for _ in range(4))):
        again = {**submitted, "instrument": "x"}
        quick = Judge(again, history, TODAY.toordinal())
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(judge, "_faults_of", _asked_all)
            plain = Judge(again, history, TODAY.toordinal())
        assert quick.faults == plain.faults
        assert [one.id for one in quick.changes] == [one.id for one in plain.changes]


def test_countries_that_there_are_need_not_be_looked_for_again() -> None:
    assert not fields_to_look_up({"destinations": ["IL"], "permits": [{"origins": ["NL"]}]}, "")


@pytest.mark.parametrize("consent", [{}, {"unapproved": True}, {"approvals": [{"by": "a"}]}])
def test_a_new_event_says_what_its_model_says(consent: dict[str, Any]) -> None:
    own = {"title": "A", "published_on": "2020-01-01"}
    kinds = sorted(CHANGE_EVENTS)
    ids = [f"a#{n}" for n, _ in enumerate(kinds, 1)]
    contents = [{"type": kind, "key": "k", "conditions": []} for kind in kinds]
    changes = [
        read_change(one, n, "licence/NL1", content)
        for n, (one, content) in enumerate(zip(ids, contents, strict=True))
    ]
    new = events_of(
        changes,
        read_instrument("a", len(ids), own, ids),
        {"licence/NL1": 3},
        *("2026", "me", lambda counts: str(counts["licence/NL1"]), consent),
    )
    stream = {"originator_id": "licence/NL1"}
    plain: list[Event] = [
        CHANGE_EVENTS[kind].model_construct(**stream, originator_version=n, id=one, change=content)
        for n, (kind, one, content) in enumerate(zip(kinds, ids, contents, strict=True), 4)
    ]
    told = {"map_root": str(3 + len(ids)), "recorded_at": "2026", "recorded_by": "me", **consent}
    plain.append(
        InstrumentRecorded.model_construct(
            originator_id="instrument/a",
            originator_version=1,
            id="a",
            instrument=own,
            changes=ids,
            **told,
        )
    )
    assert [one.record for one in new] == [one.record for one in plain]
    assert [one.kind for one in new] == [type(one) for one in plain]
    assert [(one.stream, one.version) for one in new] == [
        (one.originator_id, one.originator_version) for one in plain
    ]
