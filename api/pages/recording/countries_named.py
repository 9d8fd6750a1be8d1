"""Countries as people write them in a form: by name, in the languages of the pages, or by code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from ....domain.shapes.countries import country_names, nearest_countries
from ..languages import TAGS, Language, language

_GROUP = re.compile(r"@[A-Za-z0-9][A-Za-z0-9._-]*")


def codes_named(text: str) -> tuple[list[str], list[tuple[str, Sequence[str]]]]:
    """The codes of the countries and groups that a text names, with commas or line ends between;
    and what names none, each with the nearest codes."""
    codes: list[str] = []
    unknown: list[tuple[str, Sequence[str]]] = []
    for name in filter(None, (one.strip() for one in re.split(r"[,;\n]", text))):
        code = _code(name)
        if code:
            codes.append(code)
        else:
            unknown.append((name, nearest_countries(name)))
    return list(dict.fromkeys(codes)), unknown


def _code(name: str) -> str | None:
    if _GROUP.fullmatch(name):
        return name
    if name.upper() in country_names():
        return name.upper()
    return _by_name().get(Language.ordered(name))


@cache
def _by_name() -> Mapping[str, str]:
    """Every country's code by its name in each language."""
    return {
        Language.ordered(language(tag).country(code)): code
        for tag in reversed(TAGS)
        for code in country_names()
    }
