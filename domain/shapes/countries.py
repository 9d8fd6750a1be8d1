"""Countries: ISO 3166-1 alpha-2, the withdrawn codes of ISO 3166-3, and `XK` (Kosovo).

A country is written as its code, and nothing else is taken for one. Who writes a name is told
the code: names of the ledger's own list come first, as people write them in English, Dutch,
German and French, with or without accents, today's and former ones, and alpha-3 codes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from ..faults import nearest
from ..vocabulary.transaction_values import unknown_country
from .listed_countries import former_countries, listed_countries

_LONGEST_NAME = 80
"""No country's name is longer: of a longer text no country is looked for."""
_HINTS_KEPT = 1_000

_ALSO_KNOWN = {
    "XK": "Kosovo* | Kosovë | Republic of Kosovo | XKX | XKK | UNK",
    "GB": "UK | U.K. | VK | V.K. | Great Britain | Britain | England | Engeland | Angleterre | "
    "Groot-Brittannië | Grossbritannien | Grande-Bretagne | Scotland | Schotland | Wales | "
    "Northern Ireland | Noord-Ierland",
    "GR": "EL | Hellas",
    "US": "USA | U.S.A. | U.S. | America | Amerika | VS | V.S. | Verenigde Staten van Amerika | "
    "Etats-Unis d'Amérique",
    "NL": "Holland | the Netherlands | Pays-Bas | Niederlande",
    "AE": "UAE | VAE | Emirates | Emiraten | Dubai | Abu Dhabi",
    "KR": "Corée | South Korea | Zuid-Korea | Südkorea | Corée du Sud | Korea",
    "KP": "Korea | North Korea | Noord-Korea | Nordkorea | Corée du Nord | DPRK",
    "TW": "Taiwan | Taiwan R.O.C. | Chinese Taipei",
    "CN": "China | PRC | P.R. China | Volksrepubliek China | VR China",
    "RU": "Russia | Rusland | Russland | Russie",
    "IR": "Iran | Perzië | Persia",
    "SY": "Syria | Syrië | Syrien | Syrie",
    "VN": "Vietnam | Viet Nam",
    "LA": "Laos",
    "MD": "Moldova | Moldavië | Moldawien | Moldavie",
    "MK": "Macedonia | FYROM | F.Y.R.O.M. | Macedonië | Mazedonien | Macédoine",
    "CZ": "Tschechische Republik | République tchèque | Czech Republic | Tsjechische Republiek | "
    "Tschechien | Tsjechië",
    "BO": "Bolivia",
    "VE": "Venezuela",
    "TZ": "Tanzania",
    "PS": "Palästina | Palestine | Palestina | Palestinian Authority | Palestijnse Gebieden",
    "VA": "Vatican | Vaticaanstad | Holy See",
    "CW": "Curacao",
    "SX": "Saint Martin | Sint Maarten | St. Maarten | Saint Martin (Dutch part)",
    "CI": "Ivory Coast | Ivoorkust | Elfenbeinküste",
    "CV": "Kapverde | Cape Verde | Kaapverdië",
    "SZ": "Swaziland",
    "MM": "Burma | Birma | Birmanie",
    "TR": "Turkey | Turkije | Turquie",
    "CG": "Kongo | Congo | Congo-Brazzaville | Republic of the Congo",
    "CD": "Kongo | Congo | DRC | DR Congo | Congo-Kinshasa | Democratic Republic of the Congo",
    "BY": "Belarus | Wit-Rusland | Weissrussland",
    "TL": "East Timor | Oost-Timor",
    "EH": "Western Sahara | Westelijke Sahara",
    "ZR": "Zaire | Zaïre",
    "YU": "Yugoslavia | Joegoslavië | Jugoslawien | Yougoslavie",
    "SU": "USSR | U.S.S.R. | Soviet Union | Sovjet-Unie | Sowjetunion | UdSSR | URSS",
    "CS": "Serbia and Montenegro | Servië en Montenegro | Czechoslovakia | Tsjechoslowakije | "
    "Tschechoslowakei | Tchécoslovaquie",
    "DD": "GDR | DDR | East Germany | Oost-Duitsland | Ostdeutschland",
    "BU": "Burma (until 1989)",
    "AN": "Netherlands Antilles | Nederlandse Antillen | Niederländische Antillen",
    "RH": "Rhodesia | Rhodesië | Southern Rhodesia",
    "MF": "Saint Martin",
    "MO": "Macau",
    "FK": "Malouines",
    "CH": "Zwitserse Bondsstaat | Schweizerische Eidgenossenschaft | Confédération suisse",
    "FR": "Franse Republiek | République française",
    "IT": "Italiaanse Republiek | Italienische Republik | République italienne",
    "KG": "Kirghizistan",
    "VI": "Maagdeneilanden",
    "HV": "Upper Volta | Opper-Volta",
}
"""Names in use that the lists lack, and those whose first country in the lists is another one."""


