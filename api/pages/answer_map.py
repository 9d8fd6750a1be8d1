"""The map of both times on a page: every cell a link, with the pair of days asked about in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ...domain.faults import QuestionError
from ...projections.pictures.map_svg import OnPage, map_svg
from ...projections.viewpoints import AskedFrom
from ..http.dependencies import Served
from .asking import PageAsked
from .prose import Prose
from .terms import marked

Json = Mapping[str, Any]

MOST_CELLS = 400
"""So many cells of a map can be told apart, and fit on a page."""
TITLE = marked("All days at once")


def answer_map(
    served: Served, at: PageAsked, said: Mapping[str, str], seen: AskedFrom, known_on: str | None
) -> str | None:
    """The picture of a transaction on all days as SVG; None where it has too many cells to show."""
    undated = {name: value for name, value in said.items() if name != "date"}
    anywhen = seen._replace(known_on=None, valid_on=None)
    maps, say = served.register, Prose(at, {})
    try:
        found = maps.map(undated, anywhen)
    except QuestionError:
        return None
    if len(found["cells"]) > MOST_CELLS:
        return None

    def address(cell: Json) -> str:
        day, known = _pair_in(cell, said["date"], known_on)
        fields = {**said, "date": day, "log_size": at.time.get("log_size"), "known_on": known}
        return at.plain("/check/answer", **fields)

    on = OnPage(text=say.drawn, links=address, asked=(said["date"], known_on))
    return map_svg(found, say.said.text(TITLE), maps.publications(undated, anywhen), on)


def _pair_in(cell: Json, day: str, known: str | None) -> tuple[str, str | None]:
    """A pair of days in a cell: the one asked about, if it is there."""
    at = day if _holds(cell, "valid", day) else _first_in(cell, "valid") or day
    if cell["known_until"] is None:
        return at, None
    if known is not None and _holds(cell, "known", known):
        return at, known
    return at, _first_in(cell, "known")


def _holds(cell: Json, time: str, day: str) -> bool:
    since, until = cell[f"{time}_from"], cell[f"{time}_until"]
    return (since is None or since <= day) and (until is None or day < until)


def _first_in(cell: Json, time: str) -> str | None:
    """The first day of a cell; of one that begins before all days, its last."""
    since, until = cell[f"{time}_from"], cell[f"{time}_until"]
    if since is not None or until is None:
        return str(since) if since else None
    return (date.fromisoformat(until) - timedelta(days=1)).isoformat()
