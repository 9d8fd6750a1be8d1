"""Countries as people write them: codes of two or three letters, names in Dutch, English, German
and French, or both (`DE Duitsland`).

A name is one by all of its letters; one that nearly is a name, or is the name of several, is asked
about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ....domain.shapes.countries import countries_called, nearest_countries
from ....domain.vocabulary.transaction_values import COUNTRY_CODES
from ..meanings.meaning import Meaning, left_open, spelled

_LANGUAGES = ("nl", "en", "de", "fr")
_SEVERAL = {"saintmartin": ("MF", "SX"), "sintmaarten": ("SX", "MF")}
"""Names of which the lists know one country, and people two."""
_BOTH = re.compile(
    r"(?P<code>[A-Z]{2,3})(?: ?[-:/,] ?| )(?P<name>.+)"
    r"|(?P<before>.+?)(?: ?[-:/,] ?| \(|\(| )(?P<after>[A-Z]{2,3})\)?"
)

_LETTERS = re.compile(r"[\w .,'’()&*/-]+")
"""What names are written in: a letter that was read in a wrong encoding is mostly none of them."""


def country_meant(text: str) -> Meaning:
    """The country that a tidy text names, as a code of ISO 3166-1."""
    if text in COUNTRY_CODES:
        return Meaning(text, "as it stands")
    if text.isascii() and len(text) == 2 and text.upper() in COUNTRY_CODES:
        return Meaning(text.upper(), "a country's code")
    codes = _called(text)
    if len(codes) == 1:
        return Meaning(codes[0], "a name of the country")
    if codes:
        return left_open("the name of more than one country", codes)
    if both := _code_and_name(text):
        return Meaning(both, "a country's code and its name")
    return left_open("no country's code or name", nearest_countries(text))


def _called(text: str) -> tuple[str, ...]:
    """The countries that have this name, in the lists or in the languages' own."""
    if not _LETTERS.fullmatch(text):
        return ()
    name = spelled(text)
    if name in _SEVERAL:
        return _SEVERAL[name]
    ours = countries_called(text)
    return ours or _named().get(name, ())


def _code_and_name(text: str) -> str | None:
    """The country that a text names twice, by a code and by a name, if both are of the same."""
    found = _BOTH.fullmatch(text)
    if not found:
        return None
    code, name = found["code"] or found["after"], found["name"] or found["before"]
    one = (code,) if code in COUNTRY_CODES else _called(code)
    return one[0] if len(one) == 1 and _called(name) == one else None


@cache
def _named() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, code in _names():
        found.setdefault(spelled(name), {})[code] = None
    return {name: tuple(codes) for name, codes in found.items()}


def _names() -> Iterator[tuple[str, str]]:
    from babel import Locale  # needed where words are understood, and for no judging

    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in COUNTRY_CODES:
                yield name, code
