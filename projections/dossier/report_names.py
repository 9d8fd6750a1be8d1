"""What a report calls things: countries by name, days written out, instruments by title."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ...domain.vocabulary.dimensions import COUNTRY_DIMENSIONS, COUNTRY_FIELDS
from ...domain.vocabulary.originals import ORIGINALS
from .country_names import COUNTRIES
from .report_tables import Html

Json = Mapping[str, Any]

_PLACES = {*COUNTRY_DIMENSIONS, *COUNTRY_FIELDS, "member"}


class Names:
    """The names in one report; `answer` tells the titles of what it names."""

    def __init__(self, language: str, words: Json, answer: Json) -> None:
        self._countries = COUNTRIES[language]
        self._months = words["months"]
        self._titles = dict(_titles(answer))
        self._language = language

    def day(self, said: str) -> str:
        """A full day written out; anything else as it stands."""
        parts = said.split("-")
        if len(parts) != 3 or not all(part.isdigit() for part in parts):
            return said
        return f"{int(parts[2])} {self._months[int(parts[1]) - 1]} {parts[0]}"

    def value(self, field: str, said: str) -> str:
        """What is said of a field: a country by its name."""
        if field == "date":
            return self.day(said)
        return self.place(said) if field in _PLACES else said

    def place(self, said: str) -> str:
        """A country by its name, a group of them by its own."""
        return self._countries.get(said, said.removeprefix("@"))

    def own(self, said: Json, name: str) -> str:
        """A text of the record, in the words of its source where they are in this language."""
        words = said.get(ORIGINALS[name]) if self._language == "nl" else None
        return str(words or said[name])

    def told(self, said: Json, name: str) -> Html:
        """The same, and below it what it says in the other language, if it is recorded in two."""
        first, own = self.own(said, name), said.get(ORIGINALS[name])
        other, language = (said[name], "en") if first == own else (own, "nl")
        if not other:
            return Html(escape(first))
        beside = f'<div class="quiet" lang="{language}">{escape(other)}</div>'
        return Html(f"{escape(first)}{beside}")

    def change(self, name: str) -> Html:
        """The instrument of a change: its title, where it was published and when, and its id."""
        known = self._titles.get(name.partition("#")[0])
        if known is None:
            return Html(f'<span class="id">{escape(name)}</span>')
        source = f"{cited(known['cites'][0])}, " if known["cites"] else ""
        day = escape(self.day(known["published_on"]))
        title = escape(self.own(known, "title"))
        return Html(f'{title} ({source}{day}) <span class="id">{escape(name)}</span>')


def cited(cite: Json) -> str:
    """A citation as HTML: a link, where it has an address."""
    said = ", ".join(cite[name] for name in ("source", "locator") if cite.get(name))
    url = cite.get("url")
    if not url or not url.startswith(("https://", "http://")):
        return escape(said)
    return f'<a href="{escape(url)}">{escape(said)}</a>'


def _titles(answer: Json) -> list[tuple[str, Json]]:
    evaluated = answer.get("evaluation") or {}
    found = [*evaluated.get("because", ()), *answer["chain"]]
    return [(one["change"].partition("#")[0], one) for one in reversed(found)]
