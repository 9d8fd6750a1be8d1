"""When a correction of the record is refused: by its target, what it restates, what it takes away.

Each rule is one function, with the sentence of the contract (§3) as its first line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..faults import Fault
from ..history.changes import Change, change_of, read_change
from ..history.draft import Before, Draft
from ..history.homes import stream_of
from ..vocabulary.change_types import CHANGE_TYPES
from .at_hand import NAMING, AtHand
from .ids import ever_read, is_correction, near_id
from .names import (
    fields_to_look_up,
    group_cycle,
    misnamed,
    misnamed_order,
    unknown_lists,
    unknown_places,
)
from .steps import precedes_target, unknown_licence_granted
from .stops import in_future, stops_before_start, until_not_after_from

Json = Mapping[str, Any]


def faults_of_correction(change: Change, pointer: str, at_hand: AtHand) -> Iterator[Fault]:
    """A correction is judged by its shape, its target, and what it restates."""
    target, restated = change.target or "", change.content.get("restated")
    yield from misnamed_order(change, pointer, at_hand)
    if "#" not in target:
        yield from _faults_of_instrument(target, restated, pointer, at_hand)
        return
    if fault := _wrongly_corrected(target, f"{pointer}/target", at_hand):
        yield fault
        return
    found = at_hand.draft.change(target)
    if found is not None and restated is not None:
        yield from restated_differs(found, restated, f"{pointer}/restated", at_hand)


def _wrongly_corrected(target: str, pointer: str, at_hand: AtHand) -> Fault | None:
    """`unknown_target`, `wrong_target`: a correction of a change names a change as it reads."""
    draft = at_hand.draft
    if draft.home(change_of(target)) is None:
        near = near_id(target, at_hand)
        return Fault("unknown_target", pointer, f"no change `{target}` is recorded{near}")
    if "/" in target and ever_read(target, draft):
        sentence = f"`{target}` is an entry; correct its change, `{change_of(target)}`, whole"
        return Fault("wrong_target", pointer, sentence)
    if "/" in target:
        near = near_id(target, at_hand)
        return Fault("unknown_target", pointer, f"no entry `{target}` is recorded{near}")
    if draft.change(target) is not None:
        return None
    sentence = f"`{target}` was corrected away: record it anew under another id"
    if is_correction(target, draft):
        sentence = f"`{target}` is a correction; record another correction of its target"
    return Fault("wrong_target", pointer, sentence)


def _faults_of_instrument(
    target: str, restated: Json | None, pointer: str, at_hand: AtHand
) -> Iterator[Fault]:
    """`unknown_target`, `wrong_target`: a correction of an instrument names one of law, as it
    reads; `published_in_future`: it does not restate it to be of a day to come."""
    recorded = at_hand.recorded.recorded_instrument(target)
    if recorded is None:
        near = at_hand.hints.did_you_mean(target, at_hand.recorded.instruments_like)
        sentence = f"no instrument `{target}` is recorded{near}"
        yield Fault("unknown_target", f"{pointer}/target", sentence)
    elif at_hand.draft.instrument(target) is None:
        sentence = f"`{target}` was corrected away: the record reads as if it never stood there"
        yield Fault("wrong_target", f"{pointer}/target", sentence)
    elif recorded.content["kind"] == "correction":
        sentence = f"`{target}` is a correction; record another correction of its targets"
        yield Fault("wrong_target", f"{pointer}/target", sentence)
    elif restated:
        published_on = recorded.read_otherwise(restated).published_on
        yield from in_future(published_on, f"{pointer}/restated/published_on", at_hand)


def restated_differs(
    target: Change, restated: Json, pointer: str, at_hand: AtHand
) -> Iterator[Fault]:
    """`restated_differs`, and what it says by its own clauses, dates and targets."""
    kind = CHANGE_TYPES[restated["type"]]
    if kind is not target.type:
        sentence = f"{target.id} is `{target.type.name}`; a correction keeps the type"
        yield Fault("restated_differs", f"{pointer}/type", sentence)
        return
    before = Before(at_hand.draft, target.position)
    change = read_change(target.id, target.position, target.stream, restated)
    fields = fields_to_look_up(restated, pointer)
    yield from unknown_places(fields, at_hand)
    yield from unknown_lists(fields, at_hand)
    yield from until_not_after_from(change, pointer)
    yield from group_cycle(change, pointer, at_hand)
    yield from unknown_licence_granted(change, pointer, at_hand)
    faults = list(misnamed(change, pointer, at_hand, before))
    yield from faults
    if kind.subject and not any(fault.pointer == f"{pointer}/target" for fault in faults):
        if stream_of(restated, before, target.instrument) != target.stream:
            what = target.stream.replace("/", " `", 1) + "`"
            sentence = f"{target.id} is about {what}; a correction keeps the subject"
            yield Fault("restated_differs", f"{pointer}/{kind.subject}", sentence)
        elif change.target is not None and not faults:
            yield from stops_before_start(change, pointer, at_hand)
            yield from precedes_target(change, pointer, at_hand)


def still_named(at_hand: AtHand) -> Iterator[Fault]:
    """`still_named`: takes away what other changes name, without taking these away too."""
    corrections = [
        (number, content)
        for number, content in enumerate(at_hand.changes, 1)
        if content["type"] == "record_corrected"
    ]
    if not corrections:
        return
    removed = {content["target"] for _, content in corrections if "restated" not in content}
    named = _Named(at_hand.draft)
    for number, content in corrections:
        if f"{at_hand.id}#{number}" in at_hand.unsound:
            continue
        for taken in _taken_away(content["target"], at_hand):
            namer = next((one for one in named.naming(taken) if one.id not in removed), None)
            if namer is not None:
                sentence = (
                    f"{namer.id} names `{taken}`, which this takes away; "
                    "correct that one in the same instrument"
                )
                yield Fault("still_named", f"/changes/{number - 1}/target", sentence)
                break


def _taken_away(target: str, at_hand: AtHand) -> Iterator[str]:
    """The changes and entries that are there in the record and gone in the draft."""
    if "#" in target:
        ids: tuple[str, ...] = (target,)
    else:
        found = at_hand.recorded.recorded_instrument(target)
        ids = found.changes if found else ()
    for change_id in ids:
        before, after = at_hand.recorded.change(change_id), at_hand.draft.change(change_id)
        if before and not after:
            yield change_id
        if before:
            kept = {entry.id for entry in after.entries} if after else set()
            yield from (entry.id for entry in before.entries if entry.id not in kept)


class _Named:
    """Which changes of the draft name another, found by what they name: each stream is gone
    through once."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._of: dict[str, dict[str, list[Change]]] = {}

    def naming(self, taken: str) -> Iterator[Change]:
        """The changes that read in the draft and name it."""
        home = self._draft.home(change_of(taken))
        if home:
            yield from self._reading(self._in(home).get(taken, ()))
        yield from self._reading(self._draft.carriers(taken))

    def _reading(self, changes: Iterable[Change]) -> Iterator[Change]:
        return (one for one in changes if self._draft.instrument(one.instrument) is not None)

    def _in(self, home: str) -> dict[str, list[Change]]:
        found = self._of.get(home)
        if found is None:
            found = self._of[home] = {}
            for change in self._draft.stream(home).changes.values():
                for name in {change.content[one] for one in NAMING if one in change.content}:
                    found.setdefault(name, []).append(change)
        return found
