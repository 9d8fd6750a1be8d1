"""What rows are silent of and is taken as usual: told where another word changes the answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.dimensions import DIMENSION_NAMES, RARE, Dimension
from ..kernel import array_layout as layout
from ..kernel.numbering import Ints
from .compiled_law import CompiledLaw
from .ordered_rows import OrderedRows
from .transactions import Rows

_Which = npt.NDArray[np.bool_]
Judged = Callable[[Rows], tuple[OrderedRows, Ints, _Which]]


class Silences:
    """Judges rows again with each other word of a rare fact, where some clause names any."""

    def __init__(
        self,
        known: Known,
        law: CompiledLaw,
        judged: Judged,
        required: Callable[[OrderedRows], npt.NDArray[np.int8]],
    ) -> None:
        self.law = law
        self._judged = judged
        self._required = required
        self._rare = RARE if known.version > 1 else ()
        self._fields = [one.field for one in RARE]

    def told(self, batch: OrderedRows, outcomes: Ints, sound: _Which) -> Ints:
        """The outcomes of rows, each with the fields that were taken as usual though it matters."""
        mattered = np.zeros(len(outcomes), dtype=np.int64)
        for number, one in enumerate(self._rare):
            if self._is_named(one) and _is_silent(batch.rows, one):
                mattered |= self._matters(batch, outcomes, one).astype(np.int64) << number
        mattered[~sound] = 0
        return self._with_fields(outcomes, mattered) if mattered.any() else outcomes

    def _is_named(self, one: Dimension) -> bool:
        """Whether a clause of what is compiled names it."""
        number = DIMENSION_NAMES.index(one.name)
        return number in self.law.own.conditions[layout.FIELD :: layout.CONDITION_WIDTH]

    def _matters(self, batch: OrderedRows, outcomes: Ints, one: Dimension) -> _Which:
        """For which rows another word than the ordinary one gives another answer."""
        found = np.zeros(len(outcomes), dtype=bool)
        for word in one.words:
            if word != one.ordinary:
                other, becomes, _ = self._judged(batch.rows.also(one.field, word))
                found |= ~self.law.outcomes.alike(outcomes, becomes)
                found |= self._required(batch) != self._required(other)
        return found

    def _with_fields(self, outcomes: Ints, mattered: npt.NDArray[np.int64]) -> Ints:
        known = self.law.outcomes
        rows = np.flatnonzero(mattered)
        keys = outcomes[rows] * (1 << len(RARE)) + mattered[rows]
        keys, where = np.unique(keys, return_inverse=True)
        numbers = [
            known.number_of(known.every[outcome]._replace(assumed=self._named(bits)))
            for outcome, bits in (divmod(key, 1 << len(RARE)) for key in keys.tolist())
        ]
        found = outcomes.copy()
        found[rows] = np.array(numbers, dtype=np.int32)[where.reshape(-1)]
        return found

    def _named(self, bits: int) -> tuple[str, ...]:
        return tuple(sorted(name for n, name in enumerate(self._fields) if bits >> n & 1))


def _is_silent(rows: Rows, one: Dimension) -> bool:
    """Whether any of the rows leaves the fact out."""
    return one.field not in rows.places or bool((rows.places[one.field] < 0).any())
