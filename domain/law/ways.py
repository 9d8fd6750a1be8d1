"""What each licence says of a transaction: its verdict, how near it was, what its use demands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..history.changes import Entry
from ..history.clause_index import ClauseIndex
from ..history.streams import Stream
from ..vocabulary.originals import with_original
from ..vocabulary.truth import NO, any_of
from .evaluation import Decision, Evaluation
from .licence import Licence
from .licence_answer import condition_shown, court_orders, disputes, named_by
from .running import Seen

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
    stream = f"licence/{name}"
    if asked.history.stream(stream).has_partial_stops:
        return missed(asked, name)
    kept = asked.seen.kept_of(stream, _Permits)
    if kept.is_new():
        return missed(asked, name)
    may, _ = kept.reads(name, asked.plain).told(asked.given, asked.groups, kept.within)
    found = kept.missed.get(may)
    if found is None:
        if len(kept.missed) >= _KEPT:
            kept.missed.clear()
        found = kept.missed[may] = [
            (one["entry"], one["dimensions"]) for one in missed(asked, name)
        ]
    return [{"entry": entry, "dimensions": [*failing]} for entry, failing in found]


def missed(asked: Evaluation, name: str) -> list[dict[str, Any]]:
    """The same of a licence whose permits do not reach a transaction, found anew."""
    found = [
        {
            "entry": entry.id,
            "dimensions": entry.clause.failing(asked.given, asked.groups) if entry.clause else [],
        }
        for _, entry, _ in Licence(name, asked.seen).entries("permit")
    ]
    return sorted(found, key=lambda miss: len(miss["dimensions"]))


_KEPT = 250
"""Of a licence between two days it is remembered of so many transactions what they miss."""


class _Dimensions:
    """The dimensions of a licence's permits, whatever day is asked about, each found by the words
    of a transaction; and the places of those of each permit."""

    __slots__ = ("index", "of")

    def __init__(self) -> None:
        self.index: ClauseIndex | None = None
        self.of: dict[str, int] = {}

    def reads(self, stream: Stream) -> ClauseIndex:
        """Read them, unless they are read."""
        if self.index is None:
            entries = (one for change in stream.changes.values() for one in change.entries)
            permits = (one for one in entries if one.kind == "permit")
            every = [(one.id, one.clause.apart()) for one in permits if one.clause]
            first = 0
            for permit, apart in every:
                self.of[permit] = (1 << first + len(apart)) - (1 << first)
                first += len(apart)
            # Last: who finds it there, in another thread, finds all the places too.
            self.index = ClauseIndex([clause for _, apart in every for clause in apart])
        return self.index


class _Permits:
    """The permits of a licence that are or may be there, on days between which that is the same:
    the places of their dimensions (`within`); and what is missed, by which of these may match."""

    __slots__ = ("dimensions", "missed", "new", "within")

    def __init__(self) -> None:
        self.new = True
        self.dimensions: ClauseIndex | None = None
        self.within = 0
        self.missed: dict[int, list[tuple[str, list[str]]]] = {}

    def is_new(self) -> bool:
        """Whether it is asked for the first time: to find permits by words costs more than to ask
        each of them once."""
        was, self.new = self.new, False
        return was

    def reads(self, name: str, plain: Seen) -> ClauseIndex:
        """The dimensions, with which of them are there; read once."""
        if self.dimensions is None:
            licence, history = Licence(name, plain), plain.history
            every = history.derived((licence.stream, -1, -1), _Dimensions)
            index = every.reads(history.stream(licence.stream))
            there = (entry.id for _, entry, _ in licence.entries("permit"))
            self.within = sum(every.of.get(one, 0) for one in there)
            self.dimensions = index
        return self.dimensions


def conditions_of_use(asked: Evaluation, decided: Decision, name: str) -> list[dict[str, Any]]:
    """The conditions that come with a licence, unless it does not cover anyway."""
    if decided.verdict == "not_covered":
        return []
    licence = Licence(name, asked.seen)
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
