"""Every different transaction judged by the rule function: for small files, and to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from ...domain.history.history import History
from ...domain.law.evaluation import Evaluation
from ...domain.law.evaluation_answer import notes
from ...domain.law.silence import assumed
from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.dates import day
from ...domain.vocabulary.dimensions import FIELDS
from ...domain.vocabulary.jurisdictions import under_its_law
from ..kernel.outcomes import FAULTY, Answers, Notes, Outcomes
from .transactions import Checks, Rows

_KEPT = 100_000
_Found = tuple[int, int, str, tuple[str, ...]]
"""Outcome, whether a licence is required, what is wrong, notes."""


class Engine(Protocol):
    """Judges rows, seen from one viewpoint."""

    def answers(self, rows: Rows) -> Answers:
        """The answer to each row."""


def asked(history: History, known: Known, said: Mapping[str, str]) -> Evaluation:
    """The rule function, asked about one transaction."""
    on = day(said["date"])
    given = {name: said[name] for name in FIELDS if name in said}
    own = under_its_law(given, said.get("licence"))
    return Evaluation(history, on, known.of(on), own, known.version)


class OneByOne:
    """Every different transaction judged by the rule function. Several threads may ask."""

    def __init__(self, history: History, known: Known, outcomes: Outcomes | None = None) -> None:
        self.history = history
        self.known = known
        self.outcomes = outcomes or Outcomes()
        self.checks = Checks(history)
        self._memo: dict[tuple[tuple[str, str], ...], _Found] = {}

    def answers(self, rows: Rows) -> Answers:
        """The answer to each row."""
        found = [self._answer(said) for said in rows.all_said()]
        errors = {row: error for row, (_, _, error, _) in enumerate(found) if error}
        return Answers(
            self.outcomes,
            np.array([outcome for outcome, _, _, _ in found], dtype=np.int32),
            np.array([required for _, required, _, _ in found], dtype=np.int8),
            errors,
            Notes.on([noted for _, _, _, noted in found]),
        )

    def _answer(self, said: dict[str, str]) -> _Found:
        key = tuple(said.items())
        found = self._memo.get(key)
        if found is None:
            if len(self._memo) >= _KEPT:
                self._memo.clear()
            found = self._memo[key] = self._judged(said)
        return found

    def _judged(self, said: dict[str, str]) -> _Found:
        if error := self.checks.sentence(said):
            return FAULTY, -1, error, ()
        evaluation = asked(self.history, self.known, said)
        licence = said.get("licence")
        verdict = evaluation.decide(licence)
        noted = tuple(notes(evaluation, verdict, licence))
        usual = assumed(evaluation, verdict, licence) if self.known.version > 1 else ()
        return self.outcomes.number(verdict, usual), int(evaluation.required.truth), "", noted
