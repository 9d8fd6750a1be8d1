"""What is told quickly while recording is what the plain way says."""

from __future__ import annotations

from typing import Any

import pytest
from builders import TODAY, instrument
from hypothesis import given
from hypothesis import strategies as st
from licence_ledger.domain.history.changes import read_change
from licence_ledger.domain.history.history import History
from licence_ledger.domain.history.in_memory import InMemorySource
from licence_ledger.domain.recording.at_hand import NAMING, AtHand
from licence_ledger.domain.recording.events import (
    CHANGE_EVENTS,
    CONSENT_FIELDS,
    Event,
    InstrumentRecorded,
)
from licence_ledger.domain.recording.names import (
    group_cycle,
    misnamed,
    names_no_place,
    unknown_lists,
    unknown_places,
)
from licence_ledger.domain.recording.steps import unknown_licence_granted
from licence_ledger.domain.recording.stops import (
    already_established,
    already_listed,
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


@given(CONTENTS)
def test_what_names_no_place_names_none_that_there_is_not(content: dict[str, Any]) -> None:
    at_hand = AtHand(instrument("a"), History(InMemorySource(), 0), TODAY.toordinal())
    faults = [
        *unknown_places(content, "", at_hand),
        *unknown_lists(content, "", at_hand),
    ]
    assert not (names_no_place(content) and faults)


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


def test_countries_that_there_are_need_not_be_looked_for_again() -> None:
    assert names_no_place({"destinations": ["IL"], "permits": [{"origins": ["NL"]}]})


@pytest.mark.parametrize("consent", [{}, {"unapproved": True}, {"approvals": [{"by": "a"}]}])
def test_an_event_is_made_as_its_model_makes_it(consent: dict[str, Any]) -> None:
    said: dict[str, Any] = {"originator_id": "licence/NL1", "originator_version": 2, "id": "a#1"}
    own = {
        **said,
        "instrument": {"title": "A"},
        "changes": ["a#1"],
        "map_root": "00",
        "recorded_at": "2026",
        "recorded_by": "me",
        **consent,
    }
    left_out = [name for name in CONSENT_FIELDS if name not in consent]
    change = {**said, "change": {"type": "scope_extended"}}
    made: list[tuple[Event, Event]] = [
        (InstrumentRecorded.of(own, left_out), InstrumentRecorded.model_construct(**own)),
        *((one.of(change), one.model_construct(**change)) for one in CHANGE_EVENTS.values()),
    ]
    for quick, plain in made:
        assert quick == plain
        assert quick.record == plain.record
        assert quick.model_dump() == plain.model_dump()
        assert quick.model_fields_set == plain.model_fields_set
        assert repr(quick) and quick.topic() == plain.topic()
