"""What rows are silent of and is taken as usual: told where another word changes the answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.dimensions import DIMENSION_NAMES, RARE, Dimension
from ..kernel import array_layout as layout
from ..kernel.matching import touched_by
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
            if not _is_silent(batch.rows, one):
                continue
            touched = self._touched(batch, one, np.flatnonzero(sound).astype(np.int32))
            if touched.any():
                matters = self._matters(batch, outcomes, one, touched)
                mattered |= matters.astype(np.int64) << number
        mattered[~sound] = 0
        return self._with_fields(outcomes, mattered) if mattered.any() else outcomes

    def _touched(self, batch: OrderedRows, one: Dimension, rows: Ints) -> _Which:
        """Which rows another word can make match some clause otherwise: of the others the answer
        is the same, whatever they say."""
        field, law = DIMENSION_NAMES.index(one.name), batch.law
        found = np.zeros(batch.rows.count, dtype=bool)
        conditions = np.flatnonzero(law.conditions[:, layout.FIELD] == field)
        if len(conditions):
            ends = law.lines[:, layout.CONDITIONS_END]
            naming = np.unique(np.searchsorted(ends, conditions, "right"))
            bounds = np.searchsorted(naming, law.starts)
            touched_by(field, naming, bounds, rows, batch.asked, law, found)
        return found

    def _matters(
        self, batch: OrderedRows, outcomes: Ints, one: Dimension, touched: _Which
    ) -> _Which:
        """For which rows, of those that are touched, another word than the ordinary one gives
        another answer."""
        where = np.flatnonzero(batch.back(touched)).astype(np.int32)
        some = batch.rows.taken(where)
        was = batch.back(outcomes)[where], batch.back(self._required(batch))[where]
        matters = np.zeros(len(where), dtype=bool)
        for word in self._told_apart(batch, one):
            other, becomes, _ = self._judged(some.also(one.field, word))
            matters |= ~self.law.outcomes.alike(was[0], other.back(becomes))
            matters |= was[1] != other.back(self._required(other))
        found = np.zeros(len(outcomes), dtype=bool)
        found[where] = matters
        return batch.ordered(found)

    def _told_apart(self, batch: OrderedRows, one: Dimension) -> list[str]:
        """The words that some clause tells from the ordinary one, and from each other."""
        field, law = DIMENSION_NAMES.index(one.name), batch.law
        asked = np.unique(law.conditions[law.conditions[:, layout.FIELD] == field], axis=0)
        starts = asked[:, layout.WHERE]
        starts = np.concatenate([starts, starts + asked[:, layout.WIDTH]])
        known: dict[bytes, str] = {}
        for word in (one.ordinary or "", *one.words):
            code = self.law.own.codes[field].code(word)
            bits = law.words[starts + (code >> 6)] >> np.uint64(code & 63) & np.uint64(1)
            known.setdefault(bits.tobytes(), word)
        return [word for word in known.values() if word != one.ordinary]

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
