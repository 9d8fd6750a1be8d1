"""The notes on many rows that it is not known whether the list of their goods is recorded whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ...domain.history.history import History
from ...domain.law.control_lists import list_note
from ...domain.over_time.knowledge import Known
from ...domain.over_time.periods import between
from ...domain.over_time.presence import days_of_lists
from ...domain.vocabulary.control_lists import NO_GOODS, goods_said, list_of
from ..kernel.numbering import Ints

_Texts = tuple[str, ...]


class _Periods(NamedTuple):
    """The first days of the periods in which one note stands, or none, and these notes."""

    begins: Ints
    notes: list[_Texts]


class ListNotes:
    """The notes on control lists from one viewpoint: of each list found once, for all days."""

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self._of: dict[str, _Periods] = {}

    def on(
        self, said: Sequence[Mapping[str, str]], places: Ints, days: Ints
    ) -> tuple[list[_Texts], Ints]:
        """The different notes, and for each row which are its own (-1: none): of a row that has
        the goods at its place among what is `said`, on its day."""
        found: list[_Texts] = []
        numbers = np.full(len(places), -1, dtype=np.int32)
        lists = [list_of(goods_said(one) or NO_GOODS) or "" for one in said]
        for name in sorted({name for name in lists if self.history.knows("list", name)}):
            of = np.array([*(one == name for one in lists), False])[places]
            periods = self._periods(name)
            which = np.searchsorted(periods.begins, days[of], "right") - 1
            numbers[of] = which + len(found)
            found += periods.notes
        return found, numbers

    def _periods(self, name: str) -> _Periods:
        if name not in self._of:
            cuts = between(days_of_lists([name], self.history, self.known))
            seen = (self.known.seen(self.history, begins) for begins, _ in cuts)
            notes = [tuple(list_note(name, one)) for one in seen]
            begins = np.array([begins for begins, _ in cuts], dtype=np.int32)
            self._of[name] = _Periods(begins, notes)
        return self._of[name]
