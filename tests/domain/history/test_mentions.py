"""What a record says by which others are found."""

from __future__ import annotations

from typing import Any

from builders import Case
from histories import attended_histories, histories
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.history.changes import Change
from licence_ledger.domain.history.mentions import (
    corrects_instrument,
    mentions,
    orders_named,
    speaks_of,
    tells_nothing,
    words_of,
)
from licence_ledger.projections.storage.records import read_row
from tamperings import acts

Json = dict[str, Any]


def held(case: Case) -> tuple[int, int]:
    """How many records tell nothing, of how many; each of them is held to."""
    rows = list(case.ledger.log.rows_after(0))
    nothing = [row for row in rows if tells_nothing(row.topic.partition(".")[0], row.record)]
    for row in nothing:
        record = read_row(row)
        assert isinstance(record, Change)
        said = [*mentions(record), *orders_named(record), *words_of(record)]
        assert said == []
        assert speaks_of(record) is None
        assert not corrects_instrument(record)
        assert not record.type.establishes
        assert record.type.name != "requirements_complete"
    return len(nothing), len(rows)


@settings(max_examples=60)
@given(st.one_of(histories(), attended_histories()))
def test_what_need_not_be_read_says_nothing_that_is_looked_up(acts: list[Json]) -> None:
    case = Case()
    case.recorded(acts)
    held(case)


def test_what_says_nothing_that_is_looked_up_is_not_read() -> None:
    nothing, every = held(Case(*acts()))
    assert 5 < nothing < every / 2
