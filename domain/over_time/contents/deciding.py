"""All that decides about a licence's answers beside what is shown of it.

Seen from two viewpoints: where this and what is shown are the same, no evaluation can differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ...history.changes import Change
from ...law.licence import TYPES_WITH, holder_clause
from ...law.requirements import Requirement
from ...vocabulary.clauses import Clause
from ...vocabulary.truth import NO, YES
from ..surroundings import Listed, Members, Surroundings
from .standing import Standing, Standings

Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Deciding:
    """The groups and lists that clauses reach, how each part stands for every transaction, and
    the changes that can decide, in rank."""

    groups: Mapping[str, Members]
    standing: Mapping[Part, tuple[str, Standing]]
    order: tuple[str, ...]
    around: Surroundings = field(compare=False, repr=False)
    lists: Mapping[str, Listed] = field(default_factory=dict)


class _Part(NamedTuple):
    """A part that can decide: in which change it stands, what it asks, and how it stands."""

    key: Part
    change: Change
    clause: Clause | None
    standing: Standing


def deciding(name: str, around: Surroundings) -> Deciding:
    """What decides about a licence's answers, beside what is shown of it."""
    standings = Standings(around.seen, f"licence/{name}")
    own = list(_of_licence(standings))
    found = [*own, *_of_prohibitions(around.prohibitions(name))]
    changes = {one.change.id: one.change for one in found}
    stops = [stop for one in own for stop in standings.stopped_for_some(one.change, one.key[1])]
    asked = [one.clause for one in found] + [stop.clause for stop in stops]
    clauses = [*filter(None, asked), *_of_conditions(standings)]
    return Deciding(
        around.groups(clauses),
        {one.key: (_says(one.clause), one.standing) for one in found},
        tuple(change.id for change in around.seen.ranked(changes.values())),
        around,
        around.lists(clauses),
    )


def _of_licence(standings: Standings) -> Iterator[_Part]:
    seen, stream = standings.seen, standings.stream
    for change in seen.visible_of(stream, "licence_established"):
        standing = standings.status(change)
        yield _Part(("establishment", change.id), change, holder_clause(change), standing)
    for what, kind in (("permit", "permit"), ("exclusion", "exclude")):
        for change in seen.may_run_of(stream, *TYPES_WITH[kind]):
            for entry in change.entries:
                if entry.kind == kind and (standing := standings.present(change, entry)) is not NO:
                    yield _Part((what, entry.id), change, entry.clause, standing)
    for change in seen.may_run_of(stream, "history_incomplete"):
        if (standing := standings.runs(change)) is not NO:
            # A gap that may run leaves open as much as one that does.
            may = standing if isinstance(standing, str) else YES
            yield _Part(("incomplete", change.id), change, change.clause, may)


def _of_conditions(standings: Standings) -> Iterator[Clause]:
    """The clauses of conditions of use: they decide nothing, and yet an answer shows by them
    what is asked of whom."""
    for change in standings.seen.may_run_of(standings.stream, *TYPES_WITH["condition"]):
        for entry in change.entries:
            asked = entry.clause if entry.kind == "condition" else None
            if asked is not None and standings.present(change, entry) is not NO:
                yield asked


def _of_prohibitions(prohibitions: Iterable[Requirement]) -> Iterator[_Part]:
    for prohibition in prohibitions:
        for change, truth in prohibition.imposed:
            if truth > NO:
                yield _Part(("imposition", change.id), change, None, truth)
        for (change, entry), truth in (*prohibition.requires, *prohibition.exempts):
            if truth > NO:
                yield _Part((entry.kind, entry.id), change, entry.clause, truth)


def _says(clause: Clause | None) -> str:
    return "" if clause is None else repr(sorted(clause.says.items()))
