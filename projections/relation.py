"""The lines of the law as arrays, made from the record for the licences that are asked about.

A relation belongs to one viewpoint: a size of the log, and what was known (on one day, or
on each transaction's own). Licences are compiled when they are first asked about.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from ..domain.clauses import COUNTRY_DIMENSIONS, DIMENSIONS, Clause
from ..domain.groups import Groups
from ..domain.history import Draft, History
from ..domain.lines import (
    Known,
    Line,
    between,
    days_of_groups,
    licence_lines,
    requirement_lines,
)
from ..domain.streams import words_of
from . import kernel
from .codes import LISTED, PLACES, Codes, Sets
from .outcomes import Outcomes

Ints = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
UNKNOWN_LICENCE = -2
"""In place of a licence's number: a name that was never established."""


class Lines:
    """Lines as rows of whole numbers, conditions and sets beside them."""

    def __init__(self, history: History, known: Known, outcomes: Outcomes) -> None:
        self.history = history
        self.known = known
        self.outcomes = outcomes
        self.codes = [Codes(name, _named(name, history)) for name in DIMENSIONS]
        self.sets = Sets(self.codes)
        self.lines = array("i")
        self.conditions = array("i")
        self._parts: dict[str, int] = {}
        self._group_days: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        self._groups: dict[int, Groups] = {}
        self._asked: dict[tuple[str, tuple[str, ...], int], tuple[int, int, int]] = {}

    def __len__(self) -> int:
        return len(self.lines) // kernel.LINE_WIDTH

    def add(self, line: Line) -> None:
        """Put a line at the end; cut where the groups that it names change."""
        pieces = [
            (first, until, self._conditions(line.clause, first)) for first, until in self._cut(line)
        ]
        for first, until, conditions in _joined(pieces):
            start = len(self.conditions) // kernel.CONDITION_WIDTH
            for condition in conditions:
                self.conditions.extend(condition)
            outcome = -1 if line.verdict is None else self.outcomes.number(line.verdict)
            part = self._parts.setdefault(line.part, len(self._parts))
            end = start + len(conditions)
            said = (first, until, line.kind, line.present, line.negated, start, end, part, outcome)
            self.lines.extend((*said, 0))

    def _cut(self, line: Line) -> Iterator[tuple[int, int]]:
        names = tuple(sorted(_groups_in(line.clause)))
        if not names:
            yield line.begins, line.ends
            return
        if names not in self._group_days:
            days = days_of_groups(names, self.history, self.known)
            self._group_days[names] = between(days)
        for first, until in self._group_days[names]:
            if max(first, line.begins) < min(until, line.ends):
                yield max(first, line.begins), min(until, line.ends)

    def _conditions(self, clause: Clause | None, day: int) -> tuple[tuple[int, int, int], ...]:
        says = clause.says if clause else {}
        return tuple(self._condition(name, tuple(words), day) for name, words in says.items())

    def _condition(self, name: str, words: tuple[str, ...], day: int) -> tuple[int, int, int]:
        grouped = name in COUNTRY_DIMENSIONS and any(word[0] == "@" for word in words)
        key = (name, words, day if grouped else 0)
        if key not in self._asked:
            self._asked[key] = self.sets.condition(name, words, self._groups_on(day))
        return self._asked[key]

    def _groups_on(self, day: int) -> Groups:
        if day not in self._groups:
            self._groups[day] = Groups(self.known.seen(self.history, day))
        return self._groups[day]


