"""What a run came to along its rows: verdicts by month, by destination and by decisive change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ....domain.faults import QuestionError
from ....domain.questions import read_day
from ....projections.batch.impact import Differences
from ....projections.batch.transactions import Rows
from ....projections.kernel.outcomes import Answers
from ..formats.portion import Portion

ERROR = "error"
"""In place of a verdict: the row is faulty."""
NONE = ""
"""In place of a month or a destination: none that can be read."""
PLACES_MOST = 1_000
"""So many destinations are told apart; others are counted together."""
FLIPS_KEPT = 100
"""So many flipped rows are kept to be listed."""

Counts = Mapping[str, Mapping[str, int]]


@dataclass
class Spread:
    """How many rows came to each verdict, by month and by destination."""

    months: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    destinations: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def take(self, portion: Portion, answers: Answers) -> None:
        """Count some more rows."""
        verdicts, codes = answers.verdicts()
        words = [*sorted(verdicts), ERROR]
        numbers = np.array([*map(words.index, verdicts), len(words) - 1])
        said = numbers[codes[answers.outcomes]]
        said[list(answers.errors)] = len(words) - 1
        self._count(self.months, portion.rows, "date", said, words)
        self._count(self.destinations, portion.rows, "destination", said, words)

    def _count(
        self,
        into: dict[str, Counter[str]],
        rows: Rows,
        name: str,
        said: npt.NDArray[Any],
        words: Sequence[str],
    ) -> None:
        own, places = _labelled(rows, name)
        counts = np.bincount(places * len(words) + said, minlength=len(own) * len(words))
        for at in np.flatnonzero(counts).tolist():
            label, word = divmod(at, len(words))
            there = own[label] in into or len(into) < PLACES_MOST
            into[own[label] if there else NONE][words[word]] += int(counts[at])

    def shown(self) -> dict[str, Counts]:
        """The counts: months in their order, destinations with the most rows first."""
        by_rows = sorted(self.destinations.items(), key=lambda one: (-one[1].total(), one[0]))
        return {
            "months": {name: dict(one) for name, one in sorted(self.months.items())},
            "destinations": {name: dict(one) for name, one in by_rows},
        }


def _labelled(rows: Rows, name: str) -> tuple[list[str], npt.NDArray[Any]]:
    """The different labels of a column, and which one each row has."""
    if name not in rows.places:
        return [NONE], np.zeros(rows.count, dtype=np.int64)
    texts = [_label(name, text) for text in rows.texts[name].to_pylist()]
    labels = list(dict.fromkeys((*texts, NONE)))
    number = {label: n for n, label in enumerate(labels)}
    of_text = np.array([*(number[text] for text in texts), number[NONE]])
    return labels, of_text[rows.places[name]]


def _label(name: str, text: str | None) -> str:
    if name != "date":
        return text if text and len(text) <= 2 else NONE
    try:
        read_day(text or "", "date")
    except QuestionError:
        return NONE
    return (text or "")[:7]


@dataclass
class Flips:
    """The first rows whose verdict is another, and how many flip in each month."""

    first: list[dict[str, Any]] = field(default_factory=list)
    months: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _rows: int = 0

    def take(self, portion: Portion, found: Differences) -> None:
        """Count some more rows."""
        for row, flip in found.flips:
            said = portion.rows.said(row)
            self.months[_label("date", said.get("date"))][flip.becomes.verdict] += 1
            if len(self.first) < FLIPS_KEPT:
                self.first.append(
                    {
                        "row": self._rows + row + 1,
                        "said": said,
                        "was": flip.was.verdict,
                        "becomes": flip.becomes.verdict,
                        "by": list(flip.by),
                    }
                )
        self._rows += portion.rows.count
