"""The lines of all licences that are alike, as numbers: what is each one's own by its place."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np

from ....domain.history.changes import Change
from ....domain.law.evaluation import Decision
from ....domain.law.licence import holder_clause
from ....domain.over_time.lines.licences_alike import LinePattern
from ....domain.vocabulary.clauses import Clause
from .. import array_layout as layout
from ..outcomes import NOT_DECIDED, Outcomes

HELD, OWN = -2, -1
"""In place of an entry: the clause that a change's holder is; the change's own."""


class BlockPattern:
    """A block of lines. In place of a day, of a clause, of a verdict and of a change there stands
    which of the licence's own it is: of its days in their order, of the `clauses`, `verdicts` and
    `changes` that lines ask for, told by the places of changes in rank."""

    def __init__(
        self, lines: Iterable[LinePattern], roles: dict[Hashable, int], outcomes: Outcomes
    ) -> None:
        self._outcomes = outcomes
        self.clauses: dict[tuple[int, int], int] = {}
        self.verdicts: dict[tuple[int, int], int] = {}
        self.changes: dict[int, int] = {}
        self._parts: dict[str, int] = {}
        rows = [self._row(one, roles) for one in lines]
        self.lines = np.array(rows, dtype=np.int32).reshape(-1, layout.LINE_WIDTH)
        self.asked = np.array(list(self.clauses), dtype=np.int64).reshape(-1, 2)
        said = np.array(list(self.verdicts), dtype=np.int64).reshape(-1, 2)
        self.kinds, self.deciding = said[:, 0], said[:, 1]
        self.told = np.array(list(self.changes), dtype=np.int64)
        """The places of `clauses`, of the changes by which `verdicts` of such kinds are come to, of
        `changes`."""

    def _row(self, pattern: LinePattern, roles: dict[Hashable, int]) -> tuple[int, ...]:
        line = pattern.line
        asks, change = self._asks(pattern), pattern.change
        said = line.kind, line.present, line.negated
        return (
            *(line.begins, line.ends, *said, asks, asks),
            self._parts.setdefault(line.part, len(self._parts)),
            self._verdict(line.verdict, pattern.decided_by),
            -1 if change is None else self.changes.setdefault(change, len(self.changes)),
            line.place,
            -1 if line.role is None else roles.setdefault(line.role, len(roles)),
        )

    def _asks(self, pattern: LinePattern) -> int:
        if pattern.line.clause is None:
            return -1
        held = pattern.clause is None
        place = (pattern.holder or 0, HELD) if held else pattern.clause or (0, OWN)
        return self.clauses.setdefault(place, len(self.clauses))

    def _verdict(self, verdict: Decision | None, decided_by: int | None) -> int:
        if verdict is None:
            return -1
        place = NOT_DECIDED if decided_by is None else decided_by
        said = self._outcomes.kind_of(verdict), place
        return self.verdicts.setdefault(said, len(self.verdicts))


def clause_at(change: Change, entry: int) -> Clause | None:
    """A clause of a change: its holder's, its own, or that of one of its entries."""
    if entry == HELD:
        return holder_clause(change)
    return change.clause if entry == OWN else change.entries[entry].clause
