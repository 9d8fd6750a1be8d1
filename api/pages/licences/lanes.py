"""A licence over time as lanes of a picture: its status, what it permits and excludes, court
orders, and the groups and prohibitions beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ....projections.pictures.patterns import PERIODS
from ....projections.pictures.timeline_svg import Bar, Days, Lane, Mark, timeline_svg
from ..prose import Prose
from ..terms import marked
from .in_words import clause_words, place_names
from .over_time import NEVER, day_before, drawn_around

Json = Mapping[str, Any]

MOST_LANES = 16
"""So many lanes of one kind are drawn; what more there is stands in the table."""
ITEMS_TOLD = 12
"""So many items of a control list are told of one day, each way."""
_LOOK_OF_ORDER = {
    "annulled": "order_ended",
    "lifted": "order_ended",
    "suspended": "order_ended",
    "implemented": "carried_out",
    "undetermined": "undetermined",
}
LOOKS = {
    "in_force": marked("in force"),
    "permitted": marked("permitted"),
    "partly": marked("excluded in part"),
    "excluded": marked("excluded"),
    "prohibition": marked("prohibition"),
    "required": marked("licence required"),
    "member": marked("in the group"),
    "order": marked("court order"),
    "carried_out": marked("carried out"),
    "order_ended": marked("annulled or lifted"),
    "undetermined": marked("undetermined"),
    "not_in_force": marked("not in force"),
}


class LookIn(NamedTuple):
    """What a lane is of, and how it looks in one period."""

    key: str
    title: str
    look: str
    words: str


def licence_picture(
    timeline: Json, on: str, today: str, say: Prose, titles: Mapping[str, str]
) -> str:
    """The timeline of a licence as SVG, every period and day a link to the licence then; `titles`
    are those of requirements."""
    text, licence = say.said.text, timeline["licence"]
    periods = drawn_around(_established(timeline["periods"]), on, "from")
    entries = {one["entry"]: one for one in timeline["entries"]}
    drawn = _Lanes(licence, periods, entries, say, titles)
    lanes = [
        *drawn.of(marked("Status"), _status),
        *drawn.of(marked("Permits"), _permits),
        *drawn.of(marked("Exclusions"), _exclusions),
        *drawn.of(marked("Court orders"), _orders),
        *drawn.of(marked("Prohibitions"), _prohibitions),
        *drawn.groups(),
    ]
    changes = [
        Mark(
            one["from"], f"{say.day(one['from'])}: {_causes(one, say)}", drawn.address(one["from"])
        )
        for one in periods
        if one["from"]
    ]
    told = text(marked("{count} days of change, from {first} to {last}.")).format(
        count=len(changes),
        first=say.day(changes[0].day) if changes else "–",
        last=say.day(changes[-1].day) if changes else "–",
    )
    same = on == today
    return timeline_svg(
        lanes,
        Days(
            title=text(marked("{licence} over time")).format(licence=licence),
            told=told,
            changes=changes,
            asked=Mark(on, text(marked("today")) if same else say.day(on)),
            today=None if same else Mark(today, text(marked("today"))),
            words={word: text(said) for word, said in LOOKS.items()},
        ),
    )


def _established(periods: Sequence[Json]) -> list[Json]:
    """The periods from the first on in which the licence was established, if there is one."""
    found = [one for one in periods if one["from"] != NEVER]
    first = next(
        (place for place, one in enumerate(found) if one["status"] != "not_established"), 0
    )
    return found[first:]


def _causes(period: Json, say: Prose) -> str:
    return "; ".join(dict.fromkeys(say.term(one["type"]) for one in period["changes"]))


class _Lanes:
    """The lanes of one licence."""

    def __init__(
        self,
        licence: str,
        periods: Sequence[Json],
        entries: Mapping[str, Json],
        say: Prose,
        titles: Mapping[str, str],
    ) -> None:
        self.licence = licence
        self.periods = periods
        self.entries = entries
        self.say = say
        self.titles = titles

    def address(self, day: str) -> str:
        """The page of the licence on a day."""
        return self.say.at.address(f"/licences/{self.licence}", valid_on=day)

    def of(self, heading: str, seen_in: Any) -> Iterator[Lane]:
        """The lanes of one kind: what is seen in each period, neighbours that look alike as one."""
        lanes: dict[str, tuple[str, list[tuple[Json, LookIn]]]] = {}
        for period in self.periods:
            for one in seen_in(period, self):
                lanes.setdefault(one.key, (one.title, []))[1].append((period, one))
        head = self.say.said.text(heading)
        for number, (title, found) in enumerate(lanes.values()):
            if number == MOST_LANES:
                return
            yield Lane(title, list(self._spans(title, found)), heading="" if number else head)

    def _spans(self, title: str, found: Sequence[tuple[Json, LookIn]]) -> Iterator[Bar]:
        runs: list[list[Any]] = []
        for period, one in found:
            ends = None if period["until"] == NEVER else period["until"]
            if runs and runs[-1][1] == period["from"] and runs[-1][2] == one:
                runs[-1][1] = ends
            else:
                runs.append([period["from"], ends, one])
        for since, until, one in runs:
            day = since or (day_before(until) if until else "")
            told = f"{title}: {one.words}, {self._days(since, until)}"
            yield Bar(since, until, one.look, told, self.address(day) if day else None)

    def _days(self, since: str | None, until: str | None) -> str:
        text, day = self.say.said.text, self.say.day
        if since and until:
            told = text(marked("{first} to {last}"))
            return told.format(first=day(since), last=day(day_before(until)))
        if since:
            return text(marked("since {first}")).format(first=day(since))
        return text(marked("up to {last}")).format(last=day(day_before(until or NEVER)))

    def groups(self) -> Iterator[Lane]:
        """A lane for each group of countries with the days on which its members change."""
        lanes: dict[str, list[Mark]] = {}
        for period in self.periods:
            for one in period["groups"]:
                told = f"{self.say.day(period['from'])}: {members_words(one, self.say)}"
                mark = Mark(period["from"], told, self.address(period["from"]))
                lanes.setdefault(one["group"], []).append(mark)
        head = self.say.said.text(marked("Groups of countries"))
        for number, (name, marks) in enumerate(sorted(lanes.items())[:MOST_LANES]):
            yield Lane(name, marks=marks, heading="" if number else head)


def members_words(one: Json, say: Prose) -> str:
    """Who came into a group, and who went: + Finland; − United Kingdom."""
    uncertain = say.said.text(marked("perhaps"))
    told = []
    for sign, listed in (("+", "added"), ("−", "removed")):
        for member in one[listed]:
            name = say.place(member["member"])
            told.append(
                f"{sign} {name} ({uncertain})" if member.get("present") else f"{sign} {name}"
            )
    return f"{one['group']}: {', '.join(told)}"


def items_words(one: Json) -> str:
    """What came onto a control list, and what left it: + 3A501; − 1C351.d.13; and which
    codes are kept free, or recorded, otherwise: ± 6A006; ± alone, where the list itself is."""
    told = [
        f"{sign} {item['item']}"
        for sign, listed in (("+", "added"), ("−", "removed"))
        for item in one[listed][:ITEMS_TOLD]
    ]
    for name in ("reserved", "recorded"):
        told += [f"± {item['item']}" for item in one.get(name, ())[:ITEMS_TOLD]]
    told += ["±" for name in ("established", "whole") if name in one and not told]
    every = ("added", "removed", "reserved", "recorded")
    more = one["more"] + sum(max(0, len(one.get(name, ())) - ITEMS_TOLD) for name in every)
    return f"{one['list']}: {', '.join(told)}" + (f" … +{more}" if more else "")


def _status(period: Json, lanes: _Lanes) -> Iterator[LookIn]:
    look = {"yes": "in_force", "undetermined": "undetermined", "no": "not_in_force"}
    if period["status"] != "not_established":
        words = lanes.say.term(period["status"])
        yield LookIn("status", lanes.licence, look[period["in_force"]], words)


def _permits(period: Json, lanes: _Lanes) -> Iterator[LookIn]:
    for one in period["permits"]:
        clause = lanes.entries[one["entry"]]["clause"]
        title = clause_words(clause, lanes.say).text.striptags()
        yield _entry_seen(one["entry"], title, one, "permitted", lanes)


def _exclusions(period: Json, lanes: _Lanes) -> Iterator[LookIn]:
    found: dict[str, LookIn] = {}
    for one in period["exclusions"]:
        clause = lanes.entries[one["entry"]]["clause"]
        places = clause.get("destinations")
        if places:
            title, key = place_names(places, lanes.say), " ".join(sorted(places))
            whole = len(clause) == 1 and not one["except"]
            seen = _entry_seen(key, title, one, "excluded" if whole else "partly", lanes)
        else:
            title = clause_words(clause, lanes.say).text.striptags()
            seen = _entry_seen(one["entry"], title, one, "excluded", lanes)
        weaker = found.get(seen.key)
        if weaker is None or list(PERIODS).index(weaker.look) < list(PERIODS).index(seen.look):
            found[seen.key] = seen
    yield from found.values()


def _entry_seen(key: str, title: str, one: Json, look: str, lanes: _Lanes) -> LookIn:
    shown = look if one["present"] == "yes" else "undetermined"
    return LookIn(key, title, shown, lanes.say.said.text(LOOKS[shown]))


def _orders(period: Json, lanes: _Lanes) -> Iterator[LookIn]:
    for one in period["court_orders"]:
        look = _LOOK_OF_ORDER.get(one["state"], "order")
        instrument = one["order"].partition("#")[0]
        title = (lanes.say.named.get(instrument) or {}).get("title") or instrument
        yield LookIn(one["order"], title, look, lanes.say.term(one["state"]))


def _prohibitions(period: Json, lanes: _Lanes) -> Iterator[LookIn]:
    for one in period["prohibitions"]:
        look = "prohibition" if one["imposed"] == "yes" else "undetermined"
        words = lanes.say.said.text(LOOKS[look])
        name = one["requirement"]
        yield LookIn(name, lanes.titles.get(name, name), look, words)
