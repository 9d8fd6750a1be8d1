"""Plain Python: a table a licence, looked up by the activity, the goods and the day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from rows_read import said

Json = dict[str, Any]
_NOTHING: tuple[list[int], list[Any]] = ([0], [()])


class Engine:
    """For each licence, activity and code the days on which something changes, and between them
    the few rules that can still match: first those that forbid."""

    rows = 1_000_000

    def __init__(self, table: Json) -> None:
        self.found: dict[tuple[str, str, str], tuple[list[int], list[Any]]] = {}
        for licence in table["licences"]:
            own = [one for one in table["rules"] if one["licence"] in (None, licence)]
            own.sort(key=lambda one: one["effect"])
            for activity in table["values"]["activity"]:
                for goods in table["values"]["goods"]:
                    left = [
                        one
                        for one in own
                        if (one["activity"] is None or activity in one["activity"])
                        and (one["goods"] is None or goods in one["goods"])
                    ]
                    if any(one["effect"] == "permit" for one in left):
                        self.found[licence, activity, goods] = _by_day(left)

    def load(self, rows: pa.Table) -> list[tuple[Any, ...]]:
        """Every transaction as a tuple."""
        return said(rows)

    def judge(self, rows: list[tuple[Any, ...]]) -> np.ndarray:
        """Whether each is covered."""
        is_covered = self.is_covered
        return np.array([is_covered(*row) for row in rows], dtype=bool)

    def one(self, transaction: Json) -> bool:
        """Whether one transaction is covered."""
        return self.is_covered(
            transaction["licence"],
            date.fromisoformat(transaction["date"]).toordinal(),
            transaction["activity"],
            transaction["goods"],
            transaction["origin"],
            transaction["destination"],
            transaction["programme"],
        )

    def is_covered(
        self,
        licence: str,
        day: int,
        activity: str,
        goods: str,
        origin: str,
        destination: str,
        programme: str,
    ) -> bool:
        """The rule function."""
        permits: bool
        days, rules = self.found.get((licence, activity, goods), _NOTHING)
        for permits, origins, destinations, programmes in rules[bisect_right(days, day) - 1]:
            if (
                (destinations is None or destination in destinations)
                and (origins is None or origin in origins)
                and (programmes is None or programme in programmes)
            ):
                return permits
        return False


def _by_day(rules: list[Json]) -> tuple[list[int], list[Any]]:
    """The days on which other rules hold, and those that hold from each."""
    days = sorted({0, *(one["begins"] for one in rules), *(one["ends"] for one in rules)})
    return days, [
        tuple(
            (one["effect"] == "permit", *map(_set, _named(one)))
            for one in rules
            if one["begins"] <= day < one["ends"]
        )
        for day in days
    ]


def _named(rule: Json) -> list[list[str] | None]:
    return [rule[field] for field in ("origin", "destination", "programme")]


def _set(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)
