"""A sound question is told once: what the verifier takes for unsound, the ledger says why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from licence_ledger.domain.faults import QuestionError
from licence_ledger.domain.history.in_memory import InMemorySource
from licence_ledger.domain.questions import read_transaction
from licence_ledger.domain.vocabulary.dimensions import DIMENSIONS, Comparison
from licence_ledger.domain.vocabulary.transaction_values import RULES, Rule, is_transaction

EMPTY = InMemorySource().head()
WORDS = ["", " ", "a\x07b", "ML10.", "5a002", "--", "il", "@EU", "none", "IL", "F-35", "5A002.a.1"]
OPEN = [
    pytest.param(one.field, RULES[one.compared], id=one.field)
    for one in DIMENSIONS
    if not one.words and one.compared is not Comparison.COUNTRY
]


def unknown_list(word: str) -> Iterator[str]:
    """The sentence for a list that is named as lists are, and that nobody recorded."""
    with pytest.raises(QuestionError) as refused:
        read_transaction({"date": "2020-05-01", "list": word}, EMPTY)
    assert [fault.code for fault in refused.value.faults] == ["unknown_list"]
    yield refused.value.faults[0].detail


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(("field", "rules"), OPEN)
def test_the_ledger_refuses_with_the_sentence_of_the_rule(
    field: str, rules: tuple[Rule, ...], word: str
) -> None:
    broken = next((sentence for rule in rules if (sentence := rule(word))), None)
    asked = {"date": "2020-05-01", field: word}
    assert is_transaction(asked) == (broken is None)
    if broken is None and field == "list":
        broken = next(unknown_list(word))
    if broken is None:
        read_transaction(asked, EMPTY)
        return
    with pytest.raises(QuestionError) as refused:
        read_transaction(asked, EMPTY)
    assert [fault.detail for fault in refused.value.faults] == [broken]
