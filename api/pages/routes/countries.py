"""A country first: which licences reach it, what else is needed, and all of that over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Path, Query, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from ....domain.shapes.countries import country_names, nearest_countries
from ....domain.vocabulary.dimensions import HOME_LAW
from ....domain.vocabulary.jurisdictions import FIELD as JURISDICTION
from ....projections.pictures.world_tiles import TILES
from ....projections.register.named import Named
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import PagedSeenFrom, Served, TheRegister, TheWorkers, ViewedFrom
from ...http.routing import pages
from ..asking import PageAsked, ThePage
from ..downloads import as_csv
from ..licences.country import (
    COVERS,
    country_picture,
    day_words,
    days_of_country,
    licences_left,
    parts_left,
)
from ..licences.drawing import requirements_by_name
from ..licences.in_words import clause_words
from ..licences.over_time import neighbours
from ..prose import Prose
from ..rendering import page
from ..views import TheView

router = pages()
Json = Mapping[str, Any]

ON_A_PAGE = 50
"""So many licences are looked at for one page of a country."""
LIST = ("country", "name")
LICENCES = ("licence", "title", "status", "covers", "permits", "exclusions")
DAYS = ("on", "licences", "requirements", "groups", "changes")

CountryName = Annotated[str, Path(description="A country, as in IL.")]


class WhichCountries(ViewedFrom):
    """A viewpoint, and words of a country's name."""

    q: str = ""


class PageOfCountry(PagedSeenFrom):
    """A viewpoint and a page of licences, of one country's law."""

    limit: int = ON_A_PAGE
    jurisdiction: str = HOME_LAW


CountriesQuery = Annotated[WhichCountries, Query()]
CountryQuery = Annotated[PageOfCountry, Query()]


# -- all of them ---------------------------------------------------------------------------


@router.get("/countries")
async def countries_page(asked: CountriesQuery, view: TheView) -> Response:
    """Every country by name, or those of which the name has the words that are asked for."""
    return view.shown(asked, _countries, asked.q)


def _countries(
    served: Served, at: PageAsked, seen: AskedFrom, sought: str, status: int = 200
) -> Response:
    by_letter: dict[str, list[tuple[str, str]]] = {}
    for name, code in _found(sought, at):
        by_letter.setdefault(at.language.ordered(name)[:1].upper(), []).append((code, name))
    return page(
        "countries.html",
        at,
        status=status,
        sought=sought,
        missing=sought if status == 404 else "",
        letters=by_letter,
        viewpoint=served.register.licences(seen, limit=1)["viewpoint"],
    )


def _found(sought: str, at: PageAsked) -> list[tuple[str, str]]:
    """The names and codes of countries with these words in their name, or that are meant."""
    named = sorted(
        ((at.language.country(code), code) for code in TILES),
        key=lambda one: at.language.ordered(one[0]),
    )
    words = at.language.ordered(sought).split()
    if not words:
        return named
    found = [one for one in named if all(word in at.language.ordered(one[0]) for word in words)]
    meant = nearest_countries(sought)
    return found + [one for one in named if one[1] in meant and one not in found]


@router.get("/countries.csv")
async def countries_csv(
    asked: CountriesQuery, at: ThePage, register: TheRegister, workers: TheWorkers
) -> Response:
    """The countries by name as a file."""
    rows = [{"country": code, "name": name} for name, code in _found(asked.q, at)]
    return as_csv("countries", LIST, rows)


# -- one of them ---------------------------------------------------------------------------


@router.get("/countries/{country}")
async def country_page(
    country: CountryName,
    asked: CountryQuery,
    view: TheView,
) -> Response:
    """What the law leaves for what goes to a country on a day; its name leads to its code."""
    return view.shown(asked, _country_or_way, country, asked.after, asked.limit, asked.jurisdiction)


def _country_or_way(
    served: Served, at: PageAsked, seen: AskedFrom, country: str, after: str, limit: int, law: str
) -> Response:
    if country in country_names():
        return _country(served, at, country, seen, after, limit, law)
    meant = nearest_countries(country)
    if len(meant) != 1:
        return _countries(served, at, seen, country, 404)
    address = at.again().replace(
        f"/countries/{quote(country, safe='')}", f"/countries/{meant[0]}", 1
    )
    return RedirectResponse(address, 308)


def _country(
    served: Served, at: PageAsked, country: str, seen: AskedFrom, after: str, limit: int, law: str
) -> Response:
    answer = served.register.destination(country, seen, limit, after, law)
    names = [one["licence"] for one in answer["licences"]]
    days = days_of_country(served.ledger, country, names, seen, law)
    requirements = requirements_by_name(served, seen)
    on, today = answer["viewpoint"]["valid_on"], served.ledger.today().isoformat()
    reaching = [one for one in answer["licences"] if one["covers"] != "nothing"]
    told = {**answer, "licences": reaching}
    named = Named(served.ledger).named(told, seen)
    say = Prose(at, named)
    return page(
        "country.html",
        at,
        named,
        country=country,
        name=say.place(country),
        answer=answer,
        viewpoint=answer["viewpoint"],
        left=licences_left(answer, days, say),
        closed=[one for one in answer["licences"] if _is_closed(one)],
        covers=COVERS,
        parts=lambda parts: parts_left(parts, lambda clause: clause_words(clause, say)),
        near=neighbours([one["on"] for one in days], on),
        picture=Markup(country_picture(country, days, requirements, on, today, say)),
        after=after,
        json=_address(country, answer["viewpoint"], law),
        law=law,
        under=None if law == HOME_LAW else law,
        laws=served.register.laws_recorded(seen),
    )


