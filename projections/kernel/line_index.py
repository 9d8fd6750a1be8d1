"""Which lines of a block a row can match at all, told by one of its fields.

Of a licence with sixty clauses on one day most are out of the question by, say, the
programme alone. A block is the lines of one licence, or those of all requirements; a wide
one has for each code of one field the lines that such a row may match, in their order.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import sub

from ...domain.vocabulary.dimensions import DIMENSION_NAMES
from . import array_layout as layout
from .field_codes import LISTED
from .line_arrays import Lines

WIDE = 24
"""Blocks of fewer lines are read through."""


class LineIndex:
    """The lines by block, and by the code of one field."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.fields = array("i")
        """Of each block the field that its buckets are by; -1: it has none."""
        self.bases = array("q")
        """Of each block where its buckets begin in `bounds`, one for each code."""
        self.bounds = array("q")
        self.entries = array("i")

    def add(self, starts: Sequence[int]) -> None:
        """The next blocks: the lines from each of these until the next; the last only ends one."""
        if max(map(sub, starts[1:], starts), default=0) < WIDE:
            more = len(starts) - 1
            self.fields.extend([-1] * more)
            self.bases.extend([len(self.bounds)] * more)
            return
        for first, last in pairwise(starts):
            self._add(first, last)

    def _add(self, first: int, last: int) -> None:
        wide = last - first >= WIDE
        found = [dict(self._conditions(line)) for line in range(first, last)] if wide else []
        field = self._field(found) if wide else -1
        self.fields.append(field)
        self.bases.append(len(self.bounds))
        if field < 0:
            return
        buckets: list[list[int]] = [[] for _ in self.lines.codes[field].values]
        for line, conditions in enumerate(found, first):
            where = conditions.get(field)
            for code in range(len(buckets)) if where is None else self._codes(*where):
                buckets[code].append(line)
        self.bounds.append(len(self.entries))
        for bucket in buckets:
            self.entries.extend(bucket)
            self.bounds.append(len(self.entries))

    def _conditions(self, line: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """The conditions that a row must meet, by field; of what is negated there are none."""
        at = line * layout.LINE_WIDTH
        said = self.lines.lines[at : at + layout.LINE_WIDTH]
        if not said[layout.NEGATED]:
            for one in range(said[layout.CONDITIONS], said[layout.CONDITIONS_END]):
                at = one * layout.CONDITION_WIDTH
                field, where, width = self.lines.conditions[at : at + layout.CONDITION_WIDTH]
                yield field, (where, width)

    def _field(self, found: Iterable[dict[int, tuple[int, int]]]) -> int:
        """The field that most lines ask for; of several, the one of which they ask most."""
        asked: list[list[tuple[int, int]]] = [[] for _ in DIMENSION_NAMES]
        for conditions in found:
            for field, where in conditions.items():
                asked[field].append(where)
        asked[LISTED] = []  # its codes are added to while licences are compiled
        worth = [(len(where), len(set(where))) for where in asked]
        best = max(worth)
        return worth.index(best) if best[0] else -1

    def _codes(self, where: int, width: int) -> Iterator[int]:
        """The codes that may match, of a set of codes that match and one of those that may."""
        for number in range(width):
            word = self.lines.sets.words[where + width + number]
            while word:
                lowest = word & -word
                yield 64 * number + lowest.bit_length() - 1
                word ^= lowest
