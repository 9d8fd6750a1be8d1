"""The lines of the law as arrays, made from the record for the licences that are asked about.

A relation belongs to one viewpoint: a size of the log, and what was known (on one day, or
on each transaction's own). Licences are compiled when they are first asked about.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ..domain.changes import change_of
from ..domain.history import History
from ..domain.lines import LicenceLines, requirement_lines
from ..domain.presence import Known, days_of_groups
from . import kernel
from .codes import LISTED, PLACES
from .line_arrays import Ints, Lines
from .line_index import LineIndex
from .outcomes import Outcomes

TOGETHER = 200
"""So many licences are read together."""
UNKNOWN_LICENCE = -2
"""In place of a licence's number: a name that was never established."""


class Relation:
    """What the kernel reads: the licences compiled so far, and the requirements."""

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self.outcomes = Outcomes()
        self.own = Lines(history, known, self.outcomes)
        self._written = LicenceLines(history, known)
        self.index = LineIndex(self.own)
        self.starts = array("q", [0])
        """Where blocks begin: the requirements' lines, then those of licence 0, 1 …"""
        self.day_starts = array("q", [0])
        self.days = array("i")
        self.numbers: dict[str, int] = {}
        self._requirements()

    # -- requirements ----------------------------------------------------------------

    def _requirements(self) -> None:
        self._prohibitions: list[int] = []
        forbidding = set(self._forbidding())
        for line in requirement_lines(self.history, self.known):
            before = len(self.own)
            self.own.add(line)
            if self.history.home(change_of(line.part)) in forbidding:
                self._prohibitions += range(before, len(self.own))
        self._conditions_of_requirements = len(self.own.conditions)
        self._end_block()
        self.world_days = np.array(sorted(self._days_of_world()), dtype=np.int32)

    def _end_block(self) -> None:
        self.index.add(self.starts[-1], len(self.own))
        self.starts.append(len(self.own))

    def _forbidding(self) -> Iterator[str]:
        """The streams of the requirements that are, or were at some time, prohibitions."""
        for name in self.history.subjects("requirement"):
            imposed = self.history.stream(f"requirement/{name}").of_type("requirement_imposed")
            if any(one.content["basis"] == "prohibition" for one in imposed):
                yield f"requirement/{name}"

    def _named_by_requirements(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The fields that requirements ask for, and how many codes each has; no sizes where
        a row's codes together would be no number of 64 bits, or more come to be."""
        end = self._conditions_of_requirements
        named = sorted(set(self.own.conditions[:end][kernel.FIELD :: kernel.CONDITION_WIDTH]))
        sizes = [len(self.own.codes[number].values) for number in named]
        room = (1 << 62) // (len(self.world_days) + 2)
        if LISTED in named or math.prod(sizes) > room:
            sizes = []
        return np.array(named if sizes else [], dtype=np.int64), np.array(sizes, dtype=np.int64)

    def _days_of_world(self) -> set[int]:
        """The days on which a requirement or a group can change."""
        names = [f"requirement/{name}" for name in self.history.subjects("requirement")]
        changes = [c for name in names for c in self.history.stream(name).changes.values()]
        days = self.known.days(self.history, [*changes, *self.history.completions()])
        for column in (kernel.BEGINS, kernel.ENDS):
            days |= set(self.own.lines[column :: kernel.LINE_WIDTH])
        return days | days_of_groups(self.history.subjects("group"), self.history, self.known)

    # -- licences --------------------------------------------------------------------

    def number(self, licence: str) -> int:
        """The number of a licence, compiled if it is not yet; of none that was established."""
        number = self.numbers.get(licence)
        if number is None:
            if not self.history.knows("licence", licence):
                return UNKNOWN_LICENCE
            number = self.numbers[licence] = len(self.numbers)
            self._compile(licence)
        return number

    def _compile(self, licence: str) -> None:
        for line in self._written.of(licence):
            self.own.add(line)
        self._end_block()
        changes = self.history.stream(f"licence/{licence}").changes.values()
        self.days.extend(sorted(self.known.days(self.history, changes)))
        self.day_starts.append(len(self.days))

    def compile_all(self) -> None:
        """Compile every licence, as transactions without one need them all."""
        self.compile(self.history.subjects("licence"))

    def compile(self, licences: Sequence[str]) -> None:
        """Compile these licences, which were all established."""
        for start in range(0, len(licences), TOGETHER):
            some = licences[start : start + TOGETHER]
            self.history.read_ahead(f"licence/{name}" for name in some)
            for name in some:
                self.number(name)

    def lines_of(self, licence: str | None) -> Ints:
        """The lines on which a verdict can rest: the licence's and those of prohibitions; without
        a licence all there are."""
        lines, _, _ = self.own.arrays()
        if licence is None:
            return lines
        number = self.number(licence)
        own = range(*self.starts[number + 1 : number + 3]) if number >= 0 else ()
        return lines[np.array([*self._prohibitions, *own], dtype=np.int64)]

    def days_of(self, licence: str | None) -> Iterable[int]:
        """The days of a licence's own changes; without one, of those of all."""
        if licence is None:
            return self.days
        number = self.number(licence)
        return (
            self.days[self.day_starts[number] : self.day_starts[number + 1]] if number >= 0 else ()
        )

    def kinds(self, most: int) -> kernel.Kinds:
        """What tells rows of one licence apart; nothing, of more licences than `most`."""
        lines, conditions, _ = self.own.arrays()
        sizes = [len(codes.values) for codes in self.own.codes]
        bases, days, fields = array("q", [-1]), array("i"), array("i")
        day_starts, field_starts = array("q", [0, 0]), array("q", [0, 0])
        taken = 0
        if len(self.numbers) > most:
            bases = array("q", [-1]) * (len(self.numbers) + 1)
        for number in range(len(self.numbers) if len(self.numbers) <= most else 0):
            own = lines[self.starts[number + 1] : self.starts[number + 2]]
            base = -1
            if len(own):
                begins, ends = own[0, kernel.CONDITIONS], own[-1, kernel.CONDITIONS_END]
                named = np.unique(conditions[begins:ends, kernel.FIELD]).tolist()
                cuts = {*own[:, kernel.BEGINS].tolist(), *own[:, kernel.ENDS].tolist()}
                cuts.update(self.days[self.day_starts[number] : self.day_starts[number + 1]])
                room = (len(cuts) + 1) * math.prod(sizes[field] for field in named)
                if taken + room < 1 << 62:
                    base, taken = taken, taken + room
                    days.extend(sorted(cuts))
                    fields.extend(named)
            bases.append(base)
            day_starts.append(len(days))
            field_starts.append(len(fields))
        return kernel.Kinds(
            *(np.array(bases), np.array(day_starts), np.array(days, dtype=np.int32)),
            *(np.array(field_starts), np.array(fields, dtype=np.int32)),
            np.array(sizes, dtype=np.int64),
        )

    def law(self) -> kernel.Law:
        """All that is compiled by now, as the kernel reads it."""
        lines, conditions, words = self.own.arrays()
        index = self.index
        return kernel.Law(
            *(lines, conditions, words, np.array(self.starts), np.array(self.day_starts)),
            *(np.array(self.days, dtype=np.int32), np.array(index.fields), np.array(index.bases)),
            *(np.array(index.bounds), np.array(index.entries), LISTED),
            sum(1 << (place + kernel.GIVEN) for place in PLACES),
            *self._named_by_requirements(),
        )
