"""Two viewpoints of a licence side by side: what differs, in words, and by which changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from ..prose import Prose
from ..terms import marked
from .in_words import clause_words, permitted_words

Json = Mapping[str, Any]

KINDS = {
    "permit": marked("permit"),
    "exclusion": marked("exclusion"),
    "condition": marked("condition"),
    "court_order": marked("court order"),
    "reinstatement": marked("to be met before it is let back in"),
    "review": marked("review"),
    "pending": marked("before the courts"),
    "dispute": marked("dispute"),
    "incomplete": marked("gap in the record"),
    "prohibition": marked("prohibition"),
}
HOW = {
    "added": marked("added"),
    "removed": marked("removed"),
    "altered": marked("altered"),
}
_OF_LIST = (("established", marked("adopted")), ("whole", marked("recorded whole")))
_OTHERWISE = (
    ("reserved", "present", marked("kept free")),
    ("recorded", "recorded", marked("recorded")),
)
_LINE = {
    "title": marked("title"),
    "kind": marked("kind"),
    "authority": marked("authority"),
    "status": marked("status"),
    "in_force": marked("in force"),
}


DIFFERING = ("what", "how", "before", "after", "by")
"""The columns of what differs, as a table that is taken away."""


class Differing(NamedTuple):
    """A part that differs: what it is, how, both sides in words, and by which changes."""

    kind: str
    how: str
    before: Markup
    after: Markup
    by: list[str]


def nothing_differs(diff: Json) -> bool:
    """Whether a diff says that nothing differs; only it can say so."""
    lists = ("by", "added", "removed", "altered", "groups", "lists")
    return diff["before"] == diff["after"] and not any(diff[name] for name in lists)


def line_differs(diff: Json, say: Prose) -> list[tuple[str, str, str]]:
    """What of a licence's line differs: its name, and both sides."""
    return [
        (say.said.text(name), _word(diff["before"][field], say), _word(diff["after"][field], say))
        for field, name in _LINE.items()
        if diff["before"][field] != diff["after"][field]
    ]


def parts_differ(diff: Json, say: Prose) -> list[Differing]:
    """Every part that differs."""
    return [
        Differing(
            say.said.text(KINDS[one["what"]]),
            how,
            _side(one["what"], one["before"], say),
            _side(one["what"], one["after"], say),
            one["by"],
        )
        for how in HOW
        for one in diff[how]
    ]


def differing_rows(diff: Json, say: Prose) -> Iterator[tuple[Any, ...]]:
    """All that differs as the rows of a table, in plain words."""
    for name, before, after in line_differs(diff, say):
        yield name, say.said.text(HOW["altered"]), before, after, diff["by"]
    for one in parts_differ(diff, say):
        how = say.said.text(HOW[one.how])
        yield one.kind, how, one.before.striptags(), one.after.striptags(), one.by
    for kind, named, member in (("group", "groups", "member"), ("list", "lists", "item")):
        for group in diff[named]:
            for how in ("removed", "added"):
                for one in group[how]:
                    told = [one[member] if how == side else "" for side in ("removed", "added")]
                    yield f"{kind} {group[kind]}", say.said.text(HOW[how]), *told, [one["change"]]
    for one in diff["lists"]:
        for what, word in list_told_otherwise(one, say):
            how = say.said.text(HOW["altered"])
            yield f"list {one['list']}", how, "", f"{what}: {word}", diff["by"]
        for item, what, word in codes_told_otherwise(one, say):
            yield (
                item["item"],
                say.said.text(HOW["altered"]),
                "",
                f"{what}: {word}",
                [item["change"]],
            )


def list_told_otherwise(moved: Json, say: Prose) -> Iterator[tuple[str, str]]:
    """What a list itself is now and was not, or no longer is: adopted, recorded whole."""
    for name, what in _OF_LIST:
        if name in moved:
            yield say.said.text(what), say.term(moved[name])


def codes_told_otherwise(moved: Json, say: Prose) -> Iterator[tuple[Json, str, str]]:
    """The codes of a list that are kept free, or recorded, on one side only: what that is, and
    whether it is so now."""
    for name, field, what in _OTHERWISE:
        for item in moved.get(name, ()):
            yield item, say.said.text(what), say.term(item[field])


def _word(said: str | None, say: Prose) -> str:
    return say.term(said) if said else "–"


def _side(what: str, part: Json | None, say: Prose) -> Markup:
    if part is None:
        return Markup("–")
    if what in ("permit", "exclusion"):
        words = permitted_words if what == "permit" else clause_words
        told = words(part["clause"], say)
        text = Markup("{} ({})").format(told.text, told.codes) if told.codes else told.text
        for stop in part["except"]:
            excepted = escape(say.said.text(marked("except {what}")))
            text += Markup("; ") + excepted.format(what=clause_words(stop["clause"], say).text)
        return _sure(text, part.get("present", "yes"), say)
    if what == "court_order":
        instrument = part["order"].partition("#")[0]
        title = (say.named.get(instrument) or {}).get("title") or instrument
        return Markup("{} ({})").format(title, say.term(part["state"]))
    if what == "reinstatement":
        met = escape(say.said.text(marked("met")))
        return Markup("{} ({}: {})").format(say.own(part, "text"), met, say.term(part["met"]))
    if what == "review":
        ends = ", ".join(say.term(one["outcome"]) for one in part["concluded"])
        due = say.said.text(marked("due by {day}")).format(day=say.day(part["review_by"]))
        return Markup("{} {}").format(due if part["review_by"] else "", ends)
    if what == "dispute":
        return Markup("{}: {}").format(part["by"], part.get("says", part["about"]))
    if what == "prohibition":
        return _sure(escape(part["requirement"]), part["imposed"], say)
    if what == "pending":
        return escape(part.get("court", part.get("about", "")))
    told_as = say.own(part, "text") or part.get("change") or ""
    return _sure(escape(told_as), part.get("present", "yes"), say)


def _sure(text: Markup, present: str, say: Prose) -> Markup:
    return text if present == "yes" else Markup("{} ({})").format(text, say.term(present))
