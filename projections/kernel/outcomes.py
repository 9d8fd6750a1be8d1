"""What many transactions came to: every verdict once, and for each row which one is its own."""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args, overload

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
VERDICT, REASON, _DECIDED_BY, _DEPENDS_ON, _COVERED_BY, _ASSUMED, CUT, STREAMS = _PARTS

_VERDICTS_KEPT = 1_000
"""Of so many verdicts it is remembered what they say besides the change that decides."""

NOT_DECIDED = -1
"""In place of a change: none decides."""
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


def _sorted(keys: _Ends) -> tuple[_Ends, _Ends]:
    """The different keys, ordered, and the place of each among them; `np.unique` takes longer."""
    order = np.argsort(keys)
    ranked, places = keys[order], np.empty(len(keys), dtype=np.int64)
    new = np.diff(ranked, prepend=ranked[:1] - 1) != 0
    places[order] = np.cumsum(new) - 1
    return ranked[new], places


class EveryOutcome(Sequence[Said]):
    """What was said, by the number of an outcome: of each its kind and the change that decides."""

    def __init__(self) -> None:
        self.kinds: list[Said] = []
        """What is said besides the change that decides, by the number of a kind."""
        self.changes: list[str] = []
        """The changes that decide, as they are met."""
        self._kind_numbers: dict[Said, int] = {}
        self._change_numbers: dict[str, int] = {}
        self._kinds, self._deciding = array("i"), array("i")
        self._last, self._before = array("i"), array("i")
        """The last outcome by each change, and of each outcome the one before it by the same."""
        self._by_none: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._kinds)

    @overload
    def __getitem__(self, number: int) -> Said: ...
    @overload
    def __getitem__(self, number: slice) -> list[Said]: ...
    def __getitem__(self, number: int | slice) -> Said | list[Said]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        kind, change = self.kinds[self._kinds[number]], self._deciding[number]
        return kind if change < 0 else kind._replace(decided_by=self.changes[change])

    def kind_at(self, number: int) -> int:
        """The kind of an outcome."""
        return self._kinds[number]

    def kind(self, said: Said) -> int:
        """The number of a kind."""
        number = self._kind_numbers.setdefault(said, len(self.kinds))
        if number == len(self.kinds):
            self.kinds.append(said)
        return number

    def number(self, kind: int, decided_by: str | None) -> int:
        """The number of an outcome, put at the end if it was not there."""
        if decided_by is None:
            number = self._by_none.setdefault(kind, len(self))
            if number == len(self):
                self._put(kind, NOT_DECIDED, NOT_DECIDED)
            return number
        change = self._change_numbers.setdefault(decided_by, len(self.changes))
        if change == len(self.changes):
            self.changes.append(decided_by)
            self._last.append(NOT_DECIDED)
        last = number = self._last[change]
        while number >= 0 and self._kinds[number] != kind:
            number = self._before[number]
        if number < 0:
            number = self._last[change] = len(self)
            self._put(kind, change, last)
        return number

    def _put(self, kind: int, change: int, before: int) -> None:
        self._kinds.append(kind)
        self._deciding.append(change)
        self._before.append(before)

    def numbers(
        self, kinds: npt.NDArray[np.integer], deciding: npt.NDArray[np.integer], ids: Sequence[str]
    ) -> npt.NDArray[np.int64]:
        """The same of many, each decided by one of the changes with these ids, told by its place
        (-1: by none)."""
        count = len(self.kinds)
        keys, places = _sorted(deciding * count + kinds)
        alone = int(np.searchsorted(keys, 0))
        found = np.empty(len(keys), dtype=np.int64)
        found[:alone] = [self.number(key % count, None) for key in keys[:alone].tolist()]
        change, kind = np.divmod(keys[alone:], count)
        first = np.flatnonzero(np.diff(change, prepend=-1))
        names = [ids[one] for one in change[first].tolist()]
        if self._change_numbers.keys().isdisjoint(names):
            found[alone:] = self._put_new(kind, first, names)
        else:
            said = zip(kind.tolist(), change.tolist(), strict=True)
            found[alone:] = [self.number(one, ids[by]) for one, by in said]
        return found[places]

    def _put_new(
        self, kinds: npt.NDArray[np.int64], first: npt.NDArray[np.int64], names: Sequence[str]
    ) -> npt.NDArray[np.int64]:
        """Put outcomes at the end that are decided by changes which decided none so far; those by
        one change stand together, the first of each are told."""
        numbers = np.arange(len(self), len(self) + len(kinds))
        counts = np.diff(first, append=len(kinds))
        changes = np.arange(len(self.changes), len(self.changes) + len(names))
        before = numbers - 1
        before[first] = NOT_DECIDED
        self._change_numbers.update(zip(names, changes.tolist(), strict=True))
        self.changes += names
        for column, more in (
            *((self._kinds, kinds), (self._deciding, np.repeat(changes, counts))),
            *((self._before, before), (self._last, numbers[first + counts - 1])),
        ):
            column.frombytes(more.astype(np.int32).tobytes())
        return numbers

    def of_kinds(self) -> Ints:
        """The kind of each outcome."""
        return np.array(self._kinds, dtype=np.int32)

    def deciding(self, *more: int) -> Ints:
        """Of each outcome the number of the change that decides (-1: none), and more of them."""
        return np.append(np.array(self._deciding, dtype=np.int32), np.array(more, dtype=np.int32))