_FORMS_OF_STATE = (
    *("bondsrepubliek", "volksrepubliek", "republiekder", "republiek", "koninkrijk", "staat"),
    *("bundesrepublik", "volksrepublik", "republikder", "republik", "konigreich"),
    *("vorstendom", "furstentum", "principautede", "principautedu"),
    *("groothertogdom", "grossherzogtum", "grandduchede", "grandduchedu"),
    *("republiquefederaledu", "republiquefederaled", "republiquepopulairede"),
    *("republiquedela", "republiquede", "republiquedu", "republiquedes", "republiqued"),
    *("royaumede", "royaumedu", "royaumedes", "royaumed", "etatde", "etatd"),
)
"""What may stand before a country's name, spelled as names are compared."""


@cache
def country_names() -> dict[str, str]:
    """Every country code that may be used, with its English name."""
    names = {"XK": "Kosovo"}
    for country in (*former_countries(), *listed_countries()):
        names[country.code] = country.names[0]
    return names


def countries_called(written: str) -> tuple[str, ...]:
    """The codes of the countries that have just this name, or alpha-3 code, spelled as names are
    compared; a name that only nearly is one gives none."""
    return () if len(written) > _LONGEST_NAME else _codes_by_name().get(_spelled(written), ())


def nearest_countries(written: str) -> tuple[str, ...]:
    """The codes that may be meant by a country written otherwise: `Israel` is `IL`.

    A name of a country gives this country; what is like several gives three at most.
    """
    return () if len(written) > _LONGEST_NAME else _nearest(_spelled(written))


@lru_cache(_HINTS_KEPT)
def _nearest(spelled: str) -> tuple[str, ...]:
    if spelled.upper() in country_names():
        return (spelled.upper(),)
    codes = _codes_by_name()
    if spelled in codes:
        return codes[spelled]
    for form in _FORMS_OF_STATE:
        if spelled.removeprefix(form) in codes:
            return codes[spelled.removeprefix(form)]
    if len(spelled) < 4:
        return ()
    found = [code for name in nearest(spelled, _long_names(), cutoff=0.75) for code in codes[name]]
    return tuple(dict.fromkeys(found))[:3]


@cache
def _long_names() -> tuple[str, ...]:
    """The names that another one can be like: of three letters all are alike."""
    return tuple(name for name in _codes_by_name() if len(name) > 3)


@cache
def _codes_by_name() -> dict[str, tuple[str, ...]]:
    """The codes by every name of a country, spelled as names are compared: our own names say
    which country is meant, the lists whichever have such a name, today's before former ones."""
    listed = list(_listed_names())
    shortened = ((short, code) for name, code in listed for short in _shortened(name))
    ours = ((name, code) for code, names in _ALSO_KNOWN.items() for name in names.split(" | "))
    return {**_gathered(shortened), **_gathered(listed), **_gathered(ours)}


def _gathered(names: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, code in names:
        found.setdefault(_spelled(name), {})[code] = None
    return {name: tuple(codes) for name, codes in found.items() if name}


def _shortened(name: str) -> Iterator[str]:
    """How a listed name is said for short, where it has a comma or brackets."""
    if "," in name:
        first, _, rest = name.partition(",")
        yield from (first, f"{rest} {first}")
    if "(" in name:
        yield name.partition("(")[0]


def _listed_names() -> Iterator[tuple[str, str]]:
    """Every name and code of three letters in the lists, with its code."""
    for country in (*listed_countries(), *former_countries()):
        for name in (country.alpha_3, *country.names):
            yield name, country.code


def _spelled(name: str) -> str:
    """A name as it is compared: small letters and digits, without accents."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def country_fault(written: str, near: bool = True) -> str:
    """The sentence that says a country is unknown, with the nearest codes if `near`."""
    if written.startswith("@"):
        return f"`{written}` is a group; name one country here, as in `IL`"
    found = nearest_countries(written) if near else ()
    words = " or ".join(f"`{code}` ({country_names()[code]})" for code in found)
    hint = f"did you mean {words}?" if words else "write a code of ISO 3166-1, as in `IL`"
    return f"{unknown_country(written)}; {hint}"
