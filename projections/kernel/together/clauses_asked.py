"""What clauses ask, each once, as columns: its conditions between the days on which they change."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import orjson

from ....domain.vocabulary.clauses import Clause
from .. import array_layout as layout
from ..line_arrays import Lines
from ..numbering import Ints

KEPT = 100_000
"""What so many clauses ask is remembered."""
NOBODY_ASKED = 0
"""The number of what is asked where there is no clause."""


class PiecesAsked(NamedTuple):
    """What clause N asks: pieces from `starts[N]` to `starts[N + 1]`, each there between two days,
    with its conditions; `whole`: which groups and lists it names, by a number (0: none)."""

    starts: Ints
    firsts: Ints
    untils: Ints
    condition_starts: Ints
    conditions: Ints
    whole: Ints


class ClausesAsked:
    """The clauses of licences, numbered as they are met."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.wholes: dict[tuple[str, ...], int] = {(): 0}
        self._begin()

    def _begin(self) -> None:
        self._numbers: dict[bytes | None, int] = {None: NOBODY_ASKED}
        """The clauses by what they say, in bytes."""
        self._starts, self._whole = array("i", [0]), array("i")
        self._firsts, self._untils = array("i"), array("i")
        self._condition_starts, self._conditions = array("i", [0]), array("i")
        self._put(None)

    def let_go(self) -> None:
        """Forget the clauses, if they are many: their numbers were used."""
        if len(self._numbers) >= KEPT:
            self._begin()

    def numbers(self, clauses: Iterable[Clause | None]) -> list[int]:
        """The number of what each of these clauses asks."""
        numbers, every = self._numbers, list(clauses)
        keys = [None if one is None else orjson.dumps(one.says) for one in every]
        for place, key in enumerate(keys):
            if key not in numbers:
                numbers[key] = self._put(every[place])
        return [numbers[key] for key in keys]

    def _put(self, clause: Clause | None) -> int:
        whole, pieces = self.lines.asked_by(clause)
        for first, until, conditions in pieces:
            self._firsts.append(first)
            self._untils.append(until)
            self._conditions.extend(conditions)
            self._condition_starts.append(len(self._conditions) // layout.CONDITION_WIDTH)
        self._starts.append(len(self._firsts))
        self._whole.append(self.wholes.setdefault(whole, len(self.wholes)))
        return len(self._whole) - 1

    def asked(self) -> PiecesAsked:
        """All of them; nothing may be put beside them while it is used."""
        starts, firsts, untils, condition_starts, conditions, whole = (
            np.frombuffer(one, dtype=np.int32) if one else np.zeros(0, dtype=np.int32)
            for one in (
                *(self._starts, self._firsts, self._untils),
                *(self._condition_starts, self._conditions, self._whole),
            )
        )
        conditions = conditions.reshape(-1, layout.CONDITION_WIDTH)
        return PiecesAsked(starts, firsts, untils, condition_starts, conditions, whole)
