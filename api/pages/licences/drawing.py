"""The picture of a licence over time, with the titles of what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....projections.register.named import Named
from ....projections.viewpoints import AskedFrom
from ...http.dependencies import MAX_PAGE, Served
from ..asking import PageAsked
from ..prose import Prose
from .lanes import licence_picture

Json = Mapping[str, Any]


def drawn_licence(served: Served, at: PageAsked, timeline: Json, on: str, seen: AskedFrom) -> str:
    """The timeline of a licence as SVG, with a day marked in it."""
    orders = {one["order"] for period in timeline["periods"] for one in period["court_orders"]}
    named = Named(served.ledger).named(sorted(orders), seen) if orders else {}
    today = served.ledger.today().isoformat()
    titles = titles_of_requirements(served, seen)
    return licence_picture(timeline, on, today, Prose(at, named), titles)


def requirements_by_name(served: Served, seen: AskedFrom) -> dict[str, Json]:
    """The requirements and prohibitions by their names."""
    answer = served.register.requirements(seen, MAX_PAGE)
    return {one["requirement"]: one for one in answer["requirements"]}


def titles_of_requirements(served: Served, seen: AskedFrom) -> dict[str, str]:
    """The titles of requirements and prohibitions by their names."""
    return {
        name: str(one["title"] or name) for name, one in requirements_by_name(served, seen).items()
    }
