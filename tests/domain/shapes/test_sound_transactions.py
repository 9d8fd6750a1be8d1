"""A transaction that keeps to the rules of its fields has the shape that is made of them."""

from __future__ import annotations

from typing import Any

from examples import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from licence_ledger.domain.faults import QuestionError
from licence_ledger.domain.history.history import History
from licence_ledger.domain.history.in_memory import InMemorySource
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.shapes.readable import unreadable
from licence_ledger.domain.shapes.sentences import shape_faults
from licence_ledger.domain.shapes.transactions import TransactionShape
from licence_ledger.domain.vocabulary.dimensions import DIMENSIONS, FIELDS

NOTHING = History(InMemorySource(), 0)
WORDS = st.sampled_from(
    [
        *("NL", "IL", "export", "ML10.a", "5A002", "F-35", "none", "2024-02-25", "annex-i", "@EU"),
        *(word for one in DIMENSIONS for word in one.words),
        *("", " ", "x" * 70, "x" * 300, "2024-02-30", "ml10", "a\u0000", "\u200e", "é", "\ud800"),
    ]
)
VALUES = st.one_of(
    WORDS, st.text(max_size=6), st.none(), st.integers(), st.lists(WORDS, max_size=1)
)


@settings(max_examples=examples(300), deadline=None)
@given(st.dictionaries(st.sampled_from((*FIELDS, "date", "extra")), VALUES, max_size=5))
@example({"date": "2024-02-25", "goods": "ML10." + "1" * 70})
@example({"date": "2024-02-25", "origin": "QQ"})
def test_what_is_told_of_its_shape_is_what_its_shape_says(said: dict[str, Any]) -> None:
    asked = {"date": "2024-02-25", **said}
    wrong = unreadable(asked, "") or shape_faults(TransactionShape, asked, "")
    try:
        read_transaction(asked, NOTHING, "")
        assert not wrong
    except QuestionError as error:
        assert not wrong or list(error.faults) == wrong
