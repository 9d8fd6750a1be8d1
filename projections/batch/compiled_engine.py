"""Rows against the compiled lines of the law.

The kernel decides what lines can decide. For every other row it writes a signature of all
that the rule function could see of it; the rule function is asked once for each signature.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...domain.history.history import History
from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.truth import NO, YES, any_of
from ..kernel import array_layout as layout
from ..kernel import kernel
from ..kernel.field_codes import LACKING
from ..kernel.outcomes import Answers
from .compiled_law import CompiledLaw
from .one_by_one import asked
from .transactions import Checks, Rows

Ints = npt.NDArray[np.int32]
T = TypeVar("T", bound=np.generic)
Signatures = npt.NDArray[np.uint64]
MANY_LICENCES = 1_000
"""With more, rows are taken licence by licence, so that each one's lines are read once; with
fewer, the outcome of each kind of row is remembered."""
FEW_KINDS, MANY_KINDS = 1 << 14, 1 << 22
"""How many places there are for kinds of rows, at first and at most; half of them are used."""


class _Table:
    """What is known of signatures: half empty at least, so that looking up is short."""

    def __init__(self) -> None:
        self.count = 0
        self._make(1 << 12)

    def _make(self, size: int) -> None:
        self.keys = np.zeros((size, 2), dtype=np.uint64)
        self.values = np.full(size, kernel.UNKNOWN, dtype=np.int32)

    def answered(self) -> kernel.Answered:
        """The table as the kernel reads it."""
        return kernel.Answered(self.keys, self.values)

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


class _Seen(threading.local):
    """What one thread remembers of kinds of rows, as long as it is the same law."""

    def __init__(self) -> None:
        self._law: object = None
        self._begin(FEW_KINDS)

    def _begin(self, places: int) -> None:
        kinds = np.full(places, -1, dtype=np.int64)
        outcomes = np.zeros(places, dtype=np.int32)
        self._table = kernel.Seen(kinds, outcomes, np.zeros(1, dtype=np.int64))

    def of(self, law: kernel.Law) -> kernel.Seen:
        """The table for the kernel: an empty one for another law, a larger one than was filled."""
        places = len(self._table.kinds)
        full = 2 * self._table.count[0] >= places
        if self._law is not law:
            self._begin(places)
        elif full and places < MANY_KINDS:
            self._begin(4 * places)
        self._law = law
        return self._table


class CompiledEngine:
    """Rows against the compiled lines. Several threads may ask at the same time."""

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self.relation = CompiledLaw(history, known)
        self.checks = Checks(history)
        self._lock = threading.RLock()
        self._requirements, self._decided = _Table(), _Table()
        self._required: list[int] = []
        self._alone: list[int] = []
        self._forbids: list[int] = []
        self._usable = np.zeros(0, dtype=np.int64)
        self._law: tuple[tuple[int, int], kernel.Law, kernel.Kinds] | None = None
        self._seen = _Seen()

    # -- rows as numbers -------------------------------------------------------------

    def answers(self, rows: Rows) -> Answers:
        """The answer to each row."""
        with self._lock:
            licences = self._licences(rows)
            batch = _Batch(rows, self._order(licences))
            codes, days, faulty = self._codes(batch)
            batch.law, batch.kinds = self._current()
        licences = batch.ordered(licences)
        faulty |= licences < -1
        batch.asked = kernel.Asked(codes, days, self._epochs(days), licences)
        sound = np.arange(rows.count, dtype=np.int32)
        if faulty.any():
            sound = sound[~faulty]
        batch.required = self._judge(batch, sound, self._requirement, self._of_requirements)
        outcomes = self._judge(batch, sound, self._decide, self._of_row)
        words = np.full(rows.count, -1, dtype=np.int8)
        words[sound] = np.array(self._required, dtype=np.int8)[batch.required[sound]]
        errors = {
            row: self.checks.sentence(rows.said(row))
            for row in batch.rows_at(np.flatnonzero(faulty))
        }
        return Answers(self.relation.outcomes, batch.back(outcomes), batch.back(words), errors)

    def _licences(self, rows: Rows) -> Ints:
        if "licence" not in rows.places:
            self._need_all()
            return np.full(rows.count, -1, dtype=np.int32)
        numbers = self.relation.numbered(rows.texts["licence"])
        found = np.append(numbers, np.int32(-1))[rows.places["licence"]]
        if (found == -1).any():
            self._need_all()
        return found

    def _order(self, licences: Ints) -> Ints | None:
        """The order in which rows are looked at; None: as they stand."""
        if len(self.relation.names) <= MANY_LICENCES:
            return None
        order: Ints = kernel.by_licence(np.maximum(licences, -1), len(self.relation.names))
        return order

    def _need_all(self) -> None:
        """Transactions without a licence are judged against every one."""
        if not len(self._usable):
            self.relation.compile_all()
            self._usable = np.arange(len(self.relation.names), dtype=np.int64)

    def _codes(self, batch: _Batch) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
        rows = batch.rows
        codes = np.full((layout.GIVEN, rows.count), LACKING, dtype=np.int32)
        faulty = np.zeros(rows.count, dtype=bool)
        for number, coded in enumerate(self.relation.own.codes):
            name = coded.field
            if name in rows.places:
                own = [
                    coded.code(value) if self.checks.sound(name, value) else -1
                    for value in rows.values(name)
                ]
                column = np.array([*own, LACKING], dtype=np.int32)[batch.places(name)]
                codes[number] = column
                if -1 in own:
                    faulty |= column < 0
        days = np.array([*map(self.checks.day, rows.values("date")), 0], dtype=np.int32)
        on = days[batch.places("date")]
        return codes, on, faulty | (on == 0)

    def _epochs(self, days: Ints) -> Ints:
        """Between which of the world's days each row lies."""
        if not len(days):
            return days
        first = int(days.min())
        every = np.arange(first, int(days.max()) + 1)
        return np.searchsorted(self.relation.world_days, every, "right").astype(np.int32)[
            days - first
        ]

    def _current(self) -> tuple[kernel.Law, kernel.Kinds]:
        """The law as it is compiled now, and what tells rows apart."""
        state = (len(self.relation.own), len(self.relation.names))
        if self._law is None or self._law[0] != state:
            self._law = state, self.relation.law(), self.relation.kinds(MANY_LICENCES)
        return self._law[1:]

    # -- two passes: what is required, what is decided ---------------------------------

    def _judge(
        self,
        batch: _Batch,
        rows: Ints,
        look: Callable[[_Batch, Ints, Ints], Signatures],
        settle: Callable[[_Batch, int], tuple[_Table, int]],
    ) -> Ints:
        """Look for each row's answer; ask the rule function for what is not known; again."""
        found = np.full(batch.rows.count, kernel.UNKNOWN, dtype=np.int32)
        while len(rows):
            signatures = look(batch, rows, found)
            rows = rows[found[rows] == kernel.UNKNOWN]
            _, first = np.unique(signatures[rows, 0], return_index=True)
            with self._lock:
                self.history.read_ahead(batch.streams(rows[first]))
                for row in rows[first]:
                    table, answer = settle(batch, int(row))
                    table.put(signatures[row], answer)
        return found

    def _requirement(self, batch: _Batch, rows: Ints, found: Ints) -> Signatures:
        signatures = np.zeros((len(found), 2), dtype=np.uint64)
        answered = self._requirements.answered()
        kernel.requirements_of(rows, batch.asked, batch.law, answered, found, signatures)
        return signatures

    def _decide(self, batch: _Batch, rows: Ints, found: Ints) -> Signatures:
        signatures = np.zeros((len(found), 2), dtype=np.uint64)
        with self._lock:
            alone = np.array(self._alone, dtype=np.int32)
            forbids = np.array(self._forbids, dtype=np.int8)
            answered = self._decided.answered()
        kernel.decide(
            *(rows, batch.asked, batch.law, batch.kinds, self._seen.of(batch.law)),
            *(batch.required, alone, forbids, self._usable, answered, found, signatures),
        )
        return signatures

    # -- the rule function -------------------------------------------------------------

    def _of_requirements(self, batch: _Batch, row: int) -> tuple[_Table, int]:
        """What requirements say of a transaction; its verdict by that alone, if it has one."""
        evaluation = asked(self.history, self.known, batch.said(row))
        forbids = any_of(one.holds for one in evaluation.prohibitions)
        decided = forbids is not NO or evaluation.required.truth is not YES
        alone = evaluation.without_licence() if decided else None
        self._alone.append(self.relation.outcomes.number(alone) if alone else kernel.UNKNOWN)
        self._forbids.append(int(forbids))
        self._required.append(int(evaluation.required.truth))
        return self._requirements, len(self._required) - 1

    def _of_row(self, batch: _Batch, row: int) -> tuple[_Table, int]:
        """What is decided of a transaction that the lines leave open."""
        said = batch.said(row)
        evaluation = asked(self.history, self.known, said)
        licence = said.get("licence")
        verdict = evaluation.against(licence) if licence else evaluation.without_licence()
        return self._decided, self.relation.outcomes.number(verdict)


