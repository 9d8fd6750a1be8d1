"""What rows are silent of and is taken as usual: told where another word changes the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.dimensions import DIMENSION_NAMES, RARE, Dimension
from ..kernel import array_layout as layout
from ..kernel.columns.silent import (
    ASKED,
    MATTERS,
    NOTHING,
    UNNAMED,
    mark_pairs,
    silent_rows,
    take_pairs,
)
from ..kernel.matching import touched_by
from ..kernel.numbering import Ints
from .compiled_law import CompiledLaw
from .ordered_rows import OrderedRows

_Which = npt.NDArray[np.bool_]
_Bits = npt.NDArray[np.int8]


class RowJudge(Protocol):
    """Who judges rows, and says what came of it."""

    def require(self, batch: OrderedRows, rows: Ints) -> None:
        """What requirements say of these rows."""

    def decide(self, batch: OrderedRows, rows: Ints) -> None:
        """The outcomes of these rows, of which it is known what requirements say."""

    def truths(self, required: Ints) -> npt.NDArray[np.int8]:
        """Whether a licence is required, by what requirements say."""

    def is_free(self, required: Ints) -> _Which:
        """Whether nothing forbids, by what requirements say."""


class Silences:
    """Judges rows again with each other word of a rare fact, where some clause names any.

    What requirements say with another word is asked once of rows that they cannot tell apart, and
    remembered; of the licence it is asked where one of its clauses names the fact.
    """

    def __init__(self, known: Known, law: CompiledLaw, judge: RowJudge) -> None:
        self.law = law
        self.judge = judge
        self._rare = RARE if known.version > 1 else ()
        self._fields = [one.field for one in RARE]

    def told(self, batch: OrderedRows, sound: _Which) -> Ints:
        """The outcomes of rows, each with the fields that were taken as usual though it matters."""
        mattered = np.zeros(batch.rows.count, dtype=np.int8)
        for number, one in enumerate(self._rare):
            if words := self._told_apart(batch, one):
                self._look(batch, number, words, sound, mattered)
        return self._with_fields(batch.outcomes, mattered) if mattered.any() else batch.outcomes

    def _look(
        self, batch: OrderedRows, number: int, words: list[str], sound: _Which, mattered: _Bits
    ) -> None:
        """Set the bit of a fact where rows are silent of it and another word than the ordinary one
        gives another answer."""
        one, places = self._rare[number], batch.places(self._rare[number].field)
        does = batch.seen_required.more[:, number]
        touched = self._touched(batch, one, sound & (places < 0))
        asked, new = np.empty((2, len(sound)), dtype=np.int32)
        while True:
            to_ask, unknown = silent_rows(
                *(sound, places, batch.slots, does, batch.asked.licences, touched),
                *(np.int8(1 << number), mattered, asked, new),
            )
            if not unknown:
                break
            _, first = np.unique(batch.slots[new[:unknown]], return_index=True)
            rows = new[first]
            does[batch.slots[rows]] = self._of_kinds(batch, one, words, rows)
        mattered[self._asked(batch, one, words, asked[:to_ask])] |= np.int8(1 << number)

    def _of_kinds(
        self, batch: OrderedRows, one: Dimension, words: list[str], rows: Ints
    ) -> npt.NDArray[np.int8]:
        """The same for rows of different kinds: each is asked with each of the words."""
        was = batch.required[rows]
        does = np.full(len(rows), NOTHING, dtype=np.int8)
        for word in words:
            with self._saying(batch, one, word, rows) as other:
                self.judge.require(other, rows)
            now = other.required[rows]
            bound = ~(self.judge.is_free(was) & self.judge.is_free(now))
            differs = self.judge.truths(was) != self.judge.truths(now)
            more = (was != now) * np.where(bound, ASKED, UNNAMED)
            does = np.maximum(does, np.where(differs, MATTERS, more)).astype(np.int8)
        return does

    def _asked(self, batch: OrderedRows, one: Dimension, words: list[str], rows: Ints) -> Ints:
        """To which of these rows one of the words gives another answer: each is judged anew."""
        mattered = np.zeros(len(batch.outcomes), dtype=bool)
        for word in words if len(rows) else ():
            with self._saying(batch, one, word, rows) as other:
                self.judge.require(other, rows)
                self.judge.decide(other, rows)
            same = self.law.outcomes.alike(batch.outcomes[rows], other.outcomes[rows])
            was, now = (self.judge.truths(each.required[rows]) for each in (batch, other))
            same &= was == now
            mattered[rows[~same]] = True
            rows = rows[same]
        return np.flatnonzero(mattered).astype(np.int32)

    @contextmanager
    def _saying(
        self, batch: OrderedRows, one: Dimension, word: str, rows: Ints
    ) -> Iterator[OrderedRows]:
        """The rows, of which these say a word."""
        number = DIMENSION_NAMES.index(one.name)
        codes = batch.asked.codes[number]
        silent = codes[rows]
        codes[rows] = self.law.own.codes[number].code(word)
        try:
            yield batch.also(one.field, word)
        finally:
            codes[rows] = silent

    def _touched(self, batch: OrderedRows, one: Dimension, silent: _Which) -> _Which:
        """Which of the silent rows another word can make match a clause of their licence otherwise:
        of the others the answer is the same, whatever they say. Empty, if no clause names it."""
        field, law = DIMENSION_NAMES.index(one.name), batch.law
        conditions = np.flatnonzero(law.conditions[:, layout.FIELD] == field)
        ends = law.lines[:, layout.CONDITIONS_END]
        naming = np.unique(np.searchsorted(ends, conditions, "right"))
        bounds = np.searchsorted(naming, law.starts)
        if bounds[1] >= len(naming):
            return silent[:0]
        rows = np.flatnonzero(silent).astype(np.int32)
        found = np.zeros(len(rows), dtype=bool)
        touched_by(field, naming, bounds, rows, batch.asked, law, found)
        every = np.zeros(len(silent), dtype=bool)
        every[rows[found]] = True
        return every

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

    def _with_fields(self, outcomes: Ints, mattered: _Bits) -> Ints:
        known, width = self.law.outcomes, 1 << len(RARE)
        found = np.empty_like(outcomes)
        count = len(known.every) * width
        occurs, table = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.int32)
        mark_pairs(outcomes, mattered, width, occurs)
        used = np.flatnonzero(occurs)
        table[used] = [
            known.number_of(known.every[outcome]._replace(assumed=self._named(bits)))
            for outcome, bits in (divmod(key, width) for key in used.tolist())
        ]
        take_pairs(outcomes, mattered, width, table, found)
        return found

    def _named(self, bits: int) -> tuple[str, ...]:
        return tuple(sorted(name for n, name in enumerate(self._fields) if bits >> n & 1))
