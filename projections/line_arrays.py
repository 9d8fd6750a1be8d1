"""Lines of the law as rows of whole numbers, with their conditions and sets beside them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from ..domain.clauses import COUNTRY_DIMENSIONS, DIMENSIONS, Clause
from ..domain.groups import Groups
from ..domain.history import Draft, History
from ..domain.lines import Known, Line, between, days_of_groups
from ..domain.streams import words_of
from . import kernel
from .codes import Codes, Sets
from .outcomes import Outcomes

Ints = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]


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

    def arrays(self) -> tuple[Ints, Ints, Words]:
        """Lines, conditions and sets as they are now; copies, so that more can be added."""
        lines = np.array(self.lines, dtype=np.int32).reshape(-1, kernel.LINE_WIDTH)
        conditions = np.array(self.conditions, dtype=np.int32)
        words = np.array(self.sets.words, dtype=np.uint64)
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
