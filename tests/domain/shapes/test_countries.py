"""Who writes a country's name is told its code, and never another country's first."""

from __future__ import annotations

import pycountry
import pytest
from licence_ledger.domain.shapes.countries import (
    country_fault,
    country_names,
    nearest_countries,
)

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
    "DE": ["Duitsland", "Deutschland", "Allemagne", "Germany"],
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


@pytest.mark.parametrize("written", ["Xyzzy", "QQQ", "", "!!", "x" * 100_000])
def test_what_is_like_no_country_offers_none(written: str) -> None:
    assert nearest_countries(written) == ()
    assert "as in `IL`" in country_fault(written)


def test_what_is_offered_may_be_used() -> None:
    for several in MEANT.values():
        for written in several:
            assert set(nearest_countries(written)) <= set(country_names())
