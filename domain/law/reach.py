"""Which countries a licence reaches: the question about one country, asked about many at once.

Countries that no clause tells apart have one answer: none names one of them, and they are in the
same groups.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from ..history.changes import Change, clauses_in
from ..vocabulary.clauses import Clause
from ..vocabulary.jurisdictions import law_of
from .destinations import DIMENSION, Destination
from .groups import Groups
from .running import Seen

Json = dict[str, Any]


def reach_answer(licence: str, countries: Iterable[str], seen: Seen) -> list[Json]:
    """Of each country how far the licence reaches it, and the prohibitions that reach it too."""
    seen = Seen(seen.history.under(law_of(licence)), seen.valid_on, seen.known_on)
    groups = Groups(seen)
    clauses = list(_clauses(licence, seen))
    named = {place for one in clauses for place in one.says.get(DIMENSION, ())}
    names = sorted({name for one in clauses for name in one.groups()})
    found: dict[tuple[Any, ...], Json] = {}
    answer = []
    for country in countries:
        alike = (country in named and country, *(groups.holds(name, country) for name in names))
        if alike not in found:
            found[alike] = _asked(licence, Destination(country, seen, groups))
        answer.append({"country": country, **found[alike]})
    return answer


def _asked(licence: str, destination: Destination) -> Json:
    prohibiting = [one.name for one in destination.requirements() if one.prohibits]
    return {**destination.reach(licence), "prohibitions": prohibiting}


def _clauses(licence: str, seen: Seen) -> Iterable[Clause]:
    """Every clause on which an answer about a country can rest: of the licence, its stops, and
    the requirements."""
    history = seen.history
    streams = [f"licence/{licence}", *(f"requirement/{n}" for n in history.subjects("requirement"))]
    changes: Iterable[Change] = chain.from_iterable(
        history.stream(name).changes.values() for name in streams
    )
    return (Clause(says) for one in changes for says in clauses_in(one.content))
