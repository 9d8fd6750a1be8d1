"""What rows came to, counted as they are read out: for a summary of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ...batch.looking.fault_kinds import fault_kinds
from ...batch.looking.spread import ERROR, NONE, PLACES_MOST
from ...batch.tally import FAULTS_KEPT

Cause = tuple[str, str, str | None]
"""A verdict, its reason, and the change that decided."""


@dataclass
class RowCounts:
    """How many rows came to what; of faults and notes the first row too, and of very many
    different ones only the first that were met."""

    rows: int = 0
    errors: int = 0
    causes: Counter[Cause] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    first_rows: dict[str, int] = field(default_factory=dict)
    months: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    countries: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def take(self, row: int, answer: Mapping[str, Any], said: Mapping[str, str]) -> None:
        """Count one more row."""
        self.rows += 1
        verdict = answer["verdict"] or ERROR
        if verdict == ERROR:
            self.errors += 1
            self._count(self.faults, answer["error"], row)
        else:
            self.causes[verdict, answer["reason"], answer["decided_by"]] += 1
        for note in answer["notes"]:
            self._count(self.notes, note, row)
        self.months[_month(said.get("date"))][verdict] += 1
        country = said.get("destination", NONE)
        there = len(country) <= 2 and (country in self.countries or self._have_room)
        self.countries[country if there else NONE][verdict] += 1

    @property
    def _have_room(self) -> bool:
        return len(self.countries) < PLACES_MOST

    def _count(self, counts: Counter[str], said: str, row: int) -> None:
        if said in counts or len(counts) < FAULTS_KEPT:
            counts[said] += 1
            self.first_rows.setdefault(said, row)

    @property
    def verdicts(self) -> Counter[tuple[str, str]]:
        """How many rows came to each verdict and reason."""
        found: Counter[tuple[str, str]] = Counter()
        for (verdict, reason, _), rows in self.causes.items():
            found[verdict, reason] += rows
        return found

    @property
    def by_verdict(self) -> dict[str, int]:
        """How many rows came to each verdict, those of most rows first; faulty ones last."""
        found: Counter[str] = Counter()
        for (verdict, _), rows in self.verdicts.items():
            found[verdict] += rows
        return {**dict(found.most_common()), **({ERROR: self.errors} if self.errors else {})}

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """The faults by kind."""
        return fault_kinds(self.faults, self.first_rows, self.errors)

    def countries_in_order(self) -> dict[str, Counter[str]]:
        """The destinations, those of most rows first."""
        return dict(sorted(self.countries.items(), key=lambda one: (-one[1].total(), one[0])))


def _month(text: str | None) -> str:
    try:
        return date.fromisoformat(text).isoformat()[:7] if text else NONE
    except ValueError:
        return NONE
