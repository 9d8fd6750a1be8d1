"""What is taken away: tables as CSV, as spreadsheets read it (RFC 4180), and pictures as PNG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import Response

from ...projections.pictures.as_png import as_png
from ..http.dependencies import Served
from ..http.web.tables import CSV, csv_text
from ..http.workers import Askable, FromWorkers
from .asking import PageAsked
from .errors import PageTask, page_or_error

Row = Mapping[str, Any] | Sequence[Any]
"""A row of a table: its cells in order, or by the names of the columns."""


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Row]) -> Response:
    """A table as a file of this name, in UTF-8 with a byte order mark, by which spreadsheets know
    it. Nothing is left out; a list stands in one cell, apart by `; `; a text that they would take
    for a formula has an apostrophe before it (OWASP, CSV injection)."""
    text = csv_text(columns, (_cells(row, columns) for row in rows))
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return Response(
        "\ufeff" + text,
        media_type=CSV,
        headers={"content-disposition": f'attachment; filename="{safe}.csv"'},
    )


def shown_as_png(workers: Askable, at: PageAsked, task: PageTask, *given: Any) -> FromWorkers:
    """The PNG of a picture that a worker makes by a function, as `shown` shows it."""
    return FromWorkers(workers, True, page_or_error, at, _in_png, (task, given))


def _in_png(served: Served, at: PageAsked, task: PageTask, given: Sequence[Any]) -> Response:
    drawn = task(served, at, *given)
    if drawn.status_code != 200:
        return drawn
    headers = {name: drawn.headers[name] for name in ("cache-control",) if name in drawn.headers}
    png = as_png(bytes(drawn.body).decode())
    return Response(png, headers=headers, media_type="image/png")


def _cells(row: Row, columns: Sequence[str]) -> Iterable[Any]:
    return (row.get(one) for one in columns) if isinstance(row, Mapping) else row
