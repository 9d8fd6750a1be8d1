"""What many transactions came to: every verdict once, and for each row which one is its own."""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...domain.law.evaluation import Decision
from ...domain.vocabulary.truth import Truth
from .numbering import MANY_ROWS, Ints, as_they_come, taken

Texts = tuple[str, ...]
_Ends = npt.NDArray[np.int64]


class Said(NamedTuple):
    """What was said of a transaction; `streams`: those that it rests on besides the licence's own,
    where notes ask for them."""

    verdict: str
    reason: str
    decided_by: str | None
    depends_on: Texts
    covered_by: Texts
    assumed: Texts = ()
    cut: Texts = ()
    streams: Texts = ()


DecidedBy = tuple[str, str, str | None]
"""The first three of them."""
_PARTS = range(len(Said._fields))
_TEXTS = range(len(get_args(DecidedBy)))
_VERDICT_AND_REASON = (0, 1)
_DEPENDS_ON, _COVERED_BY, _ASSUMED = map(
    Said._fields.index, ("depends_on", "covered_by", "assumed")
)

_VERDICTS_KEPT = 1_000
"""Of so many verdicts it is remembered what they say besides the change that decides."""

FAULTY = -1
"""In place of an outcome: the row is no sound transaction."""
ADDED = ("verdict", "reason", "decided_by", "depends_on", "required")
ERROR = "error"
COVERED_BY, NOTES, ASSUMED = "covered_by", "notes", "assumed"
COLUMNS = (*ADDED, ERROR, COVERED_BY, NOTES, ASSUMED)
"""What is added to a file; what came later stands after what stood there before."""
FEW_LISTS = 16
"""So many different lists of notes are looked for one by one sooner than all at once."""
FEW_TEXTS = 1 << 15
"""So many different texts are written as a dictionary; of more, each row's own."""


def parts_said(verdict: Decision) -> tuple[tuple[str, str], tuple[Texts, ...]]:
    """Verdict and reason, and what is said after the change that decides: of a `Said` the fields
    before and after that."""
    lists = (verdict.depends_on, verdict.covered_by, (), verdict.cut, ())
    return (verdict.verdict, verdict.reason), tuple(map(tuple, lists))


