"""How many transactions are asked about: known up to which day, answered in which version."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from ..history.changes import Change
from ..history.history import History
from ..law.running import Seen
from ..vocabulary.viewpoint import ANSWER_VERSION
from .periods import Period, days_of, periods

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """How far knowledge goes: to one day (None: all), or to each transaction's own day; and the
    version of the answers."""

    on: int | None = None
    own_day: bool = False
    version: int = ANSWER_VERSION

    def of(self, day: int) -> int | None:
        """The `known_on` of a transaction of this day."""
        return day if self.own_day else self.on

    @property
    def is_told(self) -> bool:
        """Whether knowledge goes to some day at all."""
        return self.own_day or self.on is not None

    def seen(self, history: History, day: int) -> Seen:
        """What runs on a day."""
        return Seen(history, day, self.of(day))

    def days(self, history: History, changes: Iterable[Change]) -> set[int]:
        """The days on which these changes begin, end, or become known."""
        if not self.own_day:
            return days_of(changes)
        found = list(changes)
        instruments = (history.instrument(one) for one in {c.instrument for c in found})
        return days_of(found) | {one.published_on for one in instruments if one}


def periods_of(
    history: History, known: Known, bearing: Iterable[Change], value: Callable[[Seen], T]
) -> list[Period[T]]:
    """The periods in which something has one value, where these changes bear on it."""
    days = sorted(known.days(history, bearing))
    return list(periods(lambda day: value(known.seen(history, day)), days))
