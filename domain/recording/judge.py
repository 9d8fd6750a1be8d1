"""When an instrument is refused for what it means, and every reason at once.

It is judged at the head, without `known_on`, one change after the other, each with the
earlier changes of the instrument already there. Where dates are imprecise only a certain
breach refuses. A change that names a faulty one of its own instrument is no further fault.
The rules themselves stand in `names`, `stops` and `corrections`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..faults import Fault
from ..history.changes import Change, read_change
from ..history.draft import Draft
from ..history.history import History
from ..vocabulary.bounds import FAULTS
from .at_hand import NAMING, AtHand
from .corrections import faults_of_correction, still_named
from .names import (
    fields_to_look_up,
    group_cycle,
    misnamed,
    unknown_lists,
    unknown_places,
    unknown_subject,
)
from .steps import already_decided, precedes_target, unknown_licence_granted
from .stops import (
    already_established,
    already_listed,
    already_stopped,
    conditions_unmet,
    in_future,
    stops_before_start,
    until_not_after_from,
)

Json = Mapping[str, Any]


class Judge:
    """Judges one instrument of sound shape against what is recorded.

    `faults` are what is wrong; `changes` those that may be recorded, with their streams.
    """

    def __init__(self, submitted: Json, history: History, today: int) -> None:
        self.id: str = submitted["instrument"]
        self.submitted = submitted
        self.faults: list[Fault] = []
        self.changes: list[Change] = []
        self._at_hand = AtHand(submitted, history, today)
        self._judge()

    @property
    def draft(self) -> Draft:
        """The record, and after it what of the instrument may be recorded."""
        return self._at_hand.draft

    def _judge(self) -> None:
        published_on = self.draft.draft.published_on
        self.faults += in_future(published_on, "/published_on", self._at_hand)
        for number, content in enumerate(self.submitted["changes"], 1):
            if len(self.faults) > FAULTS:
                return
            self._judge_change(number, content)
        self.faults += still_named(self._at_hand)

    def _judge_change(self, number: int, content: Json) -> None:
        at_hand = self._at_hand
        excused = at_hand.excused(content)
        position = at_hand.recorded.size + number - 1
        stream = at_hand.stream_of(content)
        change = read_change(f"{self.id}#{number}", position, stream, content)
        faults = list(_faults_of(change, f"/changes/{number - 1}", excused, at_hand))
        if faults or excused:
            self.faults += faults
            at_hand.leave_out(change)
        else:
            at_hand.add(change)
            self.changes.append(change)


def _faults_of(
    change: Change, pointer: str, excused: frozenset[str], at_hand: AtHand
) -> Iterator[Fault]:
    if change.type.name == "record_corrected":
        if not excused:
            yield from faults_of_correction(change, pointer, at_hand)
        return
    content = change.content
    if fields := fields_to_look_up(content, pointer):
        yield from unknown_places(fields, at_hand)
        yield from unknown_lists(fields, at_hand)
    if not change.type.establishes:
        yield from unknown_subject(change, pointer, at_hand)
    if change.ending:
        yield from until_not_after_from(change, pointer)
    if "members" in content:
        yield from group_cycle(change, pointer, at_hand)
    if change.type.establishes:
        yield from already_established(change, pointer, at_hand)
    if "licence" in content:
        yield from unknown_licence_granted(change, pointer, at_hand)
    if "items" in content:
        yield from already_listed(change, pointer, at_hand)
    if NAMING.isdisjoint(content):
        return
    misnaming = list(misnamed(change, pointer, at_hand, at_hand.draft, excused))
    yield from misnaming
    if change.target is None or "target" in excused:
        return
    if not any(fault.pointer.endswith("/target") for fault in misnaming):
        yield from already_stopped(change, pointer, at_hand)
        yield from stops_before_start(change, pointer, at_hand)
        yield from conditions_unmet(change, pointer, at_hand)
        yield from already_decided(change, pointer, at_hand)
        yield from precedes_target(change, pointer, at_hand)
