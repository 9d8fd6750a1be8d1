"""The days on which something became known: all of them, or they are not at hand."""

from __future__ import annotations

from builders import Case, correction, established, excluded, instrument
from licence_ledger.domain.history.history import History
from licence_ledger.domain.vocabulary.dates import day
from licence_ledger.projections.knowledge_days import KnowledgeDays

ACTS = (
    instrument("a", established(), published_on="2012-01-01"),
    instrument("b", excluded("IL"), published_on="2016-01-01"),
    correction("c", "b#1", excluded("TR"), published_on="2018-01-01"),
)
DAYS = [day("2012-01-01"), day("2016-01-01")]


class Interrupted(KnowledgeDays):
    """Another thread asks, whenever one more instrument was taken in, what is at hand."""

    def _take_in(self, name: str, history: History) -> None:
        super()._take_in(name, history)
        beside.append(self.at_hand())


beside: list[list[int] | None] = []


def test_who_asks_while_they_are_read_is_given_all_or_none() -> None:
    beside.clear()
    case = Case(*ACTS)
    days = Interrupted(case.ledger)
    assert days.until_now() == DAYS
    assert beside == [None] * len(ACTS)
    assert days.at_hand() == DAYS
    case.record(instrument("d", excluded("QA"), published_on="2020-01-01"))
    assert days.at_hand() is None
    assert days.until_now() == days.at_hand() == [*DAYS, day("2020-01-01")]
    assert beside == [None] * (len(ACTS) + 1)


def test_of_an_empty_log_there_are_none_and_they_are_at_hand() -> None:
    assert KnowledgeDays(Case().ledger).at_hand() == []
