"""Lines of the law as rows of whole numbers, with their conditions and sets beside them."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from ...domain.history.draft import Draft
from ...domain.history.history import History
from ...domain.history.mentions import words_of
from ...domain.law.groups import Groups
from ...domain.over_time.knowledge import Known
from ...domain.over_time.lines.line import Line
from ...domain.over_time.periods import END, FIRST_DAY, between
from ...domain.over_time.presence import days_of_groups, days_of_lists
from ...domain.vocabulary.clauses import Clause
from ...domain.vocabulary.control_lists import GOODS, as_asked, code_on_list, lists_named
from ...domain.vocabulary.dimensions import COUNTRY_DIMENSIONS, DIMENSION_NAMES, REMEMBERED
from . import array_layout as layout
from .field_codes import Codes, Condition, Sets
from .numbering import Ints
from .outcomes import Outcomes

Words = npt.NDArray[np.uint64]
_NAMING_WHOLE = (*COUNTRY_DIMENSIONS, GOODS)
"""The dimensions whose words can name a group, or all of a list, by its day."""
_CLAUSES_KEPT = 100_000
"""What so many clauses ask is remembered."""
_Asked = tuple[tuple[str, ...], list[tuple[int, int, tuple[int, ...]]]]
_EVERYBODY: _Asked = ((), [(FIRST_DAY, END, ())])
"""What is asked where there is no clause."""


class Lines:
    """Lines as rows of whole numbers, conditions and sets beside them."""

    def __init__(self, history: History, known: Known, outcomes: Outcomes) -> None:
        self.history = history
        self.known = known
        self.outcomes = outcomes
        self.codes = [Codes(name, _named(name, history)) for name in DIMENSION_NAMES]
        self.sets = Sets(self.codes)
        self.lines = array("i")
        self.conditions = array("i")
        self.changes: list[str] = []
        """The changes of which lines are parts, by their numbers."""
        self.roles: dict[Hashable, int] = {}
        """What parts are, whichever licence they are of, each with its number."""
        self._groups: dict[int, Groups] = {}
        self._asked: dict[object, _Asked] = {}
        self._sets: dict[object, Condition] = {}

    def __len__(self) -> int:
        return len(self.lines) // layout.LINE_WIDTH

    def add(self, lines: Iterable[Line]) -> None:
        """Put a block of lines at the end; each cut where the groups that it names change."""
        parts: dict[str, int] = {}
        changes: dict[str | None, int] = {None: -1}
        into, conditions, numbered = self.lines.extend, self.conditions, self.outcomes.number_by
        for line in lines:
            change = changes.get(line.change)
            if change is None:
                change = changes[line.change] = len(self.changes)
                self.changes.append(line.change or "")
            verdict = line.verdict
            outcome = -1 if verdict is None else numbered(verdict, line.decided_by)
            part = parts.setdefault(line.part, len(parts))
            whole, pieces = self.asked_by(line.clause)
            role = -1 if line.role is None else self.role(line.role, whole)
            for first, until, asked in pieces:
                first, until = max(first, line.begins), min(until, line.ends)
                if first < until:
                    start = len(conditions) // layout.CONDITION_WIDTH
                    conditions.extend(asked)
                    end = start + len(asked) // layout.CONDITION_WIDTH
                    said = (line.kind, line.present, line.negated, start, end, part, outcome)
                    into((first, until, *said, change, line.place, role))

    def clear(self) -> None:
        """Begin anew; what sets and roles there are stays."""
        self.lines, self.conditions, self.changes = array("i"), array("i"), []

    def role(self, role: Hashable, whole: tuple[str, ...]) -> int:
        """The number of a role; whose clause names groups, or all of a list, is another: sets do
        not tell whether these are recorded."""
        return self.roles.setdefault((role, whole) if whole else role, len(self.roles))

    def asked_by(self, clause: Clause | None) -> _Asked:
        """The groups and lists that a clause names, and what it asks: its conditions, one after
        the other, between the days on which these change."""
        if clause is None:
            return _EVERYBODY
        key = tuple([(name, *words) for name, words in as_asked(clause.says).items()])
        found = self._asked.get(key)
        if found is None:
            if len(self._asked) >= _CLAUSES_KEPT:
                self._asked.clear()
            whole = (*clause.groups(), *clause.lists())
            found = self._asked[key] = whole, list(_joined(self._cut(clause)))
        return found

    def _cut(self, clause: Clause) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        names, lists = set(clause.groups()), set(clause.lists())
        days = days_of_groups(names, self.history, self.known) if names else set()
        days |= days_of_lists(lists, self.history, self.known) if lists else set()
        asked = as_asked(clause.says)
        last = FIRST_DAY
        for first, until in between(days):
            conditions = [self._condition(n, tuple(w), first, last) for n, w in asked.items()]
            yield first, until, tuple(chain.from_iterable(conditions))
            last = first

    def _condition(self, name: str, words: tuple[str, ...], day: int, last: int) -> Condition:
        """What words ask on a day. What they ask on the last one before it is known, or on none."""
        grouped = name in _NAMING_WHOLE and any(word[0] == "@" for word in words)
        own = (name, frozenset(words))
        key = (*own, day if grouped else 0)
        found = self._sets.get(key)
        if found is None:
            if len(self._sets) >= _CLAUSES_KEPT:
                self._sets.clear()
            earlier = self._sets.get((*own, last)) if grouped and name == GOODS else None
            items = self._listed_otherwise(words, day, last) if earlier else None
            told = None if earlier is None or items is None else (earlier, items)
            found = self.sets.condition(name, words, self._groups_on(day), told)
            self._sets[key] = found
        return found

    def _listed_otherwise(self, words: Sequence[str], day: int, last: int) -> set[str] | None:
        """The items, as they are compared, of which the lists that words name tell otherwise on
        two days; None where they may tell otherwise of any code."""
        here, there = self._groups_on(day), self._groups_on(last)
        found = set[str]()
        for name in lists_named(words):
            codes = here.listed_otherwise(name, there)
            if codes is None:
                return None
            found |= {code_on_list(code, name) for code in codes}
        return found

    def _groups_on(self, day: int) -> Groups:
        if day not in self._groups:
            self._groups[day] = Groups(self.known.seen(self.history, day))
        return self._groups[day]

    def arrays(self) -> tuple[Ints, Ints, Words]:
        """Lines, conditions and sets as they are now; copies, so that more can be added."""
        lines = np.array(self.lines, dtype=np.int32).reshape(-1, layout.LINE_WIDTH)
        conditions = np.array(self.conditions, dtype=np.int32)
        words = np.array(self.sets.words, dtype=np.uint64)
        return lines, conditions.reshape(-1, layout.CONDITION_WIDTH), words


def _named(dimension: str, history: History) -> set[str]:
    """The values that recorded clauses name, where the dimension's values are not all known."""
    if dimension not in REMEMBERED:
        return set()
    named = set(history.words(dimension))
    if isinstance(history, Draft):
        words = (word for change in history.added for word in words_of(change))
        named |= {compared for name, compared, _ in words if name == dimension}
    return named | _items_of(lists_named(list(named)), history) if dimension == GOODS else named


def _items_of(lists: Iterable[str], history: History) -> set[str]:
    """The codes of all items of control lists, as they are compared."""
    return {
        code_on_list(code, name) for name in lists for code in history.stream(f"list/{name}").items
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
