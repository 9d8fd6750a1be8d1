"""What rows came to, as digests of 16 bytes each: the same in every format and engine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from ...domain.vocabulary.truth import Truth
from .numbering import numbered
from .outcomes import ADDED, ASSUMED, COVERED_BY, NOTES, Answers, Outcomes

TOLD = (*ADDED, COVERED_BY, NOTES, ASSUMED)
"""What a digest is over, in this order."""
TOLD_AT_FIRST = ADDED
"""What it was over in release 0.1.0, which told none of the others in files."""


class RowDigests:
    """The digests of rows, over `told` of each: `TOLD`, or `TOLD_AT_FIRST`. One thread's own."""

    def __init__(self, told: Sequence[str] = TOLD) -> None:
        self.whole = tuple(told) == TOLD
        self._known: Outcomes | None = None
        self._begin(None)

    def _begin(self, known: Outcomes | None) -> None:
        self._known = known
        self._digests = np.zeros(0, dtype="V16")
        self._digested = np.zeros(0, dtype=bool)

    def of(self, answers: Answers) -> bytes:
        """The digest of each row, one after the other."""
        if self._known is not answers.known:
            self._begin(answers.known)
        sound = answers.outcomes >= 0
        rows = np.zeros(len(answers.outcomes), dtype="V16")
        pairs = answers.outcomes.astype(np.int64) * 4 + np.maximum(answers.required, 0)
        rows[sound] = self._of_pairs(answers.known, pairs[sound])
        if self.whole and answers.notes is not None:
            self._put_noted(answers, pairs, rows)
        for row, error in answers.errors.items():
            rows[row] = _digest({"error": error})
        return rows.tobytes()

    def _of_pairs(self, known: Outcomes, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.void]:
        """The digest of each outcome (times four) with whether a licence is required."""
        if pairs.max(initial=0) < len(self._digested) and self._digested[pairs].all():
            return self._digests[pairs]
        if 4 * len(known.every) > len(self._digested):
            more = 8 * len(known.every) - len(self._digested)
            self._digests = np.append(self._digests, np.zeros(more, dtype="V16"))
            self._digested = np.append(self._digested, np.zeros(more, dtype=bool))
        asked = np.zeros(len(self._digested), dtype=bool)
        asked[pairs] = True
        for pair in np.flatnonzero(asked & ~self._digested).tolist():
            self._digests[pair] = _digest(self._said(known, pair, ()))
        self._digested |= asked
        return self._digests[pairs]

    def _put_noted(
        self, answers: Answers, pairs: npt.NDArray[np.int64], rows: npt.NDArray[np.void]
    ) -> None:
        """Put the digests of the rows that have notes."""
        notes = answers.notes
        if notes is None:
            return
        noted = np.flatnonzero((notes.of >= 0) & (answers.outcomes >= 0))
        different = len(notes.every)
        keys = pairs[noted] * different + notes.of[noted]
        kinds, where = numbered(keys, 4 * len(answers.every) * different)
        found = np.zeros(len(kinds), dtype="V16")
        for number, kind in enumerate(kinds):
            pair, note = divmod(kind, different)
            found[number] = _digest(self._said(answers.known, pair, notes.every[note]))
        rows[noted] = found[where]

    def _said(self, known: Outcomes, pair: int, notes: Sequence[str]) -> list[Any]:
        outcome, required = divmod(pair, 4)
        said = known.every[outcome]
        first = [*said[: len(ADDED) - 1], Truth(required).word]
        return [*first, said.covered_by, notes, said.assumed] if self.whole else first


def _digest(said: Any) -> bytes:
    return hashlib.sha256(orjson.dumps(said)).digest()[:16]
