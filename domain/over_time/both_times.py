"""All of time at once: what is said of a transaction on each day, as known on each other.

Two times make a plane: the day of the transaction, and the day up to which is known. It falls
into rectangles, in each of which the verdict, its reason and what decides it are the same. Along
`known` they change on days of publication only; along `valid` on days on which something visible
that bears on the transaction begins or ends. What is published changes nothing before its own
first day, so of a band of knowledge only what comes after is asked anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..history.changes import Change
from ..history.history import History
from ..law.evaluation import Decision
from ..vocabulary.change_types import LISTING
from ..vocabulary.dates import day_text
from .bearing import changes_that_ever_bear, days_that_bear
from .periods import FIRST_DAY
from .stands import Told, as_told

Decide = Callable[[int, int | None], Decision]
"""What is decided of a transaction of a day, as known on a day (None: as known now)."""


class DaySpan(NamedTuple):
    """The days from `begins` until `ends`; None where there is no bound."""

    begins: int | None
    ends: int | None


class Cell(NamedTuple):
    """The pairs of days of which the same is said, for the same reason, by the same change."""

    valid: DaySpan
    known: DaySpan
    outcome: Told

    def shown(self) -> dict[str, Any]:
        """A cell as it is answered."""
        return {
            "valid_from": _text(self.valid.begins),
            "valid_until": _text(self.valid.ends),
            "known_from": _text(self.known.begins),
            "known_until": _text(self.known.ends),
            **self.outcome._asdict(),
        }


Row = tuple[tuple[int | None, Told], ...]
"""What is said in a band of knowledge: from which days on what, neighbours different."""


def cells(
    history: History, licence: str | None, given: Mapping[str, str], decide: Decide
) -> Iterator[Cell]:
    """The cells that cover all pairs of days: the bands of knowledge in order, in each its cells
    in order; neighbours in a band differ, and so do neighbouring bands."""
    for known, row in bands(history, licence, given, decide):
        starts = [begins for begins, _ in row]
        for (begins, outcome), ends in zip(row, [*starts[1:], None], strict=True):
            yield Cell(DaySpan(begins, ends), known, outcome)


def bands(
    history: History, licence: str | None, given: Mapping[str, str], decide: Decide
) -> Iterator[tuple[DaySpan, Row]]:
    """The bands of knowledge, each with what is said in it; neighbours differ."""
    begins, last = None, None
    for known_from, row in _each_band(history, licence, given, decide):
        if last is not None and row != last:
            yield DaySpan(begins, known_from), last
            begins = known_from
        last = row
    if last is not None:
        yield DaySpan(begins, None), last


def _each_band(
    history: History, licence: str | None, given: Mapping[str, str], decide: Decide
) -> Iterator[tuple[int | None, Row]]:
    """What is said from each day of publication on, and before all of them."""
    row: Row = ()
    for known_from, known_on, new in _publications(history, licence, given):
        days = days_that_bear(history, licence, given, known_on)
        since = min(map(_first_effect, new), default=FIRST_DAY) if row else FIRST_DAY
        kept = row[: bisect_left(row, since, key=_begins)]
        row = _joined((*kept, *_said(since, days, known_on, decide)))
        yield known_from, row


def _publications(
    history: History, licence: str | None, given: Mapping[str, str]
) -> Iterator[tuple[int | None, int | None, Sequence[Change]]]:
    """The bands between days of publication: the first day, one as known on which it is asked,
    and what is new in it. The last is asked as known now."""
    published: dict[int, list[Change]] = {}
    for change in changes_that_ever_bear(history, licence, given):
        day = history.instrument_of(change).published_on
        published.setdefault(day, []).append(change)
    days = sorted(published)
    if not days or days[0] > FIRST_DAY:
        yield None, days[0] - 1 if days else None, ()
    for day in days:
        begins = day if day > FIRST_DAY else None
        yield begins, None if day == days[-1] else day, published[day]


def _first_effect(change: Change) -> int:
    """The first day on which a change can make a difference to those who come to know of it."""
    # That something was established at all tells even before it runs: a status, the basis of a
    # requirement, who is in a group; that an item is to be listed, that its code was not.
    if change.starting is None or change.type.establishes or change.type.name in LISTING:
        return FIRST_DAY
    return max(change.starting.first, FIRST_DAY)


def _said(
    since: int, days: Sequence[int], known_on: int | None, decide: Decide
) -> Iterator[tuple[int | None, Told]]:
    """What is said from a day on, and from each of these that come after."""
    for day in (since, *(one for one in days if one > since)):
        found = decide(day, known_on)
        begins = day if day > FIRST_DAY else None
        yield begins, as_told(found)


def _joined(row: Iterable[tuple[int | None, Told]]) -> Row:
    """Neighbours of which the same is said, as one."""
    found: list[tuple[int | None, Told]] = []
    for begins, outcome in row:
        if not found or found[-1][1] != outcome:
            found.append((begins, outcome))
    return tuple(found)


def _begins(said: tuple[int | None, Told]) -> int:
    return FIRST_DAY if said[0] is None else said[0]


def _text(day: int | None) -> str | None:
    return None if day is None else day_text(day)
