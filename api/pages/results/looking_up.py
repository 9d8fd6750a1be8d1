"""What a verdict alone does not tell of a row: until when it stands, and what use of a licence
demands. The rule function is asked, once for each different question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ....domain.history.history import History
from ....domain.law.evaluation import Evaluation
from ....domain.law.ways import conditions_of_use
from ....domain.over_time.knowledge import Known
from ....domain.over_time.stands import stands
from ....projections.batch.one_by_one import asked

Json = dict[str, Any]
MOST = 20_000
"""So many different questions are looked up."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """`until`: the first day on which something else is said, None if none is recorded; and for
    each licence that covers, or may, the conditions of its use."""

    until: str | None
    conditions: Mapping[str, list[Json]] = field(default_factory=dict)


class RowLookups:
    """Questions looked up from one viewpoint; `left` counts rows whose question was one too many.

    What is said between two days is said on each of them, so a question that differs in its day
    only is asked about its end once; conditions are those of the day itself.
    """

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self.most = MOST
        self.left = 0
        self._found: dict[tuple[tuple[str, str], ...], LookedUp] = {}
        self._runs: dict[tuple[tuple[str, str], ...], list[tuple[str, str | None]]] = {}

    def of(self, said: Mapping[str, str]) -> LookedUp | None:
        """What a sound row's question comes to; None, if too many were looked up before."""
        key = tuple(said.items())
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= self.most:
                self.left += 1
                return None
            evaluation = asked(self.history, self.known, said)
            licence = said.get("licence")
            until = self._until(evaluation, licence, said)
            found = self._found[key] = LookedUp(until, _conditions(evaluation, licence))
        return found

    def _until(
        self, evaluation: Evaluation, licence: str | None, said: Mapping[str, str]
    ) -> str | None:
        on = said["date"]
        alike = tuple((n, v) for n, v in said.items() if n != "date" or self.known.own_day)
        runs = self._runs.setdefault(alike, [])
        for since, until in runs:
            if since <= on and (until is None or on < until):
                return until
        told = stands(evaluation, licence)
        runs.append((told["from"] or "", told["until"]))
        until_then: str | None = told["until"]
        return until_then


def _conditions(evaluation: Evaluation, licence: str | None) -> dict[str, list[Json]]:
    decided = evaluation.decide(licence)
    if licence is not None:
        found = {licence: conditions_of_use(evaluation, decided, licence)}
    else:
        judged = evaluation.judged() if decided.covered_by else {}
        found = {
            name: conditions_of_use(evaluation, judged[name], name) for name in decided.covered_by
        }
    return {name: conditions for name, conditions in found.items() if conditions}