def _is_closed(one: Json) -> bool:
    """Whether a licence is in force and leaves nothing to the country."""
    return bool(one["covers"] == "nothing" and one["in_force"] != "no")


def _address(country: str, viewpoint: Json, law: str) -> str:
    said = {name: value for name, value in viewpoint.items() if value is not None}
    under = {} if law == HOME_LAW else {JURISDICTION: law}
    return f"/v1/destinations/{country}?{urlencode({**said, **under})}"


@router.get("/countries/{country}/timeline")
async def country_timeline(
    country: CountryName,
    asked: CountryQuery,
    view: TheView,
) -> Response:
    """The days on which the law changed for what goes to a country, as a picture and a table."""
    return view.shown(asked, _over_time, country, asked.after, asked.limit, asked.jurisdiction)


def _over_time(
    served: Served, at: PageAsked, seen: AskedFrom, country: str, after: str, limit: int, law: str
) -> Response:
    answer = served.register.destination(country, seen, limit, after, law)
    names = [one["licence"] for one in answer["licences"]]
    days = days_of_country(served.ledger, country, names, seen, law)
    requirements = requirements_by_name(served, seen)
    named = Named(served.ledger).named([one["changes"] for one in days], seen)
    say = Prose(at, named)
    on, today = answer["viewpoint"]["valid_on"], served.ledger.today().isoformat()
    return page(
        "country_timeline.html",
        at,
        named,
        country=country,
        name=say.place(country),
        viewpoint=answer["viewpoint"],
        rows=[(one, list(day_words(one, requirements, say))) for one in days],
        near=neighbours([one["on"] for one in days], on),
        next=answer["next"],
        after=after,
        under=None if law == HOME_LAW else law,
        picture=Markup(country_picture(country, days, requirements, on, today, say)),
    )


@router.get("/countries/{country}/timeline.svg")
async def country_svg(
    country: CountryName,
    asked: CountryQuery,
    view: TheView,
) -> Response:
    """The picture alone."""
    return view.shown(asked, _country_drawn, country, asked.after, asked.limit, asked.jurisdiction)


def _country_drawn(
    served: Served, at: PageAsked, seen: AskedFrom, country: str, after: str, limit: int, law: str
) -> Response:
    answer = served.register.destination(country, seen, limit, after, law)
    names = [one["licence"] for one in answer["licences"]]
    days = days_of_country(served.ledger, country, names, seen, law)
    on, today = answer["viewpoint"]["valid_on"], served.ledger.today().isoformat()
    requirements, say = requirements_by_name(served, seen), Prose(at, {})
    svg = country_picture(country, days, requirements, on, today, say)
    return Response(svg, media_type="image/svg+xml")


@router.get("/countries/{country}/timeline.png")
async def country_png(
    country: CountryName,
    asked: CountryQuery,
    view: TheView,
) -> Response:
    """The same as PNG."""
    return view.as_png(asked, _country_drawn, country, asked.after, asked.limit, asked.jurisdiction)


@router.get("/countries/{country}/licences.csv")
async def country_licences_csv(
    country: CountryName,
    asked: CountryQuery,
    view: TheView,
) -> Response:
    """What is left of each licence for the country, as a file."""
    return view.shown(asked, _licences_csv, country, asked.after, asked.limit, asked.jurisdiction)


def _licences_csv(
    served: Served, at: PageAsked, seen: AskedFrom, country: str, after: str, limit: int, law: str
) -> Response:
    answer = served.register.destination(country, seen, limit, after, law)
    rows = [
        {
            **one,
            **{kind: [part["entry"] for part in one[kind]] for kind in ("permits", "exclusions")},
        }
        for one in answer["licences"]
    ]
    return as_csv(f"{country}-licences", LICENCES, rows)


@router.get("/countries/{country}/timeline.csv")
async def country_timeline_csv(
    country: CountryName,
    asked: CountryQuery,
    view: TheView,
) -> Response:
    """The days of change of a country as a file."""
    return view.shown(asked, _timeline_csv, country, asked.after, asked.limit, asked.jurisdiction)


def _timeline_csv(
    served: Served, at: PageAsked, seen: AskedFrom, country: str, after: str, limit: int, law: str
) -> Response:
    answer = served.register.destination(country, seen, limit, after, law)
    names = [one["licence"] for one in answer["licences"]]
    rows = [
        {
            "on": day["on"],
            "licences": [one["licence"] for one in day["licences"]],
            "requirements": [one["requirement"] for one in day["requirements"]],
            "groups": [one["group"] for one in day["groups"]],
            "changes": [one["change"] for one in day["changes"]],
        }
        for day in days_of_country(served.ledger, country, names, seen, law)
    ]
    return as_csv(f"{country}-timeline", DAYS, rows)
