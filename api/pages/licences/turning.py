"""What becomes of a licence on a day of change, in words: for the table beside its picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup, escape

from ..prose import Prose
from ..terms import marked
from .in_words import clause_words, permitted_words
from .lanes import items_words, members_words
from .over_time import Turn

Json = Mapping[str, Any]

_BRINGS = {
    "permits": marked("permitted: {what}"),
    "exclusions": marked("excluded: {what}"),
    "conditions": marked("to be observed: {what}"),
    "court_orders": marked("court order: {what}"),
    "reinstatement": marked("to be met before it is let back in: {what}"),
    "reviews": marked("review: {what}"),
    "pending": marked("before the courts: {what}"),
    "disputes": marked("disputed by {what}"),
    "incomplete": marked("the record is known to have gaps: {what}"),
    "prohibitions": marked("prohibition: {what}"),
}
_ENDS = {
    "permits": marked("no longer permitted: {what}"),
    "exclusions": marked("no longer excluded: {what}"),
    "conditions": marked("no longer to be observed: {what}"),
    "court_orders": marked("no longer a court order: {what}"),
    "reinstatement": marked("no longer to be met: {what}"),
    "reviews": marked("no longer under review: {what}"),
    "pending": marked("no longer before the courts: {what}"),
    "disputes": marked("no longer disputed by {what}"),
    "incomplete": marked("no longer known to have gaps: {what}"),
    "prohibitions": marked("no longer prohibited: {what}"),
}
_ALTERS = marked("otherwise: {what}")


def causes_by_instrument(period: Json) -> list[tuple[list[str], str]]:
    """The changes that begin a period, those of one instrument together: their types, and the id
    of the first."""
    found: dict[str, list[Json]] = {}
    for one in period["changes"]:
        found.setdefault(one["change"].partition("#")[0], []).append(one)
    return [
        (list(dict.fromkeys(one["type"] for one in changes)), changes[0]["change"])
        for changes in found.values()
    ]


def turn_words(
    turn: Turn, entries: Mapping[str, Json], say: Prose, titles: Mapping[str, str]
) -> Iterator[Markup]:
    """Each thing that a day brings, ends or alters; `titles` are those of requirements."""
    text = say.said.text
    if turn.status:
        yield Markup("<strong>{}</strong>").format(say.term(turn.status))
    for texts, parts in ((_BRINGS, turn.brings), (_ENDS, turn.ends)):
        for listed, part in parts:
            yield escape(text(texts[listed])).format(what=_what(listed, part, entries, say, titles))
    for listed, part in turn.alters:
        told = escape(text(_BRINGS[listed])).format(what=_what(listed, part, entries, say, titles))
        yield escape(text(_ALTERS)).format(what=told)
    for group in turn.period["groups"]:
        yield escape(members_words(group, say))
    for one in turn.period["lists"]:
        yield escape(items_words(one))


def _what(
    listed: str, part: Json, entries: Mapping[str, Json], say: Prose, titles: Mapping[str, str]
) -> Markup:
    if listed in ("permits", "exclusions"):
        clause = entries[part["entry"]]["clause"]
        words = (permitted_words if listed == "permits" else clause_words)(clause, say).text
        return _perhaps(words, part, say)
    if listed in ("conditions", "reinstatement"):
        return escape(say.own(entries[part["entry"]], "text"))
    if listed == "court_orders":
        return Markup("{} ({})").format(_title(part["order"], say), say.term(part["state"]))
    if listed == "reviews":
        ends = ", ".join(say.term(one["outcome"]) for one in part["concluded"])
        return Markup("{} {}").format(_title(part["of"], say), ends)
    if listed == "disputes":
        return escape(part["by"])
    if listed == "prohibitions":
        name = part["requirement"]
        address = say.at.address(f"/requirements/{name}")
        return Markup('<a href="{}">{}</a>').format(address, titles.get(name, name))
    return escape(part.get("court") or _title(part["change"], say))


def _title(name: str, say: Prose) -> str:
    """The title of the instrument that a name is of; the name where it is of none."""
    found = say.named.get(name.partition("#")[0])
    return str(found["title"]) if found and "title" in found else name


def _perhaps(words: Markup, part: Json, say: Prose) -> Markup:
    if part["present"] == "yes":
        return words
    return Markup("{} ({})").format(words, say.term(part["present"]))
