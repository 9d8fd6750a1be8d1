"""Rows in the order in which they are looked at, and their goods as codes of their lists: two
columns, compared as one."""

from __future__ import annotations

from copy import copy
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...domain.vocabulary.control_lists import GOODS, LIST
from ..kernel import kernel_arrays as arrays
from ..kernel.numbering import Ints, taken
from .transactions import Rows

_T = TypeVar("_T", bound=np.generic)


class OrderedRows:
    """Rows in the order in which they are looked at, the law they are held against, and what came
    of each: the numbers of what requirements say, and of outcomes. `slots`: the place in
    `seen_required` of what requirements say of such rows (-1: it is not there)."""

    asked: arrays.AskedRows
    law: arrays.Law
    kinds: arrays.Kinds
    required: Ints
    outcomes: Ints
    slots: Ints
    seen_required: arrays.KindsTable
    seen: arrays.KindsTable

    def __init__(self, rows: Rows, order: Ints | None) -> None:
        self.rows = rows
        self.order = order

    def also(self, name: str, value: str) -> OrderedRows:
        """The same rows, where those that leave a field out say this, with what came of them
        before; how they are asked stays the same."""
        other = copy(self)
        other.rows = self.rows.also(name, value)
        other.required, other.outcomes = self.required.copy(), self.outcomes.copy()
        other.slots = np.empty_like(self.slots)
        return other

    def ordered(self, numbers: npt.NDArray[_T]) -> npt.NDArray[_T]:
        """A number for each row, in this order."""
        return numbers if self.order is None else taken(numbers, self.order)

    def places(self, name: str) -> Ints:
        """Which value of a column each row has, in this order."""
        places = self.rows.places.get(name)
        if places is None:
            return np.full(self.rows.count, -1, dtype=np.int32)
        return self.ordered(places)

    def back(self, numbers: npt.NDArray[_T]) -> npt.NDArray[_T]:
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

    def licence(self, place: int) -> str | None:
        """The licence that the row at a place of this order names."""
        return self.said(place).get("licence")

    def said(self, place: int) -> dict[str, str]:
        """What the row at a place of this order says."""
        return self.rows.said(place if self.order is None else int(self.order[place]))


def goods_on_lists(batch: OrderedRows) -> tuple[list[dict[str, str]], Ints]:
    """What rows say that name both goods and their list, each pair once, and which of them each
    row has; -1 for a row that does not name both."""
    goods, lists = batch.places(GOODS), batch.places(LIST)
    both = np.flatnonzero((goods >= 0) & (lists >= 0))
    found = np.full(len(goods), -1, dtype=np.int32)
    if not len(both):
        return [], found
    codes, names = batch.rows.values(GOODS), batch.rows.values(LIST)
    pairs = goods[both].astype(np.int64) * len(names) + lists[both]
    different, where = np.unique(pairs, return_inverse=True)
    found[both] = where.reshape(-1)
    said = (divmod(pair, len(names)) for pair in different.tolist())
    return [{GOODS: codes[code], LIST: names[name]} for code, name in said], found
