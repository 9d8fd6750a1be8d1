"""Rows against the compiled lines of the law.

The kernel decides what lines can decide. For every other row it writes a signature of all
that the rule function could see of it; the rule function is asked once for each signature.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from ..domain.clauses import FIELDS
from ..domain.history import History
from ..domain.lines import Known
from ..domain.truth import NO, YES, any_of
from . import kernel
from .codes import LACKING, LISTED, PLACES
from .outcomes import Answers
from .reevaluation import asked
from .relation import Relation
from .rows import Checks, Rows

Ints = npt.NDArray[np.int32]
Signatures = npt.NDArray[np.uint64]
MANY_LICENCES = 1_000
"""With more, rows are taken licence by licence, so that each one's lines are read once."""


class _Table:
    """What is known of signatures: half empty at least, so that looking up is short."""

    def __init__(self) -> None:
        self.count = 0
        self._make(1 << 12)

    def _make(self, size: int) -> None:
        self.keys = np.zeros((size, 2), dtype=np.uint64)
        self.values = np.full(size, kernel.UNKNOWN, dtype=np.int32)

    def put(self, signature: Signatures, value: int) -> None:
        """Remember the answer to a signature."""
        if 2 * (self.count + 1) > len(self.values):
            kept = np.flatnonzero(self.values != kernel.UNKNOWN)
            keys, values = self.keys[kept], self.values[kept]
            self._make(2 * len(self.values))
            for (one, other), old in zip(keys, values, strict=True):
                kernel.put(one, other, old, self.keys, self.values)
        kernel.put(signature[0], signature[1], value, self.keys, self.values)
        self.count += 1


