"""Rows judged by many threads at once: none finds what another one is in the middle of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from builders import Case, established, instrument
from licence_ledger.domain.history.history import History
from licence_ledger.domain.over_time.knowledge import Known
from licence_ledger.projections.batch.one_by_one import OneByOne
from licence_ledger.projections.batch.transactions import Checks
from licence_ledger.projections.kernel import remembered
from licence_ledger.projections.kernel.remembered import SignatureTable
from licence_ledger.projections.kernel.signatures import UNKNOWN
from other_threads import KeptBesideOthers
from random_rows import answered

ROW = {"date": "2020-01-01", "licence": "NL1", "activity": "export", "destination": "IL"}


def history() -> History:
    with Case(instrument("a", established())).ledger.reading() as book:
        return book.head()


@pytest.mark.parametrize("where", ["_sound", "_sentences"])
@pytest.mark.parametrize("destination", ["IL", "nowhere"])
def test_values_are_checked_though_another_thread_makes_room(where: str, destination: str) -> None:
    row = {**ROW, "destination": destination}
    right, checks = Checks(history()).sentence(row), Checks(history())
    kept = KeptBesideOthers(lambda: kept.clear())
    vars(checks)[where] = kept
    assert checks.sentence(row) == right
    assert kept.interrupted


def test_a_row_is_judged_though_another_thread_makes_room() -> None:
    right, engine = answered(OneByOne(history(), Known()), [ROW, ROW]), OneByOne(history(), Known())
    kept = KeptBesideOthers(lambda: kept.clear())
    engine._memo = kept
    assert answered(engine, [ROW, ROW]) == right
    assert kept.interrupted


def test_a_table_that_grows_is_looked_up_in_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of that another thread finds all that was put before, in a table whose parts
    are of one size."""
    table, seen = SignatureTable(), list[tuple[int, int, int]]()
    put_many = remembered.put_many

    def growing(*given: Any) -> None:
        keys, values = table.answered()
        seen.append((len(keys), len(values), int((values != UNKNOWN).sum())))
        put_many(*given)

    size = len(table.answered().values)
    monkeypatch.setattr(remembered, "put_many", growing)
    for number in range(size // 2 + 1):
        table.put(np.array((number + 1, 7), dtype=np.uint64), number)
    assert seen == [(size, size, size // 2)]
    grown = table.answered()
    assert len(grown.keys) == len(grown.values) == 2 * size
    found = grown.values[grown.values != UNKNOWN]
    assert sorted(found.tolist()) == list(range(size // 2 + 1))
