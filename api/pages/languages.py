"""The languages of the pages: their texts, and days, countries and numbers as they write them.

Texts stand in the pages' code and templates in English; `translations/` has a catalogue (gettext)
for each other language and room; `tests/api/pages/test_languages.py` tells what they lack.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from ...domain.vocabulary.plain_words import plain_words

CATALOGUES = Path(__file__).parent / "translations"
TAGS = ("nl", "en")
"""The languages, as they stand first in the path of a page (BCP 47)."""

_NEVER = "9999-12-31"
"""The last of all days: a span up to it has no end."""
_SPAN = re.compile(r"\[(?P<first>[^.\]]*)\.\.(?P<last>[^.\]]*)\]")


class Language:
    """One language of the pages."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.locale = Locale.parse("en_GB" if tag == "en" else tag)

    @cached_property
    def texts(self) -> NullTranslations:
        """What the catalogues of this language say, one a room of pages; a text that none has
        stays as it is."""
        found = NullTranslations()
        for path in sorted((CATALOGUES / self.tag).glob("*.po")):
            with path.open("rb") as file:
                made = BytesIO()
                write_mo(made, read_po(file, locale=self.tag))
            made.seek(0)
            translations = Translations(made)
            translations.add_fallback(found)
            found = translations
        return found

    def text(self, said: str) -> str:
        """A text in this language."""
        found: str = self.texts.ugettext(said)
        return found

    def day(self, said: str) -> str:
        """A day, a month, a year or a span of days of the record (contract §2), written out."""
        span = _SPAN.fullmatch(said)
        if span is None:
            return self._written(said)
        first, last = (part and self._written(part) for part in span.group("first", "last"))
        if span["last"] == _NEVER:
            last = ""
        if not first:
            return self.text("on or before {day}").format(day=last)
        if not last:
            return self.text("on or after {day}").format(day=first)
        return self.text("between {first} and {last}").format(first=first, last=last)

    def _written(self, said: str) -> str:
        parts = said.split("-")
        if len(parts) == 1:
            return said
        try:
            day = date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) > 2 else 1)
        except ValueError:
            return said
        return format_date(day, "d MMMM y" if len(parts) > 2 else "MMMM y", self.locale)

    def country(self, code: str) -> str:
        """The name of a country (ISO 3166-1); its code where it has none."""
        return str(self.locale.territories.get(code, code))

    @staticmethod
    def ordered(name: str) -> str:
        """A name as it is put in order: accents do not count."""
        return " ".join(plain_words(name))

    def number(self, said: int) -> str:
        """A number with its thousands apart."""
        return format_decimal(said, locale=self.locale)


@cache
def language(tag: str) -> Language:
    """A language by its tag, one of `TAGS`."""
    return Language(tag)


def preferred(accepts: str) -> str:
    """The language that a browser asks for before the others (RFC 9110 §12.5.4); English, if it
    asks for none of ours."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepts.split(",")):
        name, _, weight = part.partition(";")
        tag = name.strip().casefold().partition("-")[0]
        quality = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
        if tag in TAGS and (quality is None or float(quality[1]) > 0):
            wanted.append((-float(quality[1]) if quality else -1.0, place, tag))
    return min(wanted)[2] if wanted else "en"
