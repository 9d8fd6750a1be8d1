"""What is remembered of rows: the answers to signatures, and what came of kinds of rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from ...domain.vocabulary.dimensions import RARE
from . import kernel_arrays as arrays
from .numbering import Ints
from .outcomes import Outcomes
from .signatures import FIRST_OPEN, UNKNOWN, UNSHARED, move_kinds, put, put_many

Signatures = npt.NDArray[np.uint64]
FEW_KINDS, MANY_KINDS = 1 << 16, 1 << 22
"""How many places there are for kinds of rows, at first and at most; half of them are used."""
MOST_PLACED = 1 << 20
"""Where no more kinds can be, each has a place of its own."""


class SignatureTable:
    """What is known of signatures: half empty at least, so that looking up is short. While one
    thread puts, others may look up: a larger table takes the place of one at once."""

    def __init__(self) -> None:
        self.count = 0
        self._table = _empty(1 << 12)

    def answered(self) -> arrays.Answered:
        """The table as the kernel reads it."""
        return self._table

    def put(self, signature: Signatures, value: int) -> None:
        """Remember the answer to a signature."""
        self._make_room(1)
        put(signature[0], signature[1], value, *self._table)

    def put_all(self, signatures: Signatures, values: Ints) -> None:
        """Remember the answers to many different signatures, of which none is known."""
        self._make_room(len(values))
        put_many(signatures, values, *self._table)

    def _make_room(self, more: int) -> None:
        self.count += more
        keys, values = self._table
        size = len(values)
        while 2 * self.count > size:
            size *= 2
        if size > len(values):
            kept, larger = np.flatnonzero(values != UNKNOWN), _empty(size)
            put_many(keys[kept], values[kept], *larger)
            self._table = larger


def _empty(size: int) -> arrays.Answered:
    """A table of so many places in which nothing is known."""
    keys = np.zeros((size, 2), dtype=np.uint64)
    return arrays.Answered(keys, np.full(size, UNKNOWN, dtype=np.int32))


class Situations:
    """The answers to situations, and what they come to under each licence."""

    def __init__(self, outcomes: Outcomes) -> None:
        self.outcomes = outcomes
        self._asked, self._placed = SignatureTable(), SignatureTable()
        self._bases: list[int] = []
        self._deciding: list[int] = []

    @property
    def count(self) -> int:
        """How many situations were asked about."""
        return self._asked.count

    def answered(self) -> arrays.SituationTable:
        """What is known, as the kernel reads it."""
        deciding = np.array([*self._deciding, 0], dtype=np.int32)
        return arrays.SituationTable(*self._asked.answered(), deciding, *self._placed.answered())

    def put(self, signature: Signatures, outcome: int, met: list[str]) -> None:
        """Remember the outcome in a situation of a licence whose changes take part in it, in
        this order. What decides by another change is no other licence's."""
        decided_by = self.outcomes.every[outcome].decided_by
        if decided_by is None:
            answer = outcome
        elif decided_by in met:
            answer = FIRST_OPEN - len(self._deciding)
            self._deciding.append(met.index(decided_by))
            self._bases.append(outcome)
        else:
            answer = UNSHARED
        self._asked.put(signature, answer)

    def place(self, signatures: Signatures, wanted: Ints, changes: list[str]) -> None:
        """Remember what situations come to by other changes, of which these are all: of each
        signature the number of its situation and that of the change are `wanted`."""
        number_beside = self.outcomes.number_beside
        found = [
            number_beside(self._bases[number], changes[change])
            for number, change in wanted.tolist()
        ]
        self._placed.put_all(signatures, np.array(found, dtype=np.int32))


class SeenKinds:
    """What is remembered of kinds of rows, as long as it is the same law; and `more` small numbers
    for each, at first -1."""

    def __init__(self, more: int = 0) -> None:
        self._law: object = None
        self._more = more
        self._table = self._made(FEW_KINDS)

    def _made(self, places: int, direct: bool = False) -> arrays.KindsTable:
        kinds = np.full(1 if direct else places, -1, dtype=np.int64)
        outcomes = np.full(places, UNKNOWN, dtype=np.int32)
        more = np.full((places, self._more), -1, dtype=np.int8)
        return arrays.KindsTable(kinds, outcomes, more, np.zeros(1, dtype=np.int64), direct)

    def of(self, law: arrays.Law, count: int = 0) -> arrays.KindsTable:
        """The table for the kernel: an empty one for another law, a larger one than was filled;
        `count`: how many kinds there can be (0: that is not known)."""
        places = len(self._table.kinds)
        if self._law is not law:
            direct = 0 < count <= MOST_PLACED
            self._table = self._made(count if direct else max(places, FEW_KINDS), direct)
        elif not self._table.direct and 2 * self._table.count[0] >= places < MANY_KINDS:
            larger = self._made(4 * places)
            move_kinds(self._table, larger)
            self._table = larger
        self._law = law
        return self._table


class SeenBy:
    """What one who looks at rows remembers of what requirements say of kinds of them, and of their
    outcomes."""

    def __init__(self) -> None:
        self.required = SeenKinds(len(RARE))
        self.decided = SeenKinds()


class Memories:
    """What is remembered of kinds of rows by each of those who look at rows at the same time, kept
    for whoever looks next."""

    def __init__(self) -> None:
        self._kept: list[SeenBy] = []

    @contextmanager
    def one(self) -> Iterator[SeenBy]:
        """One that nobody else uses meanwhile."""
        try:
            taken = self._kept.pop()
        except IndexError:
            taken = SeenBy()
        try:
            yield taken
        finally:
            self._kept.append(taken)
