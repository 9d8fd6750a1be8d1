"""Countries: ISO 3166-1 alpha-2, the withdrawn codes of ISO 3166-3, and `XK` (Kosovo)."""

from __future__ import annotations

import gettext
from functools import cache

import pycountry

from ..faults import nearest
from ..vocabulary.transaction_values import unknown_country

_ALSO_KNOWN = {
    "uk": "GB",
    "el": "GR",
    "swaziland": "SZ",
    "burma": "MM",
    "birma": "MM",
    "ivory coast": "CI",
    "cape verde": "CV",
}
"""Names and codes in use that no list holds: the Union's own, and those of before a change."""


@cache
def country_names() -> dict[str, str]:
    """Every country code that may be used, with its English name."""
    names = {"XK": "Kosovo"}
    for country in pycountry.historic_countries:
        names[country.alpha_2] = country.name
    for country in pycountry.countries:
        names[country.alpha_2] = getattr(country, "common_name", country.name)
    return names


@cache
def _dutch_names() -> dict[str, str]:
    """The codes by the names that Dutch acts use, in small letters; none where none are kept."""
    kept = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["nl"], fallback=True)
    return {kept.gettext(one.name).casefold(): one.alpha_2 for one in pycountry.countries}


@cache
def nearest_countries(written: str) -> tuple[str, ...]:
    """The codes that may be meant by a country written otherwise: `Israel` is `IL`."""
    names = country_names()
    if written.upper() in names:
        return (written.upper(),)
    otherwise = _ALSO_KNOWN.get(written.casefold()) or _dutch_names().get(written.casefold())
    if otherwise:
        return (otherwise,)
    if len(written) < 4:
        return ()
    try:
        return tuple(found.alpha_2 for found in pycountry.countries.search_fuzzy(written)[:3])
    except LookupError:
        codes = {name: code for code, name in names.items()}
        return tuple(codes[name] for name in nearest(written, codes))


def country_fault(written: str) -> str:
    """The sentence that says a country is unknown, with the nearest codes."""
    if written.startswith("@"):
        return f"`{written}` is a group; name one country here, as in `IL`"
    near = " or ".join(f"`{code}` ({country_names()[code]})" for code in nearest_countries(written))
    hint = f"did you mean {near}?" if near else "write a code of ISO 3166-1, as in `IL`"
    return f"{unknown_country(written)}; {hint}"
