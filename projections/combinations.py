"""Every transaction that clauses can tell apart, judged on all days from two sides.

Of a field's values those are *alike* that no clause tells apart on any day, on either side:
the countries that one group alone names, or all that no clause names ("any other"). A
combination takes one such set of each field that some clause asks for; what is left open
here is not a transaction that lacks a field, but one that says what no clause asks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..domain.clauses import CLOSED_LISTS, COUNTRY_DIMENSIONS, FIELDS
from ..domain.dates import day_text
from ..domain.faults import LedgerError
from ..domain.history import Draft
from ..domain.timeline import FIRST_DAY, LAST_DAY
from . import kernel
from .codes import LISTED, NOBODY, OTHER, Codes
from .compiled import Compiled
from .impact import Side
from .relation import Relation
from .rows import EPOCH, Rows

MOST = 20_000_000
"""So many combinations, each counted once for every day on which something can change, are
judged; more are refused."""
AT_A_TIME = 400_000
ANY, ANY_OTHER, NO_LICENCE = "any", "any other", "(none)"
UNKNOWN_LICENCE = "unknown_licence"
"""In place of a verdict: on that side the licence was never established."""

Ints = npt.NDArray[np.int32]
Told = npt.NDArray[np.bool_]


class TooManyCombinationsError(LedgerError):
    """Clauses tell more transactions apart than are judged one by one."""

    title = "Too many combinations"


@dataclass(frozen=True, slots=True)
class Alike:
    """Values that no clause tells apart, how they are shown, and one of them to ask with."""

    values: Sequence[str]
    shown: str
    sample: str


class Combinations:
    """The combinations for one licence (None: for transactions that name none), and the days
    on which what is said of them can change."""

    def __init__(self, licence: str | None, sides: Sequence[Compiled]) -> None:
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
            if len(found := _alike(number, read)) > 1
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
        return Rows(columns, total)

    def _verdicts(self, side: Compiled, rows: Rows, known: bool) -> npt.NDArray[np.int64]:
        if not known:
            return np.full(rows.count, _VERDICTS.index(UNKNOWN_LICENCE))
        answers = side.answers(rows)
        assert not answers.errors
        numbers = np.array([_VERDICTS.index(said[0]) for said in answers.every])
        return numbers[answers.outcomes]

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
    transactions that name none. `TooManyCombinationsError` beyond `MOST`."""
    sides = [Compiled(one.history, one.known) for one in (before, after)]
    found: list[Combinations] = []
    for name in [*_touched(after), *([None] if unnamed else [])]:
        found.append(Combinations(name, sides))
        if sum(map(len, found)) > MOST:
            sizes = "; ".join(one.size() for one in sorted(found, key=len, reverse=True)[:5])
            raise TooManyCombinationsError(
                f"more than {MOST:,} would have to be judged ({sizes}); "
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


# -- what is alike -----------------------------------------------------------------


def _alike(number: int, read: Sequence[tuple[Relation, Ints]]) -> list[Alike]:
    """The values of a field, together where no line on either side tells them apart."""
    every = [relation.own.codes[number] for relation, _ in read]
    values = _values(every)
    told = np.hstack([_told(relation, lines, number, values) for relation, lines in read])
    classes: dict[bytes, list[str]] = {}
    for value, row in zip(values, told, strict=True):
        classes.setdefault(row.tobytes(), []).append(value)
    samples = [(found, _sample(found, every)) for found in classes.values()]
    names = read[0][0].history.words("programmes") if every[0].dimension == "programmes" else {}
    return [Alike(one, _shown(one, values, names), sample) for one, sample in samples if sample]


def _values(every: Sequence[Codes]) -> list[str]:
    """All values that some clause may tell apart, and last one that none names."""
    found = {value for coded in every for value in coded.values[OTHER + 1 :]}
    return [*sorted(found - {f"none.{NOBODY}"}), NOBODY]


def _told(relation: Relation, lines: Ints, number: int, values: Sequence[str]) -> Told:
    """For each value, whether it matches and whether it may, by each set that lines ask for."""
    _, conditions, words = relation.own.arrays()
    codes = np.array([relation.own.codes[number].code(value) for value in values])
    bounds = lines[:, [kernel.CONDITIONS, kernel.CONDITIONS_END]].tolist()
    asked = {tuple(one) for first, end in bounds for one in conditions[first:end].tolist()}
    columns = [np.zeros(len(values), dtype=bool)]
    for field, where, width in sorted(asked):
        if field == number == LISTED:
            columns.append(np.isin(codes, words[where : where + width].astype(np.int64)))
        elif field == number:
            shift = (codes & 63).astype(np.uint64)
            for start in (where, where + width):
                columns.append((words[start + (codes >> 6)] >> shift & np.uint64(1)).astype(bool))
    return np.stack(columns, axis=1)


def _shown(found: Sequence[str], values: Sequence[str], written: Mapping[str, str]) -> str:
    """Values in words: of codes `X` for all at and below it, `X itself`, `other X` below it."""
    if NOBODY in found:
        return ANY_OTHER
    own = set(found)
    whole = {one for one in found if own.issuperset(v for v in values if v.startswith(one + "."))}
    words = []
    for one in found:
        above = one.rpartition(".")[0]
        if one.endswith(f".{NOBODY}"):
            words += [] if above in whole else [f"other {above}"]
        elif above not in whole:
            below = any(v.startswith(one + ".") for v in values)
            words.append(f"{one} itself" if below and one not in whole else written.get(one, one))
    return ", ".join(words)


def _sample(found: Sequence[str], every: Sequence[Codes]) -> str:
    """A value that a transaction can say; none, where all words there are have been named."""
    sayable = [one for one in found if NOBODY not in one]
    if sayable or every[0].dimension in (*CLOSED_LISTS, *COUNTRY_DIMENSIONS):
        return sayable[0] if sayable else ""
    stem = found[0].replace(NOBODY, "z") if every[0].dimension == "goods" else "other "
    fresh = (f"{stem if stem != 'z' else '0Z'}{number}" for number in count())
    return next(one for one in fresh if not any(one in coded.of for coded in every))


def _words(words: Sequence[str], places: Any) -> pa.Array:
    numbers = pa.array(np.asarray(places, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(numbers, pa.array(words, pa.string()))