class Compiled:
    """Rows against the compiled lines. Several threads may ask at the same time."""

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self.relation = Relation(history, known)
        self.checks = Checks(history)
        self._lock = threading.RLock()
        self._requirements, self._decided = _Table(), _Table()
        self._required: list[int] = []
        self._alone: list[int] = []
        self._forbids: list[int] = []
        self._usable = np.zeros(0, dtype=np.int64)
        self._arrays: tuple[Any, ...] = ()

    # -- rows as numbers -------------------------------------------------------------

    def answers(self, rows: Rows) -> Answers:
        """The answer to each row."""
        with self._lock:
            licences = self._licences(rows)
            days, codes, faulty = self._codes(rows)
            arrays = self._current()
        faulty |= licences < -1
        order = np.arange(rows.count, dtype=np.int32)
        if len(self.relation.numbers) > MANY_LICENCES:
            order = kernel.by_licence(np.maximum(licences, -1), len(self.relation.numbers))
        sound = order[~faulty[order]] if faulty.any() else order
        batch = _Batch(rows, codes, days, licences, arrays)
        required = self._judge(batch, sound, self._requirement, self._of_requirements)
        batch.required = required
        outcomes = self._judge(batch, sound, self._decide, self._of_row)
        words = np.full(rows.count, -1, dtype=np.int8)
        words[sound] = np.array(self._required, dtype=np.int8)[required[sound]]
        errors = {
            int(row): self.checks.sentence(rows.said(int(row))) for row in np.flatnonzero(faulty)
        }
        return Answers(self.relation.outcomes.every, outcomes, words, errors)

    def _licences(self, rows: Rows) -> Ints:
        if "licence" not in rows.places:
            self._need_all()
            return np.full(rows.count, -1, dtype=np.int32)
        numbers = [self.relation.number(name) for name in rows.values["licence"]]
        found = np.array([*numbers, -1], dtype=np.int32)[rows.places["licence"]]
        if (found == -1).any():
            self._need_all()
        return found

    def _need_all(self) -> None:
        """Transactions without a licence are judged against every one."""
        if not len(self._usable):
            self.relation.compile_all()
            self._usable = np.array(sorted(self.relation.numbers.values()), dtype=np.int64)

    def _codes(self, rows: Rows) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
        codes = np.full((rows.count, len(FIELDS)), LACKING, dtype=np.int32)
        faulty = np.zeros(rows.count, dtype=bool)
        for number, coded in enumerate(self.relation.own.codes):
            name = coded.field
            if name in rows.places:
                own = [
                    coded.code(value) if self.checks.sound(name, value) else -1
                    for value in rows.values[name]
                ]
                column = np.array([*own, LACKING], dtype=np.int32)[rows.places[name]]
                codes[:, number] = column
                if -1 in own:
                    faulty |= column < 0
        days = [self.checks.day(text) for text in rows.values.get("date", ())]
        none = np.full(rows.count, -1, dtype=np.int32)
        on = np.array([*days, 0], dtype=np.int32)[rows.places.get("date", none)]
        return on, codes, faulty | (on == 0)

    def _current(self) -> tuple[Any, ...]:
        """The arrays of the relation as they are now."""
        relation = self.relation
        state = (len(relation.own), len(relation.numbers))
        if self._arrays[:1] != (state,):
            self._arrays = (
                state,
                *relation.arrays(),
                np.array(relation.starts),
                np.array(relation.day_starts),
                np.array(relation.days, dtype=np.int32),
            )
        return self._arrays[1:]

    # -- two passes: what is required, what is decided ---------------------------------

    def _judge(
        self,
        batch: _Batch,
        rows: Ints,
        look: Callable[[_Batch, Ints, Ints], Signatures],
        settle: Callable[[_Batch, int], tuple[_Table, int]],
    ) -> Ints:
        """Look for each row's answer; ask the rule function for what is not known; again."""
        found = np.full(len(batch.days), kernel.UNKNOWN, dtype=np.int32)
        while len(rows):
            signatures = look(batch, rows, found)
            rows = rows[found[rows] == kernel.UNKNOWN]
            _, first = np.unique(signatures[rows, 0], return_index=True)
            with self._lock:
                for row in rows[first]:
                    table, answer = settle(batch, int(row))
                    table.put(signatures[row], answer)
        return found

    def _requirement(self, batch: _Batch, rows: Ints, found: Ints) -> Signatures:
        relation, table = self.relation, self._requirements
        lines, conditions, words, *_ = batch.arrays
        signatures = np.zeros((len(batch.days), 2), dtype=np.uint64)
        kernel.requirements_of(
            *(rows, batch.codes, batch.days, relation.bucket_of, relation.buckets),
            *(relation.order, lines, conditions, words, LISTED, PLACES, relation.world_days),
            *(table.keys, table.values, found, signatures),
        )
        return signatures

    def _decide(self, batch: _Batch, rows: Ints, found: Ints) -> Signatures:
        table = self._decided
        lines, conditions, words, starts, day_starts, days = batch.arrays
        signatures = np.zeros((len(batch.days), 2), dtype=np.uint64)
        with self._lock:
            alone = np.array(self._alone, dtype=np.int32)
            forbids = np.array(self._forbids, dtype=np.int8)
        kernel.decide(
            *(rows, batch.codes, batch.days, batch.licences, batch.required, alone, forbids),
            *(starts, lines, conditions, words, LISTED, PLACES, self.relation.world_days),
            *(day_starts, days, self._usable, table.keys, table.values, found, signatures),
        )
        return signatures

    # -- the rule function -------------------------------------------------------------

    def _of_requirements(self, batch: _Batch, row: int) -> tuple[_Table, int]:
        """What requirements say of a transaction; its verdict by that alone, if it has one."""
        evaluation = asked(self.history, self.known, batch.rows.said(row))
        forbids = any_of(one.holds for one in evaluation.prohibitions)
        decided = forbids is not NO or evaluation.required.truth is not YES
        alone = evaluation.without_licence() if decided else None
        self._alone.append(self.relation.outcomes.number(alone) if alone else kernel.UNKNOWN)
        self._forbids.append(int(forbids))
        self._required.append(int(evaluation.required.truth))
        return self._requirements, len(self._required) - 1

    def _of_row(self, batch: _Batch, row: int) -> tuple[_Table, int]:
        """What is decided of a transaction that the lines leave open."""
        said = batch.rows.said(row)
        evaluation = asked(self.history, self.known, said)
        licence = said.get("licence")
        verdict = evaluation.against(licence) if licence else evaluation.without_licence()
        return self._decided, self.relation.outcomes.number(verdict)


class _Batch:
    """Rows as the kernel reads them."""

    def __init__(
        self, rows: Rows, codes: Ints, days: Ints, licences: Ints, arrays: tuple[Any, ...]
    ) -> None:
        self.rows = rows
        self.codes = codes
        self.days = days
        self.licences = licences
        self.arrays = arrays
        self.required = np.zeros(0, dtype=np.int32)
