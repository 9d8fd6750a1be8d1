"""Tables as files that any spreadsheet opens."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from fastapi import Response

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """Rows as a file (RFC 4180) of this name, with the names of the columns first: UTF-8 with the
    mark by which spreadsheets know it; lists in one cell, apart by `; `."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([as_cell(row.get(column)) for column in columns] for row in rows)
    safe = "".join(one if one.isalnum() or one in "._-" else "_" for one in name)
    headers = {
        "content-disposition": f'attachment; filename="{safe}.csv"',
        "x-content-type-options": "nosniff",
    }
    return Response(text.getvalue().encode("utf-8-sig"), headers=headers, media_type="text/csv")


def as_cell(value: Any) -> str:
    """A value as text; one that a spreadsheet would work out is kept a text by a quote before it
    (OWASP, CSV injection)."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return as_cell("; ".join(map(str, value)))
    said = str(value)
    return f"'{said}" if said.startswith(_BEGINS_A_FORMULA) and not _is_number(said) else said


def _is_number(said: str) -> bool:
    try:
        float(said)
    except ValueError:
        return False
    return True
