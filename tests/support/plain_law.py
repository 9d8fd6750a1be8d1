"""The law of the ledger, read a second time and as plainly as can be.

Nothing of the ledger is imported, nothing is kept, nothing is quick: what one sentence says is
one expression here. Tests hold the ledger's answers to it. Truth is 0, ½ or 1, so that *and* is
the least, *or* the greatest and *not* what is missing to 1 (Kleene).

Left out, and made by no generator of `plain_ledgers`: control lists, laws other than the Dutch,
and the steps of applications.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Json = dict[str, Any]
NO, MAYBE, YES = 0.0, 0.5, 1.0
WORDS = {NO: "no", MAYBE: "undetermined", YES: "yes"}

FIELDS = {
    "activities": "activity",
    "goods": "goods",
    "item_kinds": "item_kind",
    "origins": "origin",
    "destinations": "destination",
    "programmes": "programme",
    "end_uses": "end_use",
    "purposes": "purpose",
    "recipients": "recipient",
    "exporters": "exporter",
    "licence_kinds": "licence_kind",
    "transhipments": "transhipment",
    "owners": "owner",
    "knowledge": "knowledge",
}
RARE = {
    "transhipment": ("with", "without"),
    "owner": ("other", "own_forces", "allied_forces", "state_visit"),
    "knowledge": (
        *("none", "wmd", "military_use_under_embargo", "unlicensed_parts"),
        *("human_rights_surveillance", "told_not_to"),
    ),
}
"""Fields where silence means the first word."""
PLACES = ("origins", "destinations")
EXCLUDING = ("destination_excluded", "exporter_excluded")
GROUPING = ("group_established", "member_admitted")
STOPS = frozenset(
    (
        *("licence_withdrawn", "licence_suspended", "licence_reinstated", "suspension_lifted"),
        *("exclusion_lifted", "scope_reduced", "order_lifted", "effect_suspended"),
        *("condition_removed", "member_removed", "requirement_lifted", "policy_ended"),
        *("registration_ended", "change_annulled"),
    )
)


def a_day(text: str) -> int:
    """A full day, as a number."""
    return date(*map(int, text.split("-"))).toordinal()


def bounds(text: str) -> tuple[float, float]:
    """The first and the last day that a date can be."""
    if text[0] == "[":
        first, last = text[1:-1].split("..")
        return (a_day(first) if first else float("-inf"), a_day(last) if last else float("inf"))
    said = [int(part) for part in text.split("-")]
    if len(said) == 3:
        return a_day(text), a_day(text)
    first_month, last_month = (said[1], said[1]) if len(said) == 2 else (1, 12)
    end = calendar.monthrange(said[0], last_month)[1]
    return (
        date(said[0], first_month, 1).toordinal(),
        date(said[0], last_month, end).toordinal(),
    )


def reached(text: str, day: float) -> float:
    """Whether a date has been reached on a day."""
    first, last = bounds(text)
    return YES if day >= last else NO if day < first else MAYBE


def programme(text: str) -> str:
    """A programme's name as it is compared."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def possible_kinds(goods: str | None) -> set[str]:
    """The kinds of item that goods of a code can be."""
    named = re.fullmatch(r"(?:ML(\d+)|\d([A-E])\d{3})(?:\..*)?", goods or "")
    if not named:
        return {"complete", "component", "software", "technology"}
    said = named[1] or named[2]
    if said in ("21", "D"):
        return {"software"}
    return {"technology"} if said in ("22", "E") else {"complete", "component"}


def clause_of(change: Json) -> Json:
    """The dimensions that a change names itself."""
    return {name: change[name] for name in FIELDS if name in change}


def numbered(change: Json, field: str, label: str) -> Iterator[tuple[str, Json]]:
    """The labelled clauses of a change, such as its permits, with their entries' ids."""
    for number, clause in enumerate(change.get(field, ()), 1):
        yield f"{change['id']}/{label}-{number}", clause


def recorded_changes(instruments: Sequence[Json]) -> list[Json]:
    """Every change as it was recorded, with its `id`."""
    return [
        {**change, "id": f"{one['instrument']}#{number}"}
        for one in instruments
        for number, change in enumerate(one["changes"], 1)
    ]


def as_corrected(instruments: Sequence[Json]) -> dict[str, Json]:
    """Every change as it reads after all corrections, by its id, with its instrument's name and
    day; none that was corrected away, and no correction."""
    last = {
        change["target"]: change
        for change in recorded_changes(instruments)
        if change["type"] == "record_corrected"
    }
    found = dict[str, Json]()
    for one in instruments:
        name = one["instrument"]
        correction = last.get(name, {"restated": {}})
        if one["kind"] == "correction" or "restated" not in correction:
            continue
        published_on = {**one, **correction["restated"]}["published_on"]
        for number, change in enumerate(one["changes"], 1):
            id_ = f"{name}#{number}"
            content = last.get(id_, {"restated": change}).get("restated")
            if content:
                said = {"id": id_, "instrument": name, "number": number}
                found[id_] = {**content, **said, "published_on": published_on}
    return found


