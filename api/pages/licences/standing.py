"""A licence on a day as its page tells it: each part of its answer in words, with what qualifies
it beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ....projections.register.named import Named, whole_name
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import Served
from ..prose import Prose
from .in_words import InWords, clause_words, permitted_words
from .over_time import NEVER, day_before

Json = Mapping[str, Any]

CLAIMS_BESIDE = 20
"""How many claims stand on a licence's page."""


class Excepted(NamedTuple):
    """What is taken out of an entry, and by which change."""

    words: InWords
    change: str


class EntryTold(NamedTuple):
    """A permit or an exclusion in words: since when, who is in its groups, what is taken out of
    it, who disputes it."""

    entry: str
    present: str
    words: InWords
    since: str | None
    groups: Sequence[Json]
    excepts: Sequence[Excepted]
    disputes: Sequence[Json]
    note: str


class OrderTold(NamedTuple):
    """A court's order; of one that was quashed also by what, and the day on which that became
    known: until then it was binding."""

    order: Json
    ended_by: Sequence[str]
    known: str | None
    day_before: str | None


class LicenceTold(NamedTuple):
    """All that a licence's page tells of a day: `duties` are its conditions by the change that
    sets them, `noted` the changes of which the note stands beside a permit or an exclusion,
    `disputing` the disputes that stand somewhere on the page."""

    permits: list[EntryTold]
    places: list[EntryTold]
    others: list[EntryTold]
    duties: Mapping[str, list[Json]]
    noted: frozenset[str]
    orders: list[OrderTold]
    coming: list[Json]
    perhaps: list[Json]
    disputes: list[Json]
    disputing: frozenset[str]
    named: Mapping[str, Json]


def licence_told(
    served: Served, answer: Json, claims: Json, seen: AskedFrom, say: Prose
) -> LicenceTold:
    """A licence's answer, told; `claims` is what is shown beside it."""
    named = Named(served.ledger).named([answer, claims], seen)
    told = Prose(say.at, named)
    bearing = _bearing(answer)
    groups = _members(served, answer, seen)
    told_already: set[str] = set()
    permits, excluded = (
        [
            _entry(one, words(one["clause"], told), told, groups, bearing, told_already)
            for one in answer[listed]
        ]
        for listed, words in (("permits", permitted_words), ("exclusions", clause_words))
    )
    day, known_on = answer["viewpoint"]["valid_on"], answer["viewpoint"]["known_on"]
    return LicenceTold(
        permits,
        [
            entry
            for entry, one in zip(excluded, answer["exclusions"], strict=True)
            if _of_places(one)
        ],
        [
            entry
            for entry, one in zip(excluded, answer["exclusions"], strict=True)
            if not _of_places(one)
        ],
        _by_change(answer["conditions"]),
        frozenset(whole_name(one.entry) for one in (*permits, *excluded)),
        [_order(one, named, known_on) for one in answer["court_orders"]],
        [one for one in answer["upcoming"] if _is_coming(one, day)],
        [one for one in answer["upcoming"] if not _is_coming(one, day)],
        [one for one in bearing if one["change"] not in told_already],
        frozenset(one["change"] for one in bearing),
        named,
    )


def _by_change(conditions: Iterable[Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for one in conditions:
        found.setdefault(whole_name(one["entry"]), []).append(one)
    return found


def claims_of(served: Served, licence: str, seen: AskedFrom) -> Json:
    """The statements about a licence and the figures on its use, the first of them."""
    claims = served.register
    return {
        **claims.statements(seen, licence, CLAIMS_BESIDE),
        "statements_next": claims.statements(seen, licence, CLAIMS_BESIDE)["next"],
        **claims.reports(seen, licence, CLAIMS_BESIDE),
    }


def _bearing(answer: Json) -> list[Json]:
    """The disputes that bear on what is shown: the licence itself, or a change or an instrument
    by which something on the page stands."""
    shown = {answer["licence"], *_ids(answer)}
    shown |= {one.partition("#")[0] for one in shown}
    return [one for one in answer["disputes"] if whole_name(one["about"]) in shown]


def _ids(answer: Json) -> Iterator[str]:
    for listed, name in (
        ("permits", "entry"),
        ("exclusions", "entry"),
        ("conditions", "entry"),
        ("court_orders", "order"),
        ("reinstatement", "target"),
        ("because", "change"),
    ):
        yield from (whole_name(one[name]) for one in answer[listed])
    for order in answer["court_orders"]:
        yield from map(whole_name, order["carried_out_by"])


def _entry(
    one: Json,
    words: InWords,
    say: Prose,
    groups: Mapping[str, Json],
    disputes: Iterable[Json],
    told: set[str],
) -> EntryTold:
    """An entry; what was `told` already, notes and disputes by their changes, is not told again."""
    change = whole_name(one["entry"])
    names = [place[1:] for place in one["clause"].get("destinations", ()) if place[0] == "@"]
    note = "" if change in told else say.note(one["entry"])
    about = (change, change.partition("#")[0])
    beside = [d for d in disputes if whole_name(d["about"]) in about and d["change"] not in told]
    told |= {change, *(d["change"] for d in beside)}
    return EntryTold(
        one["entry"],
        one["present"],
        words,
        (say.named.get(change) or {}).get("from"),
        [groups[name] for name in names if name in groups],
        [Excepted(clause_words(part["clause"], say), part["change"]) for part in one["except"]],
        beside,
        note,
    )


def _of_places(one: Json) -> bool:
    return "destinations" in one["clause"]


def _members(served: Served, answer: Json, seen: AskedFrom) -> dict[str, Json]:
    """The groups that the destinations of exclusions name, each with who is in it."""
    names = {
        place[1:]
        for one in answer["exclusions"]
        for place in one["clause"].get("destinations", ())
        if place[0] == "@"
    }
    return {name: served.register.group(name, seen) for name in sorted(names)}


def _order(one: Json, named: Mapping[str, Json], known_on: str | None) -> OrderTold:
    """An order; the annulments are those that are known of from here."""
    if one["state"] != "annulled":
        return OrderTold(one, (), None, None)
    days = {
        change: named[change.partition("#")[0]]["published_on"]
        for change in (named.get(one["order"]) or {}).get("annulled_by", ())
    }
    found = [change for change, day in days.items() if known_on is None or day <= known_on]
    known = min((days[change] for change in found), default=None)
    return OrderTold(one, found, known, known and day_before(known))


def _is_coming(one: Json, day: str) -> bool:
    """Whether something is certainly ahead, rather than of a day that nobody knows."""
    ahead = one["begins"] if one["begins"] and _last(one["begins"]) > day else one["ends"]
    return bool(ahead) and _first(ahead) > day and _last(ahead) != NEVER


def _first(said: str) -> str:
    return said.strip("[]").partition("..")[0]


def _last(said: str) -> str:
    """The last day that is possible, as text that is in order with days."""
    if ".." in said:
        return said.strip("[]").rpartition("..")[2] or NEVER
    return said if len(said) == len(NEVER) else f"{said}-99"
