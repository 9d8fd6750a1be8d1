"""What an instrument would do, as a page tells it: a picture, and what becomes what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from ....projections.pictures.before_after_svg import DRAWN, before_after_svg
from ....projections.register.named import Named
from ...batch.comparing import both_sides, list_flips
from ...files.instruments import FoundInstrument
from ...http.dependencies import Served
from ..asking import PageAsked
from ..prose import Prose
from ..terms import marked

Json = Mapping[str, Any]

COMBINATIONS_MOST = 50_000
"""Of so many combinations all flips are listed on a page; of more, by the command."""
PERIODS_SHOWN = 20
"""So many periods of one subject are told on a page."""
PARTS = {
    "permit": marked("permit"),
    "exclusion": marked("exclusion"),
    "condition": marked("condition"),
    "court_order": marked("court order"),
    "reinstatement": marked("condition for reinstatement"),
    "review": marked("review"),
    "pending": marked("pending proceedings"),
    "dispute": marked("dispute"),
    "incomplete": marked("gap in the record"),
    "group": marked("group"),
    "requirement": marked("requirement"),
    "policy": marked("policy"),
}
"""What a licence has that can come, go or alter, and what is beside it."""
LINES_SHOWN = 100
"""So many parts that come, go or alter are told of one period."""
_SIGNS = {"added": marked("comes"), "removed": marked("goes"), "altered": marked("alters")}
TITLE = marked("Now, and if it were recorded")


@dataclass(frozen=True, slots=True)
class Becoming:
    """What one subject would become in a period: since when, until when, and what of it."""

    since: str
    until: str
    was: str
    becomes: str
    lines: Sequence[tuple[str, str, Markup]]
    more: int = 0


def preview_of(served: Served, at: PageAsked, instrument: Json) -> dict[str, Any]:
    """The parts of a page about a dry run."""
    answer = served.register.dry_run(instrument)
    say = Prose(at, Named(served.ledger).named(answer, {}))
    drawn = [one for one in answer["licences"] if one["periods"]]
    text = at.language.text
    return {
        "dry": answer,
        "picture": Markup(before_after_svg(drawn, text(TITLE), say.drawn)) if drawn else None,
        "not_drawn": max(0, len(drawn) - DRAWN),
        "changed": [*_licences(answer, say), *_others(answer, say)],
        "unmoved": [one["licence"] for one in answer["licences"] if not one["periods"]],
    }


def _licences(answer: Json, say: Prose) -> Iterator[Json]:
    for one in answer["licences"]:
        if one["periods"]:
            rows = [_becoming(period, say) for period in one["periods"][:PERIODS_SHOWN]]
            yield _subject(one["licence"], f"/licences/{one['licence']}", rows, one, say)


def _others(answer: Json, say: Prose) -> Iterator[Json]:
    for room, kind in (
        ("groups", "group"),
        ("requirements", "requirement"),
        ("policies", "policy"),
        ("applications", "application"),
        ("lists", "list"),
    ):
        for one in answer[room]:
            rows = [_beside(kind, period, say) for period in one["periods"][:PERIODS_SHOWN]]
            yield _subject(one[kind], f"/{room}/{one[kind]}", rows, one, say)


def _subject(name: str, path: str, rows: Sequence[Becoming], one: Json, say: Prose) -> Json:
    more = one["periods"][PERIODS_SHOWN]["from"] if len(one["periods"]) > PERIODS_SHOWN else None
    return {
        "name": name,
        "address": say.at.plain(path),
        "rows": rows,
        "more_from": more or one["more_from"],
    }


def _becoming(period: Json, say: Prose) -> Becoming:
    was, becomes = (say.term(period[side]["status"]) for side in ("before", "after"))
    lines = [
        (name, say.said.text(words), _part(part, say))
        for name, words in _SIGNS.items()
        for part in period[name]
    ]
    for group in period["groups"]:
        lines += _members(group, say)
    for one in period["lists"]:
        lines += _items(one, say)
    return _shown(period, was, becomes, lines, say)


def _shown(
    period: Json, was: str, becomes: str, lines: Sequence[tuple[str, str, Markup]], say: Prose
) -> Becoming:
    more = max(0, len(lines) - LINES_SHOWN)
    since, until = (say.day(period[end]) for end in ("from", "until"))
    return Becoming(since, until, was, becomes, lines[:LINES_SHOWN], more)


def _members(group: Json, say: Prose) -> Iterator[tuple[str, str, Markup]]:
    for name in ("added", "removed"):
        for one in group[name]:
            words = Markup("{}: {}").format(group["group"], say.place_link(one["member"]))
            yield name, say.said.text(_SIGNS[name]), words


def _items(listed: Json, say: Prose) -> Iterator[tuple[str, str, Markup]]:
    for name in ("added", "removed"):
        for one in listed[name]:
            words = Markup("{}: {}").format(listed["list"], one["item"])
            yield name, say.said.text(_SIGNS[name]), words


def _beside(kind: str, period: Json, say: Prose) -> Becoming:
    """What a group, a requirement, a policy or an application would become."""
    if kind == "group":
        lines = list(_members({"group": kind, **period}, say))
        return _shown(period, "", "", lines, say)
    if kind == "list":
        return _shown(period, "", "", list(_items({"list": kind, **period}, say)), say)
    if kind == "application":
        was, becomes = (say.term(period[side]["state"]) for side in ("before", "after"))
        return _shown(period, was, becomes, [], say)
    name = (
        "added" if period["before"] is None else "removed" if period["after"] is None else "altered"
    )
    said = period["after"] or period["before"]
    lines = [(name, say.said.text(_SIGNS[name]), _part({"what": kind, "after": said}, say))]
    return _shown(period, "", "", lines, say)


def _part(part: Json, say: Prose) -> Markup:
    """A part of a licence in a line: what it is, what it is about, and where it stands."""
    said = part.get("after") or part.get("before") or {}
    known = PARTS.get(part["what"])
    what = escape(say.said.text(known) if known else say.term(part["what"]))
    clause = said.get("clause")
    if clause is not None:
        words = say.in_a_line(clause)
    else:
        words = escape(said.get("text") or said.get("title") or part.get("id") or "")
    by = part.get("by") or ()
    named = Markup(", ").join(Markup('<span class="id">{}</span>').format(one) for one in by)
    return Markup("{}: {} {}").format(what, words, named)


def flips_of(served: Served, at: PageAsked, instrument: Json) -> dict[str, Any]:
    """The transactions whose verdict an instrument would flip, one of each kind that clauses tell
    apart; `flips` is None where there are too many to be judged for a page."""
    from ....projections.batch.combinations import combinations  # with the compiler

    found = FoundInstrument("", instrument)
    with both_sides(served.register, None, None, found) as sides:
        every = combinations(sides.before, sides.after, False)
        if sum(map(len, every)) > COMBINATIONS_MOST:
            return {"flips": None, "judged": sum(map(len, every))}
        answer = list_flips(every, None, lambda more: None)
    say = Prose(at, {})
    return {
        "flips": [_flip(one, say) for one in answer["flips"]],
        "flipped": answer["flipped"],
        "judged": answer["judged"],
    }


def _flip(one: Json, say: Prose) -> Json:
    beside = ("licence", "from", "until", "was", "becomes")
    words = [
        (say.field(name), ", ".join(say.value(name, word) for word in value.split(", ")))
        for name, value in one.items()
        if name not in beside and value and value != "any"
    ]
    days = {name: say.day(one[name]) for name in ("from", "until")}
    return {**one, **days, "words": words}
