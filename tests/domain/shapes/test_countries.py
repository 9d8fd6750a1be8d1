"""Who writes a country's name is told its code, and never another country's first."""

from __future__ import annotations

import pycountry
import pytest
from babel import Locale
from licence_ledger.domain.shapes.countries import (
    country_fault,
    country_names,
    nearest_countries,
)
from licence_ledger.domain.shapes.listed_countries import former_countries, listed_countries

MEANT = {
    "XK": ["Kosovo", "Kosovo*", "XKX"],
    "CW": ["Curacao", "Curaçao"],
    "SX": ["Sint Maarten"],
    "ZR": ["Zaire", "Zaïre"],
    "YU": ["Yugoslavia", "Joegoslavië"],
    "SU": ["Soviet Union", "USSR", "Sovjet-Unie"],
    "GB": ["Engeland", "VK", "UK", "GBR", "Groot-Brittannië", "Verenigd Koninkrijk"],
    "GR": ["EL", "Griekenland", "Griechenland"],
    "US": ["USA", "U.S.A.", "VS", "Verenigde Staten", "États-Unis"],
    "NL": ["NLD", "Nederland", "Holland", "nl", "Pays-Bas", "Nederlnd"],
    "IL": ["Israel", "Israël", "Isreal", "ISR"],
    "DE": ["Duitsland", "Deutschland", "Allemagne", "Germany", "Bundesrepublik Deutschland"],
    "BE": ["Koninkrijk België", "Royaume de Belgique", "Belgien"],
    "CZ": ["Tsjechië", "Tschechische Republik", "République tchèque", "Czech Republic"],
    "MO": ["Macau", "Macao"],
    "TR": ["Turkey", "Türkiye", "Turkije"],
    "KR": ["South Korea", "Republic of Korea", "Zuid-Korea"],
    "MM": ["Burma", "Birma", "Myanmar"],
}


@pytest.mark.parametrize(
    ("written", "code"),
    [(written, code) for code, several in MEANT.items() for written in several],
)
def test_a_name_in_use_is_offered_as_its_code(written: str, code: str) -> None:
    assert nearest_countries(written) == (code,)


@pytest.mark.parametrize("written", ["Korea", "Congo", "Saint Martin"])
def test_a_name_of_two_countries_offers_both(written: str) -> None:
    assert len(nearest_countries(written)) == 2


def test_every_listed_name_offers_its_own_country_first() -> None:
    """Alpha-3 codes and names; East Timor's name of before 2002 is still in use for it."""
    for country in pycountry.countries:
        for written in (country.alpha_3, country.name):
            assert nearest_countries(written)[0] == country.alpha_2, written
    for country in pycountry.historic_countries:
        today = {"TP": "TL"}.get(country.alpha_2, country.alpha_2)
        assert nearest_countries(country.name)[0] == today, country.name


def test_the_lists_are_those_of_the_standard_and_of_the_unicode_cldr() -> None:
    listed = {one.code: one for one in listed_countries()}
    assert set(listed) == {one.alpha_2 for one in pycountry.countries}
    for one in pycountry.countries:
        own = (getattr(one, kind, one.name) for kind in ("common_name", "name", "official_name"))
        theirs = [Locale.parse(tag).territories[one.alpha_2] for tag in ("nl", "de", "fr")]
        assert listed[one.alpha_2].alpha_3 == one.alpha_3
        assert listed[one.alpha_2].names == tuple(dict.fromkeys([*own, *theirs]))
    former = [(one.alpha_2, one.alpha_3, (one.name,)) for one in pycountry.historic_countries]
    assert [(one.code, one.alpha_3, one.names) for one in former_countries()] == former


@pytest.mark.parametrize("written", ["Xyzzy", "QQQ", "", "!!", "x" * 100_000])
def test_what_is_like_no_country_offers_none(written: str) -> None:
    assert nearest_countries(written) == ()
    assert "as in `IL`" in country_fault(written)


def test_what_is_offered_may_be_used() -> None:
    for several in MEANT.values():
        for written in several:
            assert set(nearest_countries(written)) <= set(country_names())
