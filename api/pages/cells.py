"""What stands in a cell of a page's table: text, or HTML made of text here (`Markup`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from ...domain.vocabulary.citations import references
from ..wording import clause_text

Json = Mapping[str, Any]
Cell = str
"""Text; the template escapes all that is not `Markup`."""

_BREAK = Markup("<br>")


def code(name: str) -> Markup:
    """A name of the record."""
    return Markup("<code>{}</code>").format(name)


def in_words(word: str) -> str:
    """A word of an answer, as people write it."""
    return word.replace("_", " ")


def presence(entry: Json) -> str:
    """Nothing of what is present; else what it is instead."""
    return "" if entry["present"] == "yes" else in_words(entry["present"])


def source_as_html(citation: Json) -> Markup:
    """A citation with every reference in it that has a page as a link to that page."""
    source, locator = citation["source"], citation.get("locator")
    found = [one for one in references(source) if one.url]
    text, done = Markup(), 0
    for one in found:
        text += escape(source[done : one.start]) + _link(one.url or "", one.text)
        done = one.start + len(one.text)
    text += escape(source[done:])
    if not found and citation.get("url"):
        text = _link(citation["url"], source)
    return text + f", {locator}" if locator else text


def sources(cites: Sequence[Json]) -> Markup:
    """Several citations, each once."""
    return _BREAK.join(dict.fromkeys(map(source_as_html, cites)))


def condition(one: Json) -> tuple[Cell, ...]:
    """A condition: its entry, its kind, and what it says of which transactions."""
    what = f"{one['text']} ({clause_text(one['clause'])})" if one["clause"] else one["text"]
    return code(one["entry"]), in_words(one["kind"]), what


def order(one: Json) -> tuple[Cell, ...]:
    """A court's order, its state, and what carries it out."""
    judgment = source_as_html({"source": one["ecli"]}) if one["ecli"] else ""
    carriers = Markup(", ").join(map(code, one["carried_out_by"]))
    return code(one["order"]), in_words(one["state"]), judgment, one["comply_by"] or "", carriers


def review(one: Json) -> tuple[Cell, ...]:
    """A review: of what, by when, and how it ended."""
    ends = [Markup("{} ({})").format(c["outcome"], code(c["change"])) for c in one["concluded"]]
    return code(one["of"]), one["review_by"] or "", _BREAK.join(ends)


def because(one: Json) -> tuple[Cell, ...]:
    """A change that an answer rests on: from when, what stops it, and who says so."""
    stops = [
        Markup("stopped by {} ({})").format(code(stop["change"]), in_words(stop["type"]))
        for stop in one["stopped_by"]
        if stop["running"] != "no"
    ]
    days = _lines(one["from"] or "always", f"published {one['published_on']}")
    return code(one["change"]), in_words(one["type"]), days, _lines(sources(one["cites"]), *stops)


def clause_with_stops(entry: Json) -> Markup:
    """What an entry is about, and what of it is stopped."""
    stops = (
        Markup("except {} ({})").format(clause_text(stop["clause"]), code(stop["change"]))
        for stop in entry["except"]
    )
    return _lines(clause_text(entry["clause"]), *stops)


def _lines(*lines: str) -> Markup:
    return _BREAK.join(lines)


def _link(url: str, text: str) -> Markup:
    return Markup('<a href="{}" rel="external">{}</a>').format(url, text)
