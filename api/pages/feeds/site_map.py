"""Where the pages are, for those who go through all of them: a site map (sitemaps.org 0.9) in
parts of a bounded size, and what robots are asked to leave alone (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

from fastapi import HTTPException, Path, Request, Response
from starlette.responses import PlainTextResponse

from ....domain.shapes.listed_countries import listed_countries
from ....projections.proof.proofs import Proofs
from ....projections.register.recordings import Recordings
from ....projections.register.words import Words
from ...http.dependencies import Served, TheWorkers
from ...http.routing import pages
from ...http.workers import FromWorkers
from ..help.documents import documents
from ..languages import TAGS
from ..rendering import environment

router = pages()

PART = 5_000
"""So many pages, or records of the log, make a part."""
_FIXED = (
    "/",
    "/check",
    "/licences",
    "/countries",
    "/instruments",
    "/groups",
    "/lists",
    "/requirements",
    "/policies",
    "/applications",
    "/statements",
    "/feeds",
    "/help",
)
_LEFT_ALONE = ("/*valid_on=", "/*known_on=", "/*log_size=", "/*dossier.zip", "/*/effect")
"""The same pages seen from elsewhere, without end; and what is dear to make."""
XML = "application/xml"

Part = Callable[[Served, int], Sequence[str]]


def _pages(served: Served, number: int) -> list[str]:
    return [
        *_FIXED,
        *(f"/countries/{one.code}" for one in listed_countries()),
        *(f"/help/{one.name}" for one in documents().values()),
    ]


def _subjects(served: Served, number: int) -> list[str]:
    names = Words(served.ledger).subjects
    rooms = {
        "group": "groups",
        "requirement": "requirements",
        "policy": "policies",
        "application": "applications",
        "list": "lists",
    }
    return [f"/{room}/{name}" for kind, room in rooms.items() for name in names(kind)]


def _licences(served: Served, number: int) -> list[str]:
    names = Words(served.ledger).subjects("licence")[number * PART : (number + 1) * PART]
    return [f"/licences/{name}" for name in names]


def _instruments(served: Served, number: int) -> list[str]:
    names = Recordings(served.ledger).recorded_in(number * PART, PART)
    return [f"/instruments/{name}" for name in names]


PARTS: dict[str, Part] = {
    "pages": _pages,
    "subjects": _subjects,
    "licences": _licences,
    "instruments": _instruments,
}


@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """What robots are asked to leave alone, and where the site map is."""
    base = str(request.base_url).rstrip("/")
    rules = "".join(f"Disallow: {path}\n" for path in _LEFT_ALONE)
    return PlainTextResponse(f"User-agent: *\n{rules}\nSitemap: {base}/sitemap.xml\n")


@router.get("/sitemap.xml")
async def site_map(request: Request, workers: TheWorkers) -> Response:
    """The parts of the site map."""
    return FromWorkers(workers, False, _index, str(request.base_url).rstrip("/"))


def _index(served: Served, base: str) -> Response:
    parts = [f"{base}/sitemaps/{one}.xml" for one in _parts(served)]
    return _xml("sitemapindex.xml", parts=parts)


def _parts(served: Served) -> Iterator[str]:
    counts = {
        "pages": 1,
        "subjects": 1,
        "licences": -(-len(Words(served.ledger).subjects("licence")) // PART),
        "instruments": -(-Proofs(served.ledger, served.key).head()[0] // PART),
    }
    return (f"{name}-{number}" for name, count in counts.items() for number in range(count))


@router.get("/sitemaps/{part}.xml")
async def part_of_site_map(
    part: Annotated[str, Path()], request: Request, workers: TheWorkers
) -> Response:
    """A part of the site map: each page in every language."""
    name, _, number = part.rpartition("-")
    if name not in PARTS or not (number.isascii() and number.isdigit() and len(number) < 9):
        raise HTTPException(404, "there is no such part of the site map")
    base = str(request.base_url).rstrip("/")
    return FromWorkers(workers, False, _part, name, int(number), base)


def _part(served: Served, name: str, number: int, base: str) -> Response:
    paths = PARTS[name](served, number)
    return _xml("sitemap.xml", base=base, paths=paths, tags=TAGS)


def _xml(template: str, **parts: object) -> Response:
    text = environment("en").get_template(template).render(**parts)
    return Response(text, media_type=XML)
