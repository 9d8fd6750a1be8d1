"""When changes begin and end, and what stops what: what is certainly broken is refused.

Each rule is one function, with the sentence of the contract (§3) as its first line. Where dates
are imprecise only a certain breach refuses.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..faults import Fault
from ..history.changes import Change
from ..law.licence import condition_met
from ..law.running import Seen
from ..vocabulary.change_types import ENDING_TYPES, LISTING
from ..vocabulary.dates import BEFORE_ALL_DAYS, day_text
from ..vocabulary.truth import NO, YES
from .at_hand import AtHand
from .ids import find


def already_established(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`already_established`: unless each earlier establishment has certainly ended."""
    kind = change.type
    if not kind.establishes:
        return
    seen = at_hand.seen_on(_first_day(change))
    for earlier in at_hand.draft.stream(change.stream).of_type(kind.name):
        if seen.visible(earlier) and not _certainly_ended(earlier, seen):
            sentence = (
                f"{kind.subject} `{change.subject}` is established by {earlier.id} and not "
                f"certainly ended {_on(change)}; end that first, or record a change to it"
            )
            yield Fault("already_established", f"{pointer}/{kind.subject}", sentence)
            return


def already_listed(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`already_listed`: the code is certainly on the list on the change's first possible day."""
    if change.type.name not in LISTING:
        return
    seen = at_hand.seen_on(_first_day(change))
    items = at_hand.draft.stream(change.stream).items
    for number, entry in enumerate(change.entries):
        for earlier, listed in items.get(entry.label, ()):
            if seen.present(earlier, listed) is YES:
                sentence = f"`{entry.label}` is on the list by {listed.id} {_on(change)}"
                yield Fault("already_listed", f"{pointer}/items/{number}/code", sentence)
                break


def already_stopped(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`already_stopped`: for good, by a running change of the same type, and not in part."""
    if not change.type.stops or change.clause:
        return
    seen = at_hand.seen_on(_first_day(change))
    for stop in seen.stops_of(change, change.target or ""):
        whole = stop.clause is None and stop.ending is None
        if stop.type is change.type and whole and seen.runs(stop) is YES:
            sentence = f"{stop.id} stops `{change.target}` already, without an end"
            yield Fault("already_stopped", f"{pointer}/target", sentence)
            return


def stops_before_start(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`stops_before_start`: its last possible first day lies before the target's first."""
    if not change.type.stops or not change.starting:
        return
    named = find(change.target or "", at_hand.draft)
    if named and named[0].starting:
        begins = named[0].starting
        if change.starting.last < begins.first:
            sentence = f"`{change.target}` begins on {begins.text}; stop it on that day or later"
            yield Fault("stops_before_start", f"{pointer}/from", sentence)


def conditions_unmet(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`conditions_unmet`: conditions set on the target run unmet on its first possible day."""
    may = "notwithstanding" in change.type.may
    if not may or "notwithstanding" in change.content:
        return
    seen = at_hand.seen_on(_first_day(change))
    unmet = [
        entry.id
        for terms in seen.naming(change, change.target or "", "reinstatement_conditions_set")
        for entry in terms.entries
        if seen.present(terms, entry) is YES and condition_met(terms, entry, seen) is NO
    ]
    if unmet:
        sentence = (
            f"these conditions are unmet {_on(change)}: {', '.join(unmet)}; record how they "
            "were met, or say in `notwithstanding` why it happens all the same"
        )
        yield Fault("conditions_unmet", f"{pointer}/target", sentence)


def until_not_after_from(change: Change, pointer: str) -> Iterator[Fault]:
    """`until_not_after_from`: the last possible `until` is not after the first `from`."""
    if change.ending and change.starting and change.ending.last <= change.starting.first:
        sentence = (
            f"`until` is the first day it no longer applies; {change.ending.text} is not "
            f"after {change.starting.text}"
        )
        yield Fault("until_not_after_from", f"{pointer}/until", sentence)


def in_future(published_on: int, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """`published_in_future`: `published_on` is after today."""
    if published_on > at_hand.today:
        sentence = f"it is {day_text(at_hand.today)} today; record what has been published"
        yield Fault("published_in_future", pointer, sentence)


def _certainly_ended(establishment: Change, seen: Seen) -> bool:
    if seen.ended(establishment) is YES:
        return True
    return any(
        stop.type.name in ENDING_TYPES and stop.clause is None and seen.runs(stop) is YES
        for stop in seen.stops_of(establishment, establishment.id)
    )


def _first_day(change: Change) -> int:
    return change.starting.first if change.starting else BEFORE_ALL_DAYS


def _on(change: Change) -> str:
    first = _first_day(change)
    return f"on {day_text(first)}" if first > BEFORE_ALL_DAYS else "before all days"
