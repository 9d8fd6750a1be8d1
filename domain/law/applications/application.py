"""One application seen from a viewpoint: where it stands, and what is open about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from ...history.changes import Change
from ...vocabulary.truth import NO, UNDETERMINED, YES, Truth, any_of, not_
from ..running import Seen
from .decision_terms import DecisionTerm, SetByAct, in_days, lacking_steps
from .standing_still import Suspension
from .term_ends import UNKNOWN_END, WEEK, TermEnd, last_day, running_on

TO_DECIDE, TO_OBJECT, TO_DECIDE_OBJECTION, WITH_COMMITTEE = 8, 6, 6, 12
"""Weeks: Awb 4:13(2); 6:7, to object as well as to appeal; 7:10(1)."""
UNDECIDED = ("in_decision", "awaiting_completion", "term_suspended")
"""The states in which it waits for a decision."""


class Application:
    """An application for a licence, with its decisions, objections and appeals."""

    def __init__(self, name: str, seen: Seen) -> None:
        self.name = name
        self.seen = seen
        self.stream = f"application/{name}"
        self.receptions = seen.visible_of(self.stream, "application_received")

    @cached_property
    def received(self) -> Truth:
        """Whether it has been received, and was not taken back."""
        return any_of(self.seen.runs(one) for one in self.receptions)

    @cached_property
    def reception(self) -> Change | None:
        """The reception that counts: the last in rank that runs or may, else the last."""
        running = [one for one in self.receptions if self.seen.runs(one) > NO]
        every = running or self.receptions
        return every[-1] if every else None

    @cached_property
    def term(self) -> DecisionTerm | None:
        """The term for deciding on it; None where no reception is visible.

        Where a decision on it was annulled, the act's term has been used: how long there is for
        another, the court says (Awb 8:72(4)), by a `decision_term_extended` of its judgment.
        """
        if self.reception is None or self.reception.starting is None:
            return None
        after = UNKNOWN_END if self.decided_anew else in_days(self.reception.starting)
        by_act = SetByAct(after, TO_DECIDE, "Awb 4:13(2)", "Awb 4:14(3)")
        return DecisionTerm(self.reception, by_act, self.seen)

    # -- decisions -----------------------------------------------------------------------

    @cached_property
    def decisions(self) -> Sequence[Change]:
        """What was decided on it, in rank, what no longer runs too."""
        return self.happened("application_decided")

    @cached_property
    def decided(self) -> Truth:
        """Whether a decision on it stands."""
        return any_of(self.seen.runs(one) for one in self.decisions)

    @cached_property
    def decided_anew(self) -> bool:
        """Whether it is to be decided again, since a decision on it was annulled."""
        annulled = (
            self.seen.stops(stop) is YES and stop.type.timeless
            for one in self.decisions
            for stop in self.seen.stops_of(one, one.id)
        )
        return self.decided is NO and any(annulled)

    def outcome(self) -> Change | None:
        """The change that says what holds now: the last decision in rank that runs or may, or one
        on an objection that put another in its place."""
        replacing = self.happened("objection_decided")
        saying = [one for one in replacing if "decision" in one.content]
        every = self.seen.ranked((*self.decisions, *saying))
        return next((one for one in reversed(every) if self.seen.runs(one) > NO), None)

    # -- objections and appeals ----------------------------------------------------------

    @cached_property
    def objections(self) -> list[Objection]:
        """The objections to its decisions, in rank."""
        return [Objection(one, self.seen) for one in self.happened("objection_lodged")]

    @cached_property
    def appeals(self) -> list[Contested]:
        """The appeals, in rank."""
        found = self.happened("appeal_lodged")
        return [Contested(one, "appeal_decided", self.seen) for one in found]

    def happened(self, type_: str) -> list[Change]:
        """The visible changes of a type that have happened by the day, or may have; in rank."""
        found = self.seen.visible_of(self.stream, type_)
        return [one for one in found if self.seen.begun(one) > NO]

    # -- where it stands -----------------------------------------------------------------

    def state(self) -> tuple[str, list[Change]]:
        """Where it stands, and the changes that say so; the first that holds.

        `undetermined` where a date leaves open whether it holds; and, while nothing is decided,
        where steps are known to be lacking: one of them may have decided it.
        """
        for truth, word, because in self._states():
            if truth > NO:
                found = word if truth is YES else "undetermined"
                return self._unless_lacking(found, self.seen.ranked(because))
        running = [one for one in self.receptions if self.seen.runs(one) is YES]
        return self._unless_lacking("in_decision", running)

    def _unless_lacking(self, word: str, because: list[Change]) -> tuple[str, list[Change]]:
        lacking = lacking_steps(self.stream, self.seen)
        if lacking and word in UNDECIDED:
            return "undetermined", self.seen.ranked((*because, *lacking))
        return word, because

    def _states(self) -> Iterator[tuple[Truth, str, list[Change]]]:
        yield not_(self.received), self._why_not(), list(self.receptions)
        appeals = [one.change for one in self.appeals if one.open > NO]
        yield any_of(one.open for one in self.appeals), "under_appeal", appeals
        objections = [one.change for one in self.objections if one.open > NO]
        yield any_of(one.open for one in self.objections), "under_objection", objections
        decisions = [one for one in self.decisions if self.seen.runs(one) > NO]
        yield self.decided, "decided", decisions
        for word, kinds in (
            ("awaiting_completion", [one for one in self._suspended if one.ground == "completion"]),
            ("term_suspended", self._suspended),
        ):
            yield any_of(one.now for one in kinds), word, [one.change for one in kinds]

    @cached_property
    def _suspended(self) -> list[Suspension]:
        every = self.term.still.suspensions if self.term else []
        return [one for one in every if one.now > NO]

    def _why_not(self) -> str:
        """Why it is not pending: not received yet, annulled, taken back, or ended."""
        seen = self.seen
        begun = [one for one in self.receptions if seen.begun(one) > NO]
        if not begun:
            return "not_received"
        last = begun[-1]
        stopping = [one for one in seen.stops_of(last, last.id) if seen.stops(one) is YES]
        if any(one.type.timeless for one in stopping):
            return "annulled"
        if any(one.type.name == "application_withdrawn" for one in stopping):
            return "withdrawn"
        return "ended" if seen.ended(last) is YES else "set_aside"


class Contested:
    """Something asked of whoever decides, and what decided it."""

    def __init__(self, change: Change, decided_by: str, seen: Seen) -> None:
        self.change = change
        self.seen = seen
        found = seen.naming(change, change.id, decided_by)
        self.decisions = [one for one in found if seen.begun(one) > NO]

    @cached_property
    def decided(self) -> Truth:
        """Whether it was decided."""
        return any_of(self.seen.runs(one) for one in self.decisions)

    @cached_property
    def open(self) -> Truth:
        """Whether it waits for a decision."""
        return min(self.seen.runs(self.change), not_(self.decided))


class Objection(Contested):
    """An objection to a decision (Awb 7:1)."""

    def __init__(self, change: Change, seen: Seen) -> None:
        super().__init__(change, "objection_decided", seen)
        self.against = seen.history.change(change.target or "")

    @cached_property
    def open(self) -> Truth:
        """Whether it waits for a decision: no longer, once what it is against is gone."""
        stands = self.seen.runs(self.against) if self.against else NO
        return min(self.seen.runs(self.change), not_(self.decided), stands)

    @cached_property
    def in_time(self) -> Truth:
        """Whether it was lodged within six weeks; one that was late can be heard all the same
        (Awb 6:11)."""
        if self.against is None or self.change.starting is None:
            return UNDETERMINED
        return time_to_contest(self.against).kept_by(self.change.starting)

    @cached_property
    def term(self) -> DecisionTerm:
        """The term for deciding on it, from the day on which the time to object ran out."""
        after = time_to_contest(self.against) if self.against else UNKNOWN_END
        weeks = WITH_COMMITTEE if self.change.content.get("committee") else TO_DECIDE_OBJECTION
        by_act = SetByAct(after, weeks, "Awb 7:10(1)", "Awb 7:10(3)")
        return DecisionTerm(self.change, by_act, self.seen)


def time_to_contest(decision: Change) -> TermEnd:
    """Until when one can object to a decision, or appeal against one on an objection: six weeks
    (Awb 6:7) from the day after it was made known (6:8(1)), which is its `from`; on no Saturday,
    Sunday or holiday (Algemene termijnenwet art. 1(1))."""
    if decision.starting is None:
        return UNKNOWN_END
    known = in_days(decision.starting)
    ends = (
        None if day is None else running_on(last_day(day, TO_OBJECT * WEEK, ()), ())
        for day in known
    )
    return TermEnd(*ends)
