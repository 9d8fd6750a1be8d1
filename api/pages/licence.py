"""A licence as a page: the same answer as JSON and terminal, its sources as links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from ...domain.faults import UnknownSubjectError
from ...domain.vocabulary.citations import references
from ...projections.register.claims import Claims
from ..http.dependencies import SeenQuery, ViewedFrom
from ..http.routes.claims import TheClaims
from ..http.routes.licences import LicenceId
from ..http.routing import PageRoute
from ..wording import clause_text
from .index import page

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Json = Mapping[str, Any]
CLAIMS_BESIDE = 100
"""How many claims stand on a licence's page."""


@router.get("/licences/{licence}")
async def licence_page(
    licence: LicenceId, asked: SeenQuery, claims: TheClaims, request: Request
) -> Response:
    """One licence on a day, with all that is open about it and what was said.

    Its name in another case leads to the page of the right one.
    """
    try:
        return _page_of(licence, asked, claims)
    except UnknownSubjectError as error:
        same = [one for one in error.known if one.casefold() == licence.casefold()]
        if len(same) != 1:
            raise
        right = request.url.replace(path=f"/licences/{quote(same[0], safe='')}")
        return RedirectResponse(f"{right.path}{'?' if right.query else ''}{right.query}", 308)


def _page_of(licence: str, asked: ViewedFrom, claims: Claims) -> HTMLResponse:
    # An empty field of the form names nothing.
    named = {name: value for name, value in asked.asked().items() if value}
    answer = claims.licence(licence, named)
    seen = {name: str(value) for name, value in answer["viewpoint"].items() if value is not None}
    return page(
        "licence.html",
        name=escape(licence),
        title=escape(answer["title"] or ""),
        status=_word(answer["status"]),
        valid_on=seen["valid_on"],
        known=f"as known on {seen['known_on']}" if "known_on" in seen else "as known now",
        known_on=seen.get("known_on", ""),
        log_size=seen["log_size"],
        root_hash=seen["root_hash"],
        viewpoint=escape(urlencode(seen)),
        sections="\n".join((*_sections(answer), *_claims(claims, licence, seen), *_end(answer))),
    )


def source_as_html(citation: Json) -> str:
    """A citation with every reference in it that has a page as a link to that page."""
    source, locator = citation["source"], citation.get("locator")
    found = [one for one in references(source) if one.url]
    parts, done = [], 0
    for one in found:
        parts.append(escape(source[done : one.start]))
        parts.append(_link(one.url or "", one.text))
        done = one.start + len(one.text)
    text = "".join(parts) + escape(source[done:])
    if not found and citation.get("url"):
        text = _link(citation["url"], source)
    return f"{text}, {escape(locator)}" if locator else text


def _sections(answer: Json) -> Iterator[str]:
    """What is permitted and excluded, what is coming and pending, and why."""
    for title in ("permits", "exclusions"):
        entries = [(_code(e["entry"]), _present(e), _clause(e)) for e in answer[title]]
        yield _table(title, ("entry", "", "what"), entries)
    yield _table("conditions", ("condition", "kind", "what"), map(_condition, answer["conditions"]))
    yield _table(
        "coming",
        ("change", "type", "begins", "ends"),
        (_cells(one, "change", "type", "begins", "ends") for one in answer["upcoming"]),
        f"and {answer['upcoming_more']} more" if answer["upcoming_more"] else "",
    )
    columns = ("court order", "state", "judgment", "comply by", "carried out by")
    yield _table("court orders", columns, map(_order, answer["court_orders"]))
    yield _table(
        "reinstatement",
        ("to let back in", "condition", "met", "review by"),
        (
            (_code(one["target"]), escape(term["text"]), term["met"], one["review_by"] or "")
            for one in answer["reinstatement"]
            for term in one["conditions"]
        ),
    )
    yield _table("reviews", ("review of", "due by", "concluded"), map(_review, answer["reviews"]))
    pending = (_cells(one, "change", "about", "court") for one in answer["pending"])
    yield _table("pending", ("change", "about", "court"), pending)
    yield _table("because", ("change", "type", "from", "source"), map(_because, answer["because"]))


