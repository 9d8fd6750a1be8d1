"""What is taken away: tables as CSV, as spreadsheets read it (RFC 4180), and pictures as PNG."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from fastapi import Response

from ...projections.pictures.as_png import as_png

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A table as a file of this name, in UTF-8 with a byte order mark, by which spreadsheets know
    it. Nothing is left out; a text that they would take for a formula has an apostrophe before
    it."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(one) for one in row] for row in rows)
    return Response(
        "\ufeff" + out.getvalue(),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"content-disposition": f'attachment; filename="{name}.csv"'},
    )


def png_of(drawn: Response) -> Response:
    """The picture of an answer that is SVG, as PNG; what is no picture stays as it is."""
    if drawn.status_code != 200:
        return drawn
    return Response(as_png(bytes(drawn.body).decode()), media_type="image/png")


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return "" if value is None else value
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
