"""What rows came to, as digests of 16 bytes each: the same in every format and engine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary, ref

import numpy as np
import numpy.typing as npt
import orjson

from ...domain.vocabulary.truth import Truth
from .numbering import MANY_ROWS, Ints
from .outcomes import ADDED, ASSUMED, COVERED_BY, NOTES, Answers, Notes, Outcomes, Said, Texts

DigestOf = Callable[[Said, str], bytes]
"""The digest of what was said, with the word for whether a licence is required."""
_FIRST = len(ADDED) - 1
"""So many parts of what was said come first in a digest."""

TOLD = (*ADDED, COVERED_BY, NOTES, ASSUMED)
"""What a digest is over, in this order."""
TOLD_AT_FIRST = ADDED
"""What it was over in release 0.1.0, which told none of the others in files."""


NOTES_KEPT = 8
"""Of so many lists of notes the digests of rows that have them are kept: each takes as much room as
the digests of rows without."""
_WORDS = [Truth(number).word for number in range(len(Truth))]
_kept: WeakKeyDictionary[Outcomes, dict[bool, RowDigests]] = WeakKeyDictionary()
_keeping = Lock()


def row_digests(known: Outcomes, told: Sequence[str] = TOLD) -> RowDigests:
    """The digests of rows with these outcomes, over `told` of each: `TOLD`, or `TOLD_AT_FIRST`.
    What was digested once is not digested again as long as the outcomes are kept."""
    whole = tuple(told) == TOLD
    with _keeping:
        of_both = _kept.setdefault(known, {})
        if whole not in of_both:
            of_both[whole] = RowDigests(ref(known), whole)
        return of_both[whole]


class RowDigests:
    """The digests of rows: of each outcome, with and without notes, once."""

    def __init__(self, known: ref[Outcomes], whole: bool) -> None:
        self.whole = whole
        self._known = known
        self._without = _Digested()
        self._noted: dict[Texts, _Digested] = {}
        self._lock = Lock()

    def of(self, answers: Answers) -> memoryview:
        """The digest of each row, one after the other."""
        assert self._known() is answers.known
        rows = np.zeros(len(answers.outcomes), dtype="V16")
        pairs = answers.outcomes.astype(np.int64) * 4
        pairs += np.maximum(answers.required, 0)
        notes = answers.notes if self.whole else None
        with self._lock:
            tables = self._tables(notes) if len(rows) >= MANY_ROWS else []
            if tables:
                of = np.full(len(rows), -1, dtype=np.int32) if notes is None else notes.of
                for number, (said, table) in enumerate(tables, -1):
                    table.put(pairs, of, number, answers.known, self._digest_of(said), rows)
            else:
                sound = answers.outcomes >= 0
                rows[sound] = self._without.of(pairs[sound], answers.known, self._digest_of(()))
                if notes is not None:
                    self._put_noted(answers, notes, pairs, rows)
        for row, error in answers.errors.items():
            rows[row] = _digest({"error": error})
        return memoryview(rows.view(np.uint8).data)

    def _tables(self, notes: Notes | None) -> list[tuple[Texts, _Digested]]:
        """The table of rows without notes, and after it that of each list of notes; none at all,
        if one of them is not kept."""
        every = () if notes is None else notes.every
        for said in every if len(every) <= NOTES_KEPT else ():
            if said not in self._noted and len(self._noted) < NOTES_KEPT:
                self._noted[said] = _Digested()
        if not self._noted.keys() >= set(every):
            return []
        return [((), self._without), *((said, self._noted[said]) for said in every)]

    def _put_noted(
        self,
        answers: Answers,
        notes: Notes,
        pairs: npt.NDArray[np.int64],
        rows: npt.NDArray[np.void],
    ) -> None:
        """Put the digests of the rows that have notes."""
        noted = np.flatnonzero((notes.of >= 0) & (answers.outcomes >= 0))
        numbers = notes.of[noted]
        order = np.argsort(numbers, kind="stable")
        kinds, starts = np.unique(numbers[order], return_index=True)
        for number, some in zip(kinds.tolist(), np.split(noted[order], starts[1:]), strict=False):
            said = notes.every[number]
            table = self._noted.get(said)
            if table is None and len(self._noted) < NOTES_KEPT:
                table = self._noted[said] = _Digested()
            digest = self._digest_of(said)
            if table is not None:
                rows[some] = table.of(pairs[some], answers.known, digest)
                continue
            different, where = np.unique(pairs[some], return_inverse=True)
            rows[some] = _digests(different, answers.known, digest)[where]

    def _digest_of(self, notes: Sequence[str]) -> DigestOf:
        """How the digest of what was said is made, with these notes on it."""
        if not self.whole:
            return lambda said, required: _digest([*said[:_FIRST], required])
        return lambda said, required: _digest(
            [*said[:_FIRST], required, said.covered_by, notes, said.assumed]
        )


class _Digested:
    """The digest of each outcome (times four) with whether a licence is required."""

    def __init__(self) -> None:
        self._digests = np.zeros(0, dtype="V16")
        self._digested = np.zeros(0, dtype=bool)

    def of(
        self, pairs: npt.NDArray[np.int64], known: Outcomes, digest: DigestOf
    ) -> npt.NDArray[np.void]:
        """The digests of these; each is made once."""
        if pairs.max(initial=0) < len(self._digested) and self._digested[pairs].all():
            return self._digests[pairs]
        self._make_room(known)
        asked = np.zeros(len(self._digested), dtype=bool)
        asked[pairs] = True
        self._make(asked, known, digest)
        return self._digests[pairs]

    def put(
        self,
        pairs: npt.NDArray[np.int64],
        notes: Ints,
        number: int,
        known: Outcomes,
        digest: DigestOf,
        rows: npt.NDArray[np.void],
    ) -> None:
        """Put the digests of the sound ones of many rows whose notes have this number."""
        from .columns.taking import put_digests

        self._make_room(known)
        asked = np.zeros(len(self._digested), dtype=bool)
        halves = rows.view(np.uint64).reshape(-1, 2)
        while put_digests(
            *(pairs, notes, number, self._digests.view(np.uint64).reshape(-1, 2)),
            *(self._digested, asked, halves),
        ):
            self._make(asked, known, digest)

    def _make_room(self, known: Outcomes) -> None:
        if 4 * len(known.every) > len(self._digested):
            more = 8 * len(known.every) - len(self._digested)
            self._digests = np.append(self._digests, np.zeros(more, dtype="V16"))
            self._digested = np.append(self._digested, np.zeros(more, dtype=bool))

    def _make(self, asked: npt.NDArray[np.bool_], known: Outcomes, digest: DigestOf) -> None:
        """Make the digests that are asked for and were not made before."""
        new = np.flatnonzero(asked & ~self._digested)
        self._digests[new] = _digests(new, known, digest)
        self._digested |= asked


def _digests(
    pairs: npt.NDArray[np.int64], known: Outcomes, digest: DigestOf
) -> npt.NDArray[np.void]:
    every = known.every
    made = b"".join(digest(every[pair >> 2], _WORDS[pair & 3]) for pair in pairs.tolist())
    return np.frombuffer(made, dtype="V16")


def _digest(said: Any) -> bytes:
    return hashlib.sha256(orjson.dumps(said)).digest()[:16]
