"""The register of licences, and one licence on a day in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Query, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from ....domain.faults import UnknownSubjectError
from ....projections.pictures.plots_svg import figures_svg
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import PagedSeenFrom, SeenQuery, Served
from ...http.routes.licences import LicenceId
from ...http.routing import pages
from ..asking import PageAsked
from ..change_words import period_in_words
from ..downloads import as_csv
from ..errors import PageTask
from ..licences.drawing import drawn_licence
from ..licences.over_time import (
    change_days,
    last_day_in_force,
    neighbours,
    status_sentence,
    timeline_of,
)
from ..licences.standing import claims_of, licence_told
from ..prose import Prose
from ..rendering import page
from ..terms import STATUSES, marked
from ..views import TheView

router = pages()
Json = Mapping[str, Any]

MOST_LOOKED_AT = 500
"""So many licences are looked at for one page of those that are asked for."""
COLUMNS = ("licence", "title", "kind", "authority", "status", "in_force")
ENTRIES = ("list", "entry", "present", "dimension", "values")
AUTHORITIES = {"NL": marked("Netherlands"), "EU": marked("European Union")}


class WhichLicences(PagedSeenFrom):
    """A viewpoint, a page, and which licences are asked for."""

    status: str | None = None
    authority: str | None = None


WhichQuery = Annotated[WhichLicences, Query()]


# -- the register --------------------------------------------------------------------------


@router.get("/licences")
async def register_page(asked: WhichQuery, view: TheView) -> Response:
    """The licences with their status on a day, those of a status or an authority, by name."""
    return view.shown(asked, _register, asked)


@router.get("/licences.csv")
async def register_csv(asked: WhichQuery, view: TheView) -> Response:
    """The same page of the register as a file."""
    return view.shown(asked, _register_csv, asked)


def _register(served: Served, at: PageAsked, seen: AskedFrom, asked: WhichLicences) -> Response:
    found = _which(served, asked, seen)
    return page(
        "licences.html",
        at,
        **found,
        asked=asked,
        statuses=list(STATUSES),
        authorities=_authorities(served, at, seen),
        filtered=bool(asked.status or asked.authority),
    )


def _authorities(served: Served, at: PageAsked, seen: AskedFrom) -> dict[str, str]:
    """Whose licences there are, by name in the page's language: the Netherlands', the Union's, and
    those of every other country of whose law licences are recorded."""
    others = served.register.laws_recorded(seen)[1:]
    own = {word: at.language.text(name) for word, name in AUTHORITIES.items()}
    return {**own, **{law: at.language.country(law) for law in others}}


def _register_csv(served: Served, at: PageAsked, seen: AskedFrom, asked: WhichLicences) -> Response:
    return as_csv("licences", COLUMNS, _which(served, asked, seen)["licences"])


def _which(served: Served, asked: WhichLicences, seen: AskedFrom) -> dict[str, Any]:
    """A page of the licences that are asked for, as far as the first so many hold them."""
    found: list[Json] = []
    looked, after = 0, asked.after
    while True:
        answer = served.register.licences(seen, min(asked.limit, MOST_LOOKED_AT), after)
        found += [one for one in answer["licences"] if _is_asked_for(one, asked)]
        looked, after = looked + len(answer["licences"]), answer["next"]
        if len(found) > asked.limit:
            after, found = found[asked.limit - 1]["licence"], found[: asked.limit]
        if after is None or looked >= MOST_LOOKED_AT or len(found) == asked.limit:
            return {"licences": found, "next": after, "viewpoint": answer["viewpoint"]}


def _is_asked_for(one: Json, asked: WhichLicences) -> bool:
    return asked.status in (None, one["status"]) and asked.authority in (None, one["authority"])


# -- a licence -----------------------------------------------------------------------------


def in_right_case(
    served: Served, at: PageAsked, seen: AskedFrom, task: PageTask, licence: str, *given: Any
) -> Response:
    """A page about a licence; one named in another case leads to the page of the right one."""
    try:
        return task(served, at, seen, licence, *given)
    except UnknownSubjectError as error:
        same = [one for one in error.known if one.casefold() == licence.casefold()]
        if error.kind != "licence" or len(same) != 1:
            raise
        old, new = (quote(one, safe="") for one in (licence, same[0]))
        address = at.again().replace(f"/licences/{old}", f"/licences/{new}", 1)
        return RedirectResponse(address, 308)


def licence_address(licence: str, viewpoint: Json) -> str:
    """The same answer as JSON."""
    said = {name: value for name, value in viewpoint.items() if value is not None}
    return f"/v1/licences/{quote(licence, safe='')}?{urlencode(said)}"


@router.get("/licences/{licence}")
async def licence_page(licence: LicenceId, asked: SeenQuery, view: TheView) -> Response:
    """One licence as it reads on a day, in words, with all that is open about it."""
    return view.shown(asked, in_right_case, _licence, licence)


def _licence(served: Served, at: PageAsked, seen: AskedFrom, licence: str) -> Response:
    answer = served.register.licence(licence, seen)
    timeline = timeline_of(served.ledger, licence, seen)
    claims = claims_of(served, licence, seen)
    told = licence_told(served, answer, claims, seen, Prose(at, {}))
    say = Prose(at, told.named)
    today, on = served.ledger.today().isoformat(), answer["viewpoint"]["valid_on"]
    return page(
        "licence.html",
        at,
        told.named,
        licence=licence,
        answer=answer,
        viewpoint=answer["viewpoint"],
        json=licence_address(licence, answer["viewpoint"]),
        told=told,
        claims=claims,
        sentence=status_sentence(answer, timeline, today, say),
        last=last_day_in_force(answer, timeline),
        near=neighbours(change_days(timeline), on),
        picture=Markup(drawn_licence(served, at, timeline, on, seen)),
        figures=[Markup(one) for one in figures_svg(_with_periods(claims, say), say.drawn)],
    )


def _with_periods(claims: Json, say: Prose) -> list[Json]:
    """The figures with their periods in words."""
    return [{**one, "period": period_in_words(one["period"], say)} for one in claims["reports"]]


@router.get("/licences/{licence}/entries.csv")
async def entries_csv(licence: LicenceId, asked: SeenQuery, view: TheView) -> Response:
    """What a licence permits and excludes on a day as a file: a row a dimension of an entry."""
    return view.shown(asked, _entries_csv, licence)


def _entries_csv(served: Served, at: PageAsked, seen: AskedFrom, licence: str) -> Response:
    answer = served.register.licence(licence, seen)
    rows = [
        {"list": listed, **entry, "dimension": name, "values": values}
        for listed in ("permits", "exclusions")
        for entry in answer[listed]
        for name, values in (entry["clause"] or {"": []}).items()
    ]
    return as_csv(f"{licence}-entries", ENTRIES, rows)
