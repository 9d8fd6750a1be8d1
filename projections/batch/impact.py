"""What flips: the same transactions judged from two viewpoints, and why verdicts differ."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...domain.history.draft import Draft
from ...domain.history.history import History
from ...domain.over_time.flips import flip_causes
from ...domain.over_time.knowledge import Known
from ...domain.vocabulary.dates import day
from ...domain.vocabulary.viewpoint import Viewpoint
from ..kernel.outcomes import Answers, Notes, Said
from .engines import ByNeed
from .note_counts import NoteCounts
from .one_by_one import Engine, asked
from .transactions import Rows

Json = dict[str, Any]
_KEPT = 200_000


@dataclass(frozen=True)
class Side:
    """One of two viewpoints: its engine, and the record that it reads."""

    viewpoint: Viewpoint
    history: History
    known: Known
    engine: Engine

    def shown(self) -> Json:
        """The viewpoint as answered; `known_on` in words where it is each transaction's own."""
        own = {"known_on": "transaction"} if self.known.own_day else {}
        draft = {"draft": self.history.draft.id} if isinstance(self.history, Draft) else {}
        return {**self.viewpoint.shown(), **own, **draft}


def side(viewpoint: Viewpoint, history: History, known: Known) -> Side:
    """A side with an engine of its own."""
    return Side(viewpoint, history, known, ByNeed(history, known))


@dataclass(frozen=True, slots=True)
class Flip:
    """A verdict that became another: what was decided on either side with its notes, and the
    causes' ids."""

    was: Said
    becomes: Said
    by: tuple[str, ...]
    notes: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass
class Differences:
    """What differs about some rows. Every row is counted once: unchanged, flipped (its verdict
    is another), undetermined on both sides, or faulty. `notes` are those of either side."""

    flips: list[tuple[int, Flip]] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)
    unchanged: int = 0
    undetermined: int = 0
    notes: tuple[Notes | None, Notes | None] = (None, None)


class Impact:
    """Judges rows from two sides."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before = before
        self.after = after
        self._causes: dict[tuple[Any, ...], tuple[str, ...]] = {}
        self._days: dict[str | None, list[int]] = {}

    def of(self, rows: Rows) -> Differences:
        """What differs about some rows."""
        one, other = (side.engine.answers(rows) for side in (self.before, self.after))
        errors = {**other.errors, **one.errors}
        found = Differences(errors=dict(sorted(errors.items())), notes=(one.notes, other.notes))
        words = {
            word: number
            for number, word in enumerate(sorted({*one.verdicts()[0], *other.verdicts()[0]}))
        }
        was, becomes = _verdicts(one, words), _verdicts(other, words)
        sound = (was >= 0) & (becomes >= 0)
        same = sound & (was == becomes)
        open_on_both = same & (was == words.get("undetermined", -2))
        found.undetermined = int(open_on_both.sum())
        found.unchanged = int(same.sum()) - found.undetermined
        for row in np.flatnonzero(sound & ~same).tolist():
            pair = one.every[one.outcomes[row]], other.every[other.outcomes[row]]
            notes = one.notes_on(row), other.notes_on(row)
            found.flips.append((row, Flip(*pair, self._by(rows.said(row)), notes)))
        return found

    def _by(self, said: dict[str, str]) -> tuple[str, ...]:
        """The causes of a flip; asked once for transactions that differ in the day alone, where
        nothing changes between their days."""
        epoch = bisect_right(self._days_of(said.get("licence")), day(said["date"]))
        key = (epoch, *((name, value) for name, value in said.items() if name != "date"))
        if key not in self._causes:
            if len(self._causes) >= _KEPT:
                self._causes.clear()
            self._causes[key] = self._asked(said)
        return self._causes[key]

    def _asked(self, said: dict[str, str]) -> tuple[str, ...]:
        licence = said.get("licence")
        one, other = (asked(side.history, side.known, said) for side in (self.before, self.after))
        was, becomes = (evaluation.decide(licence) for evaluation in (one, other))
        return tuple(cause.id for cause in flip_causes(one, was, other, becomes, licence))

    def _days_of(self, licence: str | None) -> list[int]:
        """The days between which causes are the same: those of all that is read."""
        if licence not in self._days:
            days = set[int]()
            for one in (self.before, self.after):
                names = [f"licence/{licence}"]
                for kind in ("requirement", "group", "list"):
                    names += [f"{kind}/{name}" for name in one.history.subjects(kind)]
                if licence is None:
                    names += [f"licence/{name}" for name in one.history.subjects("licence")]
                for name in names:
                    changes = one.history.stream(name).changes.values()
                    days |= one.known.days(one.history, changes)
            self._days[licence] = sorted(days)
        return self._days[licence]


def _verdicts(answers: Answers, words: dict[str, int]) -> Any:
    """Each row's verdict as a number; -1 for a faulty row."""
    said, codes = answers.verdicts()
    numbers = np.array([*(words[word] for word in said), -1])
    return numbers[codes[answers.outcomes]]


@dataclass
class Counts:
    """What a file came to: how many rows of each kind, of each flip, and on either side with each
    note."""

    rows: int = 0
    unchanged: int = 0
    undetermined: int = 0
    errors: int = 0
    flips: Counter[tuple[str, str, tuple[str, ...]]] = field(default_factory=Counter)
    notes: tuple[NoteCounts, NoteCounts] = field(
        default_factory=lambda: (NoteCounts(), NoteCounts())
    )

    def take(self, found: Differences, rows: int) -> None:
        """Count some more rows."""
        for counts, notes in zip(self.notes, found.notes, strict=True):
            counts.take(notes, self.rows)
        self.rows += rows
        self.unchanged += found.unchanged
        self.undetermined += found.undetermined
        self.errors += len(found.errors)
        for _, flip in found.flips:
            self.flips[flip.was[0], flip.becomes[0], flip.by] += 1

    def shown(self) -> Json:
        """The counts; flips by verdict and causes, the most frequent first."""
        flips = sorted(self.flips.items(), key=lambda one: (-one[1], one[0]))
        return {
            "rows": self.rows,
            "unchanged": self.unchanged,
            "flipped": sum(self.flips.values()),
            "undetermined": self.undetermined,
            "errors": self.errors,
            "flips": [
                {"from": was, "to": becomes, "by": list(by), "rows": count}
                for (was, becomes, by), count in flips
            ],
            "noted": {
                side: counts.shown()
                for side, counts in zip(("from", "to"), self.notes, strict=True)
            },
        }