@dataclass(frozen=True, slots=True)
class Used:
    """The outcomes that occur among rows, in the order in which they first do (the last is
    `FAULTY`, for no outcome), and which of them each row has (-1: the last).

    Outcomes are numbered as threads come to them; what is written is the same in every run.
    """

    numbers: npt.NDArray[np.int64]
    of: Ints

    @staticmethod
    def among(outcomes: Ints, count: int) -> Used:
        """Those of some rows, of so many that there are."""
        found, of = as_they_come(outcomes, count)
        return Used(np.append(found, FAULTY), of)


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
        self._by: dict[int, tuple[Decision, tuple[Texts, ...]]] = {}

    def number(self, verdict: Decision, assumed: Iterable[str] = (), streams: Texts = ()) -> int:
        """The number of a verdict that rests on these streams besides the licence's own, and for
        which these fields were taken as usual."""
        decided = verdict.verdict, verdict.reason, verdict.decided_by
        lists = tuple(verdict.depends_on), tuple(verdict.covered_by), tuple(assumed)
        return self.number_of(Said(*decided, *lists, tuple(verdict.cut), streams))

    def number_by(self, verdict: Decision, decided_by: str | None) -> int:
        """The number of the same verdict, where another licence's change decides."""
        said = self._by.get(id(verdict))
        if said is None or said[0] is not verdict:
            if len(self._by) >= _VERDICTS_KEPT:
                self._by.clear()
            said = self._by[id(verdict)] = verdict, parts_said(verdict)[1]
        return self.number_of(Said(verdict.verdict, verdict.reason, decided_by, *said[1]))

    def numbers_of(self, every: Iterable[Said]) -> list[int]:
        """The numbers of what was said, one after the other."""
        numbers, found = self._numbers, list[int]()
        with self._lock:
            for said in every:
                number = numbers.setdefault(said, len(self.every))
                if number == len(self.every):
                    self.every.append(said)
                found.append(number)
        return found

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

    def alike(self, some: Ints, others: Ints) -> npt.NDArray[np.bool_]:
        """Of each two outcomes, whether verdict and reason are the same."""
        found = np.ones(len(some), dtype=bool)
        for which in _VERDICT_AND_REASON:
            _, codes = self._coded(which)
            found &= codes[some] == codes[others]
        return found

    def column(self, which: int, used: Used) -> pa.Array:
        """One of the texts of each row: as a dictionary, where few are different."""
        words, codes = self._coded(which)
        own = codes[used.numbers]
        there, place = as_they_come(own, len(words))
        if len(there) > FEW_TEXTS:
            return self._as_texts(which, words).take(_with_nulls(taken(own, used.of)))
        texts = pa.array([words[number] for number in there.tolist()], pa.string())
        numbers = taken(place, used.of)
        lacking = numbers < 0 if (place < 0).any() else None
        return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=lacking), texts)

    def lists(self, which: int, used: Used) -> pa.Array:
        """One of the lists of texts of each row."""
        words, codes = self._coded(which)
        there, place = as_they_come(codes[used.numbers], len(words))
        return lists_of([words[number] for number in there.tolist()], taken(place, used.of))

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
    ) -> tuple[Counter[tuple[str, str]], Counter[DecidedBy]]:
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
        by_change: Counter[DecidedBy] = Counter()
        for kind, rows in zip(kinds.tolist(), times.tolist(), strict=True):
            pair, number = divmod(kind, len(changes) + 1)
            one, other = divmod(pair, len(reasons))
            decided_by = changes[number - 1] if number else None
            by_change[verdicts[one], reasons[other], decided_by] = rows
        return by_reason, by_change


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes on some rows: every different list of them, and which one a row has (-1: none)."""

    every: Sequence[tuple[str, ...]]
    of: Ints

    @staticmethod
    def on(rows: Sequence[tuple[str, ...]]) -> Notes | None:
        """The notes on each of some rows; None if there are none."""
        places = {found: number for number, found in enumerate(dict.fromkeys(filter(None, rows)))}
        numbers = np.array([places.get(found, -1) for found in rows], dtype=np.int32)
        return Notes(list(places), numbers) if places else None

    def on_row(self, row: int) -> tuple[str, ...]:
        """The notes on one row."""
        return self.every[self.of[row]] if self.of[row] >= 0 else ()

    @property
    def count(self) -> int:
        """How many rows have any."""
        return int(np.count_nonzero(self.of >= 0))

    def counted(self) -> Iterator[tuple[str, int, int]]:
        """Each note, with how many rows have it and the first that does, in the order of rows."""
        rows = np.bincount(self.of + 1, minlength=len(self.every) + 1)[1:]
        first = self._first_rows()
        for number in np.argsort(first, kind="stable").tolist():
            if rows[number]:
                for note in self.every[number]:
                    yield note, int(rows[number]), int(first[number])

    def _first_rows(self) -> npt.NDArray[np.int64]:
        """For each of the different lists the first row that has it; 0 if none does."""
        if len(self.every) <= FEW_LISTS:
            return np.array([(self.of == number).argmax() for number in range(len(self.every))])
        first = np.zeros(len(self.every) + 1, dtype=np.int64)
        first[self.of[::-1]] = np.arange(len(self.of))[::-1]  # of several the last is kept
        return first[:-1]


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to some rows: the outcome of each (`FAULTY` for none), whether a licence is
    required (a `Truth`, -1 for none), the sentences about faulty rows, and notes on sound ones."""

    known: Outcomes
    outcomes: Ints
    required: npt.NDArray[np.int8]
    errors: dict[int, str]
    notes: Notes | None = None
    """None: no row has any."""

    @property
    def every(self) -> Sequence[Said]:
        """What was said, by the number of an outcome."""
        return self.known.every

    def columns(self) -> dict[str, pa.Array]:
        """The columns that re-evaluation adds: `COLUMNS`."""
        used = Used.among(self.outcomes, len(self.every))
        found = (
            *(self.known.column(which, used) for which in _TEXTS),
            self.known.lists(_DEPENDS_ON, used),
            _required(self.required),
            self._errors(),
            self.known.lists(_COVERED_BY, used),
            self._notes(),
            self.known.lists(_ASSUMED, used),
        )
        return dict(zip(COLUMNS, found, strict=True))

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

    def notes_on(self, row: int) -> tuple[str, ...]:
        """The notes on one row."""
        return () if self.notes is None else self.notes.on_row(row)

    def _notes(self) -> pa.Array:
        if self.notes is None:
            return lists_of((), np.full(len(self.outcomes), -1, dtype=np.int32))
        every = self.notes.every
        used, of = as_they_come(self.notes.of, len(every))
        return lists_of([every[number] for number in used.tolist()], of)

    def _errors(self) -> pa.Array:
        if not self.errors:
            return pa.nulls(len(self.outcomes), pa.string())
        texts = np.full(len(self.outcomes), None, dtype=object)
        for row, text in self.errors.items():
            texts[row] = text
        return pa.array(texts, pa.string())


def lists_of(every: Sequence[Sequence[str]], own: Ints) -> pa.Array:
    """For each row one of these lists, an empty one for -1; each text stands there once."""
    texts = {text: n for n, text in enumerate(dict.fromkeys(t for one in every for t in one))}
    lengths = np.array([*map(len, every), 0], dtype=np.int64)
    offsets = np.zeros(len(own) + 1, dtype=np.int64)
    numbers = np.zeros(0, dtype=np.int32)
    if texts:
        listed = np.array([texts[text] for one in every for text in one], dtype=np.int32)
        numbers = _values(lengths, listed, own, offsets)
    words = pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array([*texts], pa.string()))
    return pa.ListArray.from_arrays(pa.array(offsets).cast(pa.int32()), words)


def _values(lengths: _Ends, listed: Ints, own: Ints, offsets: _Ends) -> Ints:
    """The values of lists that stand one after the other, for each row those of its own, and where
    each row's end."""
    starts = np.cumsum(lengths) - lengths
    if len(own) < MANY_ROWS:
        np.cumsum(lengths[own], out=offsets[1:])
        before = np.repeat(starts[own] - offsets[:-1], lengths[own])
        found: Ints = listed[before + np.arange(offsets[-1])]
        return found
    from .columns.taking import list_ends, list_values

    list_ends(lengths, own, offsets)
    numbers = np.empty(int(offsets[-1]) + 2, dtype=np.int32)
    list_values(starts, lengths, np.append(listed, np.zeros(2, np.int32)), own, numbers)
    return numbers[: offsets[-1]]


def _with_nulls(numbers: npt.NDArray[Any]) -> pa.Array:
    lacking = numbers < 0
    return pa.array(numbers, mask=lacking if lacking.any() else None)


def _required(required: npt.NDArray[np.int8]) -> pa.Array:
    words = pa.array([truth.word for truth in Truth], pa.string())
    return pa.DictionaryArray.from_arrays(_with_nulls(required), words)
