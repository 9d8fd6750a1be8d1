"""Answers as tables for people on a terminal: the same answers, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import sections, ways
from .layout import AnswerTable, Shown, stacked
from .subjects import days_shown
from .texts import Json, coloured, in_lines, joined, text, words


def evaluation_shown(answer: Json, named: sections.Named | None = None) -> Shown:
    """A verdict: in one line, then what it rests on and what stands beside it, with the notes that
    qualify it."""
    known = named or {}
    line = joined(coloured(answer["verdict"]), f"  {words(answer['reason'])}")
    if answer["decided_by"]:
        line = joined(line, f", by {answer['decided_by']}")
    facts = [*ways.stands_texts(answer), f"licence required: {answer['required']}"]
    if answer["covered_by"]:
        facts.append(f"covered by: {', '.join(answer['covered_by'])}")
    if answer["depends_on"]:
        facts.append(f"depends on: {', '.join(answer['depends_on'])}")
    facts += ways.assumed_texts(answer)
    return stacked(
        line,
        *facts,
        *ways.licences(answer),
        *ways.how_near(answer),
        *sections.grounds(answer["because"], known),
        *sections.orders(answer["court_orders"]),
        *sections.conditions(answer["conditions"]),
        *sections.disputed(answer["disputes"]),
        *sections.qualified("qualified by", _beside_because(answer, known), known),
        *sections.ending(answer),
    )


def _beside_because(answer: Json, named: sections.Named) -> Iterator[str]:
    """The changes that an answer names, but for those that it rests on."""
    because = {one["change"] for one in answer["because"]}
    return (name for name in named if "#" in name and name not in because)


def licence_shown(
    answer: Json, beside: Sequence[Shown] = (), named: sections.Named | None = None
) -> Shown:
    """A licence: its status, what it permits and excludes, all that is open about it, what
    stands beside it, and the notes that qualify any of it."""
    known = named or {}
    name, title = (answer["licence"], "bold"), f"  {answer['title'] or ''}  "
    return stacked(
        joined(name, title, coloured(answer["status"])),
        *sections.entries("permits", answer["permits"]),
        *sections.entries("exclusions", answer["exclusions"]),
        *sections.conditions(answer["conditions"]),
        *sections.orders(answer["court_orders"]),
        *sections.reinstatement(answer["reinstatement"]),
        *sections.in_fields("coming", ("change", "type", "begins", "ends"), answer["upcoming"]),
        *([f"  and {answer['upcoming_more']} more"] if answer["upcoming_more"] else []),
        *sections.reviews(answer["reviews"]),
        *sections.in_fields("pending", ("change", "about", "court"), answer["pending"]),
        *sections.disputed(answer["disputes"]),
        *beside,
        *sections.groups_reached(answer.get("groups", ())),
        *sections.grounds(answer["because"], known),
        *sections.qualified("qualified by", _beside_because(answer, known), known),
        *sections.last_checked(answer["last_checked"]),
        *sections.ending(answer),
    )


def register_shown(answer: Json) -> Shown:
    """Licences, each in a line."""
    table = AnswerTable("licence", "title", "kind", "authority", "status")
    for one in answer["licences"]:
        title, kind = one["title"] or "", one["kind"] or ""
        table.add(one["licence"], title, kind, one["authority"] or "", coloured(one["status"]))
    return stacked(table, *sections.ending(answer))


def history_shown(answer: Json) -> Shown:
    """Every change to a licence in log order."""
    table = AnswerTable("position", "change", "type", "in force", "published", "stopped by")
    for one in answer["history"]:
        stopped = [_stop(stop) for stop in one["stopped_by"]]
        stopped += [f"corrected by {correction}" for correction in one["corrected_by"]]
        table.add(
            str(one["position"]),
            text(one["change"], "" if one["reads"] else "strike"),
            one["type"],
            _period(one["from"], one["until"]),
            one["published_on"],
            in_lines(stopped),
        )
    name = answer.get("licence") or answer["application"]
    return stacked(text(name, "bold"), table, *sections.ending(answer))


def _stop(stop: Json) -> str:
    """A stop; one that names only an entry says which."""
    entry = stop["target"].partition("/")[2]
    return f"{entry}: {stop['change']}" if entry else str(stop["change"])


def _period(begins: str | None, ends: str | None) -> str:
    """From the first day it applies, until the first day it no longer does."""
    if ends:
        return f"{begins or 'always'} until {ends}"
    return f"from {begins}" if begins else "always"


def group_shown(answer: Json) -> Shown:
    """A group's members."""
    sure = [one["member"] for one in answer["members"] if one["present"] == "yes"]
    open_ = [one["member"] for one in answer["members"] if one["present"] != "yes"]
    lines = [text(", ".join(sure) or "no members")]
    if open_:
        lines.append(joined(coloured("undetermined"), ": ", ", ".join(open_)))
    if answer["established"] == "no":
        lines.append(text("nothing visible establishes this group", "yellow"))
    return stacked(text(answer["group"], "bold"), *lines, *sections.ending(answer))


def policy_shown(answer: Json) -> Shown:
    """A policy's value."""
    value = f"  {answer['value'] or '-'}  "
    line = joined((answer["policy"], "bold"), value, coloured(answer["reason"]))
    ran = [f"it ran {'; '.join(days_shown(answer['ran']))}"] if answer.get("ran") else []
    return stacked(line, *ran, *sections.ending(answer))
