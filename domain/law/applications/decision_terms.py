"""By when an application, or an objection, must be decided.

The term begins the day after it is received (Awb 4:13: eight weeks; the Besluit strategische
goederen sets no other), that of an objection the day after the time to object ran out (Awb
7:10(1): six weeks, or twelve where a committee advises). It stands still as `standing_still`
tells, and ends on no Saturday, Sunday or holiday (Algemene termijnenwet art. 1(1)).

It is made longer by a message that names how long (Awb 4:14(3); of an objection 7:10(3)): by
weeks, or to a day. Only one sent within the term counts: once it has run out it cannot be made
longer, unless a court does. A term that is longer by a message is no longer one that an act set:
it ends on the day that comes out, a Sunday too. After a message that names a day, what stands
still after it counts on top.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...history.changes import Change
from ...vocabulary.dates import LegalDate, legal_date
from ...vocabulary.truth import NO, YES, Truth
from ..running import Seen
from .standing_still import ARTICLES, StandingStill
from .term_ends import WEEK, Stretches, TermEnd, days_in, last_day, running_on

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SetByAct:
    """A term as an act sets it: so many weeks after the last day of something, in this article;
    `extended_by` is the article by which the authority can make it longer."""

    after: TermEnd
    weeks: int
    article: str
    extended_by: str


@dataclass(frozen=True, slots=True)
class Extension:
    """A message that makes a term longer, and whether it counts."""

    change: Change
    counts: Truth


class DecisionTerm:
    """The term for deciding on one application or objection, seen from a viewpoint."""

    def __init__(self, target: Change, by_act: SetByAct, seen: Seen) -> None:
        self.target = target
        self.by_act = by_act
        self.seen = seen
        self.still = StandingStill(target, seen)

    @cached_property
    def end(self) -> TermEnd:
        """The last day on which it can be decided in time; no latest one where steps are known to
        be lacking, since each of them can only have made it later."""
        return self._bounded(self._extended[0])

    @property
    def extensions(self) -> list[Extension]:
        """The messages that make it longer, in rank."""
        return self._extended[1]

    @cached_property
    def suspended(self) -> Truth:
        """Whether it stands still on the day."""
        return max((one.now for one in self.still.suspensions), default=NO)

    @cached_property
    def unextended(self) -> TermEnd:
        """The last day of the term as the act sets it."""
        found = self._after(self.by_act.weeks * WEEK)
        return TermEnd(
            running_on(found.earliest, self.still.certain),
            running_on(found.latest, self.still.possible),
        )

    @cached_property
    def _extended(self) -> tuple[TermEnd, list[Extension]]:
        end, days, named = self.unextended, self.by_act.weeks * WEEK, None
        found = []
        for change in self.seen.naming(self.target, self.target.id, "decision_term_extended"):
            if self.seen.begun(change) is NO:
                continue
            counts = min(self.seen.runs(change), self._in_time(change, self._bounded(end)))
            found.append(Extension(change, counts))
            if counts is NO:
                continue
            days += change.content.get("weeks", 0) * WEEK
            if "decide_by" in change.content:
                named, days = change, 0
            longer = self._named(named, days) if named else self._after(days)
            end = longer if counts is YES else end.or_else(longer)
        return end, found

    def _bounded(self, end: TermEnd) -> TermEnd:
        return end._replace(latest=None) if lacking_steps(self.target.stream, self.seen) else end

    def _in_time(self, change: Change, end: TermEnd) -> Truth:
        if self.seen.history.instrument_of(change).content["kind"] == "judgment":
            return YES
        return end.kept_by(change.starting) if change.starting else YES

    def _after(self, days: int) -> TermEnd:
        """The day by which so many days have passed since the term began."""
        after, still = self.by_act.after, self.still
        return TermEnd(
            None if after.earliest is None else last_day(after.earliest, days, still.certain),
            None if after.latest is None else last_day(after.latest, days, still.possible),
        )

    def _named(self, message: Change, more: int) -> TermEnd:
        """The day that a message names, so many days later, and later by what stands still after
        the message."""
        day = legal_date(message.content["decide_by"])
        sent = message.starting or day
        return TermEnd(
            _named_day(sent.last, day.first + more, self.still.certain),
            _named_day(sent.first, day.last + more, self.still.possible),
        )

    # -- how it comes about --------------------------------------------------------------

    def steps(self) -> Iterator[Json]:
        """What the last day is made of, one after the other: the act's weeks, the days on which
        the term stands still, the messages that made it longer. Days are told with bounds."""
        yield _step(self.by_act.article, self.target, weeks=self.by_act.weeks)
        for one in self.still.suspensions:
            yield _step(
                ARTICLES[one.ground],
                one.change,
                days={"least": days_in(one.certain), "most": days_in(one.possible)},
                now=one.now.word,
            )
        for each in self.extensions:
            said = each.change.content
            yield _step(
                self.by_act.extended_by,
                each.change,
                weeks=said.get("weeks"),
                decide_by=said.get("decide_by"),
                counts=each.counts.word,
            )


def lacking_steps(stream: str, seen: Seen) -> list[Change]:
    """What says that steps of an application are lacking, if it runs or may; in rank."""
    every = seen.visible_of(stream, "steps_incomplete")
    return [one for one in every if seen.runs(one) > NO]


def _step(article: str, change: Change, **told: Any) -> Json:
    empty = {"weeks": None, "decide_by": None, "days": None, "counts": None, "now": None}
    return {"change": change.id, "type": change.type.name, "article": article, **empty, **told}


def _named_day(sent: int, named: int, still: Stretches) -> int | None:
    return named if named <= sent else last_day(sent, named - sent, still)


def in_days(date: LegalDate) -> TermEnd:
    """The days that a date can be, as the end of something: none first, if it may be before all."""
    return TermEnd(date.first or None, date.last)