def _claims(claims: Claims, licence: str, seen: Mapping[str, str]) -> Iterator[str]:
    said = claims.statements(seen, licence, CLAIMS_BESIDE)
    rows = (
        (
            _code(one["change"]),
            _code(one["about"]),
            escape(one["by"]),
            one["published_on"],
            ("<b>disputes:</b> " if one["disputes"] else "") + escape(one["says"]),
            _sources(one["cites"]),
        )
        for one in said["statements"]
    )
    columns = ("change", "about", "by", "published", "says", "source")
    more = f'<a href="/v1/statements?about={escape(licence)}">all of them</a>'
    yield _table("statements", columns, rows, more if said["next"] else "")
    reported = claims.reports(seen, licence, CLAIMS_BESIDE)
    figures = (
        (
            _code(one["change"]),
            escape(one["period"]),
            f"{one['transactions']} transactions",
            "; ".join(escape(str(one[n])) for n in ("goods", "destination") if one[n]),
            escape(one["issued_by"]),
            _sources(one["cites"]),
        )
        for one in reported["reports"]
    )
    columns = ("change", "period", "figure", "of", "by", "source")
    more = f'<a href="/v1/reports?about={escape(licence)}">all of them</a>'
    yield _table("reports", columns, figures, more if reported["next"] else "")


def _end(answer: Json) -> Iterator[str]:
    checked = answer["last_checked"]
    told = "No check of this record against a source is recorded."
    if checked:
        told = f"Record last checked on {checked['on']} against "
        told += source_as_html({"source": checked["source"]})
    yield f"<p>{told}</p>"
    for note in answer["notes"]:
        yield f'<p class="note">note: {escape(note)}</p>'


# -- rows and cells --------------------------------------------------------------------


def _table(title: str, columns: Sequence[str], rows: Any, more: str = "") -> str:
    """A table under its title; nothing, without rows."""
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    if not body:
        return ""
    head = "".join(f"<th>{column}</th>" for column in columns)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"
    return f"<h2>{title}</h2>\n{table}\n" + (f"<p>{more}</p>" if more else "")


def _condition(one: Json) -> tuple[str, ...]:
    what = escape(one["text"])
    if one["clause"]:
        what += f" ({escape(clause_text(one['clause']))})"
    return _code(one["entry"]), _word(one["kind"]), what


def _order(one: Json) -> tuple[str, ...]:
    judgment = source_as_html({"source": one["ecli"]}) if one["ecli"] else ""
    carriers = ", ".join(map(_code, one["carried_out_by"]))
    return _code(one["order"]), _word(one["state"]), judgment, one["comply_by"] or "", carriers


def _review(one: Json) -> tuple[str, ...]:
    concluded = "<br>".join(f"{c['outcome']} ({_code(c['change'])})" for c in one["concluded"])
    return _code(one["of"]), one["review_by"] or "", concluded


def _because(one: Json) -> tuple[str, ...]:
    stops = "".join(
        f"<br>stopped by {_code(stop['change'])} ({_word(stop['type'])})"
        for stop in one["stopped_by"]
        if stop["running"] != "no"
    )
    days = f"{one['from'] or 'always'}<br>published {one['published_on']}"
    return _code(one["change"]), _word(one["type"]), days, _sources(one["cites"]) + stops


def _clause(entry: Json) -> str:
    what = escape(clause_text(entry["clause"]))
    for stop in entry["except"]:
        what += f"<br>except {escape(clause_text(stop['clause']))} ({_code(stop['change'])})"
    return what


def _present(entry: Json) -> str:
    return "" if entry["present"] == "yes" else _word(entry["present"])


def _cells(one: Json, *names: str) -> tuple[str, ...]:
    return tuple(escape(str(one[name] or "")) for name in names)


def _sources(cites: Sequence[Json]) -> str:
    return "<br>".join(dict.fromkeys(map(source_as_html, cites)))


def _link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}" rel="external">{escape(text)}</a>'


def _code(name: str) -> str:
    return f"<code>{escape(name)}</code>"


def _word(word: str) -> str:
    return escape(word.replace("_", " "))