class Outcomes:
    """Every verdict that was come to, once; a row's outcome is its number here.

    There may be as many as changes: they stand in columns. What a verdict says besides the change
    that decides is its kind, of which there are few.
    """

    def __init__(self) -> None:
        self.every = EveryOutcome()
        self._lock = threading.Lock()
        self._words: list[list[Any]] = [[] for _ in _PARTS]
        self._places: list[dict[Any, int]] = [{} for _ in _PARTS]
        self._kind_codes = [np.zeros(0, dtype=np.int32) for _ in _PARTS]
        self._codes = [np.full(1, -1, dtype=np.int32) for _ in _PARTS]
        self._texts: list[pa.Array] = [pa.array([], pa.string()) for _ in _TEXTS]
        self._by: dict[int, tuple[Decision, int]] = {}

    def number(self, verdict: Decision, assumed: Iterable[str] = (), streams: Texts = ()) -> int:
        """The number of a verdict that rests on these streams besides the licence's own, and for
        which these fields were taken as usual."""
        decided = verdict.verdict, verdict.reason, verdict.decided_by
        lists = tuple(verdict.depends_on), tuple(verdict.covered_by), tuple(assumed)
        return self.number_of(Said(*decided, *lists, tuple(verdict.cut), streams))

    def number_by(self, verdict: Decision, decided_by: str | None) -> int:
        """The number of the same verdict, where another licence's change decides."""
        known = self._by.get(id(verdict))
        if known is None or known[0] is not verdict:
            if len(self._by) >= _VERDICTS_KEPT:
                self._by.clear()
            known = self._by[id(verdict)] = verdict, self.kind_of(verdict)
        with self._lock:
            return self.every.number(known[1], decided_by)

    def kind_of(self, verdict: Decision) -> int:
        """The kind of a verdict: what it says besides the change that decides."""
        lists = tuple(verdict.depends_on), tuple(verdict.covered_by), (), tuple(verdict.cut)
        return self.kind_said(Said(verdict.verdict, verdict.reason, None, *lists))

    def kind_said(self, said: Said) -> int:
        """The kind of what is said, which names no change that decides."""
        with self._lock:
            return self.every.kind(said)

    def number_of(self, said: Said) -> int:
        """The number of what was said."""
        with self._lock:
            kind = self.every.kind(said._replace(decided_by=None))
            return self.every.number(kind, said.decided_by)

    def numbers_of(self, every: Iterable[Said]) -> list[int]:
        """The numbers of what was said, one after the other."""
        return [self.number_of(said) for said in every]

    def number_beside(self, number: int, decided_by: str) -> int:
        """The number of what was said under another number, where another change decides."""
        with self._lock:
            return self.every.number(self.every.kind_at(number), decided_by)

    def numbers_by(
        self, kinds: npt.NDArray[np.integer], deciding: npt.NDArray[np.integer], ids: Sequence[str]
    ) -> npt.NDArray[np.int64]:
        """The numbers of verdicts of these kinds, each decided by one of the changes with these
        ids, told by its place (-1: by none)."""
        with self._lock:
            return self.every.numbers(kinds, deciding, ids)

    def coded(self, which: int) -> tuple[list[Any], Ints]:
        """The different words of one part, and for each outcome the number of its own (-1:
        none); one more for no outcome."""
        with self._lock:
            codes = self._codes[which]
            if which == _DECIDED_BY:
                words = self.every.changes
                if len(codes) <= len(self.every):
                    codes = self._codes[which] = self.every.deciding(NOT_DECIDED)
                return words, codes
            words = self._words[which]
            if len(codes) <= len(self.every):
                of_kinds = self._coded_kinds(which, words)
                codes = np.append(of_kinds[self.every.of_kinds()], np.int32(-1))
                self._codes[which] = codes
            return words, codes

    def _coded_kinds(self, which: int, words: list[Any]) -> Ints:
        """The number of the word that each kind has of one part."""
        places, known = self._places[which], self._kind_codes[which]
        more = array("i")
        for kind in self.every.kinds[len(known) :]:
            code = places.setdefault(kind[which], len(words))
            if code == len(words):
                words.append(kind[which])
            more.append(code)
        found = self._kind_codes[which] = np.append(known, np.array(more, dtype=np.int32))
        return found

    def alike(self, some: Ints, others: Ints) -> npt.NDArray[np.bool_]:
        """Of each two outcomes, whether verdict and reason are the same."""
        found = np.ones(len(some), dtype=bool)
        for which in (VERDICT, REASON):
            _, codes = self.coded(which)
            found &= codes[some] == codes[others]
        return found

    def column(self, which: int, used: Used) -> pa.Array:
        """One of the texts of each row: as a dictionary, where few are different."""
        words, codes = self.coded(which)
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
        words, codes = self.coded(which)
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
        coded = [self.coded(which) for which in _TEXTS]
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

    def verdicts(self) -> tuple[list[str], Ints]:
        """The words of verdicts, and by the number of an outcome which is its own; -1 for
        `FAULTY`."""
        return self.known.coded(VERDICT)

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
