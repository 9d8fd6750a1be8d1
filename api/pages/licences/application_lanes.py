"""An application over time as lanes of a picture: where it stands, its term, and the last days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ....projections.pictures.timeline_svg import Bar, Days, Lane, Mark, timeline_svg
from ..prose import Prose
from ..terms import marked
from .over_time import day_before

Json = Mapping[str, Any]

_LOOK_OF = {
    "in_decision": "member",
    "awaiting_completion": "partly",
    "term_suspended": "partly",
    "under_objection": "order",
    "under_appeal": "order",
    "withdrawn": "order_ended",
    "annulled": "order_ended",
    "ended": "order_ended",
    "set_aside": "order_ended",
    "undetermined": "undetermined",
}
_LOOK_OF_OUTCOME = {"granted": "in_force", "partly_granted": "permitted"}
LOOKS = {
    "member": marked("waiting for a decision"),
    "partly": marked("the term stands still"),
    "in_force": marked("granted"),
    "permitted": marked("granted in part"),
    "excluded": marked("refused"),
    "order": marked("objection or appeal"),
    "order_ended": marked("taken back or annulled"),
    "prohibition": marked("overdue"),
    "undetermined": marked("undetermined"),
}


def application_picture(timeline: Json, on: str, today: str, say: Prose) -> str:
    """The timeline of an application as SVG; every period and day links to the application then."""
    text, name = say.said.text, timeline["application"]
    periods = [one for one in timeline["periods"] if one["state"] != "not_received"]
    drawn = _Drawn(name, periods, say)
    changes = [
        Mark(one["from"], f"{say.day(one['from'])}: {drawn.causes(one)}", drawn.address(one))
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
        [
            Lane(text(marked("where it stands")), list(drawn.bars(_standing))),
            Lane(text(marked("its term")), list(drawn.bars(_term)), list(drawn.last_days())),
        ],
        Days(
            title=text(marked("{licence} over time")).format(licence=name),
            told=told,
            changes=changes,
            asked=Mark(on, text(marked("today")) if same else say.day(on)),
            today=None if same else Mark(today, text(marked("today"))),
            words={word: text(said) for word, said in LOOKS.items()},
        ),
    )


class _Drawn:
    """The lanes of one application."""

    def __init__(self, name: str, periods: Sequence[Json], say: Prose) -> None:
        self.name = name
        self.periods = periods
        self.say = say

    def address(self, period: Json) -> str | None:
        """The page of the application on the first day of a period."""
        if not period["from"]:
            return None
        return self.say.at.address(f"/applications/{self.name}", valid_on=period["from"])

    def causes(self, period: Json) -> str:
        """What happened as a period began; where nothing did, the term ran out."""
        found = dict.fromkeys(self.say.term(one["type"]) for one in period["changes"])
        return "; ".join(found) or self.say.said.text(marked("the term ran out"))

    def bars(self, seen_in: Any) -> Iterator[Bar]:
        """The periods of a lane, as `seen_in` says how each looks; none where it says nothing."""
        for one in self.periods:
            look, words = seen_in(one, self.say)
            if look:
                told = f"{words}, {self._days(one)}"
                yield Bar(one["from"], one["until"], look, told, self.address(one))

    def last_days(self) -> Iterator[Mark]:
        """The last days of the term that were so in some period, each once."""
        told = self.say.said.text(marked("last day of the term: {day}"))
        found = dict.fromkeys(
            one["decide_by"]["latest"] for one in self.periods if _is_open(one) and one["decide_by"]
        )
        for day in found:
            if day:
                yield Mark(day, told.format(day=self.say.day(day)))

    def _days(self, period: Json) -> str:
        text, day = self.say.said.text, self.say.day
        if period["from"] and period["until"]:
            told = text(marked("{first} to {last}"))
            return told.format(first=day(period["from"]), last=day(day_before(period["until"])))
        return text(marked("since {first}")).format(first=day(period["from"]))


def _is_open(period: Json) -> bool:
    return period["state"] in (
        "in_decision",
        "awaiting_completion",
        "term_suspended",
        "undetermined",
    )


def _standing(period: Json, say: Prose) -> tuple[str | None, str]:
    if period["state"] == "decided":
        word = period["outcome"] or "decided"
        return _LOOK_OF_OUTCOME.get(word, "excluded"), say.term(word)
    return _LOOK_OF[period["state"]], say.term(period["state"])


def _term(period: Json, say: Prose) -> tuple[str | None, str]:
    """How the term looks while nothing is decided."""
    if not _is_open(period):
        return None, ""
    look = {"yes": "prohibition", "undetermined": "undetermined"}.get(period["overdue"])
    if look is None:
        look = "partly" if period["decide_by"] is None else "member"
    return look, say.said.text(LOOKS[look])
