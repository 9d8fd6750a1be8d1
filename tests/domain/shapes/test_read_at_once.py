"""A question of words that were sound before is read as it is read with care."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from builders import Case, established, instrument
from examples import examples
from histories import transactions
from hypothesis import given, settings
from hypothesis import strategies as st
from licence_ledger.domain.faults import LedgerError
from licence_ledger.domain.history.history import History
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.vocabulary.dimensions import FIELDS_OF_TRANSACTION

Json = dict[str, Any]
ODD = ("", "IL", "il", "ML10", "ML10.", "none", "GB", "annex-i", "a" * 80, "2020-02-30", "é", " ")
odd_words = st.one_of(
    st.sampled_from(ODD), st.none(), st.integers(), st.lists(st.just("IL"), max_size=1), st.text()
)
names = st.one_of(st.sampled_from((*FIELDS_OF_TRANSACTION, "colour")), st.integers())
said = st.tuples(
    transactions(),
    st.dictionaries(names, odd_words, max_size=1),
    st.sampled_from(("NLX1", "NLX2", "NLX9", "gb.x", None)),
).map(lambda one: {**one[0], "licence": one[2], **one[1]})


class WithCare(dict[str, Any]):
    """A transaction that is no plain `dict`: it is never read at once."""


def read(transaction: Json, history: History) -> tuple[Any, ...]:
    """What is read, with the order of its fields; or what is wrong with it."""
    try:
        found = read_transaction(transaction, history)
    except LedgerError as error:
        return type(error), str(error), getattr(error, "faults", None)
    return found, list(found.given)


@pytest.fixture(scope="module")
def history() -> Iterator[History]:
    """A record of two licences."""
    case = Case()
    case.record(*(instrument(name.lower(), established(name)) for name in ("NLX1", "NLX2")))
    with case.ledger.reading() as book:
        yield History(book, case.size)


@settings(max_examples=examples(300), deadline=None)
@given(said)
def test_a_transaction_is_read_at_once_as_with_care(history: History, transaction: Json) -> None:
    for _ in ("first", "again"):
        assert read(transaction, history) == read(WithCare(transaction), history)
