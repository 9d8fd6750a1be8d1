"""What each licence says of a transaction: its verdict, how near it was, what its use demands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..history.changes import Entry
from ..vocabulary.originals import with_original
from ..vocabulary.truth import NO, any_of
from .evaluation import Decision, Evaluation
from .licence import Licence
from .licence_answer import condition_shown, court_orders, disputes, named_by

WAYS_SHOWN = 200
"""Of more licences than these stand in an answer those that say most."""
_SAYS_MOST = ("covered", "undetermined", "not_covered")


def ways(asked: Evaluation) -> tuple[list[dict[str, Any]], int]:
    """What each licence says that a transaction without one is judged against, by name, and how
    many more there are than are told; none where it is certain that no licence is required, or
    where the transaction is or may be prohibited (contract §4, Ways)."""
    if not asked.has_ways:
        return [], 0
    judged = asked.judged()
    told = _told(judged)
    shown = [_way(asked, name, judged[name]) for name in told]
    return shown, len(judged) - len(told)


def _told(judged: Mapping[str, Decision]) -> list[str]:
    if len(judged) <= WAYS_SHOWN:
        return sorted(judged)
    order = sorted(judged, key=lambda name: (_SAYS_MOST.index(judged[name].verdict), name))
    return order[:WAYS_SHOWN]


def _way(asked: Evaluation, name: str, decided: Decision) -> dict[str, Any]:
    plain = Licence(name, asked.plain)
    status, because = plain.status()
    return {
        "licence": name,
        **with_original(named_by(plain, because), "title"),
        "status": status,
        "verdict": decided.verdict,
        "reason": decided.reason,
        "decided_by": decided.decided_by,
        "because": [change.id for change in decided.because],
        "depends_on": list(decided.depends_on),
        "misses": misses(asked, decided, name),
        "conditions": conditions_of_use(asked, decided, name),
        "court_orders": court_orders(plain),
        "disputes": disputes(plain),
    }


def misses(asked: Evaluation, decided: Decision, name: str) -> list[dict[str, Any]]:
    """How near a licence was whose permits do not reach the transaction: for each permit that is
    present or may be, the dimensions that certainly do not match, the fewest first."""
    if decided.reason != "out_of_scope":
        return []
    found = [
        {
            "entry": entry.id,
            "dimensions": entry.clause.failing(asked.given, asked.groups) if entry.clause else [],
        }
        for _, entry, _ in asked.licence(name).entries("permit")
    ]
    return sorted(found, key=lambda miss: len(miss["dimensions"]))


def conditions_of_use(asked: Evaluation, decided: Decision, name: str) -> list[dict[str, Any]]:
    """The conditions that come with a licence, unless it does not cover anyway."""
    if decided.verdict == "not_covered":
        return []
    licence = asked.licence(name)
    return [
        condition_shown(entry, present, _met(licence, entry, asked))
        for _, entry, present in licence.entries("condition")
        if asked.seen.matches(entry.clause) > NO
    ]


def _met(licence: Licence, entry: Entry, asked: Evaluation) -> str | None:
    if entry.content["kind"] != "registration" or "exporter" not in asked.given:
        return None
    registrations = asked.seen.visible_of(licence.stream, "user_registered")
    met = any_of(
        asked.seen.runs(one)
        for one in registrations
        if one.content["exporter"] == asked.given["exporter"]
    )
    return met.word if met > NO else None
