"""What stands in a page, in its language: names for codes, titles for ids, words for clauses.

Text, or HTML made of text here (`Markup`); the templates escape all that is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from ...domain.vocabulary.citations import references
from ...domain.vocabulary.dimensions import COUNTRY_DIMENSIONS
from ...domain.vocabulary.originals import ORIGINALS
from ...projections.register.named import whole_name
from .asking import PageAsked
from .saying.spoken import OURS, OWN, Spoken

Json = Mapping[str, Any]


class Prose(Spoken):
    """The texts of one page. `named` tells what the ids in its answer stand for."""

    def __init__(self, at: PageAsked, named: Mapping[str, Json]) -> None:
        super().__init__(at.language)
        self.at = at
        self.named = {name: self._called(one) for name, one in named.items()}

    # -- names as links ---------------------------------------------------------------

    def place_link(self, name: str) -> Markup:
        """A country or a group by its name, as a link to its page."""
        path = f"/groups/{name[1:]}" if name.startswith("@") else f"/countries/{name}"
        return _link(self.at.address(path), self.place(name))

    # -- what the record says --------------------------------------------------------

    def ordered(self, name: str) -> Markup:
        """What a court's order says, that is known by its name; nothing for one that is not."""
        known = self.named.get(name, {})
        return self.told(known, "order") if "order" in known else Markup()

    def _called(self, said: Json) -> Json:
        return {**said, "title": self.title(said)} if "title" in said else said

    def told(self, said: Json, name: str) -> Markup:
        """A text of the record, and below it the source's own words where these are recorded; in a
        page in their language these come first."""
        first, beside = escape(self.own(said, name)), self.beside(said, name)
        if self.said.tag != OURS and not beside:
            return Markup('<span lang="{}">{}</span>').format(OURS, first)
        return first + Markup(" ") + beside if beside else first

    def beside(self, said: Json, name: str) -> Markup:
        """Of a text that is recorded in two languages the one that is not the page's."""
        own, ours = said.get(ORIGINALS[name]), said.get(name)
        text, tag = (ours, OURS) if self.said.tag == OWN else (own, OWN)
        if not (own and text):
            return Markup()
        return Markup('<span class="original" lang="{}">{}</span>').format(tag, text)

    def clause(self, clause: Mapping[str, Sequence[str]]) -> list[tuple[str, Markup]]:
        """A clause: each dimension by name, with its words; nothing for one that is about all."""
        return [(self.dimension(name), self._values(name, words)) for name, words in clause.items()]

    def in_a_line(self, clause: Mapping[str, Sequence[str]]) -> Markup:
        """The same in one line; one that is about all says so."""
        if not clause:
            return escape(self.said.text("everything"))
        parts = (Markup("{} {}").format(name, values) for name, values in self.clause(clause))
        return Markup("; ").join(parts)

    def _values(self, name: str, words: Sequence[str]) -> Markup:
        if name in COUNTRY_DIMENSIONS:
            ordered = sorted(words, key=lambda one: self.place(one).casefold())
            return Markup(", ").join(self.place_link(one) for one in ordered)
        return escape(", ".join(self.value(name, one) for one in words))

    def transaction(self, transaction: Mapping[str, str]) -> list[tuple[str, str]]:
        """A transaction, field by field, but for its day and its licence."""
        return [
            (self.field(name), self.value(name, word))
            for name, word in transaction.items()
            if name not in ("date", "licence")
        ]

    # -- where it is from ------------------------------------------------------------

    def instrument(self, name: str) -> Markup:
        """An instrument, or the one that a change or an entry is of: its title as a link, where
        and when it was published, and the id, small."""
        instrument = name.partition("#")[0]
        known = self.named.get(instrument)
        if known is None:
            return Markup('<span class="id">{}</span>').format(name)
        link = _link(self.at.address(f"/instruments/{instrument}"), known["title"])
        return Markup('{}, {} <span class="id">{}</span>').format(
            link, self.published(known), whole_name(name)
        )

    def published(self, known: Json) -> Markup:
        """Where an instrument was published, and when."""
        cites = known["cites"]
        first = source_as_html(cites[0]) if cites else Markup()
        day = self.day(known["published_on"])
        return Markup("{}, {}").format(first, day) if first else escape(day)

    def note(self, name: str) -> str:
        """The note that qualifies a change, or an instrument; nothing without one."""
        return (self.named.get(whole_name(name)) or {}).get("note") or ""

    def annulled_by(self, name: str) -> Sequence[str]:
        """The changes that annulled a change: an order of a court binds until it is quashed."""
        found: Sequence[str] = self.named.get(name, {}).get("annulled_by", ())
        return found

    def sources(self, cites: Sequence[Json]) -> list[Markup]:
        """Several citations, each once."""
        return list(dict.fromkeys(map(source_as_html, cites)))

    def because(self, reasons: Sequence[Json]) -> Iterator[Json]:
        """The changes that an answer rests on, with what stops each."""
        for one in reasons:
            stops = [stop for stop in one["stopped_by"] if stop["running"] != "no"]
            yield {**one, "stops_it": stops, "note": self.note(one["change"])}


def source_as_html(citation: Json) -> Markup:
    """A citation with every reference in it that has a page as a link to that page."""
    source, locator = citation["source"], citation.get("locator")
    found = [one for one in references(source) if one.url]
    text, done = Markup(), 0
    for one in found:
        text += escape(source[done : one.start]) + _external(one.url or "", one.text)
        done = one.start + len(one.text)
    text += escape(source[done:])
    if not found and citation.get("url"):
        text = _external(citation["url"], source)
    return text + f", {locator}" if locator else text


def _link(address: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text)


def _external(url: str, text: str) -> Markup:
    return Markup('<a href="{}" rel="external noopener">{}</a>').format(url, text)
