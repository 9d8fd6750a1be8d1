"""The lines of the law as arrays, made from the record for the licences that are asked about.

A relation belongs to one viewpoint: a size of the log, and what was known (on one day, or
on each transaction's own). Licences are compiled when they are first asked about.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...domain.history.changes import change_of
from ...domain.history.history import History
from ...domain.over_time.knowledge import Known
from ...domain.over_time.lines.line import Line
from ...domain.over_time.lines.requirement_lines import requirement_lines
from ...domain.over_time.presence import days_of_groups, days_of_lists
from ..kernel import array_layout as layout
from ..kernel import kernel_arrays as arrays
from ..kernel.field_codes import BY_DAY, LISTED
from ..kernel.line_blocks import Blocks
from ..kernel.line_index import LineIndex
from ..kernel.name_table import NameTable
from ..kernel.numbering import Ints
from ..kernel.outcomes import Outcomes
from .compiling import compiled

NO_SUCH_LICENCE = -2
"""In place of a licence's number: a name that was never established."""


class CompiledLaw:
    """What the kernel reads: the licences compiled so far, and the requirements."""

    def __init__(self, history: History, known: Known) -> None:
        self.history = history
        self.known = known
        self.outcomes = Outcomes()
        self.blocks = Blocks(history, known, self.outcomes)
        self.own = self.blocks.lines
        self.index = LineIndex(self.own)
        self.names = NameTable()
        self._quick = np.zeros((0, layout.QUICK_WIDTH), dtype=np.int32)
        self._requirements()

    # -- requirements ----------------------------------------------------------------

    def _requirements(self) -> None:
        forbidding = set(self._forbidding())
        apart: dict[bool, list[Line]] = {True: [], False: []}
        for line in requirement_lines(self.history, self.known):
            apart[self.history.home(change_of(line.part)) in forbidding].append(line)
        self.blocks.add([*apart[True], *apart[False]])
        first = len({line.part for line in apart[True]})
        parts = self.own.lines[layout.PART :: layout.LINE_WIDTH]
        self._prohibitions = [number for number, part in enumerate(parts) if part < first]
        self._conditions_of_requirements = len(self.own.conditions)
        self._index_new()
        self.world_days = np.array(sorted(self._days_of_world()), dtype=np.int32)

    def _index_new(self) -> None:
        """Index the blocks that were added."""
        self.index.add(self.blocks.starts[len(self.index.fields) :])

    def _forbidding(self) -> Iterator[str]:
        """The streams of the requirements that are, or were at some time, prohibitions."""
        for name in self.history.subjects("requirement"):
            imposed = self.history.stream(f"requirement/{name}").of_type("requirement_imposed")
            if any(one.content["basis"] == "prohibition" for one in imposed):
                yield f"requirement/{name}"

    def _told_by_requirements(
        self, words: npt.NDArray[np.uint64]
    ) -> tuple[npt.NDArray[np.int64], arrays.Alike]:
        """The fields that requirements ask for, and which codes they do not tell apart; no fields
        where kinds of rows could not be numbered in 64 bits, or more of them come to be."""
        own = self.own.conditions[: self._conditions_of_requirements]
        asked = np.array(own, dtype=np.int32).reshape(-1, layout.CONDITION_WIDTH)
        alike = layout.codes_alike(asked, words, self._sizes(), LISTED)
        named = np.unique(asked[:, layout.FIELD]).astype(np.int64)
        room = (1 << 62) // (len(self.world_days) + 2)
        if LISTED in named or math.prod(alike.counts[named].tolist()) > room:
            named = named[:0]
        return named, alike

    def _sizes(self) -> list[int]:
        """How many codes each field has."""
        return [len(codes.values) for codes in self.own.codes]

    def _days_of_world(self) -> set[int]:
        """The days on which a requirement, a group or a control list can change."""
        names = [f"requirement/{name}" for name in self.history.subjects("requirement")]
        changes = [c for name in names for c in self.history.stream(name).changes.values()]
        days = self.known.days(self.history, [*changes, *self.history.completions()])
        for column in (layout.BEGINS, layout.ENDS):
            days |= set(self.own.lines[column :: layout.LINE_WIDTH])
        days |= days_of_groups(self.history.subjects("group"), self.history, self.known)
        return days | days_of_lists(self.history.subjects("list"), self.history, self.known)

    # -- licences --------------------------------------------------------------------

    def number(self, licence: str) -> int:
        """The number of a licence, compiled if it is not yet; of none that was established."""
        return int(self.numbered(pa.array([licence], pa.string()))[0])

    def numbered(self, licences: pa.Array) -> Ints:
        """The number of each of these licences."""
        found = self.names.numbers(licences)
        unknown = np.flatnonzero(found < 0)
        if len(unknown):
            new = licences.take(pa.array(unknown))
            self._compile(
                [n for n in dict.fromkeys(new.to_pylist()) if self.history.knows("licence", n)]
            )
            found[unknown] = self.names.numbers(new)
            found[found < 0] = NO_SUCH_LICENCE
        return found

    def compile_all(self) -> None:
        """Compile every licence, as transactions without one need them all."""
        every = self.history.subjects("licence")
        new = np.flatnonzero(self.names.numbers(pa.array(every, pa.string())) < 0)
        self._compile([every[place] for place in new])

    def _compile(self, licences: Sequence[str]) -> None:
        for some in compiled(self.blocks, licences):
            self.names.add(some)
            self._index_new()

    def lines_of(self, licence: str | None) -> Ints:
        """The lines on which a verdict can rest: the licence's and those of prohibitions; without
        a licence all there are."""
        lines, _, _ = self.own.arrays()
        if licence is None:
            return lines
        number = self.number(licence)
        own = range(*self.blocks.starts[number + 1 : number + 3]) if number >= 0 else ()
        return lines[np.array([*self._prohibitions, *own], dtype=np.int64)]

    def days_of(self, licence: str | None) -> Iterable[int]:
        """The days of a licence's own changes; without one, of those of all."""
        if licence is None:
            return self.blocks.days
        number = self.number(licence)
        return self.days_of_number(number) if number >= 0 else ()

    def days_of_number(self, number: int) -> Sequence[int]:
        """The days of the changes of the licence with this number."""
        days, starts = self.blocks.days, self.blocks.day_starts
        return days[starts[number] : starts[number + 1]]

    def law(self) -> arrays.Law:
        """All that is compiled by now, as the kernel reads it."""
        lines, conditions, words = self.own.arrays()
        index, blocks = self.index, self.blocks
        new = layout.quick(lines[len(self._quick) :], conditions, LISTED)
        self._quick = np.concatenate([self._quick, new])
        named, alike = self._told_by_requirements(words)
        return arrays.Law(
            lines=lines,
            quick=self._quick,
            conditions=conditions,
            words=words,
            starts=np.array(blocks.starts),
            day_starts=np.array(blocks.day_starts),
            days=np.array(blocks.days, dtype=np.int32),
            fields=np.array(index.fields),
            bases=np.array(index.bases),
            bounds=np.array(index.bounds),
            entries=np.array(index.entries),
            listed=LISTED,
            places=sum(1 << (place + layout.GIVEN) for place in BY_DAY),
            named=named,
            alike=alike,
        )
