"""The notes on many rows about the lists that their goods are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...domain.history.history import History
from ...domain.law.control_lists import list_notes
from ...domain.over_time.knowledge import Known
from ...domain.over_time.periods import between
from ...domain.over_time.presence import days_of_lists
from ...domain.vocabulary.control_lists import NO_GOODS, goods_said, list_of
from ..kernel.numbering import Ints, numbered

_Texts = tuple[str, ...]
_KEPT = 100_000


class ListNotes:
    """Notes from one viewpoint: asked once for each code, between two days of its list."""

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self._begins: dict[str, Ints] = {}
        self._found: dict[tuple[tuple[str, str], ...], _Texts] = {}

    def on(
        self, said: Sequence[Mapping[str, str]], places: Ints, days: Ints
    ) -> tuple[list[_Texts], Ints]:
        """The different notes, and for each row which are its own (-1: none): of a row that has
        the goods at its place among what is `said`, on its day."""
        found: list[_Texts] = []
        numbers = np.full(len(places), -1, dtype=np.int32)
        lists = [list_of(goods_said(one) or NO_GOODS) or "" for one in said]
        for name in sorted({one for one in lists if self.history.knows("list", one)}):
            of = np.flatnonzero(np.array([*(one == name for one in lists), False])[places])
            begins = self._days(name)
            period = np.searchsorted(begins, days[of], "right") - 1
            pairs = places[of].astype(np.int64) * len(begins) + period
            different, where = numbered(pairs, len(said) * len(begins))
            numbers[of] = where + len(found)
            asked = (divmod(pair, len(begins)) for pair in different)
            found += [self._notes(said[place], int(begins[day])) for place, day in asked]
        return found, numbers

    def _days(self, name: str) -> Ints:
        """The first days of the periods in which nothing of a list changes."""
        if name not in self._begins:
            cuts = between(days_of_lists([name], self.history, self.known))
            self._begins[name] = np.array([begins for begins, _ in cuts], dtype=np.int32)
        return self._begins[name]

    def _notes(self, said: Mapping[str, str], day: int) -> _Texts:
        key = (("day", str(day)), *said.items())
        if key not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            self._found[key] = tuple(list_notes(said, self.known.seen(self.history, day)))
        return self._found[key]
