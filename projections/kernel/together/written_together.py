"""Blocks of lines of many licences, written at once: each by the pattern of those it is alike."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ....domain.history.changes import Change
from ....domain.over_time.likeness import DAY_ONE
from ....domain.over_time.lines.licences_alike import ALIKE_KEPT, MOST_ALIKE, LicenceLines
from ....domain.over_time.periods import END
from ....domain.vocabulary.change_types import CHANGE_TYPES
from .. import array_layout as layout
from ..line_arrays import Lines
from ..numbering import Ints
from .clauses_asked import NOBODY_ASKED, ClausesAsked
from .line_pattern import BlockPattern, clause_at
from .ranked_changes import RankedChanges

_Places = npt.NDArray[np.int64]
_CORRECTION, _TO_DO_BY = "record_corrected", "comply_by"
_APART = {_CORRECTION, *(one.name for one in CHANGE_TYPES.values() if _TO_DO_BY in one.may)}
"""The types of changes that may keep a licence from being written together with others."""


class BlocksWritten(NamedTuple):
    """How many lines there are after each block; the days of its licence, and where they begin."""

    ends: _Places
    days: _Places
    day_starts: _Places


class WrittenTogether:
    """Lines of licences, put at the end of others."""

    def __init__(self, lines: Lines, alone: LicenceLines) -> None:
        self.lines = lines
        self.alone = alone
        self.clauses = ClausesAsked(lines)
        self._patterns: dict[Hashable, BlockPattern] = {}
        self._forms: dict[Hashable, int] = {}
        self._roles: dict[Hashable, int] = {}
        self._role_of: list[Hashable] = []
        self._role_numbers: dict[int, int] = {}

    def add(self, licences: Sequence[tuple[str, Sequence[Change]]]) -> BlocksWritten:
        """Put the blocks of these licences at the end, each with its recorded changes, all of
        which `is_plain`."""
        self.clauses.let_go()
        alone, records = self.alone, [changes for _, changes in licences]
        ranked = RankedChanges(records, alone.presence.history, alone.presence.known, self._forms)
        patterns = [
            self._pattern(key, name) for key, (name, _) in zip(ranked.keys(), licences, strict=True)
        ]
        counts = self._write(ranked, patterns)
        return BlocksWritten(np.cumsum(counts), ranked.every_day, ranked.every_day_starts)

    def _pattern(self, key: Hashable, name: str) -> BlockPattern:
        found = self._patterns.get(key)
        if found is None:
            if len(self._patterns) >= ALIKE_KEPT:
                self._patterns.clear()
            lines = self.alone.patterns(name)
            found = BlockPattern(lines, self._roles, self.lines.outcomes)
            self._patterns[key] = found
        return found

    def _write(self, ranked: RankedChanges, patterns: Sequence[BlockPattern]) -> _Places:
        """Write the lines; how many each licence has."""
        own = np.repeat(np.arange(len(patterns)), [len(one.lines) for one in patterns])
        wide = np.concatenate([one.lines for one in patterns]).astype(np.int64)
        for column in (layout.BEGINS, layout.ENDS):
            days = wide[:, column]
            places = np.flatnonzero((days >= DAY_ONE) & (days != END))
            first = ranked.day_starts[own[places]] - DAY_ONE
            days[places] = ranked.days[first + days[places]]
        for column, found in (
            (layout.CONDITIONS, self._clauses(ranked, patterns)),
            (layout.OUTCOME, self._outcomes(ranked, patterns)),
            (layout.CHANGE, self._changes(ranked, patterns)),
        ):
            numbers, starts = found
            slots = wide[:, column]
            places = np.flatnonzero(slots >= 0)
            slots[places] = numbers[starts[own[places]] + slots[places]]
        asks = wide[:, layout.CONDITIONS]
        asks[asks < 0] = NOBODY_ASKED
        return np.bincount(own[self._cut(wide, asks)], minlength=len(patterns))

    def _cut(self, wide: _Places, asks: _Places) -> _Places:
        """Write lines, each cut where what it asks changes; of each that is written, which it is a
        piece of."""
        asked = self.clauses.asked()
        self._number_roles(wide, asked.whole[asks])
        piece, line = _spread(asked.starts[asks], asked.starts[asks + 1])
        begins = np.maximum(asked.firsts[piece], wide[line, layout.BEGINS])
        ends = np.minimum(asked.untils[piece], wide[line, layout.ENDS])
        there = np.flatnonzero(begins < ends)
        piece, line = piece[there], line[there]
        condition, of = _spread(asked.condition_starts[piece], asked.condition_starts[piece + 1])
        into, conditions = self.lines.lines, self.lines.conditions
        found = wide[line].astype(np.int32)
        found[:, layout.BEGINS], found[:, layout.ENDS] = begins[there], ends[there]
        counts = np.bincount(of, minlength=len(piece))
        until = np.cumsum(counts) + len(conditions) // layout.CONDITION_WIDTH
        found[:, layout.CONDITIONS], found[:, layout.CONDITIONS_END] = until - counts, until
        into.frombytes(found.tobytes())
        conditions.frombytes(asked.conditions[condition].tobytes())
        return line

    def _clauses(
        self, ranked: RankedChanges, patterns: Sequence[BlockPattern]
    ) -> tuple[_Places, _Places]:
        """The numbers of what each licence's clauses ask, and where its own begin."""
        asked = [one.asked for one in patterns]
        rows, starts = ranked.rows([one[:, 0] for one in asked])
        found = self.clauses.numbers(
            entries[row][entry].clause if entry >= 0 else clause_at(changes[row], entry)
            for entries, changes in ((ranked.entries, ranked.every),)
            for row, entry in zip(rows.tolist(), np.concatenate(asked)[:, 1].tolist(), strict=True)
        )
        return np.array(found, dtype=np.int64), starts

    def _outcomes(
        self, ranked: RankedChanges, patterns: Sequence[BlockPattern]
    ) -> tuple[_Places, _Places]:
        """The numbers of each licence's verdicts, and where its own begin."""
        rows, starts = ranked.rows([one.deciding for one in patterns])
        kinds = np.concatenate([one.kinds for one in patterns])
        return self.lines.outcomes.numbers_by(kinds, rows, ranked.ids), starts

    def _changes(
        self, ranked: RankedChanges, patterns: Sequence[BlockPattern]
    ) -> tuple[_Places, _Places]:
        """The numbers of the changes of which lines are parts, and where each licence's begin."""
        rows, starts = ranked.rows([one.told for one in patterns])
        own, ids = self.lines.changes, ranked.ids
        numbers = np.arange(len(own), len(own) + len(rows))
        own += [ids[row] for row in rows.tolist()]
        return numbers, starts

    def _number_roles(self, wide: _Places, whole: Ints) -> None:
        """Roles as lines number them: that of a clause which names groups, or all of a list, is
        another."""
        roles = wide[:, layout.ROLE]
        places = np.flatnonzero(roles >= 0)
        keys, each = np.unique(roles[places] << 32 | whole[places], return_inverse=True)
        numbers = [self._role_number(key) for key in keys.tolist()]
        roles[places] = np.array(numbers, dtype=np.int64)[each]

    def _role_number(self, key: int) -> int:
        found = self._role_numbers.get(key)
        if found is None:
            self._role_of.extend(islice(self._roles, len(self._role_of), None))
            wholes = tuple(self.clauses.wholes)
            role, whole = self._role_of[key >> 32], wholes[key & 0xFFFF_FFFF]
            found = self._role_numbers[key] = self.lines.role(role, whole)
        return found


def is_plain(changes: Sequence[Change]) -> bool:
    """Whether these changes of a licence can be written together with those of others: they are
    not too many, none is a correction, and none says until when something is to be done."""
    if len(changes) > MOST_ALIKE:
        return False
    for one in changes:
        if one.type.name in _APART and (one.type.name == _CORRECTION or _TO_DO_BY in one.content):
            return False
    return True


def _spread(
    starts: npt.NDArray[np.integer], ends: npt.NDArray[np.integer]
) -> tuple[_Places, _Places]:
    """All places from a start until an end, one after the other; and which of them each is of."""
    counts = (ends - starts).astype(np.int64)
    of = np.repeat(np.arange(len(counts)), counts)
    return np.arange(len(of)) - (np.cumsum(counts) - counts)[of] + starts[of], of
