"""What a run over files came to: how many rows came to which verdict, by what, and what was wrong
with others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ...domain.history.history import History
from ...projections.batch.note_counts import NoteCounts
from ...projections.kernel.outcomes import NOTES, Answers, DecidedBy, Outcomes
from ...projections.kernel.row_digests import TOLD, row_digests
from .digests import Digest
from .looking.fault_kinds import fault_kinds

Json = dict[str, Any]
_Ints = npt.NDArray[np.int64]
CAUSES = 10
FAULTS_KEPT = 10_000
"""So many different faults are counted; rows of others are still errors."""


@dataclass
class Tally:
    """What a run came to so far; `told`: what its digest is over. Of a run in pieces `before` says
    how many rows stand before each."""

    rows: int = 0
    errors: int = 0
    causes: Counter[DecidedBy] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    first_rows: dict[str, int] = field(default_factory=dict)
    digest: Digest = field(default_factory=Digest)
    told: Sequence[str] = TOLD
    notes: NoteCounts = field(default_factory=NoteCounts)
    before: Mapping[int, int] = field(default_factory=dict)
    _known: Outcomes | None = None
    _counts: _Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def take(self, answers: Answers) -> None:
        """Count some more rows, in their order."""
        before = self.rows
        for row, error in answers.errors.items():
            if len(self.first_rows) < FAULTS_KEPT:
                self.first_rows.setdefault(error, before + row + 1)
            self.count(None, error, 1)
        if self._known is not answers.known:
            self.causes = self.all_causes()
            self._known, self._counts = answers.known, np.zeros(0, dtype=np.int64)
        self._counts = answers.counted(self._counts)
        self.rows += int(np.count_nonzero(answers.outcomes >= 0))
        self.notes.take(answers.notes, before)
        self.digest.update(row_digests(answers.known, self.told).of(answers))

    def count(self, decided: DecidedBy | None, error: str | None, rows: int) -> None:
        """Count rows that came to the same: what was decided, or what is wrong with them."""
        self.rows += rows
        if error is not None or decided is None:
            self.errors += rows
            if error in self.faults or len(self.faults) < FAULTS_KEPT:
                self.faults[error or ""] += rows
            return
        self.causes[decided] += rows

    def all_causes(self) -> Counter[DecidedBy]:
        """How many rows came to each verdict and reason by each cause."""
        return self._counted(None)[1]

    def _counted(self, most: int | None) -> tuple[Counter[tuple[str, str]], Counter[DecidedBy]]:
        """How many rows came to each verdict and reason; and to those by their cause, of which
        there may be as many as changes: the `most` frequent."""
        verdicts: Counter[tuple[str, str]] = Counter()
        for (verdict, reason, _), rows in self.causes.items():
            verdicts[verdict, reason] += rows
        if self._known is None:
            return verdicts, self.causes
        by_reason, by_cause = self._known.counted(self._counts, None if self.causes else most)
        return verdicts + by_reason, self.causes + by_cause

    def shown(self) -> Json:
        """The counts, as a receipt tells of them."""
        return {
            "rows": self.rows,
            "errors": self.errors,
            "verdicts": [
                {"verdict": verdict, "reason": reason, "rows": count}
                for (verdict, reason), count in sorted(self._counted(CAUSES)[0].items())
            ],
            **(self.notes.shown() if NOTES in self.told else {}),
            **self.digest.shown(),
        }

    def summary(self, history: History) -> Json:
        """The counts with the most frequent causes, notes and faults."""
        found = self._counted(CAUSES)[1]
        causes = sorted(found.items(), key=lambda one: (-one[1], str(one[0])))
        return {
            **self.shown(),
            "causes": [
                {
                    "verdict": verdict,
                    "reason": reason,
                    "decided_by": decided_by,
                    "title": title_of(decided_by, history),
                    "rows": count,
                }
                for (verdict, reason, decided_by), count in causes[:CAUSES]
            ],
            **self.notes.summary(self.before),
            "faults": [
                {"error": error, "rows": count, "first_row": self.first_rows.get(error)}
                for error, count in self.faults.most_common(CAUSES)
            ],
            "fault_kinds": fault_kinds(self.faults, self.first_rows, self.errors),
        }


def title_of(change: str | None, history: History) -> str | None:
    """The title of the instrument that a change stands in."""
    found = history.instrument(change.partition("#")[0]) if change else None
    return str(found.content["title"]) if found else None
