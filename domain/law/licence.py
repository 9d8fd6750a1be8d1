"""A licence seen from a viewpoint: its status, what it permits and excludes, what is open.

Asked of a transaction (`Seen.of`) partial stops count for that transaction; asked of the
licence itself they stop nothing and are shown beside what they bear on (`except`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from ..history.changes import Change, Entry
from ..vocabulary.change_types import EXCLUSIONS
from ..vocabulary.clauses import Clause
from ..vocabulary.truth import NO, UNDETERMINED, YES, Truth, any_of
from .running import Seen

TYPES_WITH = {
    "permit": ("licence_established", "scope_extended"),
    "exclude": ("licence_established", *sorted(EXCLUSIONS)),
    "condition": ("licence_established", "condition_attached"),
}


class Licence:
    """One licence, seen from a viewpoint."""

    def __init__(self, name: str, seen: Seen) -> None:
        self.name = name
        self.seen = seen
        self.stream = f"licence/{name}"

    @cached_property
    def establishments(self) -> Sequence[Change]:
        """The visible changes that establish it, in rank."""
        return self.seen.visible_of(self.stream, "licence_established")

    @cached_property
    def in_force(self) -> Truth:
        """Whether any establishment runs."""
        return any_of(self.seen.runs(one) for one in self.establishments)

    def entries(
        self, kind: str, among: Callable[[Entry], bool] | None = None
    ) -> Iterator[tuple[Change, Entry, Truth]]:
        """The entries of a kind (`permit`, `exclude`, `condition`) that are present or may be; only
        those `among` which they are looked for."""
        for change in self.seen.may_run_of(self.stream, *TYPES_WITH[kind]):
            for entry in change.entries:
                if entry.kind != kind or (among and not among(entry)):
                    continue
                if (present := self.seen.present(change, entry)) > NO:
                    yield change, entry, present

    def standing(self) -> list[Change]:
        """The establishments that run or may, in rank."""
        return self.establishments_that(YES, UNDETERMINED)

    def establishments_that(self, *truths: Truth) -> list[Change]:
        """The establishments whose running is one of these, in rank."""
        return [one for one in self.establishments if self.seen.runs(one) in truths]

    def status(self) -> tuple[str, list[Change]]:
        """The status, and the changes that decide it (contract §4)."""
        if self.in_force is YES:
            return "in_force", self.establishments_that(YES)
        if self.in_force is UNDETERMINED:
            return "undetermined", self.establishments_that(UNDETERMINED)
        annulments = {
            one.id: self._stopping(one, lambda stop: stop.type.timeless)
            for one in self.establishments
        }
        others = [one for one in self.establishments if not annulments[one.id]]
        if self.establishments and not others:
            return "annulled", self._together(annulments.values())
        begun = [one for one in others if self.seen.begun(one) > NO]
        if not begun:
            return "not_established", others
        last = begun[-1]
        if self.seen.ended(last) is YES:
            return "expired", [last]
        withdrawals = self._stopping(last, lambda stop: stop.type.name == "licence_withdrawn")
        if withdrawals:
            return "withdrawn", withdrawals
        return "suspended", self._stopping(last, lambda stop: True)

    def incomplete(self) -> list[Change]:
        """The `history_incomplete` that run or may, for what is asked; in rank."""
        return [change for change in self.gaps() if self.seen.matches(change.clause) > NO]

    def gaps(self) -> list[Change]:
        """The `history_incomplete` that run or may, whatever is asked; in rank."""
        may_run = self.seen.may_run_of(self.stream, "history_incomplete")
        return [change for change in may_run if self.seen.runs(change) > NO]

    def _stopping(self, change: Change, chosen: Any) -> list[Change]:
        stops = self.seen.stops_of(change, change.id)
        return self.seen.ranked(s for s in stops if chosen(s) and self.seen.stops(s) is YES)

    def _together(self, groups: Iterable[list[Change]]) -> list[Change]:
        return self.seen.ranked({change.id: change for one in groups for change in one}.values())


def running_about(licence: Licence, kind: str) -> list[Change]:
    """The statements or proceedings that run or may, about the licence, a change of it, or an
    instrument that made one; in rank."""
    seen = licence.seen
    found = list(seen.may_run_of(licence.stream, kind))
    instruments = seen.history.reading(licence.stream).instruments
    for name in seen.history.spoken_of_in(licence.stream):
        if seen.published(instruments[name]):
            own = seen.may_run_of(f"instrument/{name}", kind)
            found += [one for one in own if one.content["about"] == name]
    return seen.ranked(one for one in found if seen.runs(one) > NO)


def condition_met(terms: Change, entry: Entry, seen: Seen) -> Truth:
    """Whether a reinstatement condition is met: a `reinstatement_condition_met` of it runs."""
    return any_of(
        seen.runs(met) for met in seen.naming(terms, entry.id, "reinstatement_condition_met")
    )


def holder_clause(establishment: Change) -> Clause | None:
    """A holder is a clause of one exporter."""
    holder = establishment.content.get("holder")
    return Clause({"exporters": (holder,)}) if holder is not None else None
