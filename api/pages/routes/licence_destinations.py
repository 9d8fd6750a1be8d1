"""Which countries a licence reaches on a day: a map of tiles, a table, and the days of change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Response
from markupsafe import Markup

from ....projections.pictures.world_tiles import TILES
from ....projections.register.named import Named
from ....projections.register.reached import Reached
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import SeenQuery, Served
from ...http.responses import as_json
from ...http.routes.licences import LicenceId
from ...http.routing import pages
from ..asking import PageAsked
from ..downloads import as_csv
from ..licences.drawing import titles_of_requirements
from ..licences.over_time import change_days, neighbours, timeline_of
from ..licences.reaching import TOLD, WORDS, by_entry, by_reach, world
from ..prose import Prose
from ..rendering import page
from ..views import TheView
from .licences import in_right_case

router = pages()
Json = Mapping[str, Any]

COLUMNS = ("country", "name", "reach", "permits", "exclusions", "except", "prohibitions")


@router.get("/licences/{licence}/destinations")
async def destinations_page(licence: LicenceId, asked: SeenQuery, view: TheView) -> Response:
    """Every country, and how far the licence reaches it on the day."""
    return view.shown(asked, in_right_case, _destinations, licence)


def _destinations(served: Served, at: PageAsked, seen: AskedFrom, licence: str) -> Response:
    answer = Reached(served.ledger).reached(licence, TILES, seen)
    days = change_days(timeline_of(served.ledger, licence, seen))
    deciding = [(one["permits"], one["exclusions"]) for one in answer["countries"]]
    named = Named(served.ledger).named(deciding, seen)
    say, on = Prose(at, named), answer["viewpoint"]["valid_on"]
    found, titles = by_reach(answer["countries"]), titles_of_requirements(served, seen)
    return page(
        "licence_destinations.html",
        at,
        named,
        licence=licence,
        title=say.title(answer),
        standing=answer["status"],
        viewpoint=answer["viewpoint"],
        on=on,
        days=days,
        near=neighbours(days, on),
        words=WORDS,
        told=TOLD,
        titles=titles,
        lists={word: by_entry(one, say) for word, one in found.items() if one},
        counts={word: len(one) for word, one in found.items()},
        picture=Markup(world(answer, on, say, titles)),
    )


@router.get("/licences/{licence}/destinations.svg")
async def destinations_svg(licence: LicenceId, asked: SeenQuery, view: TheView) -> Response:
    """The map alone."""
    return view.shown(asked, _world_alone, licence)


@router.get("/licences/{licence}/destinations.json")
async def destinations_json(licence: LicenceId, asked: SeenQuery, view: TheView) -> Response:
    """The same as JSON: each country with the entries by which it is reached, or is not."""
    return view.shown(asked, _destinations_json, licence)


def _destinations_json(served: Served, at: PageAsked, seen: AskedFrom, licence: str) -> Response:
    return as_json(Reached(served.ledger).reached(licence, TILES, seen))


def _world_alone(served: Served, at: PageAsked, seen: AskedFrom, licence: str) -> Response:
    answer = Reached(served.ledger).reached(licence, TILES, seen)
    titles = titles_of_requirements(served, seen)
    svg = world(answer, answer["viewpoint"]["valid_on"], Prose(at, {}), titles)
    return Response(svg, media_type="image/svg+xml")


@router.get("/licences/{licence}/destinations.png")
async def destinations_png(licence: LicenceId, asked: SeenQuery, view: TheView) -> Response:
    """The same as PNG."""
    return view.as_png(asked, _world_alone, licence)


@router.get("/licences/{licence}/destinations.csv")
async def destinations_csv(licence: LicenceId, asked: SeenQuery, view: TheView) -> Response:
    """Every country and how far the licence reaches it, as a file."""
    return view.shown(asked, _destinations_csv, licence)


def _destinations_csv(served: Served, at: PageAsked, seen: AskedFrom, licence: str) -> Response:
    answer = Reached(served.ledger).reached(licence, TILES, seen)
    say = Prose(at, {})
    rows = [{**one, "name": say.place(one["country"])} for one in answer["countries"]]
    return as_csv(f"{licence}-destinations-{answer['viewpoint']['valid_on']}", COLUMNS, rows)
