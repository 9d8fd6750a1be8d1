"""The goods of rows as codes of their lists: two columns, compared as one."""

from __future__ import annotations

import numpy as np

from ...domain.vocabulary.control_lists import GOODS, LIST
from ..kernel.numbering import Ints
from .ordered_rows import OrderedRows


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
