"""Rows under another law than the compiled one: found among others, and asked one by one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ...domain.history.history import History
from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.dimensions import HOME_LAW
from ...domain.vocabulary.jurisdictions import FIELD, law_of
from ..kernel.numbering import Ints
from ..kernel.outcomes import Answers, Notes, Outcomes
from .one_by_one import OneByOne
from .transactions import Rows

_Which = npt.NDArray[np.bool_]
_NAMED_FOR_A_COUNTRY = "^[a-z]{2}\\."
"""A name that may be of a country's law: of the many others nothing more is asked."""


class Elsewhere:
    """Answers rows of one law by an engine made for it, and all others by the rule function."""

    def __init__(self, history: History, known: Known, law: str) -> None:
        self.history = history
        self.known = known
        self.law = law
        self._one_by_one: OneByOne | None = None

    def answers(self, rows: Rows, own: Callable[[Rows], Answers], outcomes: Outcomes) -> Answers:
        """The answer to each row; those under this law are `own`."""
        elsewhere = self._elsewhere(rows)
        if not elsewhere.any():
            return own(rows)
        if self._one_by_one is None:
            self._one_by_one = OneByOne(self.history, self.known, outcomes)
        here, there = (np.flatnonzero(one).astype(np.int32) for one in (~elsewhere, elsewhere))
        parts = [
            (here, own(rows.taken(here))),
            (there, self._one_by_one.answers(rows.taken(there))),
        ]
        return _together(parts, outcomes, rows.count)

    def _elsewhere(self, rows: Rows) -> _Which:
        """Which rows name a licence or a jurisdiction of another law, or, where this is not the
        home law, neither."""
        named = {
            "licence": _of_licences(rows, self.law),
            FIELD: np.array([value == self.law for value in rows.values(FIELD)], dtype=bool),
        }
        found = np.full(rows.count, self.law != HOME_LAW)
        said = {name: rows.places[name] for name in named if name in rows.places}
        for places in said.values():
            found &= places < 0
        for name, places in said.items():
            found |= ~np.append(named[name], True)[places]
        return found


def _of_licences(rows: Rows, law: str) -> _Which:
    texts = rows.texts.get("licence", pa.array([], pa.string()))
    owns = np.full(len(texts), law == HOME_LAW)
    marked = pc.match_substring_regex(texts, _NAMED_FOR_A_COUNTRY)
    for place in np.flatnonzero(pc.fill_null(marked, False).to_numpy(zero_copy_only=False)):
        owns[place] = law_of(texts[int(place)].as_py()) == law
    return owns


def _together(parts: list[tuple[Ints, Answers]], outcomes: Outcomes, count: int) -> Answers:
    """The answers to some rows and to the others as the answers to all."""
    numbers = np.full(count, -1, dtype=np.int32)
    required = np.full(count, -1, dtype=np.int8)
    errors: dict[int, str] = {}
    noted: list[tuple[str, ...]] = [()] * count
    for rows, found in parts:
        numbers[rows], required[rows] = found.outcomes, found.required
        errors |= {int(rows[row]): sentence for row, sentence in found.errors.items()}
        if found.notes is not None:
            for row in np.flatnonzero(found.notes.of >= 0):
                noted[rows[row]] = found.notes.on_row(int(row))
    return Answers(outcomes, numbers, required, errors, Notes.on(noted))