class _Batch:
    """Rows in the order in which they are looked at, and the law they are held against."""

    asked: kernel.Asked
    law: kernel.Law
    kinds: kernel.Kinds
    required: Ints

    def __init__(self, rows: Rows, order: Ints | None) -> None:
        self.rows = rows
        self.order = order

    def ordered(self, numbers: Ints) -> Ints:
        """A number for each row, in this order."""
        return numbers if self.order is None else numbers[self.order]

    def places(self, name: str) -> Ints:
        """Which value of a column each row has, in this order."""
        places = self.rows.places.get(name)
        if places is None:
            return np.full(self.rows.count, -1, dtype=np.int32)
        return self.ordered(places)

    def back(self, numbers: npt.NDArray[T]) -> npt.NDArray[T]:
        """A number for each row, as the rows stand."""
        if self.order is None:
            return numbers
        found = np.empty_like(numbers)
        found[self.order] = numbers
        return found

    def rows_at(self, places: npt.NDArray[np.int64]) -> list[int]:
        """Which rows are at these places of this order, as they stand."""
        found: list[int] = (places if self.order is None else np.sort(self.order[places])).tolist()
        return found

    def streams(self, places: Ints) -> list[str]:
        """The streams of the licences that the rows at these places of this order name."""
        if "licence" not in self.rows.places:
            return []
        which = np.unique(self.ordered(self.rows.places["licence"])[places])
        names = self.rows.texts["licence"].take(pa.array(which[which >= 0])).to_pylist()
        return [f"licence/{name}" for name in names]

    def said(self, place: int) -> dict[str, str]:
        """What the row at a place of this order says."""
        return self.rows.said(place if self.order is None else int(self.order[place]))
