"""When the term for a decision stands still (Awb 4:15; of an objection also 7:10(2)).

Art. 4:15(1): from the day after the one on which the applicant was invited to complete the
application (a), or was told that a foreign authority had been asked (b), until the day on which
it was completed, or the time given for that ran out unused, or the answer came. Art. 4:15(2): for
as long as the applicant agreed to in writing (a), as the delay is the applicant's (b), as force
majeure lasts (c). The day on which a stop applies is the first on which the term runs again.

Once it is decided nothing stands still any more.

On a day only what has happened by then counts. Of what goes on that day nobody knows yet how long
it will: at least (`certain`) until that day, at most (`possible`) as long as it can. An end that
is agreed beforehand (`until`) is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ...history.changes import Change
from ...vocabulary.change_types import DECIDED_BY
from ...vocabulary.dates import legal_date
from ...vocabulary.truth import NO, UNDETERMINED, YES, Truth, all_of, any_of, not_
from ..running import Seen
from .term_ends import NO_END, Stretches, as_one

SUSPENDING = ("completion_requested", "decision_term_suspended")
FROM_THE_NEXT_DAY = frozenset({"completion", "foreign_information"})
"""The grounds of Awb 4:15(1), for which the term still runs on the day of the message itself."""
ARTICLES = {
    "completion": "Awb 4:15(1)(a)",
    "foreign_information": "Awb 4:15(1)(b)",
    "agreed": "Awb 4:15(2)(a)",
    "delay_by_applicant": "Awb 4:15(2)(b)",
    "force_majeure": "Awb 4:15(2)(c)",
}


class Suspension:
    """One reason for which a term stands still, seen from a viewpoint."""

    def __init__(self, change: Change, decisions: Sequence[Change], seen: Seen) -> None:
        """`decisions` are those on what the term is for."""
        self.change = change
        self.decisions = decisions
        self.seen = seen
        self.ground: str = change.content.get("ground", "completion")
        respond_by = change.content.get("respond_by")
        self._respond_by = legal_date(respond_by) if respond_by else None

    @cached_property
    def now(self) -> Truth:
        """Whether the term stands still for it on the day of the viewpoint."""
        return self._on(self.seen.valid_on)

    @cached_property
    def certain(self) -> Stretches:
        """The days on which the term certainly stands still for it."""
        return self._stretches(0, YES)

    @cached_property
    def possible(self) -> Stretches:
        """The days on which it does, or may."""
        return self._stretches(1, UNDETERMINED)

    def _stretches(self, which: int, least: Truth) -> Stretches:
        cuts = self._cuts
        found = []
        for first, until in zip(cuts, (*cuts[1:], NO_END), strict=True):
            if self._bounds_on(first)[which] >= least:
                found.append((first, until))
        return as_one(found)

    @cached_property
    def _cuts(self) -> list[int]:
        """The days on which whether it stands still can change."""
        dates = [one for each in self._bearing() for one in (each.starting, each.ending) if one]
        days = {day for one in dates for day in (one.first, one.last)}
        days |= {day + 1 for day in days}
        days.add(self.seen.valid_on + 1)
        if self._respond_by:
            days |= {self._respond_by.first + 1, self._respond_by.last + 1}
        return sorted(day for day in days if 0 < day < NO_END)

    def _bearing(self) -> list[Change]:
        """The change, the decisions, what stops or extends these, and what does so to those."""
        waiting = [self.change, *self.decisions]
        found = {one.id: one for one in waiting}
        stream = self.seen.history.stream(self.change.stream)
        while waiting:
            for one in stream.naming(waiting.pop().id):
                if one.id not in found:
                    found[one.id] = one
                    waiting.append(one)
        return list(found.values())

    def _bounds_on(self, day: int) -> tuple[Truth, Truth]:
        """Whether the term stands still on a day: at least, and at most."""
        if day <= self.seen.valid_on:
            truth = self._on(day)
            return truth, truth
        on = self.seen
        goes_on = all_of((on.runs(self.change), self._undecided(on), not_(self._responded(day))))
        ending = self.change.ending
        if ending is None:
            return NO, goes_on
        ends = min(goes_on, not_(ending.reached(day)))
        return ends, ends

    def _on(self, day: int) -> Truth:
        """Whether it does on a day by which all that counts has happened."""
        seen, starting = self.seen, self.change.starting
        if day != seen.valid_on:
            seen = Seen(seen.history, day, seen.known_on)
        begun = YES
        if starting is not None and self.ground in FROM_THE_NEXT_DAY:
            begun = starting.reached(day - 1)
        running = (seen.runs(self.change), begun, self._undecided(seen))
        return all_of((*running, not_(self._responded(day))))

    def _undecided(self, seen: Seen) -> Truth:
        return not_(any_of(seen.runs(one) for one in self.decisions))

    def _responded(self, day: int) -> Truth:
        """Whether the time given to complete it has run out before a day."""
        return self._respond_by.reached(day - 1) if self._respond_by else NO


class StandingStill:
    """All that makes the term for one decision stand still: one day counts once."""

    def __init__(self, target: Change, seen: Seen) -> None:
        named = seen.naming(target, target.id, *SUSPENDING)
        decisions = seen.naming(target, target.id, DECIDED_BY[target.type.name])
        begun = [one for one in named if seen.begun(one) > NO]
        self.suspensions = [Suspension(one, decisions, seen) for one in begun]

    @cached_property
    def certain(self) -> Stretches:
        """The days on which the term certainly stands still."""
        return as_one(one for each in self.suspensions for one in each.certain)

    @cached_property
    def possible(self) -> Stretches:
        """The days on which it does, or may."""
        return as_one(one for each in self.suspensions for one in each.possible)
