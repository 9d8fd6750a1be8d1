"""Groups and policies in lists: which stand, and on which days each did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import sections
from .layout import AnswerTable, Shown, stacked
from .texts import Json, Piece, coloured, in_lines, text


def groups_shown(answer: Json) -> Shown:
    """Groups of countries, each in a line."""
    table = AnswerTable("group", "on the day", "members", "stood")
    for one in answer["groups"]:
        table.add(one["group"], _stands(one), str(one["members"]), in_lines(days_shown(one["ran"])))
    return stacked(table, *sections.ending(answer))


def policies_shown(answer: Json) -> Shown:
    """Policies, each in a line."""
    table = AnswerTable("policy", "title", "on the day", "ran")
    for one in answer["policies"]:
        ran = in_lines(days_shown(one["ran"]))
        table.add(one["policy"], one["title"] or "", _stands(one), ran)
    return stacked(table, *sections.ending(answer))


def _stands(one: Json) -> Piece:
    return {"yes": text("runs", "green"), "no": text("does not run", "dim")}.get(
        one["running"], coloured("undetermined")
    )


def days_shown(ran: Sequence[Json]) -> Iterator[str]:
    """The days on which something stood, a line each stretch."""
    for one in ran:
        begins = f"from {one['from']}" if one["from"] else "always"
        until = f" until {one['until']}" if one["until"] else ""
        yield f"{'' if one['running'] == 'yes' else 'perhaps '}{begins}{until}"


def lists_shown(answer: Json) -> Shown:
    """The control lists."""
    table = AnswerTable("list", "title", "on the day", "items", "stood")
    for one in answer["lists"]:
        ran = in_lines(days_shown(one["ran"]))
        table.add(one["list"], one["title"] or "", _stands(one), str(one["count"]), ran)
    return stacked(table, *sections.ending(answer))


def list_shown(answer: Json) -> Shown:
    """What is on a control list: a page of its items."""
    table = AnswerTable("code", "title", "on the list", "certainty")
    for one in answer["items"]:
        on = "kept free" if one["reserved"] else one["present"]
        table.add(one["code"], one["title"], coloured(on), one["certainty"])
    whole = f"{answer['count']} items; recorded whole: {answer['whole']}"
    return stacked(text(answer["list"], "bold"), whole, table, *sections.ending(answer))
