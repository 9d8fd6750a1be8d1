"""Two times as a plane, on one scale: so that what was known on each day itself is a straight line.

The days on which something changes lie days or decades apart. Between two of them is the more room
the more days there are, but less than in proportion: neighbours can be told apart, and both axes
are drawn alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, pairwise
from math import sqrt
from typing import Any

Json = Mapping[str, Any]

_YEAR = 365.25
_LEAST = 0.6
"""How much room two neighbouring days have, measured in that of a year."""


class Plane:
    """The cells of a map, with the days on which something changes along either time."""

    def __init__(self, cells: Sequence[Json]) -> None:
        self.cells = cells
        self.valid = _days(cells, "valid_from")
        self.known = _days(cells, "known_from")
        self.days = sorted({*self.valid, *self.known})
        self._places = dict(zip(self.days, _places(self.days), strict=True))

    def begin(self, day: str | None) -> float:
        """Where a cell that begins on a day does so, between 0 and 1."""
        return 0.0 if day is None else self._places[day]

    def end(self, day: str | None) -> float:
        """Where a cell that ends before a day does so, between 0 and 1."""
        return 1.0 if day is None else self._places[day]

    def at(self, day: str) -> float:
        """Where any day lies, between 0 and 1: as far between two of the plane as it is."""
        before = max((one for one in self.days if one <= day), default=None)
        after = min((one for one in self.days if one > day), default=None)
        start, end = self.begin(before), self.end(after)
        if before is None or after is None:
            return (start + end) / 2
        first, now, last = (date.fromisoformat(one).toordinal() for one in (before, day, after))
        return start + (end - start) * (now - first) / (last - first)

    def between(self, cell: Json, time: str) -> tuple[float, float]:
        """Where a cell begins and ends along one of the times."""
        return self.begin(cell[f"{time}_from"]), self.end(cell[f"{time}_until"])

    def at_lines(self, instruments: Iterable[Json]) -> list[Json]:
        """The instruments that were published, or begin or end something, where cells meet."""
        known, valid = set(self.known), set(self.valid)
        return [
            one
            for one in instruments
            if one["published_on"] in known or not valid.isdisjoint(one["days"])
        ]

    def bands(self) -> Iterator[Sequence[Json]]:
        """The cells of each band of knowledge, the earliest band first."""
        found: dict[str | None, list[Json]] = {}
        for cell in self.cells:
            found.setdefault(cell["known_from"], []).append(cell)
        yield from found.values()


def on_diagonal(cell: Json) -> bool:
    """Whether one could know, on some day in a cell, what is said of a transaction of that day."""
    begins = max(cell["valid_from"] or "", cell["known_from"] or "")
    ends = [day for day in (cell["valid_until"], cell["known_until"]) if day is not None]
    return all(begins < day for day in ends)


def _days(cells: Iterable[Json], bound: str) -> list[str]:
    return sorted({cell[bound] for cell in cells if cell[bound] is not None})


def _places(days: Sequence[str]) -> Iterator[float]:
    """Where each of some days lies between 0 and 1, with room before the first and after the
    last."""
    ordinals = [date.fromisoformat(day).toordinal() for day in days]
    rooms = [1.0, *(_LEAST + sqrt((b - a) / _YEAR) for a, b in pairwise(ordinals))]
    whole = sum(rooms) + 1.0
    yield from (place / whole for place in accumulate(rooms[: len(days)]))
