"""What tells rows of one licence apart, so that what came of one is remembered for all its kind."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from ..kernel import array_layout as layout
from ..kernel import kernel_arrays as arrays
from ..kernel.field_codes import LISTED
from ..kernel.numbering import Ints
from .compiled_law import CompiledLaw

MOST_CLASSES = 1 << 22
"""So many codes are put into classes for all licences together, each by its own clauses; where
there would be more, by those of all."""
MOST_PLACES = 1 << 20
"""Of so many days of licences, each for every licence, it stands in a table where they lie."""
NUMBERED = 1 << 62
"""So many kinds can be told apart by a number."""


def row_kinds(law: CompiledLaw, most: int) -> arrays.Kinds:
    """What tells rows of one licence apart; nothing, of more licences than `most`."""
    bases = array("q", [-1])
    days, fields = array("i"), array("i")
    starts, counts = array("q"), array("q")
    day_starts, field_starts = array("q", [0, 0]), array("q", [0, 0])
    classes = _Classes(law)
    taken = 0
    if len(law.names) > most:
        bases = array("q", [-1]) * (len(law.names) + 1)
    for own in _blocks(law, most):
        base = -1
        if len(own.lines):
            named = own.fields()
            found = [classes.of(own.conditions, field) for field in named]
            cuts = own.days()
            room = (len(cuts) + 1) * math.prod(count for _, count in found)
            if taken + room < NUMBERED:
                base, taken = taken, taken + room
                days.extend(cuts)
                fields.extend(named)
                starts.extend(start for start, _ in found)
                counts.extend(count for _, count in found)
        bases.append(base)
        day_starts.append(len(days))
        field_starts.append(len(fields))
    own_days = np.array(days, dtype=np.int32)
    return arrays.Kinds(
        *(np.array(bases), np.array(day_starts), own_days),
        *(np.array(field_starts), np.array(fields, dtype=np.int32)),
        *(classes.all(), np.array(starts), np.array(counts)),
        taken,
        *_placed(own_days, day_starts),
    )


def _placed(days: Ints, starts: Sequence[int]) -> tuple[Ints, Ints]:
    """The days of all blocks, and where each lies among those of every block."""
    cuts = np.unique(days)
    if len(starts) * len(cuts) > MOST_PLACES:
        return cuts[:0], np.zeros((1, 1), dtype=np.int32)
    blocks = [days[begins:ends] for begins, ends in pairwise(starts)]
    found = np.array([np.searchsorted(own, cuts, "right") for own in blocks], dtype=np.int32)
    return cuts, np.hstack([np.zeros((len(blocks), 1), dtype=np.int32), found])


class _Block:
    """The lines of a licence, and the conditions of all of them."""

    def __init__(self, law: CompiledLaw, number: int, lines: Ints, conditions: Ints) -> None:
        blocks = law.blocks
        self.lines = lines[blocks.starts[number + 1] : blocks.starts[number + 2]]
        begins, ends = 0, 0
        if len(self.lines):
            begins = self.lines[0, layout.CONDITIONS]
            ends = self.lines[-1, layout.CONDITIONS_END]
        self.conditions = conditions[begins:ends]
        self._days = law.days_of_number(number)

    def fields(self) -> list[int]:
        """The fields that some condition asks for."""
        found: list[int] = np.unique(self.conditions[:, layout.FIELD]).tolist()
        return found

    def days(self) -> list[int]:
        """The days on which a line or a change of the licence begins or ends."""
        lines = self.lines
        cuts = {*lines[:, layout.BEGINS].tolist(), *lines[:, layout.ENDS].tolist(), *self._days}
        return sorted(cuts)


def _blocks(law: CompiledLaw, most: int) -> Iterator[_Block]:
    if len(law.names) <= most:
        lines, conditions, _ = law.own.arrays()
        for number in range(len(law.names)):
            yield _Block(law, number, lines, conditions)


class _Classes:
    """The codes of fields that conditions do not tell apart: by a licence's own, or where these
    would be too many by those of all."""

    def __init__(self, law: CompiledLaw) -> None:
        _, every, self.words = law.own.arrays()
        self.sizes = [len(codes.values) for codes in law.own.codes]
        self.every = every if len(law.names) * sum(self.sizes) > MOST_CLASSES else None
        self.found = [np.zeros(1, dtype=np.int32)]
        self._known: dict[tuple[int, bytes], tuple[int, int]] = {}
        self._taken = 1

    def of(self, conditions: Ints, field: int) -> tuple[int, int]:
        """Where the classes of a field's codes begin by these conditions, and how many they are."""
        if self.every is not None and (field, b"") in self._known:
            return self._known[field, b""]
        asked = conditions if self.every is None else self.every
        asked = np.unique(asked[asked[:, layout.FIELD] == field], axis=0)
        key = field, asked.tobytes() if self.every is None else b""
        if key not in self._known:
            classes = layout.classes_of(field, asked, self.words, self.sizes[field], LISTED)
            self._known[key] = self._taken, int(classes.max()) + 1
            self._taken += len(classes)
            self.found.append(classes)
        return self._known[key]

    def all(self) -> Ints:
        """The classes of all codes that were asked for, one after the other."""
        return np.concatenate(self.found)
