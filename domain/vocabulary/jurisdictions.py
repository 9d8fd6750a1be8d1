"""Whose law a name belongs to: the law of several countries stands in one ledger, side by side.

A name that begins with a country's code in small letters and a dot (`gb.ogel.f-35`) is of that
country's law; every other name is of the home law, the Netherlands' with the Union's. A question
is asked under one law: that of the licence it names, else the `jurisdiction` it names, else the
home law. Licences, requirements, prohibitions and completeness of another law say nothing about
it, so that what is recorded of one country never changes an answer under the law of another.
"""

from __future__ import annotations

from collections.abc import Mapping

from .dimensions import HOME_LAW
from .transaction_values import COUNTRY_CODES

FIELD = "jurisdiction"
_OF_HOME = frozenset({HOME_LAW, "EU"})


def law_of(name: str) -> str:
    """The law that a subject's or an instrument's name belongs to, as a country's code."""
    if name[2:3] != "." or not name[:2].islower():
        return HOME_LAW
    code = name[:2].upper()
    return code if code in COUNTRY_CODES and code not in _OF_HOME else HOME_LAW


def under_its_law(given: Mapping[str, str], licence: str | None) -> Mapping[str, str]:
    """A transaction's fields, with the law of the licence that it is asked about, if that is not
    the home law and the transaction names none."""
    if licence is None or FIELD in given or (law := law_of(licence)) == HOME_LAW:
        return given
    return {**given, FIELD: law}


def law_asked(given: Mapping[str, str]) -> str:
    """The law under which a transaction with these fields is asked about."""
    return given.get(FIELD, HOME_LAW)


def law_fault(given: Mapping[str, str], licence: str | None) -> str | None:
    """A licence is asked about under the law that it is of, and no other."""
    if licence is None or law_asked(given) == law_of(licence) or FIELD not in given:
        return None
    own = law_of(licence)
    return f"`{licence}` is of the law of {own}; say {own} here, or leave the field out"
