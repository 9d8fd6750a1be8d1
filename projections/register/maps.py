"""A transaction on all days at once, as known on each: the cells of both times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...domain.faults import Fault, QuestionError
from ...domain.history.history import History
from ...domain.law.evaluation import Decision, Evaluation
from ...domain.over_time.bearing import changes_that_ever_bear
from ...domain.over_time.both_times import Cell, cells
from ...domain.questions import AskedTransaction, read_undated
from ...domain.vocabulary.dates import day_text
from ...domain.vocabulary.item_kinds import with_kinds
from ...domain.vocabulary.jurisdictions import law_asked
from ...domain.vocabulary.originals import with_original
from ..viewpoints import AskedView
from .register import Json, Register

MOST_CELLS = 20_000
MOST_COUNTED = 200_000
"""So many are counted; that there are more is told without saying how many."""


class Maps(Register):
    """The question about all days."""

    def map(self, transaction: Any, asked: AskedView) -> Json:
        """What is said of a transaction without a day, on every day, as known on every day.

        `QuestionError` (`too_many_cells`) if that takes more than `MOST_CELLS`.
        """
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            sound = read_undated(transaction, history)
            found = _answered(_cells(history, sound, viewpoint.answer_version))
            return {"cells": [one.shown() for one in found], "viewpoint": viewpoint.shown()}

    def publications(self, transaction: Any, asked: AskedView) -> list[Json]:
        """The instruments that bear on a transaction, by the day on which each was published:
        with the days on which its changes that do so begin or end."""
        with self.ledger.reading() as book:
            viewpoint, history = self.ledger.viewpoint(book, asked, None)
            sound = read_undated(transaction, history)
            days: dict[str, set[int]] = {}
            own, given = _as_the_law_reads(history, sound, viewpoint.answer_version)
            for change in changes_that_ever_bear(own, sound.licence, given):
                dates = (date for date in (change.starting, change.ending) if date)
                found = {day for date in dates for day in (date.first, date.last)}
                days.setdefault(change.instrument, set()).update(found)
            return sorted(
                (_instrument(name, found, history) for name, found in days.items()),
                key=lambda one: (one["published_on"], one["instrument"]),
            )


def _cells(history: History, asked: AskedTransaction, version: int) -> Iterator[Cell]:
    def decide(valid_on: int, known_on: int | None) -> Decision:
        found = Evaluation(history, valid_on, known_on, asked.given, version)
        return found.decide(asked.licence)

    own, given = _as_the_law_reads(history, asked, version)
    return cells(own, asked.licence, given, decide)


def _as_the_law_reads(
    history: History, asked: AskedTransaction, version: int
) -> tuple[History, Mapping[str, str]]:
    """The record of the law that a transaction is asked under, and its fields as that matches
    them."""
    if version == 1:
        return history, asked.given
    given = with_kinds(asked.given)
    return history.under(law_asked(given)), given


def _answered(found: Iterator[Cell]) -> Sequence[Cell]:
    answered: list[Cell] = []
    count = 0
    for count, cell in enumerate(found, 1):
        if count <= MOST_CELLS:
            answered.append(cell)
        elif count > MOST_COUNTED:
            break
    if count > MOST_CELLS:
        number = f"more than {MOST_COUNTED}" if count > MOST_COUNTED else str(count)
        sentence = (
            f"the map of this transaction has {number} cells, and at most {MOST_CELLS} are "
            "answered: name a licence, or say more of the transaction"
        )
        raise QuestionError([Fault("too_many_cells", "/transaction", sentence)])
    return answered


def _instrument(name: str, days: set[int], history: History) -> Json:
    instrument = history.instrument(name)
    content = instrument.content if instrument else {}
    return {
        "instrument": name,
        **with_original(content, "title"),
        "published_on": content.get("published_on"),
        "days": [day_text(day) for day in sorted(days) if day > 0],
    }
