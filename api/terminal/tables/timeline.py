"""A licence over time: a picture, the days of change, and what its parts say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ....domain.over_time.contents.content import PARTS
from ...wording import clause_text
from .alterations import alterations, groups_changed, lists_changed, unsure
from .layout import AnswerTable, Fitted, Picture, Shown, stacked, titled
from .sections import ending
from .texts import Json, Piece, coloured, in_lines, text, words

LABEL, COLUMN = 40, 13
"""How wide the names and the periods of a picture are."""

_BARS = {"permits": "green", "exclusions": "red", "conditions": "cyan"}
_WORDS = {"court_orders": "state", "reinstatement": "met"}
_SAID = "dispute"
"""A kind of part that is no picture: what somebody said has no day of the law."""
_LEGEND = "█ present   ▓ present, for some transactions stopped   ░ undetermined   (not to scale)"


def timeline_shown(answer: Json, disputes: Sequence[Json] = ()) -> Shown:
    """A picture with a row for the status and for every entry, and a column for every period;
    below it each day of change with what changed and why, what the entries say, and who disputes
    it, in the order in which they said so."""
    return stacked(
        text(answer["licence"], "bold"),
        Fitted(lambda room: stacked(*_pictures(answer, room))),
        text(""),
        text(_LEGEND, "dim"),
        *titled("days of change", _days(answer["periods"])),
        *_entries(answer["entries"]),
        *_disputes(disputes),
        *ending(answer),
    )


# -- the picture -------------------------------------------------------------------


def _pictures(answer: Json, room: int) -> Iterator[Shown]:
    """The periods, as many side by side as fit, then the next."""
    periods = answer["periods"]
    fit = max(1, (room - LABEL) // COLUMN)
    says = {one["entry"]: one for one in answer["entries"]}
    for start in range(0, len(periods), fit):
        yield text("")
        yield _picture(periods[start : start + fit], says)


def _picture(periods: Sequence[Json], says: Mapping[str, Json]) -> Shown:
    days = [period["from"] or "before" for period in periods]
    picture = Picture((LABEL, *(COLUMN for _ in periods)), ("from", *days))
    picture.add("status", *(coloured(period["status"]) for period in periods))
    for what, kind in PARTS.items():
        parts = (part for period in periods for part in period.get(kind.listed, ()))
        names = dict.fromkeys(part[kind.named] for part in parts)
        if what == _SAID or not names:
            continue
        picture.add(text(words(kind.listed), "dim"), *("" for _ in periods))
        for name in names:
            said = _beginning(says[name]) if kind.named == "entry" else ()
            label = in_lines((f"  {name}", *said))
            cells = (_cell(kind.listed, kind.named, name, one) for one in periods)
            picture.add(label, *cells)
    return picture


def _beginning(entry: Json) -> Iterator[Piece]:
    """How what an entry says begins; the whole stands below the picture."""
    said = _said(entry)
    yield text(f"    {said if len(said) <= LABEL - 6 else said[: LABEL - 7] + '…'}", "dim")


def _said(entry: Json) -> str:
    return str(entry["text"] or clause_text(entry["clause"] or {}))


def _cell(listed: str, named: str, name: str, period: Json) -> Piece:
    """What a period shows of a part: a bar, or the word for its state."""
    part = next((one for one in period.get(listed, ()) if one[named] == name), None)
    if part is None:
        return ""
    if listed in _WORDS:
        return coloured(part[_WORDS[listed]])
    if listed == "prohibitions":
        return text(_bar_of(part["imposed"]), "red")
    if listed == "reviews":
        return str(part["concluded"][-1]["outcome"]) if part["concluded"] else "due"
    if part.get("present") == "undetermined":
        return text(_bar_of("undetermined"), "yellow")
    bar = "▓" if part.get("except") else "█"
    return text(bar * COLUMN, _BARS.get(listed, "magenta"))


def _bar_of(truth: str) -> str:
    return ("█" if truth == "yes" else "░") * COLUMN


# -- below the picture -------------------------------------------------------------


def _days(periods: Sequence[Json]) -> Shown:
    table = AnswerTable("from", "status", "what changed", "why")
    for before, after in pairwise([None, *periods]):
        if after and after["from"]:
            moved = [
                *groups_changed(after.get("groups", ())),
                *lists_changed(after.get("lists", ())),
            ]
            what = in_lines((*(_changed(before, after) if before else ()), *moved))
            table.add(after["from"], coloured(after["status"]), what, in_lines(_why(after)))
    return table


def _why(period: Json) -> Iterator[Piece]:
    """The changes by which a period began; the title of each instrument once."""
    acts: dict[str, list[str]] = {}
    for one in period["changes"]:
        acts.setdefault(one["title"], []).append(f"{one['change']} {one['type']}")
    for title, changes in acts.items():
        *others, last = changes
        yield from others
        yield f"{last}: {title}"


def _changed(before: Json, after: Json) -> Iterator[Piece]:
    """A line for each part that came (+), went (-) or altered (~)."""
    if before["status"] != after["status"]:
        yield f"~ {words(before['status'])} → {words(after['status'])}"
    for what, kind in PARTS.items():
        was, now = (
            {one[kind.named]: one for one in period.get(kind.listed, ())}
            for period in (before, after)
        )
        for name in dict.fromkeys((*was, *now)):
            yield from _line(words(what), name, was.get(name), now.get(name))


def _line(what: str, name: str, was: Json | None, now: Json | None) -> Iterator[str]:
    """How a part changed; nothing if it did not."""
    if was is None or now is None:
        yield f"{'+' if was is None else '-'} {what} {name}{unsure(now)}"
    elif was != now:
        yield f"~ {what} {name}: {'; '.join(alterations(was, now))}"


def _entries(found: Sequence[Json]) -> Iterator[Shown]:
    if found:
        table = AnswerTable("entry", "says")
        for one in found:
            table.add(one["entry"], _said(one))
        yield from titled("what the entries say", table)


def _disputes(found: Sequence[Json]) -> Iterator[Shown]:
    if found:
        table = AnswerTable("published", "change", "about", "by", "says")
        for one in sorted(found, key=lambda one: str(one["published_on"])):
            row = (one["published_on"], one["change"], one["about"], one["by"], one["says"])
            table.add(*row)
        yield from titled("disputes", table)