class Relation:
    """What the kernel reads: the licences compiled so far, and the requirements."""

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self.outcomes = Outcomes()
        self.own = Lines(history, known, self.outcomes)
        self.starts = array("q", [0])
        self.day_starts = array("q", [0])
        self.days = array("i")
        self.numbers: dict[str, int] = {}
        self._first_of_requirements()

    # -- requirements ----------------------------------------------------------------

    def _first_of_requirements(self) -> None:
        for line in requirement_lines(self.history, self.known):
            self.own.add(line)
        self.requirements = len(self.own)
        self._conditions_of_requirements = len(self.own.conditions)
        self.starts[0] = self.requirements
        self.bucket_of = DIMENSIONS.index("destinations")
        self.buckets, self.order = self._bucketed()
        self.world_days = np.array(sorted(self._days_of_world()), dtype=np.int32)

    def _bucketed(self) -> tuple[npt.NDArray[np.int64], Ints]:
        """The requirements' lines that a row of each destination may match."""
        countries = len(self.own.codes[self.bucket_of].values)
        found: list[list[int]] = [[] for _ in range(countries)]
        lines, conditions, words = self.arrays()
        for number in range(self.requirements):
            for code in range(countries):
                if self._may_match(lines[number], code, conditions, words):
                    found[code].append(number)
        starts = np.cumsum([0, *(len(one) for one in found)])
        return starts.astype(np.int64), np.array([n for one in found for n in one], dtype=np.int32)

    def _named_by_requirements(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The fields that requirements ask for, and how many codes each has; no sizes where
        a row's codes together would be no number of 64 bits, or more come to be."""
        end = self._conditions_of_requirements
        named = sorted(set(self.own.conditions[:end][kernel.FIELD :: kernel.CONDITION_WIDTH]))
        sizes = [len(self.own.codes[number].values) for number in named]
        room = (1 << 62) // (len(self.world_days) + 2)
        if LISTED in named or math.prod(sizes) > room:
            sizes = []
        return np.array(named if sizes else [], dtype=np.int64), np.array(sizes, dtype=np.int64)

    def _may_match(self, line: Ints, code: int, conditions: Ints, words: Words) -> bool:
        for c in range(line[kernel.CONDITIONS], line[kernel.CONDITIONS_END]):
            field, where, width = conditions[c]
            if field == self.bucket_of:
                return bool(int(words[where + width + (code >> 6)]) >> (code & 63) & 1)
        return True

    def _days_of_world(self) -> set[int]:
        """The days on which a requirement or a group can change."""
        names = [f"requirement/{name}" for name in self.history.subjects("requirement")]
        changes = [c for name in names for c in self.history.stream(name).changes.values()]
        days = self.known.days(self.history, [*changes, *self.history.completions()])
        for column in (kernel.BEGINS, kernel.ENDS):
            days |= set(self.own.lines[column :: kernel.LINE_WIDTH])
        return days | days_of_groups(self.history.subjects("group"), self.history, self.known)

    # -- licences --------------------------------------------------------------------

    def number(self, licence: str) -> int:
        """The number of a licence, compiled if it is not yet; of none that was established."""
        number = self.numbers.get(licence)
        if number is None:
            if not self.history.knows("licence", licence):
                return UNKNOWN_LICENCE
            number = self.numbers[licence] = len(self.numbers)
            self._compile(licence)
        return number

    def _compile(self, licence: str) -> None:
        for line in licence_lines(licence, self.history, self.known):
            self.own.add(line)
        self.starts.append(len(self.own))
        changes = self.history.stream(f"licence/{licence}").changes.values()
        self.days.extend(sorted(self.known.days(self.history, changes)))
        self.day_starts.append(len(self.days))

    def compile_all(self) -> None:
        """Compile every licence, as transactions without one need them all."""
        for name in self.history.subjects("licence"):
            self.number(name)

    def law(self) -> kernel.Law:
        """All that is compiled by now, as the kernel reads it."""
        lines, conditions, words = self.arrays()
        return kernel.Law(
            *(lines, conditions, words, np.array(self.starts), np.array(self.day_starts)),
            *(np.array(self.days, dtype=np.int32), self.buckets, self.order, LISTED),
            *(sum(1 << (place + kernel.GIVEN) for place in PLACES), self.bucket_of),
            *self._named_by_requirements(),
        )

    def arrays(self) -> tuple[Ints, Ints, Words]:
        """Lines, conditions and sets as they are now; copies, so that more can be added."""
        lines = np.array(self.own.lines, dtype=np.int32).reshape(-1, kernel.LINE_WIDTH)
        conditions = np.array(self.own.conditions, dtype=np.int32)
        words = np.array(self.own.sets.words, dtype=np.uint64)
        return lines, conditions.reshape(-1, kernel.CONDITION_WIDTH), words


def _named(dimension: str, history: History) -> set[str]:
    """The values that recorded clauses name, where the dimension's values are not all known."""
    if dimension not in ("goods", "programmes"):
        return set()
    named = set(history.words(dimension))
    if isinstance(history, Draft):
        words = (word for change in history.added for word in words_of(change))
        named |= {compared for name, compared, _ in words if name == dimension}
    return named


def _groups_in(clause: Clause | None) -> set[str]:
    return {
        word[1:]
        for name in COUNTRY_DIMENSIONS
        for word in (clause.says.get(name, ()) if clause else ())
        if word[0] == "@"
    }


def _joined(pieces: Iterable[tuple[int, int, Any]]) -> Iterator[tuple[int, int, Any]]:
    """Neighbouring days with the same conditions as one piece."""
    last: tuple[int, int, Any] | None = None
    for first, until, conditions in pieces:
        if last and last[2] == conditions:
            last = (last[0], until, conditions)
            continue
        if last:
            yield last
        last = (first, until, conditions)
    if last:
        yield last
