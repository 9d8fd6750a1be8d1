"""A licence from two viewpoints side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Query, Response

from ....projections.register.named import Named
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import Served, ViewedFrom
from ...http.routes.licences import LicenceId
from ...http.routing import pages
from ..asking import PageAsked
from ..downloads import as_csv
from ..licences.comparing import (
    DIFFERING,
    HOW,
    codes_told_otherwise,
    differing_rows,
    line_differs,
    list_told_otherwise,
    nothing_differs,
    parts_differ,
)
from ..licences.over_time import change_days, day_before, timeline_of
from ..prose import Prose
from ..rendering import page
from ..views import TheView
from .licences import in_right_case

router = pages()
Json = Mapping[str, Any]

SIDES = ("from", "to")
_PARTS = ("valid_on", "known_on", "log_size")


class TwoSides(ViewedFrom):
    """Two viewpoints, each in its parts; where the second names none, where the page is seen
    from."""

    from_valid_on: str | None = None
    from_known_on: str | None = None
    from_log_size: str | None = None
    to_valid_on: str | None = None
    to_known_on: str | None = None
    to_log_size: str | None = None

    def side(self, name: str) -> dict[str, str]:
        """What one side names."""
        return {part: said for part in _PARTS if (said := getattr(self, f"{name}_{part}"))}


SidesQuery = Annotated[TwoSides, Query()]


@router.get("/licences/{licence}/compare")
async def compare_page(licence: LicenceId, asked: SidesQuery, view: TheView) -> Response:
    """What differs about a licence between two viewpoints, and by which instruments."""
    return view.shown(asked, in_right_case, _compare, licence, asked)


@router.get("/licences/{licence}/compare.csv")
async def compare_csv(licence: LicenceId, asked: SidesQuery, view: TheView) -> Response:
    """The same table as a file."""
    return view.shown(asked, _compare_csv, licence, asked)


def _compare(
    served: Served, at: PageAsked, seen: AskedFrom, licence: str, asked: TwoSides
) -> Response:
    line = served.register.licence(licence, seen)
    days = change_days(timeline_of(served.ledger, licence, seen))
    sides = _sides(at, asked, line["viewpoint"]["valid_on"], days)
    told = {name: _in_one(said, seen) for name, said in sides.items()}
    diff = served.register.diff(licence, told["from"], told["to"])
    named = Named(served.ledger).named(diff, seen)
    say = Prose(at, named)
    return page(
        "licence_compare.html",
        at,
        named,
        licence=licence,
        title=say.title(line),
        viewpoint=line["viewpoint"],
        sides=sides,
        seen={name: diff[name] for name in SIDES},
        same=nothing_differs(diff),
        line=line_differs(diff, say),
        line_by=diff["by"],
        parts=parts_differ(diff, say),
        groups=diff["groups"],
        lists=diff["lists"],
        otherwise=codes_told_otherwise,
        list_otherwise=list_told_otherwise,
        how=HOW,
        days=days,
        around=_around(days, sides["from"]["valid_on"], sides["to"]["valid_on"]),
        csv=at.again().replace("/compare", "/compare.csv", 1),
        json=f"/v1/licences/{quote(licence, safe='')}/diff?{urlencode(told)}",
    )


def _compare_csv(
    served: Served, at: PageAsked, seen: AskedFrom, licence: str, asked: TwoSides
) -> Response:
    on = served.register.licence(licence, seen)["viewpoint"]["valid_on"]
    days = change_days(timeline_of(served.ledger, licence, seen))
    sides = _sides(at, asked, on, days)
    diff = served.register.diff(licence, *(_in_one(sides[one], seen) for one in SIDES))
    say = Prose(at, Named(served.ledger).named(diff, seen))
    return as_csv(f"{licence}-compare", DIFFERING, differing_rows(diff, say))


def _sides(at: PageAsked, asked: TwoSides, on: str, days: list[str]) -> dict[str, dict[str, str]]:
    """The two viewpoints, each in its parts: those that are asked, else where the page is seen
    from, and the day before the last change that it sees."""
    sides = {name: asked.side(name) for name in SIDES}
    sides["to"] = {**at.time, **sides["to"]} if not sides["to"] else sides["to"]
    sides["to"].setdefault("valid_on", on)
    if not sides["from"]:
        reached = [day for day in days if day <= sides["to"]["valid_on"]]
        earlier = {"valid_on": day_before(reached[-1])} if reached else {}
        sides["from"] = {**sides["to"], **earlier}
    sides["from"].setdefault("valid_on", on)
    return sides


def _in_one(side: Mapping[str, str], seen: AskedFrom) -> str:
    """A side in one argument, at the size of the log that the page is answered at if it names
    none."""
    said = {"log_size": str(seen.log_size), **side}
    return ",".join(f"{name}={value}" for name, value in said.items() if name in _PARTS)


def _around(days: list[str], since: str, until: str) -> Mapping[str, str | None]:
    """The changes next to the two days: the one before the first, the one after the last."""
    first, last = min(since, until), max(since, until)
    before = [day for day in days if day <= first]
    after = [day for day in days if day > last]
    return {"before": before[-1] if before else None, "after": after[0] if after else None}
