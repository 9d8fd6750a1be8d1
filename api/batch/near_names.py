"""Names of columns that are nearly those of a transaction's fields."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ...domain.vocabulary.bounds import NAME
from ...projections.batch.transactions import ASKED

_SHORT = 5
"""Of a name of so many letters at most one may be another; of a longer one, two."""

_SAID_OTHERWISE = {
    "licence": (
        *("licence no", "licence number", "licence id", "license no", "license number"),
        *("license id", "vergunning", "vergunningnummer", "vergunningsnummer"),
    ),
    "date": ("datum",),
    "activity": ("activiteit",),
    "goods": ("goederen",),
    "origin": ("country of origin", "origin country", "herkomst", "oorsprong"),
    "destination": (
        *("country of destination", "destination country", "bestemming"),
        *("land van bestemming", "bestemmingsland"),
    ),
    "programme": ("programma",),
    "end_use": ("eindgebruik",),
    "purpose": ("doel",),
    "recipient": ("consignee", "ontvanger"),
    "exporter": ("exporteur",),
}


def field_meant(name: str) -> str | None:
    """The field of a transaction that a column's name is, or nearly is: in another case, with
    blanks or strokes, a letter or two away, or in other words for the same."""
    return None if len(name) > NAME else _meant(name)


@lru_cache(maxsize=10_000)
def _meant(name: str) -> str | None:
    plain = _plain(name)
    if plain in _PLAIN:
        return _PLAIN[plain]
    near = [(_distance(plain, one), field) for one, field in _FIELDS.items() if _alike(plain, one)]
    return min(near)[1] if near else None


def _plain(name: str) -> str:
    """A name without what looks alike: case, blanks, strokes, accents put on in another way."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 2 or not one:
        return False
    distance = _distance(one, other)
    if one[0] != other[0]:
        return distance == 1 and max(len(one), len(other)) > _SHORT
    return distance <= (1 if min(len(one), len(other)) <= _SHORT else 2)


def _distance(one: str, other: str) -> int:
    """How many letters are to be put in, taken out, changed, or exchanged with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        before, last, row = row, before, [n]
        for m, against in enumerate(other, 1):
            least = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != against))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == against:
                least = min(least, last[m - 2] + 1)
            row.append(least)
    return row[-1]


_FIELDS = {_plain(field): field for field in ASKED}
_PLAIN = _FIELDS | {
    _plain(words): field for field, several in _SAID_OTHERWISE.items() for words in several
}