class PlainLaw:
    """What runs, is present and matches, seen from so many instruments as known on a day."""

    def __init__(self, instruments: Sequence[Json], known_on: str | None = None) -> None:
        self.all = as_corrected(instruments)
        self.visible = {
            id_: change
            for id_, change in self.all.items()
            if known_on is None or change["published_on"] <= known_on
        }

    def of(self, *types: str, **said: str) -> list[Json]:
        """The visible changes of these types that say this, by rank."""
        found = [
            change
            for change in self.visible.values()
            if change["type"] in types and all(change.get(f) == v for f, v in said.items())
        ]
        return sorted(found, key=self.rank)

    def licence_of(self, change: Json | None) -> str | None:
        """The licence that a change is of, be it by what it names; none if it is of no licence."""
        while change and "licence" not in change and "target" in change:
            change = self.all.get(change["target"].partition("/")[0])
        return change.get("licence") if change else None

    @staticmethod
    def rank(change: Json) -> tuple[Any, ...]:
        """By `from`, publication, instrument and number; without `from` before all."""
        starts = (1, *bounds(change["from"])) if "from" in change else (0, 0.0, 0.0)
        return starts, change["published_on"], change["instrument"], change["number"]

    def by_rank(self, changes: Iterable[Json]) -> list[str]:
        """The ids of these, each once, by rank."""
        once = {change["id"]: change for change in changes}
        return [change["id"] for change in sorted(once.values(), key=self.rank)]

    # The one law: a change runs unless a running change stops it.

    def stops_of(self, target: str) -> list[Json]:
        """The visible stops that name a change or an entry."""
        return [
            change
            for change in self.visible.values()
            if change["type"] in STOPS and change["target"] == target
        ]

    def stops(self, stop: Json, day: float, asked: Json | None) -> float:
        """Whether a stop stops: asked of no transaction, a partial one stops nothing."""
        if "clause" not in stop:
            return self.runs(stop, day, asked)
        if asked is None:
            return NO
        return min(self.matches(stop["clause"], asked, day), self.runs(stop, day, asked))

    def stopped(self, target: str, day: float, asked: Json | None) -> float:
        """Whether any visible change stops a change or an entry."""
        return max((self.stops(one, day, asked) for one in self.stops_of(target)), default=NO)

    def ended(self, change: Json, day: float, asked: Json | None) -> float:
        """Whether a change's `until` ended it."""
        if "until" not in change:
            return NO
        extensions = self.of("period_extended", target=change["id"])
        extended = max((self.runs(one, day, asked) for one in extensions), default=NO)
        return min(reached(change["until"], day), 1 - extended)

    def runs(self, change: Json, day: float, asked: Json | None = None) -> float:
        """Whether a change runs on a day; with `asked`, for that transaction."""
        began = reached(change["from"], day) if "from" in change else YES
        ended, stopped = self.ended(change, day, asked), self.stopped(change["id"], day, asked)
        return min(began, 1 - ended, 1 - stopped)

    def present(self, change: Json, entry: str, day: float, asked: Json | None = None) -> float:
        """Whether an entry is present on a day."""
        found = min(self.runs(change, day, asked), 1 - self.stopped(entry, day, asked))
        if "amends" not in change:
            return found
        amended = self.visible.get(change["amends"])
        return min(found, self.runs(amended, day, asked) if amended else NO)

    # Groups, and whether a clause matches.

    def established(self, group: str) -> bool:
        """Whether a visible change establishes a group."""
        return bool(self.of("group_established", group=group))

    def members(self, group: str, day: float) -> list[tuple[str, float]]:
        """The entries of a group that are present, or may be."""
        found = [
            (member, self.present(change, f"{change['id']}/{member}", day))
            for change in self.of(*GROUPING, group=group)
            for member in change["members"]
        ]
        return [one for one in found if one[1] > NO]

    def holds(self, group: str, country: str, day: float) -> float:
        """Whether a country is in a group."""
        found = NO if self.established(group) else MAYBE
        for member, present in self.members(group, day):
            is_it = self.holds(member[1:], country, day) if member[0] == "@" else member == country
            found = max(found, min(present, is_it))
        return found

    def rests_on_unrecorded(self, group: str, day: float) -> bool:
        """Whether nothing visible establishes a group, or one that it holds or may hold."""
        inner = [member[1:] for member, _ in self.members(group, day) if member[0] == "@"]
        return not self.established(group) or any(
            self.rests_on_unrecorded(one, day) for one in inner
        )

    def dimension(self, name: str, words: Sequence[str], asked: Json, day: float) -> float:
        """Whether one dimension of a clause matches."""
        if name == "item_kinds":
            said = asked.get("item_kind")
            possible = {said} if said else possible_kinds(asked.get("goods"))
            return YES if possible <= set(words) else MAYBE if possible & set(words) else NO
        value = asked.get(FIELDS[name], RARE.get(FIELDS[name], (None,))[0])
        if value is None:
            return MAYBE
        return max(_word(self, name, word, value, day) for word in words)

    def lacks(self, name: str, words: Sequence[str], asked: Json, day: float) -> bool:
        """Whether a dimension is undetermined because the transaction says too little."""
        if self.dimension(name, words, asked, day) != MAYBE:
            return False
        return name in ("goods", "item_kinds") or FIELDS[name] not in asked

    def matches(self, clause: Mapping[str, Any], asked: Json, day: float) -> float:
        """Whether a clause matches a transaction."""
        every = (self.dimension(name, words, asked, day) for name, words in clause.items())
        return min(every, default=YES)


def _word(law: PlainLaw, name: str, word: str, value: str, day: float) -> float:
    """Whether one word of a dimension matches what a transaction says."""
    if name == "goods":
        if value == word or value.startswith(f"{word}."):
            return YES
        return MAYBE if word.startswith(f"{value}.") else NO
    if name in PLACES and word[0] == "@":
        return law.holds(word[1:], value, day)
    if name == "programmes":
        return float(programme(word) == programme(value))
    return float(word == value)
