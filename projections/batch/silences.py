"""What rows are silent of and is taken as usual: told where another word changes the answer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.dimensions import DIMENSION_NAMES, RARE, Dimension
from ..kernel import array_layout as layout
from ..kernel.matching import touched_by
from ..kernel.numbering import Ints, numbered
from .compiled_law import CompiledLaw
from .ordered_rows import OrderedRows

_Which = npt.NDArray[np.bool_]
_Words = npt.NDArray[np.int8]
Judged = Callable[[OrderedRows, Dimension, str, _Words], OrderedRows]
"""The rows where they say a word of a rare fact: those that it touches are judged anew."""


class Silences:
    """Judges rows again with each other word of a rare fact, where some clause names any."""

    def __init__(
        self,
        known: Known,
        law: CompiledLaw,
        judged: Judged,
        required: Callable[[OrderedRows], _Words],
    ) -> None:
        self.law = law
        self._judged = judged
        self._required = required
        self._rare = RARE if known.version > 1 else ()
        self._fields = [one.field for one in RARE]

    def told(self, batch: OrderedRows, sound: _Which) -> Ints:
        """The outcomes of rows, each with the fields that were taken as usual though it matters."""
        mattered = np.zeros(batch.rows.count, dtype=np.int64)
        for number, one in enumerate(self._rare):
            silent = np.flatnonzero(sound & (batch.places(one.field) < 0)).astype(np.int32)
            mattered[self._matters(batch, one, self._touched(batch, one, silent))] |= 1 << number
        return self._with_fields(batch.outcomes, mattered) if mattered.any() else batch.outcomes

    def _touched(self, batch: OrderedRows, one: Dimension, rows: Ints) -> _Words:
        """Of these rows, what another word can make match some clause otherwise (`REQUIRED`,
        `DECIDED`): of the others the answer is the same, whatever they say."""
        field, law = DIMENSION_NAMES.index(one.name), batch.law
        found = np.zeros(batch.rows.count, dtype=np.int8)
        conditions = np.flatnonzero(law.conditions[:, layout.FIELD] == field)
        if len(conditions):
            ends = law.lines[:, layout.CONDITIONS_END]
            naming = np.unique(np.searchsorted(ends, conditions, "right"))
            bounds = np.searchsorted(naming, law.starts)
            touched_by(field, naming, bounds, rows, batch.asked, law, found)
        return found

    def _matters(self, batch: OrderedRows, one: Dimension, touched: _Words) -> Ints:
        """To which rows another word than the ordinary one gives another answer."""
        required, found = self._required(batch), []
        for word in self._told_apart(batch, one) if touched.any() else ():
            other, rows = self._judged(batch, one, word, touched), np.flatnonzero(touched)
            same = self.law.outcomes.alike(batch.outcomes[rows], other.outcomes[rows])
            same &= required[rows] == self._required(other)[rows]
            found.append(rows[~same])
            touched[found[-1]] = 0
        return np.concatenate([*found, np.zeros(0, dtype=np.int32)])

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
        used, where = numbered(keys, len(known.every) << len(RARE))
        numbers = [
            known.number_of(known.every[outcome]._replace(assumed=self._named(bits)))
            for outcome, bits in (divmod(key, 1 << len(RARE)) for key in used)
        ]
        found = outcomes.copy()
        found[rows] = np.array(numbers, dtype=np.int32)[where]
        return found

    def _named(self, bits: int) -> tuple[str, ...]:
        return tuple(sorted(name for n, name in enumerate(self._fields) if bits >> n & 1))
