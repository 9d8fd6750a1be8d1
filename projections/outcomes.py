"""What many transactions came to: every verdict once, and for each row which one is its own."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..domain.evaluation import Verdict
from ..domain.truth import Truth

Said = tuple[str, str, str | None, tuple[str, ...]]
"""Verdict, reason, decided_by, depends_on."""

FAULTY = -1
"""In place of an outcome: the row is no sound transaction."""
ADDED = ("verdict", "reason", "decided_by", "depends_on", "required")
ERROR = "error"
_FEW = 1 << 15
"""So many different texts are written as a dictionary; of more, each row's own."""


class Outcomes:
    """Every verdict that was come to, once; a row's outcome is its number here."""

    def __init__(self) -> None:
        self.every: list[Said] = []
        self._numbers: dict[Said, int] = {}

    def number(self, verdict: Verdict) -> int:
        """The number of a verdict."""
        said = (verdict.verdict, verdict.reason, verdict.decided_by, tuple(verdict.depends_on))
        number = self._numbers.get(said)
        if number is None:
            number = self._numbers[said] = len(self.every)
            self.every.append(said)
        return number


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to some rows: the outcome of each (`FAULTY` for none), whether a licence is
    required (a `Truth`, -1 for none), and the sentences about faulty rows."""

    every: Sequence[Said]
    outcomes: npt.NDArray[np.int32]
    required: npt.NDArray[np.int8]
    errors: dict[int, str]

    def columns(self) -> dict[str, pa.Array]:
        """The columns that re-evaluation adds, `error` last."""
        used, place = _used(self.outcomes, len(self.every))
        said = [("", "", None, ()) if one < 0 else self.every[one] for one in used.tolist()]
        nothing = used < 0
        return {
            "verdict": _column([one[0] for one in said], place, nothing),
            "reason": _column([one[1] for one in said], place, nothing),
            "decided_by": _column([one[2] for one in said], place, nothing),
            "depends_on": _lists([one[3] for one in said], place),
            "required": _required(self.required),
            ERROR: self._errors(),
        }

    def counted(self) -> Counter[tuple[str, str, str | None]]:
        """How many rows came to each verdict, reason and decisive change; none of faulty ones."""
        counts = np.bincount(self.outcomes + 1, minlength=1)[1:]
        found: Counter[tuple[str, str, str | None]] = Counter()
        for number in np.flatnonzero(counts).tolist():
            found[self.every[number][:3]] += int(counts[number])
        return found

    def digests(self) -> bytes:
        """What each row came to, in 16 bytes each: the same in every format and engine."""
        pairs = np.maximum(self.outcomes, FAULTY) * 4 + np.maximum(self.required, 0)
        used, place = _used(np.maximum(pairs, -1), 4 * len(self.every))
        words = np.array([self._digest(int(pair)) for pair in used], dtype="V16")
        rows = words[place]
        for row, error in self.errors.items():
            rows[row] = _digest({"error": error})
        return rows.tobytes()

    def _digest(self, pair: int) -> bytes:
        if pair < 0:
            return bytes(16)
        outcome, required = divmod(pair, 4)
        return _digest([*self.every[outcome], Truth(required).word])

    def _errors(self) -> pa.Array:
        if not self.errors:
            return pa.nulls(len(self.outcomes), pa.string())
        texts = np.full(len(self.outcomes), None, dtype=object)
        for row, text in self.errors.items():
            texts[row] = text
        return pa.array(texts, pa.string())


def _digest(said: Any) -> bytes:
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).digest()[:16]


def _used(
    outcomes: npt.NDArray[np.int32], count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """The outcomes that occur, and for each row the place of its own among them."""
    occurs = np.zeros(count + 1, dtype=bool)
    occurs[outcomes + 1] = True
    used = np.flatnonzero(occurs)
    places = np.zeros(count + 1, dtype=np.int32)
    places[used] = np.arange(len(used), dtype=np.int32)
    return used - 1, places[outcomes + 1]


def _column(
    texts: Sequence[str | None], place: npt.NDArray[np.int32], nothing: npt.NDArray[np.bool_]
) -> pa.Array:
    """The text of each row's outcome, as a dictionary where few are different."""
    words = {text: None for text, none in zip(texts, nothing, strict=True) if not none and text}
    numbers = {text: number for number, text in enumerate(words)}
    own = np.array(
        [
            -1 if none or not text else numbers[text]
            for text, none in zip(texts, nothing, strict=True)
        ],
        dtype=np.int32,
    )[place]
    dictionary = pa.array(words, pa.string())
    if len(words) <= _FEW:
        return pa.DictionaryArray.from_arrays(_with_nulls(own), dictionary)
    return dictionary.take(_with_nulls(own))


def _with_nulls(numbers: npt.NDArray[Any]) -> pa.Array:
    lacking = numbers < 0
    return pa.array(numbers, mask=lacking if lacking.any() else None)


def _lists(lists: Sequence[Sequence[str]], place: npt.NDArray[np.int32]) -> pa.Array:
    every = pa.array([list(one) for one in lists], pa.list_(pa.string()))
    if not any(lists):
        offsets = pa.array(np.zeros(len(place) + 1, dtype=np.int32))
        return pa.ListArray.from_arrays(offsets, pa.array([], pa.string()))
    return every.take(pa.array(place))


def _required(required: npt.NDArray[np.int8]) -> pa.Array:
    words = pa.array([truth.word for truth in Truth], pa.string())
    return pa.DictionaryArray.from_arrays(_with_nulls(required), words)
