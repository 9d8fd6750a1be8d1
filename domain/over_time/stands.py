"""How long an answer stands: the run of days around a transaction's on which the same is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from ..law.evaluation import Decision, Evaluation
from ..vocabulary.dates import day_text
from .bearing import days_that_bear

Decide = Callable[[int], Decision]


class Told(NamedTuple):
    """What is compared from day to day."""

    verdict: str
    reason: str
    decided_by: str | None


def stands(asked: Evaluation, licence: str | None) -> dict[str, Any]:
    """From when until when the same transaction has the same verdict, reason and deciding change,
    as known on the same day; what was said on the day before, and what is from `until` on."""
    plain = asked.plain
    on, known_on = plain.valid_on, plain.known_on

    def decide(day: int) -> Decision:
        if day == on:
            return asked.decide(licence)
        other = Evaluation(asked.history, day, known_on, asked.said, asked.version)
        return other.decide(licence)

    return standing(decide, on, days_that_bear(asked.history, licence, asked.given, known_on))


def standing(decide: Decide, on: int, days: Sequence[int]) -> dict[str, Any]:
    """The same of a day, where what is decided can change on these days only."""
    here = _told(decide(on))
    backwards = ((day, day - 1) for day in reversed(days) if day <= on)
    begins, before = _first_other(here, backwards, decide)
    ends, after = _first_other(here, ((day, day) for day in days if day > on), decide)
    return {"from": begins, "until": ends, "before": before, "after": after}


def _first_other(
    here: Told, bounds: Iterable[tuple[int, int]], decide: Decide
) -> tuple[str | None, dict[str, Any] | None]:
    """The first bound beyond which something else is said, and what; each bound with a day that
    lies beyond it."""
    for bound, beyond in bounds:
        if (other := _told(decide(beyond))) != here:
            return day_text(bound), other._asdict()
    return None, None


def _told(decided: Decision) -> Told:
    return Told(decided.verdict, decided.reason, decided.decided_by)
