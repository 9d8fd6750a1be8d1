"""Every transaction that clauses can tell apart, judged on all days from two sides.

A combination takes of each field that some clause asks for one set of values that are alike
(`alike.py`); what is left open here is not a transaction that lacks a field, but one that says
what no clause asks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...domain.faults import LedgerError
from ...domain.history.draft import Draft
from ...domain.over_time.periods import FIRST_DAY, LAST_DAY
from ...domain.vocabulary.control_lists import GOODS, LIST, said_apart
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.dimensions import FIELDS, HOME_LAW
from ...domain.vocabulary.jurisdictions import law_of
from .compiled_engine import CompiledEngine
from .impact import Side
from .transactions import EPOCH, Rows
from .value_classes import values_alike

MOST_COMBINATIONS = 20_000_000
"""So many combinations, each counted once for every day on which something can change, are
judged; more are refused."""
AT_A_TIME = 400_000
ANY, NO_LICENCE = "any", "(none)"
UNKNOWN_LICENCE = "unknown_licence"
"""In place of a verdict: on that side the licence was never established."""


class TooManyCombinationsError(LedgerError):
    """Clauses tell more transactions apart than are judged one by one."""

    title = "Too many combinations"


class Combinations:
    """The combinations for one licence (None: for transactions that name none), and the days
    on which what is said of them can change."""

    def __init__(self, licence: str | None, sides: Sequence[CompiledEngine]) -> None:
        self.licence = licence
        self.sides = sides
        if licence is None:
            for side in sides:
                side.relation.compile_all()
        self.known = [licence is None or side.relation.number(licence) >= 0 for side in sides]
        read = [(side.relation, side.relation.lines_of(licence)) for side in sides]
        self.fields = {
            coded.field: found
            for number, coded in enumerate(sides[-1].relation.own.codes)
            if len(found := values_alike(number, read)) > 1
        }
        days = {int(day) for relation, lines in read for day in lines[:, :2].flat}
        days |= {day for relation, _ in read for day in relation.days_of(licence)}
        self.days = sorted({FIRST_DAY, *(day for day in days if FIRST_DAY < day <= LAST_DAY)})
        self.shape = tuple(len(found) for found in self.fields.values())

    def __len__(self) -> int:
        return math.prod(self.shape) * len(self.days)

    def size(self) -> str:
        """How many there are, and of what."""
        fields = (f"{len(found)} of {name}" for name, found in self.fields.items())
        parts = " × ".join((*fields, f"{len(self.days)} days"))
        return f"{self.licence or 'no licence named'}: {parts} = {len(self):,}"

    def flips(self, advance: Callable[[int], None]) -> Iterator[pa.Table]:
        """The combinations whose verdict differs on some days, with those days as periods."""
        each = max(1, AT_A_TIME // len(self.days))
        for first in range(0, math.prod(self.shape), each):
            numbers = np.arange(first, min(first + each, math.prod(self.shape)))
            places = np.unravel_index(numbers, self.shape) if self.shape else ()
            yield self._flipped(places, len(numbers))
            advance(len(numbers) * len(self.days))

    def _flipped(self, places: Sequence[Any], combinations: int) -> pa.Table:
        rows = self._rows(places, combinations)
        was, becomes = (
            self._verdicts(side, rows, known).reshape(combinations, len(self.days))
            for side, known in zip(self.sides, self.known, strict=True)
        )
        pairs = np.where(was == becomes, -1, was * len(_VERDICTS) + becomes)
        other = pairs[:, 1:] != pairs[:, :-1]
        edge = np.ones((combinations, 1), dtype=bool)
        which, begins = np.nonzero((pairs >= 0) & np.hstack([edge, other]))
        _, lasts = np.nonzero((pairs >= 0) & np.hstack([other, edge]))
        columns = {"licence": _words([self.licence or NO_LICENCE], np.zeros_like(which))}
        for name in FIELDS:
            columns[name] = _words([ANY], np.zeros_like(which))
        for (name, found), place in zip(self.fields.items(), places, strict=True):
            columns[name] = _words([one.shown for one in found], place[which])
        columns["from"], columns["until"] = self._days(begins), self._days(lasts + 1)
        columns["was"] = _words(_VERDICTS, was[which, begins])
        columns["becomes"] = _words(_VERDICTS, becomes[which, begins])
        return pa.table(columns)

    def _rows(self, places: Sequence[Any], combinations: int) -> Rows:
        """Each combination on each day, as transactions."""
        total = combinations * len(self.days)
        days = np.tile(np.arange(len(self.days)), combinations)
        columns = {"date": _words([day_text(day) for day in self.days], days)}
        if self.licence is not None:
            columns["licence"] = _words([self.licence], np.zeros(total, dtype=np.int32))
        for (name, found), place in zip(self.fields.items(), places, strict=True):
            samples = [one.sample for one in found]
            columns[name] = _words(samples, np.repeat(place, len(self.days)))
            if name == GOODS:
                columns |= _goods(samples, columns[name].indices)
        return Rows(columns, total)

    def _verdicts(self, side: CompiledEngine, rows: Rows, known: bool) -> npt.NDArray[np.int64]:
        if not known:
            return np.full(rows.count, _VERDICTS.index(UNKNOWN_LICENCE))
        answers = side.answers(rows)
        assert not answers.errors
        said, codes = answers.verdicts()
        numbers = np.array([_VERDICTS.index(word) for word in said])
        return numbers[codes[answers.outcomes]]

    def _days(self, places: Any) -> pa.Array:
        """The days at these places; none before the first, and after the last."""
        days = np.array([*self.days, 0]) - EPOCH
        bounded = (places == 0) | (places == len(self.days))
        return pa.array(days[places].astype(np.int32), pa.date32(), mask=bounded)


_VERDICTS = (
    *("covered", "not_covered", "undetermined", "licence_required", "no_licence_required"),
    UNKNOWN_LICENCE,
)


def combinations(before: Side, after: Side, unnamed: bool = False) -> list[Combinations]:
    """The combinations for every licence that the change of sides can touch; `unnamed`: also for
    transactions that name none. `TooManyCombinationsError` beyond `MOST_COMBINATIONS`."""
    sides: dict[str, list[CompiledEngine]] = {}
    found: list[Combinations] = []
    for name in [*_touched(after), *([None] if unnamed else [])]:
        law = HOME_LAW if name is None else law_of(name)
        if law not in sides:
            sides[law] = [CompiledEngine(one.history, one.known, law) for one in (before, after)]
        found.append(Combinations(name, sides[law]))
        if sum(map(len, found)) > MOST_COMBINATIONS:
            sizes = "; ".join(one.size() for one in sorted(found, key=len, reverse=True)[:5])
            raise TooManyCombinationsError(
                f"more than {MOST_COMBINATIONS:,} would have to be judged ({sizes}); "
                "ask with a file of transactions instead: impact FILE --draft …"
            )
    return found


def _touched(after: Side) -> list[str]:
    """The licences whose verdicts can differ: all, if a draft changes what they share."""
    history = after.history
    streams = {one.stream for one in history.added} if isinstance(history, Draft) else {"all"}
    if all(name.startswith("licence/") for name in streams):
        return sorted(name.removeprefix("licence/") for name in streams)
    return history.subjects("licence")


def _goods(samples: Sequence[str], places: Any) -> dict[str, Any]:
    """The columns in which transactions say these goods: codes, and the lists that they are of."""
    said = [said_apart(one) for one in samples]
    names = (GOODS, LIST) if any(LIST in one for one in said) else (GOODS,)
    own = pa.array(places)
    return {
        name: pa.array([one.get(name) for one in said], pa.string()).take(own) for name in names
    }


def _words(words: Sequence[str], places: Any) -> pa.Array:
    numbers = pa.array(np.asarray(places, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string()))
