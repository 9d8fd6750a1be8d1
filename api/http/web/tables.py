"""Lists as tables: `text/csv` (RFC 4180, RFC 7111), a row an item.

What an item holds below a name is a column of both names, apart by a dot; a list of words stands
in one cell, apart by `; `; a list of anything else as its JSON. Nothing is left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

CSV = "text/csv; charset=utf-8; header=present"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

ROWS = {
    "/v1/licences": "licences",
    "/v1/licences/{licence}/history": "history",
    "/v1/licences/{licence}/timeline": "periods",
    "/v1/diff": "licences",
    "/v1/instruments": "instruments",
    "/v1/groups": "groups",
    "/v1/groups/{group}": "members",
    "/v1/lists": "lists",
    "/v1/lists/{list}": "items",
    "/v1/requirements": "requirements",
    "/v1/policies": "policies",
    "/v1/destinations/{country}": "licences",
    "/v1/destinations/{country}/timeline": "days",
    "/v1/statements": "statements",
    "/v1/reports": "reports",
    "/v1/search": "hits",
}
"""The doors that answer with a list, and where in the answer it stands."""


def as_cell(value: Any) -> Any:
    """A value as it stands in a cell: a text that a spreadsheet would take for a formula has an
    apostrophe before it (OWASP, CSV injection)."""
    if isinstance(value, list | tuple):
        return as_cell("; ".join(map(str, value)))
    if not isinstance(value, str):
        return "" if value is None else value
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """Rows of cells below their columns' names."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(as_cell, row) for row in rows)
    return out.getvalue()


def table_of(answer: Mapping[str, Any], name: str) -> str:
    """The list of an answer as a table; of an answer without it, one row of the answer itself."""
    alone = {key: value for key, value in answer.items() if key != "viewpoint"}
    rows = [dict(_flat(item)) for item in answer.get(name, [alone])]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return csv_text(columns, ((row.get(column) for column in columns) for row in rows))


def _flat(item: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(item, dict):
        yield above or "value", item
        return
    for name, value in item.items():
        column = f"{above}.{name}" if above else name
        if isinstance(value, dict):
            yield from _flat(value, column)
        elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
            yield column, orjson.dumps(value).decode()
        elif isinstance(value, bool):
            yield column, "true" if value else "false"
        else:
            yield column, value


def wants_csv(accept: str) -> bool:
    """Whether an `Accept` likes `text/csv` better than JSON (RFC 9110 §12.5.1)."""
    if "text/csv" not in accept:
        return False
    weights = {"text/csv": 0.0, "application/json": 0.0}
    for part in accept.split(","):
        kind, *parameters = (one.strip().lower() for one in part.split(";"))
        if kind in weights:
            weights[kind] = max(weights[kind], _weight(parameters))
    return weights["text/csv"] > weights["application/json"]


def _weight(parameters: Iterable[str]) -> float:
    for one in parameters:
        name, _, value = one.partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


class AsTable(Response):
    """Another answer, its list as a table; what is no answer but an error stays as it is."""

    def __init__(self, answer: Response, name: str, following: str) -> None:
        self.status_code = answer.status_code
        self.background = None
        self._answer = answer
        self._name = name
        self._following = following

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message | None = None
        pieces: list[bytes] = []

        async def holding(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200:
                start = message
            elif start is not None and message["type"] == "http.response.body":
                pieces.append(message.get("body", b""))
            else:
                await send(message)

        await self._answer(scope, receive, holding)
        if start is None:
            return
        answer = orjson.loads(b"".join(pieces))
        text = (await run_in_threadpool(table_of, answer, self._name)).encode()
        headers = MutableHeaders(scope=start)
        headers["content-type"] = CSV
        headers["content-length"] = str(len(text))
        if answer.get("next"):
            headers.append(
                "link", f'<{self._following}{quote(str(answer["next"]), safe="")}>; rel="next"'
            )
        await send(start)
        await send({"type": "http.response.body", "body": text})
