"""On which days a question has another answer than it had, when the record was shorter.

Compared are the verdict, the reason, the change that decides, and the licences that cover. A day
belongs to a run of days on which the same was said and the same is said now; runs are found
from the days on which anything that bears on the question begins or ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...history.changes import Change
from ...history.history import History
from ...law.evaluation import Decision, Evaluation
from ...vocabulary.control_lists import BY_SILENCE, LIST
from ...vocabulary.item_kinds import with_kinds
from ...vocabulary.jurisdictions import law_asked
from ..bearing import boundaries, changes_that_bear
from ..flips import flip_causes
from .moved import Moved


@dataclass(frozen=True, slots=True)
class WatchedQuestion:
    """A question that is kept: its licence, if it names one, and its other fields as they were
    read. One with a date is about that day alone; one without stands, and is about every day from
    one on (`on` None)."""

    on: int | None
    licence: str | None
    given: Mapping[str, str]


class AnswerSaid(NamedTuple):
    """What is compared of an answer."""

    verdict: str
    reason: str
    decided_by: str | None
    covered_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DifferingDays:
    """A run of days (half-open, None: without end that way) on which a question's answer differs:
    what was said, what is said now, and the changes that made it so. `was` is None where the
    question could not be asked: its licence, or its list, was not recorded yet."""

    begins: int | None
    ends: int | None
    was: AnswerSaid | None
    becomes: AnswerSaid | None
    by: tuple[Change, ...]


def differing_days(moved: Moved, question: WatchedQuestion, since: int) -> list[DifferingDays]:
    """The runs of days on which the answer differs, of those that a question is about: its own
    day, or without one those from `since` on. A run is told whole, also where it began before."""
    given, law = with_kinds(question.given), law_asked(question.given)
    could, can = (_can_ask(one, question) for one in (moved.before, moved.after))
    if could is can and not moved.can_bear(question.licence, given, law):
        return []
    return list(_Asked(moved, question).differing(since))


Pair = tuple[AnswerSaid | None, AnswerSaid | None]


class _Asked:
    """One question, asked before and now."""

    def __init__(self, moved: Moved, question: WatchedQuestion) -> None:
        self.moved = moved
        self.question = question
        self._pairs: dict[int, Pair] = {}
        given, law = with_kinds(question.given), law_asked(question.given)
        self._bearing = [
            change
            for history in (moved.before, moved.after)
            for change in changes_that_bear(history.under(law), question.licence, given)
        ]
        self._days = boundaries(self._bearing)

    def differing(self, since: int) -> Iterator[DifferingDays]:
        on = self.question.on
        here = since if on is None else on
        begins = self._begin_of_run(here)
        later = [day for day in self._days if day > here]
        for day in later:
            if self._pair(day) != self._pair(here):
                yield from self._run(begins, day, here)
                if on is not None:
                    return
                begins = here = day
        yield from self._run(begins, None, here)

    def _begin_of_run(self, here: int) -> int | None:
        for day in reversed(self._days):
            if day <= here and self._pair(day - 1) != self._pair(here):
                return day
        return None

    def _run(self, begins: int | None, ends: int | None, day: int) -> Iterator[DifferingDays]:
        """The run that a day lies in, if the answer differs there."""
        was, becomes = self._pair(day)
        if was != becomes:
            yield DifferingDays(begins, ends, was, becomes, self._causes(day))

    def _pair(self, day: int) -> Pair:
        found = self._pairs.get(day)
        if found is None:
            was, becomes = (
                None if asked is None else _said(asked.decide(self.question.licence))
                for asked in self._sides(day)
            )
            found = self._pairs[day] = was, becomes
        return found

    def _sides(self, day: int) -> Iterator[Evaluation | None]:
        for history in (self.moved.before, self.moved.after):
            asked = _can_ask(history, self.question)
            yield Evaluation(history, day, None, self.question.given) if asked else None

    def _causes(self, day: int) -> tuple[Change, ...]:
        """What made the answer differ on a day; where nothing that decides tells, all that was
        recorded between and bears on the question."""
        one, other = self._sides(day)
        licence = self.question.licence
        found: Sequence[Change] = ()
        if one is not None and other is not None:
            was, becomes = one.decide(licence), other.decide(licence)
            found = flip_causes(one, was, other, becomes, licence)
        elif other is not None:
            found = self.moved.by(other.decide(licence).because)
        named = f"licence/{licence}", f"list/{self.question.given.get(LIST)}"
        bearing = found or self.moved.by(self._bearing) or self.moved.by_streams(named)
        return tuple(bearing)


def _said(decided: Decision) -> AnswerSaid:
    return AnswerSaid(
        decided.verdict, decided.reason, decided.decided_by, tuple(decided.covered_by)
    )


def _can_ask(history: History, question: WatchedQuestion) -> bool:
    """Whether the licence and the list that a question names are recorded."""
    named = question.given.get(LIST)
    return (question.licence is None or history.knows("licence", question.licence)) and (
        named is None or named in BY_SILENCE or history.knows("list", named)
    )
