"""The words that are offered to whoever asks: what recorded clauses name, as it is said there."""

from __future__ import annotations

from builders import Case, established, instrument
from licence_ledger.projections.register.words import Words
from other_threads import CONTROL_LIST


def test_goods_are_offered_as_lists_print_them_and_programmes_as_they_are_said() -> None:
    permits = [
        {"goods": ["ML10"]},
        {"goods": ["5A002"], "lists": ["annex-i"]},
        {"lists": ["annex-i"]},
        {"programmes": ["@home", "F-35: spares", "F-35"]},
    ]
    case = Case(
        instrument("listed", *CONTROL_LIST), instrument("nl1", established(permits=permits))
    )
    words = Words(case.ledger)
    assert words.named("goods", {}, 9) == ["5A002", "ML10"]
    assert words.named("programmes", {}, 9) == ["@home", "F-35", "F-35: spares"]
