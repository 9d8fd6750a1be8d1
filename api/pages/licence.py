"""A licence as a page: the same answer as JSON and terminal, its sources as links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from ...domain.faults import UnknownSubjectError
from ...projections.register.claims import Claims
from ...projections.viewpoints import AskedView
from ..http.dependencies import SeenQuery, Served, TheRegister, TheWorkers
from ..http.routes.licences import LicenceId
from ..http.routing import pages
from ..http.workers import FromWorkers
from .cells import (
    Cell,
    Json,
    because,
    clause_with_stops,
    code,
    condition,
    in_words,
    order,
    presence,
    review,
    source_as_html,
    sources,
)
from .rendering import page

router = pages()

CLAIMS_BESIDE = 100
"""How many claims stand on a licence's page."""


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table under its title; without rows it is not shown."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    more: Cell = ""


@router.get("/licences/{licence}")
async def licence_page(
    licence: LicenceId,
    asked: SeenQuery,
    register: TheRegister,
    workers: TheWorkers,
    request: Request,
) -> Response:
    """One licence on a day, with all that is open about it and what was said.

    Its name in another case leads to the page of the right one.
    """
    # An empty field of the form names nothing.
    named = {name: value for name, value in asked.asked().items() if value}
    seen_from = register.pinned(named, with_day=True)
    query = request.scope["query_string"].decode("latin-1")
    return FromWorkers(workers, False, _page_or_way, licence, seen_from, query)


def _page_or_way(served: Served, licence: str, seen_from: AskedView, query: str) -> Response:
    """The page; or the way to the one of the licence whose name is another only by its case."""
    try:
        return _page_of(licence, seen_from, Claims(served.ledger))
    except UnknownSubjectError as error:
        same = [one for one in error.known if one.casefold() == licence.casefold()]
        if len(same) != 1:
            raise
        right = f"/licences/{quote(same[0], safe='')}"
        return RedirectResponse(f"{right}?{query}" if query else right, 308)


def _page_of(licence: str, named: AskedView, claims: Claims) -> HTMLResponse:
    answer = claims.licence(licence, named)
    seen = {name: str(value) for name, value in answer["viewpoint"].items() if value is not None}
    return page(
        "licence.html",
        name=licence,
        title=answer["title"] or "",
        status=in_words(answer["status"]),
        valid_on=seen["valid_on"],
        known=f"as known on {seen['known_on']}" if "known_on" in seen else "as known now",
        known_on=seen.get("known_on", ""),
        log_size=seen["log_size"],
        root_hash=seen["root_hash"],
        viewpoint=urlencode(seen),
        tables=[one for one in (*_state(answer), *_claims(claims, licence, seen)) if one.rows],
        checked=_checked(answer["last_checked"]),
        notes=answer["notes"],
    )


def _state(answer: Json) -> Iterator[PageTable]:
    """What is permitted and excluded, what is coming and pending, and why."""
    for title in ("permits", "exclusions"):
        entries = [
            (code(one["entry"]), presence(one), clause_with_stops(one)) for one in answer[title]
        ]
        yield PageTable(title, ("entry", "", "what"), entries)
    conditions = [condition(one) for one in answer["conditions"]]
    yield PageTable("conditions", ("condition", "kind", "what"), conditions)
    yield PageTable(
        "coming",
        ("change", "type", "begins", "ends"),
        _fields(answer["upcoming"], "change", "type", "begins", "ends"),
        f"and {answer['upcoming_more']} more" if answer["upcoming_more"] else "",
    )
    columns = ("court order", "state", "judgment", "comply by", "carried out by")
    yield PageTable("court orders", columns, [order(one) for one in answer["court_orders"]])
    terms: list[tuple[Cell, ...]] = [
        (code(one["target"]), term["text"], term["met"], one["review_by"] or "")
        for one in answer["reinstatement"]
        for term in one["conditions"]
    ]
    yield PageTable("reinstatement", ("to let back in", "condition", "met", "review by"), terms)
    reviews = [review(one) for one in answer["reviews"]]
    yield PageTable("reviews", ("review of", "due by", "concluded"), reviews)
    pending = _fields(answer["pending"], "change", "about", "court")
    yield PageTable("pending", ("change", "about", "court"), pending)
    reasons = [because(one) for one in answer["because"]]
    yield PageTable("because", ("change", "type", "from", "source"), reasons)


def _claims(claims: Claims, licence: str, seen: Mapping[str, str]) -> Iterator[PageTable]:
    said = claims.statements(seen, licence, CLAIMS_BESIDE)
    statements: list[tuple[Cell, ...]] = [
        (
            code(one["change"]),
            code(one["about"]),
            one["by"],
            one["published_on"],
            (Markup("<b>disputes:</b> ") if one["disputes"] else Markup()) + one["says"],
            sources(one["cites"]),
        )
        for one in said["statements"]
    ]
    columns = ("change", "about", "by", "published", "says", "source")
    more = _all_of("/v1/statements", licence) if said["next"] else ""
    yield PageTable("statements", columns, statements, more)
    reported = claims.reports(seen, licence, CLAIMS_BESIDE)
    figures: list[tuple[Cell, ...]] = [
        (
            code(one["change"]),
            one["period"],
            f"{one['transactions']} transactions",
            "; ".join(one[name] for name in ("goods", "destination") if one[name]),
            one["issued_by"],
            sources(one["cites"]),
        )
        for one in reported["reports"]
    ]
    columns = ("change", "period", "figure", "of", "by", "source")
    more = _all_of("/v1/reports", licence) if reported["next"] else ""
    yield PageTable("reports", columns, figures, more)


def _all_of(door: str, licence: str) -> Markup:
    address = f"{door}?{urlencode({'about': licence})}"
    return Markup('<a href="{}">all of them</a>').format(address)


def _checked(checked: Json | None) -> Markup:
    if checked is None:
        return Markup("No check of this record against a source is recorded.")
    source = source_as_html({"source": checked["source"]})
    return Markup("Record last checked on {} against {}").format(checked["on"], source)


def _fields(found: Iterable[Json], *names: str) -> list[tuple[Cell, ...]]:
    return [tuple(str(one[name] or "") for name in names) for one in found]
