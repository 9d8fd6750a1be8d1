"""IntervalTree of days, found by a day in them without looking at the others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

FEW = 32
"""So many spans are looked at one by one."""


class IntervalTree(Generic[T]):
    """Half-open spans (first day, first day no longer, what it is of), none of them empty.

    An interval tree: those that hold the middle day are ordered by either end, those wholly
    before or after it are trees of their own. A day is found in the time of what it finds,
    and of the logarithm of all.
    """

    def __init__(self, spans: Sequence[tuple[int, int, T]]) -> None:
        self._few: Sequence[tuple[int, int, T]] = spans if len(spans) <= FEW else ()
        self._before: IntervalTree[T] | None = None
        self._after: IntervalTree[T] | None = None
        self._by_first: Sequence[tuple[int, int, T]] = ()
        self._by_end: Sequence[tuple[int, int, T]] = ()
        if len(spans) > FEW:
            self._halve(spans)

    def _halve(self, spans: Sequence[tuple[int, int, T]]) -> None:
        days = sorted(day for first, end, _ in spans for day in (first, end))
        self._middle = middle = days[len(days) // 2]
        before = [span for span in spans if span[1] <= middle]
        after = [span for span in spans if span[0] > middle]
        holding = [span for span in spans if span[0] <= middle < span[1]]
        if len(before) == len(spans) or len(after) == len(spans):
            self._few = spans  # all of one day
            return
        self._before = IntervalTree(before) if before else None
        self._after = IntervalTree(after) if after else None
        self._by_first = sorted(holding, key=lambda span: span[0])
        self._by_end = sorted(holding, key=lambda span: span[1])
        self._firsts = [span[0] for span in self._by_first]
        self._ends = [span[1] for span in self._by_end]

    def holding(self, day: int) -> Iterator[T]:
        """What has a span that holds the day, in no order."""
        node: IntervalTree[T] | None = self
        while node is not None:
            for first, end, value in node._few:
                if first <= day < end:
                    yield value
            if not node._by_first and node._before is None and node._after is None:
                return
            if day < node._middle:
                for span in node._by_first[: bisect_right(node._firsts, day)]:
                    yield span[2]
                node = node._before
            else:
                for span in node._by_end[bisect_right(node._ends, day) :]:
                    yield span[2]
                node = node._after
