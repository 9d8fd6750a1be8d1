"""What a text means in a field of a transaction, and what it certainly does not.

An answer that could be another is none: it is open, and somebody is asked.
"""

from __future__ import annotations

import re

from ....domain.vocabulary.clauses import programme_name
from ....domain.vocabulary.dimensions import COUNTRY_FIELDS, DIMENSIONS, Comparison
from ....domain.vocabulary.transaction_values import CONTROL, COUNTRY_CODES, name_fault
from ..meanings.codes_meant import code_meant
from ..meanings.meaning import NOTHING, Meaning, left_open, spelled
from ..meanings.places_meant import country_meant
from ..meanings.words_meant import list_meant, word_meant

DAYS = ("date", "registered_on")
"""The fields that hold days."""
AS_WRITTEN = ("exporter",)
"""The fields of which any text is taken as it stands, however many there are."""
_BY_FIELD = {one.field: one for one in DIMENSIONS}
_LICENCE = re.compile(r"(NL|EU)[ .-]*([0-9]{3})", re.IGNORECASE)
_ERROR = re.compile(
    r"#(?:N/A|N/B|NV|DIV/0!|REF!|VERW!|NAME\?|NAAM\?|NUM!|GETAL!|VALUE!|WAARDE!|NULL!|LEEG!|"
    r"SPILL!|CALC!|GETTING_DATA|FORMULA!)|Err:[0-9]{3}"
)
_MAY_BE_NONE = frozenset(
    ("nvt", "na", "nb", "onbekend", "unknown", "niettoepassing", "notapplicable", "tbd", "nil")
)
"""Words for nothing, or for not known: which of the two, only a person can tell."""


def meaning_of(field: str, text: str) -> Meaning | None:
    """What a tidy text means in a field; None if it can mean nothing there, as an error of a
    formula cannot."""
    if _ERROR.fullmatch(text) or CONTROL.search(text):
        return None
    if _may_be_none(text):
        return left_open("nothing, or not known", _none_or_country(field, text))
    if field == "licence":
        return _licence_meant(text)
    dimension = _BY_FIELD[field]
    if dimension.compared is Comparison.COUNTRY:
        return country_meant(text)
    if dimension.compared is Comparison.CODE:
        return code_meant(text)
    if dimension.compared is Comparison.LIST:
        return list_meant(text) or _named(text)
    if dimension.compared is Comparison.BEFORE:
        return _never(text)
    if dimension.words:
        return word_meant(field, text)
    return _programme_meant(text)


def _may_be_none(text: str) -> bool:
    return not any(letter.isalnum() for letter in text) or spelled(text) in _MAY_BE_NONE


def _none_or_country(field: str, text: str) -> tuple[str, ...]:
    """`NA` may be Namibia too."""
    country = field in COUNTRY_FIELDS and text.upper() in COUNTRY_CODES
    return (NOTHING, text.upper()) if country else (NOTHING,)


def _licence_meant(text: str) -> Meaning:
    if found := _LICENCE.fullmatch(text):
        name = f"{found[1].upper()}{found[2]}"
        return Meaning(name, "as it stands" if name == text else "a licence, spelled otherwise")
    return _named(text)


def _named(text: str) -> Meaning:
    """A name of something recorded: what is not recorded under it is a fault of its rows."""
    if text.isdigit() or name_fault(text):
        return left_open("no name of one, as in NL009")
    return Meaning(text, "as it stands")


def _never(text: str) -> Meaning | None:
    if spelled(text) in ("none", "nooit", "never", "geen", "nie"):
        return Meaning("none", "a word for never")
    return None


def _programme_meant(text: str) -> Meaning:
    if spelled(text) in ("none", "geen", "keins"):
        return Meaning("none", "a word for no programme")
    if not programme_name(text):
        return left_open("no letter or digit that is read")
    return Meaning(text, "as it stands")
