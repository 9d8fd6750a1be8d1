"""What many transactions came to: every verdict once, and for each row which one is its own."""

from __future__ import annotations

import hashlib
import threading
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from ...domain.law.evaluation import Verdict
from ...domain.vocabulary.truth import Truth

Ints = npt.NDArray[np.int32]
Said = tuple[str, str, str | None, tuple[str, ...]]
"""Verdict, reason, decided_by, depends_on."""
Decided = tuple[str, str, str | None]
"""The first three of them."""
_PARTS = range(len(get_args(Said)))
_TEXTS = range(len(get_args(Decided)))

FAULTY = -1
"""In place of an outcome: the row is no sound transaction."""
ADDED = ("verdict", "reason", "decided_by", "depends_on", "required")
ERROR = "error"
FEW = 1 << 15
"""So many different texts are written as a dictionary; of more, each row's own."""


class Outcomes:
    """Every verdict that was come to, once; a row's outcome is its number here.

    There may be as many as changes: what is asked of all of them stands in arrays.
    """

    def __init__(self) -> None:
        self.every: list[Said] = []
        self._numbers: dict[Said, int] = {}
        self._words: list[list[Any]] = [[] for _ in _PARTS]
        self._places: list[dict[Any, int]] = [{} for _ in _PARTS]
        self._codes = [np.full(1, -1, dtype=np.int32) for _ in _PARTS]
        self._texts: list[pa.Array] = [pa.array([], pa.string()) for _ in _TEXTS]
        self._lock = threading.Lock()
        self._digests = np.zeros(0, dtype="V16")
        self._digested = np.zeros(0, dtype=bool)

    def number(self, verdict: Verdict) -> int:
        """The number of a verdict."""
        return self.number_of(
            (verdict.verdict, verdict.reason, verdict.decided_by, tuple(verdict.depends_on))
        )

    def number_of(self, said: Said) -> int:
        """The number of what was said."""
        number = self._numbers.get(said)
        if number is None:
            with self._lock:
                number = self._numbers.setdefault(said, len(self.every))
                if number == len(self.every):
                    self.every.append(said)
        return number

    def _coded(self, which: int) -> tuple[list[Any], Ints]:
        """The different words of one part, and for each outcome the number of its own (-1:
        none); one more for no outcome."""
        words, places = self._words[which], self._places[which]
        with self._lock:
            codes = self._codes[which]
            if new := self.every[len(codes) - 1 :]:
                more = array("i")
                for said in new:
                    part = said[which]
                    code = -1 if part is None else places.setdefault(part, len(words))
                    if code == len(words):
                        words.append(part)
                    more.append(code)
                codes = self._codes[which] = np.concatenate([codes[:-1], more, codes[-1:]])
            return words, codes

    def column(self, which: int, outcomes: Ints) -> pa.Array:
        """One of the texts of each row: as a dictionary, where few are different."""
        words, codes = self._coded(which)
        own = codes[outcomes]
        if len(words) > FEW:
            return self._as_texts(which, words).take(_with_nulls(own))
        used, place = _used(own, len(words))
        texts = pa.array([words[number] for number in used], pa.string())
        return pa.DictionaryArray.from_arrays(_with_nulls(place), texts)

    def lists(self, outcomes: Ints) -> pa.Array:
        """What each row's outcome depends on."""
        words, codes = self._coded(3)
        if not any(words):
            offsets = pa.array(np.zeros(len(outcomes) + 1, dtype=np.int32))
            return pa.ListArray.from_arrays(offsets, pa.array([], pa.string()))
        every = pa.array([*map(list, words), []], pa.list_(pa.string()))
        return every.take(pa.array(codes[outcomes] % len(every)))

    def _as_texts(self, which: int, words: list[str]) -> pa.Array:
        """All words of a part as a column; what was one before is kept."""
        with self._lock:
            texts = self._texts[which]
            if len(texts) < len(words):
                more = pa.array(words[len(texts) :], pa.string())
                texts = self._texts[which] = pa.concat_arrays([texts, more])
        return texts

    def counted(
        self, counts: npt.NDArray[np.int64], most: int | None
    ) -> tuple[Counter[tuple[str, str]], Counter[Decided]]:
        """How many rows came to each verdict and reason, by how many have each outcome; and to
        each with its decisive change. Of these only the `most` frequent, if a number is given,
        and all that are as frequent as the last of them."""
        numbers = np.flatnonzero(counts)
        coded = [self._coded(which) for which in _TEXTS]
        verdict, reason, change = (codes.astype(np.int64)[numbers] for _, codes in coded)
        verdicts, reasons, changes = (words for words, _ in coded)
        pairs = verdict * len(reasons) + reason
        totals = np.bincount(pairs, counts[numbers]).astype(np.int64)
        kinds, where = np.unique(pairs * (len(changes) + 1) + change + 1, return_inverse=True)
        times = np.bincount(where, counts[numbers]).astype(np.int64)
        if most is not None and most < len(times):
            frequent = times >= np.partition(times, -most)[-most]
            kinds, times = kinds[frequent], times[frequent]
        by_reason: Counter[tuple[str, str]] = Counter()
        for pair in np.flatnonzero(totals).tolist():
            one, other = divmod(pair, len(reasons))
            by_reason[verdicts[one], reasons[other]] = int(totals[pair])
        by_change: Counter[Decided] = Counter()
        for kind, rows in zip(kinds.tolist(), times.tolist(), strict=True):
            pair, number = divmod(kind, len(changes) + 1)
            one, other = divmod(pair, len(reasons))
            decided_by = changes[number - 1] if number else None
            by_change[verdicts[one], reasons[other], decided_by] = rows
        return by_reason, by_change

    def digests(self, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.void]:
        """The digest of each outcome (times four) with whether a licence is required; asked by
        one thread at a time."""
        if pairs.max(initial=0) < len(self._digested) and self._digested[pairs].all():
            return self._digests[pairs]
        if 4 * len(self.every) > len(self._digested):
            more = 8 * len(self.every) - len(self._digested)
            self._digests = np.append(self._digests, np.zeros(more, dtype="V16"))
            self._digested = np.append(self._digested, np.zeros(more, dtype=bool))
        asked = np.zeros(len(self._digested), dtype=bool)
        asked[pairs] = True
        for pair in np.flatnonzero(asked & ~self._digested).tolist():
            outcome, required = divmod(pair, 4)
            self._digests[pair] = _digest([*self.every[outcome], Truth(required).word])
        self._digested |= asked
        return self._digests[pairs]


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to some rows: the outcome of each (`FAULTY` for none), whether a licence is
    required (a `Truth`, -1 for none), and the sentences about faulty rows."""

    known: Outcomes
    outcomes: Ints
    required: npt.NDArray[np.int8]
    errors: dict[int, str]

    @property
    def every(self) -> Sequence[Said]:
        """What was said, by the number of an outcome."""
        return self.known.every

    def columns(self) -> dict[str, pa.Array]:
        """The columns that re-evaluation adds, `error` last."""
        return {
            "verdict": self.known.column(0, self.outcomes),
            "reason": self.known.column(1, self.outcomes),
            "decided_by": self.known.column(2, self.outcomes),
            "depends_on": self.known.lists(self.outcomes),
            "required": _required(self.required),
            ERROR: self._errors(),
        }

    def counted(self, counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """How many rows have each outcome, by its number, added to such counts; faulty ones
        none."""
        if len(counts) < len(self.every):
            counts = np.append(counts, np.zeros(2 * len(self.every) - len(counts), np.int64))
        sound = self.outcomes[self.outcomes >= 0]
        if len(counts) < len(sound):
            return counts + np.bincount(sound, minlength=len(counts))
        np.add.at(counts, sound, 1)
        return counts

    def digests(self) -> bytes:
        """What each row came to, in 16 bytes each: the same in every format and engine."""
        sound = self.outcomes >= 0
        rows = np.zeros(len(self.outcomes), dtype="V16")
        pairs = self.outcomes.astype(np.int64) * 4 + np.maximum(self.required, 0)
        rows[sound] = self.known.digests(pairs[sound])
        for row, error in self.errors.items():
            rows[row] = _digest({"error": error})
        return rows.tobytes()

    def _errors(self) -> pa.Array:
        if not self.errors:
            return pa.nulls(len(self.outcomes), pa.string())
        texts = np.full(len(self.outcomes), None, dtype=object)
        for row, text in self.errors.items():
            texts[row] = text
        return pa.array(texts, pa.string())


def _digest(said: Any) -> bytes:
    return hashlib.sha256(orjson.dumps(said)).digest()[:16]


def _used(numbers: Ints, count: int) -> tuple[list[int], Ints]:
    """The numbers below `count` that occur, and for each row the place of its own among them
    (-1: none)."""
    occurs = np.zeros(count + 1, dtype=bool)
    occurs[numbers] = True
    used = np.flatnonzero(occurs[:-1])
    places = np.full(count + 1, -1, dtype=np.int32)
    places[used] = np.arange(len(used), dtype=np.int32)
    return used.tolist(), places[numbers]


def _with_nulls(numbers: npt.NDArray[Any]) -> pa.Array:
    lacking = numbers < 0
    return pa.array(numbers, mask=lacking if lacking.any() else None)


def _required(required: npt.NDArray[np.int8]) -> pa.Array:
    words = pa.array([truth.word for truth in Truth], pa.string())
    return pa.DictionaryArray.from_arrays(_with_nulls(required), words)
